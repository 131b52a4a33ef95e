package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SARIF 2.1.0 (OASIS) of a vulnerability scanner: a result counts when its rule is the id of a vulnerability. Severity is the rule's {@code
 * security-severity} by the scale of CVSS, else the {@code level}. A document is read twice, because the rules, which rate the results,
 * may stand behind them.
 */
final class SarifReader implements ReportReader {
    static final Set<String> FIELDS = Set.of("runs", "$schema", "version", "inlineExternalProperties");
    private static final int MAX_RULES = 30_000;
    private static final Pattern ID = Pattern.compile(
            "(?:CVE-\\d{4}-\\d{4,7}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}|(?:PYSEC|GO|RUSTSEC|OSV|DSA|DLA|DEBIAN-CVE|ALAS|RHSA|USN|SNYK|TEMP|MAL)-[A-Za-z0-9:-]{3,60})");
    private static final Pattern AT = Pattern.compile("[Pp]ackage '([^'@]{1,200})@([^']{1,120})'");
    private static final Pattern NAMED = Pattern.compile("[Pp]ackage: ([^\\s,]{1,200})");
    private static final Pattern VERSION = Pattern.compile("(?:Installed Version:|[Vv]ersion:?) ([^\\s,]{1,120})");
    private static final Pattern FIX = Pattern.compile("(?:Fixed Version|Fix Version): ([^\\s,]{1,120})");

    /** What a rule says about its results. */
    private record Rule(
            String id,
            Set<String> ids,
            Double score,
            String level,
            String packageName,
            String version,
            String fix,
            String purl) {}

    private final Consumer<Finding> findings;
    private final UnaryOperator<String> place;
    private final List<Map<String, Rule>> rules = new ArrayList<>();
    private final List<List<Rule>> ordered = new ArrayList<>();
    private final List<String> drivers = new ArrayList<>();
    private final List<String> versions = new ArrayList<>();
    private boolean secondPass;
    private int run;
    private int ruleCount;
    private String version = "";
    private long vulnerabilities;
    private long others;

    SarifReader(Consumer<Finding> findings, UnaryOperator<String> place) {
        this.findings = findings;
        this.place = place;
    }

    /** From now on results are told; before, rules are learnt. */
    void startSecondPass() {
        secondPass = true;
        run = -1;
    }

    @Override
    public void field(ReportCursor json, String name) throws IOException {
        switch (name) {
            case "version" -> version = json.text(20);
            case "runs" ->
                json.array(() -> {
                    run++;
                    if (!secondPass) {
                        learn(json);
                    } else {
                        json.object(field -> {
                            if (field.equals("results")) {
                                json.array(() -> result(json));
                            } else {
                                json.skip();
                            }
                        });
                    }
                });
            default -> json.skip();
        }
    }

    private void learn(ReportCursor json) throws IOException {
        if (rules.size() >= 100) {
            throw json.tooLarge("more than 100 runs");
        }
        rules.add(new HashMap<>());
        ordered.add(new ArrayList<>());
        drivers.add("");
        versions.add("");
        boolean[] results = {false};
        int current = rules.size() - 1;
        json.object(field -> {
            switch (field) {
                case "results" -> {
                    results[0] = !json.atNull();
                    json.skip();
                }
                case "invocations" ->
                    json.objects(inner -> {
                        if (inner.equals("executionSuccessful") && json.atFalse()) {
                            throw json.at(
                                    "SCANNER_FAILED",
                                    "the report says that its tool failed (executionSuccessful: false)");
                        }
                        json.skip();
                    });
                case "tool" ->
                    json.object(inner -> {
                        if (inner.equals("driver")) {
                            json.object(part -> driver(json, part, current));
                        } else {
                            json.skip();
                        }
                    });
                default -> json.skip();
            }
        });
        if (!results[0]) {
            throw json.malformed("a run without results, which in SARIF means that nothing was scanned");
        }
    }

    private void driver(ReportCursor json, String field, int current) throws IOException {
        switch (field) {
            case "name" -> drivers.set(current, json.text(60));
            case "version", "semanticVersion" -> versions.set(current, json.text(60));
            case "rules" ->
                json.array(() -> {
                    if (++ruleCount > MAX_RULES) {
                        throw json.tooLarge("more than " + MAX_RULES + " rules");
                    }
                    Rule rule = rule(json);
                    rules.get(current).put(rule.id(), rule);
                    ordered.get(current).add(rule);
                });
            default -> json.skip();
        }
    }

    private Rule rule(ReportCursor json) throws IOException {
        String[] read = {"", "", "", ""};
        Double[] score = {null};
        Set<String> ids = new LinkedHashSet<>();
        json.object(field -> {
            switch (field) {
                case "id" -> {
                    read[0] = json.text(300);
                    ids.addAll(ids(read[0]));
                }
                case "deprecatedIds" ->
                    json.array(() -> {
                        if (ids.size() < 20) {
                            ids.addAll(ids(json.text(120)));
                        }
                    });
                case "help" ->
                    json.object(inner -> {
                        if (inner.equals("text")) {
                            read[1] = json.text(4_000);
                        } else {
                            json.skip();
                        }
                    });
                case "defaultConfiguration" ->
                    json.object(inner -> {
                        if (inner.equals("level")) {
                            read[2] = json.text(20);
                        } else {
                            json.skip();
                        }
                    });
                case "properties" ->
                    json.object(inner -> {
                        switch (inner) {
                            case "security-severity" -> score[0] = json.number();
                            case "purls" -> json.array(() -> read[3] = read[3].isEmpty() ? json.text(400) : read[3]);
                            default -> json.skip();
                        }
                    });
                default -> json.skip();
            }
        });
        String packageName = first(NAMED, read[1]);
        return new Rule(
                read[0],
                ids,
                score[0],
                read[2],
                packageName,
                packageName.isEmpty() ? "" : first(VERSION, read[1]),
                fix(first(FIX, read[1])),
                read[3].isEmpty() ? null : read[3]);
    }

    private void result(ReportCursor json) throws IOException {
        String[] read = {"", "", "", "", ""};
        Double[] index = {null};
        boolean[] suppressed = {false};
        json.object(field -> {
            switch (field) {
                case "ruleId" -> read[0] = json.text(300);
                case "ruleIndex" -> index[0] = json.number();
                case "rule" ->
                    json.object(inner -> {
                        switch (inner) {
                            case "id" -> read[0] = json.text(300);
                            case "index" -> index[0] = json.number();
                            default -> json.skip();
                        }
                    });
                case "level" -> read[1] = json.text(20);
                case "kind" -> read[4] = json.text(30);
                case "message" ->
                    json.object(inner -> {
                        if (inner.equals("text")) {
                            read[2] = json.text(4_000);
                        } else {
                            json.skip();
                        }
                    });
                case "locations" -> json.objects(inner -> location(json, inner, read));
                default -> json.skip();
            }
        });
        Rule rule = ruleOf(read[0], index[0]);
        Set<String> ids = new LinkedHashSet<>(ids(read[0]));
        if (rule != null) {
            ids.addAll(rule.ids());
        }
        if (ids.isEmpty()) {
            others++;
            return;
        }
        vulnerabilities++;
        if (read[4].equals("pass") || read[4].equals("notApplicable")) {
            return;
        }
        findings.accept(finding(read, rule, ids));
    }

    private Rule ruleOf(String id, Double index) {
        Rule byId = rules.get(run).get(id);
        List<Rule> all = ordered.get(run);
        return byId != null || index == null || index < 0 || index >= all.size() ? byId : all.get(index.intValue());
    }

    private void location(ReportCursor json, String field, String[] read) throws IOException {
        if (!field.equals("physicalLocation")) {
            json.skip();
            return;
        }
        json.object(inner -> {
            if (!inner.equals("artifactLocation")) {
                json.skip();
                return;
            }
            json.object(part -> {
                if (part.equals("uri") && read[3].isEmpty()) {
                    read[3] = json.text(300);
                } else {
                    json.skip();
                }
            });
        });
    }

    private Finding finding(String[] read, Rule rule, Set<String> ids) {
        String message = read[2];
        Matcher at = AT.matcher(message);
        String name = "";
        String installed = "";
        if (at.find()) {
            name = at.group(1);
            installed = at.group(2);
        } else if (!first(NAMED, message).isEmpty()) {
            name = first(NAMED, message);
            installed = first(VERSION, message);
        } else if (rule != null) {
            name = rule.packageName();
            installed = rule.version();
        }
        String fix = fix(first(FIX, message));
        Double score = rule == null ? null : rule.score();
        String target = place.apply(read[3].startsWith("file://") ? read[3].substring("file://".length()) : read[3]);
        return Finding.of(
                ids,
                name,
                installed,
                fix.isEmpty() && rule != null ? rule.fix() : fix,
                severity(score, read[1], rule),
                score,
                target.startsWith("/") ? target.substring(1) : target,
                rule == null ? null : rule.purl());
    }

    /** osv-scanner writes {@code warning} for everything: that is no rating, and a critical one must not become a medium. */
    private Severity severity(Double score, String level, Rule rule) {
        if (score != null) {
            return Severity.ofScore(score);
        }
        if (drivers.get(run).equals("osv-scanner")) {
            return Severity.UNKNOWN;
        }
        String rated = !level.isEmpty() ? level : rule == null ? "" : rule.level();
        return switch (rated) {
            case "error" -> Severity.HIGH;
            case "warning" -> Severity.MEDIUM;
            case "note" -> Severity.LOW;
            case "none" -> Severity.NEGLIGIBLE;
            default -> Severity.UNKNOWN;
        };
    }

    private static Set<String> ids(String text) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher = ID.matcher(text);
        while (matcher.find() && found.size() < 20) {
            found.add(matcher.group());
        }
        return found;
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1).strip() : "";
    }

    private static String fix(String text) {
        // Without a fix the next line follows, whose name is then what was found.
        return text.endsWith(":") ? "" : text;
    }

    @Override
    public ReportFacts facts(String file) throws UnreadableReport {
        if (!version.startsWith("2.1") || rules.isEmpty()) {
            throw new UnreadableReport("REPORT_UNSUPPORTED", file, "not SARIF 2.1.0 with at least one run");
        }
        String driver = drivers.get(0);
        if (vulnerabilities == 0 && others > 0) {
            throw new UnreadableReport(
                    "REPORT_UNSUPPORTED",
                    file,
                    "SARIF of '" + driver + "' whose " + others
                            + " results name no vulnerability (CVE, GHSA, …); this step reads"
                            + " vulnerability scanners");
        }
        boolean known = Set.of("trivy", "grype", "osv-scanner").contains(driver.toLowerCase(java.util.Locale.ROOT));
        if (vulnerabilities == 0 && !known) {
            throw new UnreadableReport(
                    "NOTHING_SCANNED",
                    file,
                    "SARIF of '" + driver
                            + "' without any result: that it looked for vulnerabilities can't be seen; give its own JSON");
        }
        return new ReportFacts(
                file, "sarif", driver, versions.get(0), null, "", null, ReportFacts.Kind.OTHER, null, rules.size(), 0);
    }
}
