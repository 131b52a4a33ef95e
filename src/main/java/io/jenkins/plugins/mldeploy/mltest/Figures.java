package io.jenkins.plugins.mldeploy.mltest;

import java.util.Map;
import java.util.TreeMap;

/** The flat metrics of a call: those of its reports, those of its data, and {@code tests.*}, which win over a report's own of that name. */
final class Figures {
    private static final String[] COST = {"cost", "cost.usd", "cost.total", "totalCost"};
    private static final String[] TOKENS = {"tokens", "tokens.total", "totalTokens"};

    private Figures() {}

    static Map<String, Double> of(Settings settings, Findings findings, Progress progress) {
        TreeMap<String, Double> all = new TreeMap<>();
        findings.metrics().forEach((name, measured) -> all.put(name, measured.value(name)));
        if (findings.data() != null) {
            all.putAll(findings.data().metrics());
        }
        TestSummary tests = findings.tests();
        if (tests.total() > 0 || !settings.reports().testResults().isEmpty()) {
            all.put("tests.total", (double) tests.total());
            all.put("tests.passed", (double) tests.passed());
            all.put("tests.failed", (double) tests.failed());
            all.put("tests.skipped", (double) tests.skipped());
            all.put("tests.flaky", (double) tests.flaky());
            all.put("tests.notEvaluated", (double) tests.notEvaluated());
            all.put("tests.executions", (double) tests.executions());
            all.put("tests.seconds", findings.testSeconds());
            if (tests.passed() + tests.failed() > 0) {
                all.put("tests.passRate", (double) tests.passed() / (tests.passed() + tests.failed()));
            }
        }
        if (progress.runs() > 0) {
            all.put("command.seconds", progress.millis() / 1000.0);
        }
        return all;
    }

    /** Null when no report says what the tests cost. */
    static Double cost(Map<String, Double> metrics) {
        return first(metrics, COST);
    }

    /** Null when no report says how many tokens the tests took. */
    static Double tokens(Map<String, Double> metrics) {
        return first(metrics, TOKENS);
    }

    /** Value minus baseline, for what both have. */
    static Map<String, Double> deltas(Map<String, Double> metrics, BaselineFigures baseline) {
        TreeMap<String, Double> deltas = new TreeMap<>();
        metrics.forEach((name, value) -> {
            Double before = baseline.metrics().get(name);
            if (before != null) {
                deltas.put(name, value - before);
            }
        });
        return deltas;
    }

    private static Double first(Map<String, Double> metrics, String[] names) {
        for (String name : names) {
            if (metrics.containsKey(name)) {
                return metrics.get(name);
            }
        }
        return null;
    }
}
