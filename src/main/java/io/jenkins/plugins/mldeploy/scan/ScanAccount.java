package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.verdict.GateResult;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A scan in the three forms in which it is told: metrics and details of the evidence, log lines, values for the Jenkinsfile. */
final class ScanAccount {
    /** Findings in details, worst first; and lines of each kind in the log. */
    private static final int MAX_TOLD = 50;

    private static final int MAX_LINES = 10;

    private final ScanRequest request;
    private final ScanRun run;
    private final ScanSummary summary;
    private final Comparison comparison;
    private final Map<Severity, Long> totals = new EnumMap<>(Severity.class);
    private final List<Object> top = new ArrayList<>();
    private final List<Object> suppressedOnes = new ArrayList<>();
    private final List<String> newLines = new ArrayList<>();
    private final List<String> oldLines = new ArrayList<>();
    private final List<String> suppressedLines = new ArrayList<>();
    private final List<String> expiredLines = new ArrayList<>();
    private long suppressed;
    private long expired;
    private long filtered;

    private ScanAccount(ScanRequest request, ScanRun run, ScanSummary summary, Comparison comparison) {
        this.request = request;
        this.run = run;
        this.summary = summary;
        this.comparison = comparison;
    }

    /** Nothing could be read, so there is nothing to count: not a single number. */
    static ScanAccount ofTrouble(ScanRequest request, ScanRun run, Judgement judgement) {
        return new ScanAccount(request, run, null, Comparison.none());
    }

    static ScanAccount of(ScanRequest request, ScanRun run, ScanSummary summary, Comparison comparison)
            throws IOException {
        ScanAccount account = new ScanAccount(request, run, summary, comparison);
        for (Severity severity : Severity.values()) {
            account.totals.put(severity, summary.beyond().getOrDefault(severity, 0L));
        }
        account.suppressed = summary.beyondSuppressed();
        summary.findings().each(account::take);
        return account;
    }

    private void take(Judged judged) {
        Finding finding = judged.finding();
        switch (judged.fate()) {
            case COUNTED, EXPIRED -> {
                totals.merge(judged.severity(), 1L, Long::sum);
                boolean isNew = comparison.isNew().contains(finding.identity());
                (comparison.compared() && isNew ? newLines : oldLines).add(finding.line());
                if (top.size() < MAX_TOLD) {
                    top.add(told(judged, isNew));
                }
                if (judged.fate() == Fate.EXPIRED) {
                    expired++;
                    expiredLines.add(finding.line() + ": " + judged.why());
                }
            }
            case SUPPRESSED -> {
                suppressed++;
                suppressedLines.add(finding.line() + ": " + judged.why());
                if (suppressedOnes.size() < MAX_TOLD) {
                    suppressedOnes.add(told(judged, false));
                }
            }
            case FILTERED -> filtered++;
        }
    }

    private Map<String, Object> told(Judged judged, boolean isNew) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("id", judged.id());
        told.put("package", judged.packageName());
        told.put("version", judged.version());
        told.put("severity", judged.severity().word());
        told.put("fixedIn", judged.fixedIn());
        told.put("target", judged.target());
        if (comparison.compared()) {
            told.put("new", isNew);
        }
        if (!judged.why().isEmpty()) {
            told.put("why", judged.why());
        }
        return told;
    }

    private long total() {
        return totals.values().stream().mapToLong(Long::longValue).sum();
    }

    Map<String, Double> metrics() {
        Map<String, Double> metrics = new TreeMap<>();
        if (summary == null) {
            return metrics;
        }
        totals.forEach((severity, count) -> metrics.put("total." + severity.word(), (double) count));
        metrics.put("total.all", (double) total());
        metrics.put("suppressed", (double) suppressed);
        metrics.put("expired", (double) expired);
        if (comparison.compared()) {
            for (Severity severity : Severity.values()) {
                metrics.put(
                        "new." + severity.word(), (double) comparison.newOnes().getOrDefault(severity, 0L));
            }
            metrics.put("new.all", (double) newCount());
            metrics.put("fixed.all", (double) comparison.fixed());
        }
        return metrics;
    }

    private long newCount() {
        return comparison.newOnes().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Digest of the scanned image: as it was asked for, else as all reports say; null when there is none. */
    String digest() {
        if (request.image() != null && request.image().digest() != null) {
            return request.image().digest();
        }
        if (summary == null) {
            return null;
        }
        List<String> digests = summary.reports().stream()
                .map(read -> read.facts().digest())
                .distinct()
                .toList();
        return digests.size() == 1 ? digests.get(0) : null;
    }

    private String image() {
        if (request.image() != null) {
            return request.image().toString();
        }
        return summary == null
                ? null
                : summary.reports().stream()
                        .map(ScanSummary.Read::facts)
                        .filter(ReportFacts::image)
                        .map(ReportFacts::artifact)
                        .findFirst()
                        .orElse(null);
    }

    private Instant dbBuilt() {
        Instant told = summary == null
                ? null
                : summary.reports().stream()
                        .map(read -> read.facts().dbBuilt())
                        .filter(Objects::nonNull)
                        .min(Instant::compareTo)
                        .orElse(null);
        return told == null ? run.dbBuilt() : told;
    }

    private String scanner() {
        return run.program() != null || summary == null
                ? run.program()
                : String.join(
                        ", ",
                        summary.reports().stream()
                                .map(read -> read.facts().scanner())
                                .distinct()
                                .toList());
    }

    private String version() {
        return !run.version().isEmpty() || summary == null
                ? run.version()
                : String.join(
                        ", ",
                        summary.reports().stream()
                                .map(read -> read.facts().scannerVersion())
                                .filter(version -> !version.isEmpty())
                                .distinct()
                                .toList());
    }

    Map<String, Object> details(Judgement judgement) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("recorded", request.recorded());
        put(details, "scanner", scanner());
        put(details, "scannerVersion", version());
        put(details, "dbBuilt", database());
        put(details, "image", image());
        details.put("scanned", request.what());
        if (summary != null) {
            details.put(
                    "reports",
                    summary.reports().stream().map(ScanAccount::report).toList());
            details.put("findings", top);
            details.put("suppressedFindings", suppressedOnes);
            details.put("filtered", filtered);
            details.put(Comparison.CUT, summary.cut());
            details.put("suppressedByTool", byTool());
        }
        if (comparison.entry() != null) {
            details.put(
                    "baseline",
                    request.baseline() + " ("
                            + comparison.entry().evidence().origin().display() + ")");
        }
        details.put("gates", judgement.gates().stream().map(ScanAccount::gate).toList());
        return details;
    }

    private static Map<String, Object> report(ScanSummary.Read read) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("file", read.facts().file());
        told.put("format", read.facts().format());
        told.put("sha256", read.sha256());
        told.put("date", read.date().toString());
        told.put("artifact", read.facts().artifact());
        return told;
    }

    private static Map<String, Object> gate(GateResult result) {
        return Map.of(
                "metric", result.gate().metric(),
                "state", result.state().name(),
                "criticality", result.gate().criticality().name(),
                "sentence", result.sentence());
    }

    private static void put(Map<String, Object> details, String name, String value) {
        if (value != null && !value.isEmpty()) {
            details.put(name, value);
        }
    }

    private String database() {
        return run.dbLive() ? "live" : dbBuilt() == null ? null : dbBuilt().toString();
    }

    private long byTool() {
        return summary.reports().stream()
                .mapToLong(read -> read.facts().suppressedByTool())
                .sum();
    }

    ScanOutcome outcome(Judgement judgement) {
        Map<String, Object> returned = new LinkedHashMap<>();
        put(returned, "image", image());
        put(returned, "digest", digest());
        put(returned, "dbBuilt", database());
        if (summary != null) {
            totals.forEach((severity, count) -> returned.put(severity.word(), count));
            returned.put("suppressed", suppressed);
            returned.put("expired", expired);
            if (comparison.compared()) {
                returned.put("newCount", newCount());
                returned.put("fixedCount", comparison.fixed());
            }
        }
        return new ScanOutcome(judgement, returned, log(judgement));
    }

    private List<String> log(Judgement judgement) {
        List<String> log = new ArrayList<>();
        if (summary != null) {
            sources(log);
            counts(log);
            lines(log, "new: ", newLines);
            lines(log, comparison.compared() ? "known: " : "found: ", oldLines);
            lines(log, "suppressed: ", suppressedLines);
            lines(log, "EXPIRED, counts again: ", expiredLines);
            for (IgnoreEntry entry : summary.expiresSoon()) {
                log.add("warning: " + entry.id() + " is ignored only until " + entry.expires() + "; owner: "
                        + entry.owner() + " (" + request.ignoreFile() + ":" + entry.line() + ")");
            }
        }
        for (GateResult result : judgement.gates()) {
            log.add("gate "
                    + result.state().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + " ("
                    + result.gate().criticality() + "): " + result.sentence());
        }
        for (var reason : judgement.reasons()) {
            if (!reason.code().equals("GATE_MISSED")) {
                log.add(reason.toString());
            }
        }
        log.add("verdict: " + judgement.verdict());
        return log;
    }

    private void sources(List<String> log) {
        for (ScanSummary.Read read : summary.reports()) {
            ReportFacts facts = read.facts();
            String tool = (facts.scanner() + " "
                            + (facts.scannerVersion().isEmpty() ? run.version() : facts.scannerVersion()))
                    .strip();
            Instant built = facts.dbBuilt() == null ? run.dbBuilt() : facts.dbBuilt();
            String database = run.dbLive()
                    ? "live database"
                    : built == null ? "database of unknown date" : "database of " + day(built);
            log.add(
                    request.recorded()
                            ? "recording: " + facts.file() + " of " + day(read.date()) + ", written by " + tool + ", "
                                    + database + "; no scanner ran"
                            : tool + " scanned " + request.what() + ", " + database);
        }
    }

    private static LocalDate day(Instant instant) {
        return instant.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private void counts(List<String> log) {
        List<String> counts = new ArrayList<>();
        totals.forEach((severity, count) -> counts.add(severity.word() + " " + count));
        log.add(String.join(", ", counts) + "; suppressed " + suppressed
                + (filtered > 0 ? ", left out by severity or ignoreUnfixed " + filtered : "")
                + (byTool() > 0 ? ", left out by the scanner's own configuration " + byTool() : ""));
        if (summary.cut()) {
            log.add("more than " + Tally.MAX_LISTED + " findings: all are counted, the list is cut");
        }
        if (comparison.compared()) {
            log.add("against " + request.baseline() + " ("
                    + comparison.entry().evidence().origin().display() + "): " + newCount() + " new, "
                    + comparison.fixed() + " fixed");
        } else if (comparison.trouble() != null) {
            log.add(comparison.trouble().toString());
        } else if (request.baseline().kind() != io.jenkins.plugins.mldeploy.evidence.Baseline.Kind.NONE) {
            log.add("against " + request.baseline() + ": nothing to compare with yet");
        }
    }

    private static void lines(List<String> log, String head, List<String> lines) {
        lines.stream().limit(MAX_LINES).forEach(line -> log.add(head + line));
        if (lines.size() > MAX_LINES) {
            log.add(head + "and " + (lines.size() - MAX_LINES) + " more");
        }
    }
}
