package io.jenkins.plugins.mldeploy.policy;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The evidence about one image (and the commit that it was built from), as rules ask about it. {@code docs/environments.md} lists the names. Numbers of a step whose newest evidence could not
 * be judged are not there; a number that two ids of a step both have is their sum, and a metric that two tests both measured is neither.
 */
final class EvidenceFacts {
    /** Every name that a rule may use, with its type. */
    static final Map<String, CelType> TYPES = types();

    private static final Map<String, String> PREFIXES =
            Map.of("mlTest", "tests", "containerScan", "scan", "generateSbom", "sbom");

    private EvidenceFacts() {}

    private static Map<String, CelType> types() {
        Map<String, CelType> types = new TreeMap<>();
        for (String count : List.of("total", "passed", "failed", "skipped", "flaky", "notEvaluated")) {
            types.put("tests." + count, SimpleType.INT);
        }
        types.put("tests.passRate", SimpleType.DOUBLE);
        for (String severity : List.of("critical", "high", "medium", "low", "negligible", "unknown", "all")) {
            types.put("scan.total." + severity, SimpleType.INT);
            types.put("scan.new." + severity, SimpleType.INT);
        }
        types.put("scan.fixed.all", SimpleType.INT);
        types.put("scan.suppressed", SimpleType.INT);
        types.put("scan.findings", ListType.create(SimpleType.STRING));
        for (String count : List.of(
                "components", "dependencies", "licenseViolations", "unknownLicenses", "added", "removed", "changed")) {
            types.put("sbom." + count, SimpleType.INT);
        }
        for (String step : List.of("tests", "scan", "sbom")) {
            types.put(step + ".verdict", SimpleType.STRING);
            types.put(step + ".ageHours", SimpleType.DOUBLE);
        }
        types.put("metrics", MapType.create(SimpleType.STRING, SimpleType.DYN));
        for (String step : List.of("mlTest", "containerScan", "generateSbom")) {
            types.put(step, MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, SimpleType.DYN)));
        }
        types.put("run.job", SimpleType.STRING);
        types.put("run.branch", SimpleType.STRING);
        types.put("risk.score", SimpleType.INT);
        return Collections.unmodifiableMap(types);
    }

    /** @param newest of each step and id */
    static Map<String, Object> of(Collection<Entry> newest, Origin run, Instant now) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("run.job", run.job());
        if (run.branch() != null) {
            facts.put("run.branch", run.branch());
        }
        PREFIXES.forEach((step, prefix) -> {
            List<Evidence> all = newest.stream()
                    .map(Entry::evidence)
                    .filter(evidence -> evidence.step().equals(step))
                    .toList();
            if (!all.isEmpty()) {
                step(facts, step, prefix, all, now);
            }
        });
        Map<String, Object> metrics = new TreeMap<>();
        List<String> ambiguous = new ArrayList<>();
        newest.stream()
                .map(Entry::evidence)
                .filter(evidence -> evidence.step().equals("mlTest") && judged(evidence))
                .forEach(evidence -> evidence.metrics().forEach((name, value) -> {
                    if (metrics.put(name, value) != null) {
                        ambiguous.add(name);
                    }
                }));
        ambiguous.forEach(metrics::remove);
        facts.put("metrics", metrics);
        return facts;
    }

    private static void step(Map<String, Object> facts, String step, String prefix, List<Evidence> all, Instant now) {
        facts.put(
                prefix + ".verdict",
                all.stream()
                        .map(Evidence::verdict)
                        .reduce(Verdict.PASS, Verdict::and)
                        .name());
        facts.put(
                prefix + ".ageHours",
                all.stream()
                        .mapToDouble(
                                evidence -> Duration.between(evidence.at(), now).toMillis() / 3_600_000.0)
                        .max()
                        .orElseThrow());
        Map<String, Map<String, Object>> byId = new TreeMap<>();
        for (Evidence evidence : all) {
            Map<String, Object> own = new TreeMap<>();
            own.put("verdict", evidence.verdict().name());
            if (judged(evidence)) {
                own.putAll(evidence.metrics());
            }
            byId.put(evidence.id(), own);
        }
        facts.put(step, byId);
        if (!all.stream().allMatch(EvidenceFacts::judged)) {
            return;
        }
        String own = step.equals("mlTest") ? "tests." : "";
        for (String name : TYPES.keySet()) {
            if (!name.startsWith(prefix + ".") || TYPES.get(name) != SimpleType.INT) {
                continue;
            }
            String metric = own + name.substring(prefix.length() + 1);
            // Tests that measure a metric only have no count; a scan without a comparison has no new findings, and says
            // so by their absence.
            List<Double> values = all.stream()
                    .map(evidence -> evidence.metrics().get(metric))
                    .filter(value -> value != null)
                    .toList();
            if (!values.isEmpty() && (step.equals("mlTest") || values.size() == all.size())) {
                facts.put(
                        name,
                        Math.round(
                                values.stream().mapToDouble(Double::doubleValue).sum()));
            }
        }
        if (step.equals("mlTest")
                && facts.get("tests.passed") instanceof Long passed
                && facts.get("tests.failed") instanceof Long failed
                && passed + failed > 0) {
            facts.put("tests.passRate", (double) passed / (passed + failed));
        }
        if (step.equals("containerScan")) {
            facts.put(
                    "scan.findings",
                    all.stream()
                            .flatMap(evidence -> Approval.findings(evidence).stream())
                            .distinct()
                            .toList());
        }
    }

    private static boolean judged(Evidence evidence) {
        return evidence.verdict() != Verdict.NOT_EVALUATED;
    }
}
