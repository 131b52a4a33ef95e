package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * JSON of {@code trivy image|fs|sbom --format json}, schema version 2 (Trivy 0.20 and later). Results of other classes than packages
 * (secrets, misconfigurations, licences) are not this step's matter.
 */
final class TrivyReader implements ReportReader {
    static final Set<String> FIELDS = Set.of(
            "SchemaVersion",
            "ArtifactName",
            "ArtifactType",
            "ArtifactID",
            "Results",
            "Metadata",
            "CreatedAt",
            "ReportID",
            "Trivy");

    private final Consumer<Finding> findings;
    private boolean schemaSeen;
    private String artifact = "";
    private String type = "";
    private String version = "";
    private final Set<String> digests = new TreeSet<>();
    private Instant written;
    private long targets;
    private long suppressed;

    TrivyReader(Consumer<Finding> findings) {
        this.findings = findings;
    }

    @Override
    public void field(ReportCursor json, String name) throws IOException {
        switch (name) {
            case "SchemaVersion" -> {
                String schema = json.text(40);
                if (!schema.equals("2")) {
                    throw json.at(
                            "REPORT_UNSUPPORTED",
                            "trivy's schema version " + schema + " is not known, only 2; use another trivy");
                }
                schemaSeen = true;
            }
            case "ArtifactName" -> artifact = json.text(300);
            case "CreatedAt" -> written = GrypeReader.instant(json.text(60));
            case "ArtifactType" -> type = json.text(60);
            case "Trivy" ->
                json.object(field -> {
                    if (field.equals("Version")) {
                        version = json.text(60);
                    } else {
                        json.skip();
                    }
                });
            case "Metadata" -> json.object(field -> metadata(json, field));
            case "Results" -> json.array(() -> result(json));
            default -> json.skip();
        }
    }

    private void metadata(ReportCursor json, String name) throws IOException {
        if (!name.equals("RepoDigests")) {
            json.skip();
            return;
        }
        json.array(() -> {
            String reference = json.text(300);
            if (digests.size() < 20) {
                digests.add(reference);
            }
        });
    }

    private void result(ReportCursor json) throws IOException {
        String[] about = {"", ""};
        boolean[] packages = {false};
        json.object(name -> {
            switch (name) {
                case "Target" -> about[0] = json.text(300);
                case "Class" -> about[1] = json.text(60);
                case "Vulnerabilities" -> {
                    packages[0] |= !json.atNull();
                    // Two results without a name would melt into one, and count findings once that are there twice.
                    if (about[0].isEmpty() && !json.atNull()) {
                        throw json.malformed(
                                "vulnerabilities before the Target that has them; was the report sorted by a tool?");
                    }
                    json.array(() -> vulnerability(json, place(about[0], about[1])));
                }
                case "ExperimentalModifiedFindings" ->
                    json.array(() -> {
                        suppressed++;
                        json.skip();
                    });
                default -> json.skip();
            }
        });
        // A folder without a lock file, or one that was searched for secrets only, has no result of these classes.
        if (packages[0] || about[1].equals("os-pkgs") || about[1].equals("lang-pkgs")) {
            targets++;
        }
    }

    private static String place(String target, String type) {
        // The target of an operating system names image, digest and minor release; none of them makes its findings new.
        return type.equals("os-pkgs") ? "os packages" : target;
    }

    private void vulnerability(ReportCursor json, String target) throws IOException {
        String[] read = {"", "", "", "", "", null, ""};
        Double[] score = {null};
        json.object(name -> {
            switch (name) {
                case "VulnerabilityID" -> read[0] = json.text(120);
                case "PkgName" -> read[1] = json.text(200);
                case "InstalledVersion" -> read[2] = json.text(120);
                case "FixedVersion" -> read[3] = json.text(120);
                case "Severity" -> read[4] = json.text(40);
                case "PkgPath" -> read[6] = json.text(300);
                case "PkgIdentifier" ->
                    json.object(field -> {
                        if (field.equals("PURL")) {
                            read[5] = json.text(400);
                        } else {
                            json.skip();
                        }
                    });
                case "CVSS" ->
                    json.object(source -> json.object(field -> {
                        if (field.equals("V3Score") || field.equals("V40Score")) {
                            Double value = json.number();
                            score[0] = value == null || score[0] != null && score[0] > value ? score[0] : value;
                        } else {
                            json.skip();
                        }
                    }));
                default -> json.skip();
            }
        });
        if (read[0].isEmpty() || read[1].isEmpty()) {
            throw json.malformed("a vulnerability without VulnerabilityID or PkgName; this is not trivy's report");
        }
        findings.accept(Finding.of(
                Set.of(read[0]),
                read[1],
                read[2],
                read[3],
                Severity.ofWord(read[4]),
                score[0],
                read[6].isEmpty() || read[6].equals(target) ? target : target + ": " + read[6],
                read[5]));
    }

    @Override
    public ReportFacts facts(String file) throws UnreadableReport {
        if (!schemaSeen) {
            throw new UnreadableReport(
                    "REPORT_UNSUPPORTED", file, "trivy's report without SchemaVersion; write it with --format json");
        }
        if (targets == 0) {
            throw new UnreadableReport(
                    "NOTHING_SCANNED",
                    file,
                    "trivy looked at no package of '" + artifact
                            + "', so this is not \"0 findings\"; is the image or folder the right"
                            + " one, and was it scanned with --scanners vuln?");
        }
        return new ReportFacts(
                file,
                "trivy",
                "trivy",
                version,
                null,
                artifact,
                ScannedDigest.of(artifact, digests).orElse(null),
                switch (type) {
                    case "container_image" -> ReportFacts.Kind.IMAGE;
                    case "filesystem", "repository" -> ReportFacts.Kind.DIRECTORY;
                    default -> ReportFacts.Kind.OTHER;
                },
                written,
                targets,
                suppressed);
    }
}
