package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * JSON of {@code osv-scanner scan --format json}, versions 1 and 2. Only with {@code --experimental-all-packages} (2: {@code --all-packages})
 * does a report without findings name what was looked at; without it, "nothing found" can't be told from "nothing scanned".
 */
final class OsvReader implements ReportReader {
    static final Set<String> FIELDS = Set.of("results", "experimental_config", "image_metadata", "license_summary");
    /** Of one package; the Linux kernel has some thousand. */
    private static final int MAX_VULNERABILITIES = 20_000;

    private final Consumer<Finding> findings;
    private final UnaryOperator<String> place;
    private boolean results;
    private long packages;
    private long targets;
    private boolean image;

    /** @param place makes a path of the scanner one of the workspace */
    OsvReader(Consumer<Finding> findings, UnaryOperator<String> place) {
        this.findings = findings;
        this.place = place;
    }

    /** One OSV record, as far as it matters here. */
    private static final class Advisory {
        private String id = "";
        private final Set<String> aliases = new LinkedHashSet<>();
        private String word = "";
        private Double score;
        private final Map<String, Set<String>> fixes = new LinkedHashMap<>();
    }

    private static final class Group {
        private final Set<String> ids = new LinkedHashSet<>();
        private final Set<String> aliases = new LinkedHashSet<>();
        private Double score;
    }

    @Override
    public void field(ReportCursor json, String name) throws IOException {
        switch (name) {
            case "results" -> {
                results = true;
                json.array(() -> result(json));
            }
            case "image_metadata" -> {
                image = !json.atNull();
                json.skip();
            }
            default -> json.skip();
        }
    }

    private void result(ReportCursor json) throws IOException {
        String[] source = {""};
        targets++;
        json.object(name -> {
            switch (name) {
                case "source" ->
                    json.object(field -> {
                        if (field.equals("path")) {
                            source[0] = place.apply(json.text(300));
                        } else {
                            json.skip();
                        }
                    });
                case "packages" ->
                    json.array(() -> {
                        // Two sources without a name would melt into one, and count findings once that are there twice.
                        if (source[0].isEmpty()) {
                            throw json.malformed(
                                    "packages before the path of their source; was the report sorted by a tool?");
                        }
                        packageOf(json, source[0]);
                    });
                default -> json.skip();
            }
        });
    }

    private void packageOf(ReportCursor json, String target) throws IOException {
        packages++;
        String[] about = {"", "", "", ""};
        Map<String, Advisory> advisories = new LinkedHashMap<>();
        List<Group> groups = new ArrayList<>();
        json.object(name -> {
            switch (name) {
                case "package" ->
                    json.object(field -> {
                        switch (field) {
                            case "name" -> about[0] = json.text(200);
                            case "version" -> about[1] = json.text(120);
                            case "ecosystem" -> about[2] = json.text(60);
                            case "commit" -> about[3] = json.text(80);
                            default -> json.skip();
                        }
                    });
                case "vulnerabilities" ->
                    json.array(() -> {
                        Advisory advisory = new Advisory();
                        json.object(field -> advisory(json, field, advisory));
                        if (advisory.id.isEmpty()) {
                            throw json.malformed("a vulnerability without an id; this is not osv-scanner's report");
                        }
                        limit(json, advisories.size());
                        advisories.put(advisory.id, advisory);
                    });
                case "groups" ->
                    json.array(() -> {
                        limit(json, groups.size());
                        Group group = new Group();
                        json.object(field -> group(json, field, group));
                        groups.add(group);
                    });
                default -> json.skip();
            }
        });
        if (about[0].isEmpty() && about[3].isEmpty()) {
            throw json.malformed("a package without a name; this is not osv-scanner's report");
        }
        report(about[0].isEmpty() ? about[3] : about[0], about, target, advisories, groups);
    }

    private static void limit(ReportCursor json, int size) throws UnreadableReport {
        if (size >= MAX_VULNERABILITIES) {
            throw json.tooLarge("a package with more than " + MAX_VULNERABILITIES + " vulnerabilities");
        }
    }

    /** Advisories that osv-scanner grouped are one finding; one that no group names stands for itself. */
    private void report(
            String name, String[] about, String target, Map<String, Advisory> advisories, List<Group> groups) {
        String purl = Purls.of(about[2], name, about[1]);
        for (Group group : groups) {
            List<Advisory> members = new ArrayList<>();
            for (String id : group.ids) {
                Advisory advisory = advisories.remove(id);
                if (advisory != null) {
                    members.add(advisory);
                }
            }
            if (!members.isEmpty()) {
                findings.accept(finding(name, about, target, purl, members, group));
            }
        }
        for (Advisory advisory : advisories.values()) {
            findings.accept(finding(name, about, target, purl, List.of(advisory), new Group()));
        }
    }

    private static Finding finding(
            String name, String[] about, String target, String purl, List<Advisory> members, Group group) {
        Set<String> ids = new LinkedHashSet<>(group.aliases);
        Set<String> fixes = new LinkedHashSet<>();
        Double score = null;
        Severity severity = Severity.UNKNOWN;
        for (Advisory advisory : members) {
            ids.add(advisory.id);
            ids.addAll(advisory.aliases);
            fixes.addAll(advisory.fixes.getOrDefault(name, Set.of()));
            score = score == null || advisory.score != null && advisory.score > score ? advisory.score : score;
            Severity rated = advisory.score != null ? Severity.ofScore(advisory.score) : Severity.ofWord(advisory.word);
            severity = severity.worse(rated);
        }
        if (severity == Severity.UNKNOWN) {
            severity = Severity.ofScore(group.score);
            score = group.score;
        }
        List<String> first = fixes.stream().limit(3).toList();
        return Finding.of(ids, name, about[1], String.join(", ", first), severity, score, target, purl);
    }

    private static void group(ReportCursor json, String field, Group group) throws IOException {
        switch (field) {
            case "ids" -> json.array(() -> add(json, group.ids, MAX_VULNERABILITIES));
            case "aliases" -> json.array(() -> add(json, group.aliases, 50));
            case "max_severity" -> group.score = json.number();
            default -> json.skip();
        }
    }

    private static void add(ReportCursor json, Set<String> texts, int max) throws IOException {
        String text = json.text(120);
        if (texts.size() < max && !text.isEmpty()) {
            texts.add(text);
        }
    }

    private static void advisory(ReportCursor json, String field, Advisory advisory) throws IOException {
        switch (field) {
            case "id" -> advisory.id = json.text(120);
            case "aliases" -> json.array(() -> add(json, advisory.aliases, 50));
            case "severity" ->
                json.objects(inner -> {
                    if (inner.equals("score") && json.atString()) {
                        Double score = Severity.score(json.text(300));
                        advisory.score = score == null || advisory.score != null && advisory.score > score
                                ? advisory.score
                                : score;
                    } else {
                        json.skip();
                    }
                });
            case "database_specific" ->
                json.object(inner -> {
                    if (inner.equals("severity") && json.atString()) {
                        advisory.word = json.text(40);
                    } else {
                        json.skip();
                    }
                });
            case "affected" -> json.array(() -> affected(json, advisory));
            default -> json.skip();
        }
    }

    private static void affected(ReportCursor json, Advisory advisory) throws IOException {
        String[] name = {""};
        Set<String> fixes = new LinkedHashSet<>();
        json.object(field -> {
            switch (field) {
                case "package" ->
                    json.object(inner -> {
                        if (inner.equals("name")) {
                            name[0] = json.text(200);
                        } else {
                            json.skip();
                        }
                    });
                case "ranges" -> json.array(() -> range(json, fixes));
                default -> json.skip();
            }
        });
        if (advisory.fixes.size() < 50) {
            advisory.fixes
                    .computeIfAbsent(name[0], key -> new LinkedHashSet<>())
                    .addAll(fixes);
        }
    }

    private static void range(ReportCursor json, Set<String> fixes) throws IOException {
        String[] type = {""};
        Set<String> fixed = new LinkedHashSet<>();
        json.object(field -> {
            switch (field) {
                case "type" -> type[0] = json.text(40);
                case "events" ->
                    json.objects(inner -> {
                        if (inner.equals("fixed")) {
                            add(json, fixed, 20);
                        } else {
                            json.skip();
                        }
                    });
                default -> json.skip();
            }
        });
        // A commit is no version that anybody could install.
        if (!type[0].equals("GIT") && fixes.size() < 20) {
            fixes.addAll(fixed);
        }
    }

    @Override
    public ReportFacts facts(String file) throws UnreadableReport {
        if (!results || packages == 0) {
            throw new UnreadableReport(
                    "NOTHING_SCANNED",
                    file,
                    "osv-scanner's report names no package, so this is not \"0 findings\"; write it with --experimental-all-packages"
                            + " (version 2: --all-packages), which also lists packages without a finding");
        }
        return new ReportFacts(
                file,
                "osv-scanner",
                "osv-scanner",
                "",
                null,
                "",
                null,
                image ? ReportFacts.Kind.IMAGE : ReportFacts.Kind.OTHER,
                null,
                targets,
                0);
    }
}
