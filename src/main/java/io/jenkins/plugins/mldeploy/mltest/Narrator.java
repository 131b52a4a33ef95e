package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.verdict.GateResult;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/** What the log says of a judged call: counts, what did not pass and why, each gate with its comparison, the verdict. */
final class Narrator {
    private static final int TESTS = 20;

    private Narrator() {}

    static List<String> tell(Settings settings, Findings findings, BaselineFigures baseline, Judgement judgement) {
        List<String> lines = new ArrayList<>();
        tests(lines, findings.tests());
        data(lines, findings.data());
        if (!baseline.exists()
                && settings.baseline().kind() != io.jenkins.plugins.mldeploy.evidence.Baseline.Kind.NONE) {
            lines.add("baseline " + settings.baseline() + ": nothing to compare with yet");
        }
        for (GateResult result : judgement.gates()) {
            String state =
                    switch (result.state()) {
                        case PASSED -> "holds";
                        case MISSED -> "MISSED (" + result.gate().criticality() + ")";
                        case NOT_EVALUATED -> "not evaluated";
                        case NOT_APPLICABLE -> "not applicable";
                    };
            lines.add("gate " + state + ": " + result.sentence());
        }
        lines.add(settings.title() + ": " + judgement.verdict()
                + (judgement.verdict() == Verdict.PASS || judgement.reasons().isEmpty() ? "" : ", because"));
        for (Reason reason : judgement.reasons()) {
            lines.add("  " + reason.text());
        }
        return lines;
    }

    private static void tests(List<String> lines, TestSummary tests) {
        if (tests.executions() == 0) {
            return;
        }
        lines.add("%s: %d passed%s, %d failed, %d skipped%s%s"
                .formatted(
                        Text.count(tests.total(), "test"),
                        tests.passed(),
                        tests.flaky() > 0 ? " (" + tests.flaky() + " flaky)" : "",
                        tests.failed(),
                        tests.skipped(),
                        tests.notEvaluated() > 0 ? ", " + tests.notEvaluated() + " not evaluated" : "",
                        tests.executions() > tests.total() ? ", in " + tests.executions() + " executions" : ""));
        list(lines, "FAILED", tests.failedTests(), tests.failed());
        list(lines, "flaky", tests.flakyTests(), tests.flaky());
        list(lines, "not evaluated", tests.notEvaluatedTests(), tests.notEvaluated());
    }

    private static void list(List<String> lines, String what, List<TestLine> tests, long count) {
        List<TestLine> shown = tests.stream().limit(TESTS).toList();
        shown.forEach(test -> lines.add("  " + what + "  " + test.display()));
        if (count > shown.size()) {
            lines.add("  " + what + "  … and " + (count - shown.size()) + " more");
        }
    }

    private static void data(List<String> lines, DataSummary data) {
        if (data == null) {
            return;
        }
        lines.add("data: %s, %s of the schema"
                .formatted(Text.count(data.rows(), "row"), Text.count(data.violations(), "violation")));
        data.examples().forEach(example -> lines.add("  " + example));
        if (data.violations() > data.examples().size()) {
            lines.add("  … and " + (data.violations() - data.examples().size()) + " more");
        }
    }
}
