package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** JSON of {@code grype --output json}. It names no package without a finding, so its {@code source} proves that something was scanned. */
final class GrypeReader implements ReportReader {
    static final Set<String> FIELDS =
            Set.of("matches", "descriptor", "source", "distro", "ignoredMatches", "alertsByPackage");

    private final Consumer<Finding> findings;
    private boolean matches;
    private boolean source;
    private String name = "";
    private String version = "";
    private Instant built;
    private Instant written;
    private String databaseTrouble = "";
    private String artifact = "";
    private String type = "";
    private String manifestDigest = "";
    private final Set<String> digests = new TreeSet<>();
    private long ignored;

    GrypeReader(Consumer<Finding> findings) {
        this.findings = findings;
    }

    @Override
    public void field(ReportCursor json, String field) throws IOException {
        switch (field) {
            case "matches" -> {
                matches = true;
                json.array(() -> match(json));
            }
            case "ignoredMatches" ->
                json.array(() -> {
                    ignored++;
                    json.skip();
                });
            case "source" -> {
                source = !json.atNull();
                json.object(inner -> source(json, inner));
            }
            case "descriptor" -> json.object(inner -> descriptor(json, inner));
            default -> json.skip();
        }
    }

    private void source(ReportCursor json, String field) throws IOException {
        switch (field) {
            case "type" -> type = json.text(40);
            case "target" -> {
                if (json.atObject()) {
                    json.object(inner -> target(json, inner));
                } else {
                    artifact = json.text(300);
                }
            }
            default -> json.skip();
        }
    }

    private void target(ReportCursor json, String field) throws IOException {
        switch (field) {
            case "userInput" -> artifact = json.text(300);
            case "manifestDigest" -> manifestDigest = json.text(100);
            case "repoDigests" ->
                json.array(() -> {
                    String reference = json.text(300);
                    if (digests.size() < 20) {
                        digests.add(reference);
                    }
                });
            default -> json.skip();
        }
    }

    private void descriptor(ReportCursor json, String field) throws IOException {
        switch (field) {
            case "name" -> name = json.text(60);
            case "version" -> version = json.text(60);
            case "timestamp" -> written = instant(json.text(60));
            case "db" -> json.object(inner -> database(json, inner));
            default -> json.skip();
        }
    }

    /** Since 0.87 under {@code status}, before directly. */
    private void database(ReportCursor json, String field) throws IOException {
        switch (field) {
            case "status" -> json.object(inner -> database(json, inner));
            case "built" -> built = instant(json.text(60));
            case "error" -> databaseTrouble = json.text(300);
            case "valid" -> {
                if (json.atFalse()) {
                    databaseTrouble = databaseTrouble.isEmpty() ? "it is not valid" : databaseTrouble;
                }
            }
            default -> json.skip();
        }
    }

    private void match(ReportCursor json) throws IOException {
        String[] read = {"", "", "", "", "", "", null};
        Double[] score = {null};
        Set<String> related = new LinkedHashSet<>();
        Set<String> fixes = new LinkedHashSet<>();
        json.object(part -> {
            switch (part) {
                case "vulnerability" ->
                    json.object(field -> {
                        switch (field) {
                            case "id" -> read[0] = json.text(120);
                            case "severity" -> read[1] = json.text(40);
                            case "cvss" -> json.objects(inner -> cvss(json, inner, score));
                            case "fix" -> json.object(inner -> fix(json, inner, fixes));
                            default -> json.skip();
                        }
                    });
                case "relatedVulnerabilities" ->
                    json.objects(field -> {
                        if (field.equals("id") && related.size() < 50) {
                            related.add(json.text(120));
                        } else {
                            json.skip();
                        }
                    });
                case "artifact" ->
                    json.object(field -> {
                        switch (field) {
                            case "name" -> read[2] = json.text(200);
                            case "version" -> read[3] = json.text(120);
                            case "purl" -> read[6] = json.text(400);
                            case "locations" ->
                                json.objects(inner -> {
                                    if (inner.equals("path") && read[5].isEmpty()) {
                                        read[5] = json.text(300);
                                    } else {
                                        json.skip();
                                    }
                                });
                            default -> json.skip();
                        }
                    });
                default -> json.skip();
            }
        });
        if (read[0].isEmpty() || read[2].isEmpty()) {
            throw json.malformed("a match without vulnerability.id or artifact.name; this is not grype's report");
        }
        Set<String> ids = new LinkedHashSet<>(Set.of(read[0]));
        // An advisory of a distribution relates to several CVEs, which are not the same thing; a GitHub advisory to its
        // own one.
        if (read[0].startsWith("GHSA-") && related.size() == 1) {
            ids.addAll(related);
        }
        findings.accept(Finding.of(
                ids,
                read[2],
                read[3],
                String.join(", ", fixes),
                Severity.ofWord(read[1]),
                score[0],
                read[5].startsWith("/") ? read[5].substring(1) : read[5],
                read[6]));
    }

    private static void cvss(ReportCursor json, String field, Double[] score) throws IOException {
        if (!field.equals("metrics")) {
            json.skip();
            return;
        }
        json.object(inner -> {
            if (inner.equals("baseScore")) {
                Double value = json.number();
                score[0] = value == null || score[0] != null && score[0] > value ? score[0] : value;
            } else {
                json.skip();
            }
        });
    }

    private static void fix(ReportCursor json, String field, Set<String> fixes) throws IOException {
        if (!field.equals("versions")) {
            json.skip();
            return;
        }
        json.array(() -> {
            String fix = json.text(120);
            if (fixes.size() < 3 && !fix.isEmpty()) {
                fixes.add(fix);
            }
        });
    }

    static Instant instant(String text) {
        try {
            return java.time.OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    @Override
    public ReportFacts facts(String file) throws UnreadableReport {
        if (!name.equals("grype") || !matches) {
            throw new UnreadableReport(
                    "REPORT_UNSUPPORTED",
                    file,
                    "not grype's report: descriptor.name or matches is missing; write it with --output json");
        }
        if (!databaseTrouble.isEmpty()) {
            throw new UnreadableReport(
                    "DATABASE_BROKEN",
                    file,
                    "grype scanned without a usable database: " + databaseTrouble + "; run grype db update");
        }
        if (!source) {
            throw new UnreadableReport(
                    "NOTHING_SCANNED", file, "grype's report names no source, so nothing proves that it scanned one");
        }
        boolean image = type.equals("image");
        if (image && digests.isEmpty() && !manifestDigest.isEmpty()) {
            digests.add(artifact + "@" + manifestDigest);
        }
        return new ReportFacts(
                file,
                "grype",
                "grype",
                version,
                built,
                artifact,
                image ? ScannedDigest.of(artifact, digests).orElse(null) : null,
                image
                        ? ReportFacts.Kind.IMAGE
                        : type.equals("directory") ? ReportFacts.Kind.DIRECTORY : ReportFacts.Kind.OTHER,
                written,
                1,
                ignored);
    }
}
