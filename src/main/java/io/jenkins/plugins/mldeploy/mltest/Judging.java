package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.verdict.Criticality;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import io.jenkins.plugins.mldeploy.verdict.GateResult;
import io.jenkins.plugins.mldeploy.verdict.GateState;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import io.jenkins.plugins.mldeploy.verdict.OnError;
import io.jenkins.plugins.mldeploy.verdict.QualityGate;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From findings to a judgement. No I/O, no clock: the same findings are judged the same. */
final class Judging {
    /** A larger share of executions that the provider spoilt, and the metrics say nothing about the model. */
    static final double TOLERATED = 0.1;
    /** From this exit code on, the shell or a signal ended the command (POSIX: 126 can't be run, 127 not found, 128 + signal). */
    private static final int KILLED = 126;

    private final Settings settings;
    private final Findings findings;
    private final Progress progress;
    private final BaselineFigures baseline;
    private final Map<String, Double> metrics;

    Judging(Settings settings, Findings findings, Progress progress, BaselineFigures baseline) {
        this.settings = settings;
        this.findings = findings;
        this.progress = progress;
        this.baseline = baseline;
        this.metrics = Figures.of(settings, findings, progress);
    }

    Judgement judge() {
        Judgement all = Judgement.pass();
        for (Reason missed : missed()) {
            all = all.and(Judgement.missed(Criticality.FAILURE, missed));
        }
        List<Reason> unjudged = unjudged();
        for (Reason reason : unjudged) {
            all = all.and(Judgement.notEvaluated(settings.onError(), reason));
        }
        for (Reason reason : findings.empty()) {
            boolean allowed = settings.allowEmptyResults() && progress.exitCode() == 0;
            all = all.and(Judgement.notEvaluated(allowed ? OnError.NOTE : settings.onError(), reason));
        }
        Reason provider = provider();
        if (provider != null) {
            all = all.and(Judgement.notEvaluated(settings.onError(), provider));
        }
        return all.and(gates(provider != null || nothingRead()));
    }

    /** What was judged and found wanting. */
    private List<Reason> missed() {
        List<Reason> missed = new ArrayList<>();
        TestSummary tests = findings.tests();
        if (tests.failed() > 0) {
            missed.add(new Reason(
                    "TESTS_FAILED",
                    "%d of %s failed: %s"
                            .formatted(
                                    tests.failed(),
                                    Text.count(tests.total(), "test"),
                                    names(tests.failedTests(), tests.failed()))));
        }
        if (findings.data() != null && findings.data().violations() > 0) {
            missed.add(new Reason(
                    "DATA_INVALID",
                    "the data breaks its schema %s; the first: %s"
                            .formatted(
                                    Text.count(findings.data().violations(), "time"),
                                    findings.data().examples().get(0))));
        }
        budget(missed);
        return missed;
    }

    private void budget(List<Reason> missed) {
        Settings.Budget budget = settings.budget();
        Double cost = Figures.cost(metrics);
        Double tokens = Figures.tokens(metrics);
        if (budget.maxCost() != null && cost != null && cost > budget.maxCost()) {
            missed.add(exceeded("cost " + QualityGate.number(cost), QualityGate.number(budget.maxCost())));
        }
        if (budget.maxTokens() != null && tokens != null && tokens > budget.maxTokens()) {
            missed.add(exceeded(QualityGate.number(tokens) + " tokens", String.valueOf(budget.maxTokens())));
        }
        if (budget.maxDuration() != null && (took().compareTo(budget.maxDuration()) > 0 || progress.timedOut())) {
            missed.add(exceeded("took " + Durations.display(took()), Durations.display(budget.maxDuration())));
        }
    }

    private static Reason exceeded(String what, String limit) {
        return new Reason("BUDGET_EXCEEDED", "over budget: " + what + ", allowed is " + limit);
    }

    private Duration took() {
        return settings.command() != null
                ? Duration.ofMillis(progress.millis())
                : Duration.ofMillis((long) (findings.testSeconds() * 1000));
    }

    /** Why something could not be judged, the provider's trouble apart. */
    private List<Reason> unjudged() {
        List<Reason> unjudged = new ArrayList<>(findings.troubles());
        command(unjudged);
        if (findings.data() != null) {
            findings.data().unjudged().forEach(what -> unjudged.add(new Reason("DATA_NOT_JUDGED", what)));
        }
        TestSummary tests = findings.tests();
        if (tests.tooFew() > 0) {
            unjudged.add(new Reason(
                    "REPETITIONS_MISSING",
                    "%s ran fewer than %d times%s"
                            .formatted(
                                    Text.count(tests.tooFew(), "test"),
                                    settings.repeat(),
                                    tests.tooFewExample().isEmpty() ? "" : ", for example " + tests.tooFewExample())));
        }
        Settings.Budget budget = settings.budget();
        if (budget.maxCost() != null && Figures.cost(metrics) == null) {
            unjudged.add(new Reason("METRIC_ABSENT", "budget.maxCost: no report has a metric 'cost' or 'cost.usd'"));
        }
        if (budget.maxTokens() != null && Figures.tokens(metrics) == null) {
            unjudged.add(
                    new Reason("METRIC_ABSENT", "budget.maxTokens: no report has a metric 'tokens' or 'tokens.total'"));
        }
        if (tests.total() > 0
                && tests.skipped() == tests.total()
                && findings.metrics().isEmpty()) {
            unjudged.add(new Reason("ALL_SKIPPED", "every test was skipped"));
        }
        return unjudged;
    }

    private void command(List<Reason> unjudged) {
        int code = progress.exitCode();
        if (progress.timedOut()) {
            if (settings.budget().maxDuration() == null) {
                unjudged.add(new Reason("COMMAND_TIMED_OUT", "the command did not end and was stopped"));
            }
        } else if (code >= KILLED || code < 0) {
            unjudged.add(new Reason(
                    "COMMAND_FAILED",
                    "the command ended with exit code %d (%s), so that its reports may be incomplete"
                            .formatted(
                                    code,
                                    code == 127
                                            ? "no such program"
                                            : code == 126 ? "can't be run" : "killed by a signal")));
        } else if (code != 0 && findings.reportFiles() == 0) {
            unjudged.add(new Reason(
                    "COMMAND_FAILED", "the command ended with exit code " + code + " and there is no report to judge"));
        }
    }

    /** Null while the provider was well, or spoilt little enough. */
    private Reason provider() {
        TestSummary tests = findings.tests();
        long spoilt = tests.notEvaluatedExecutions();
        if (tests.notEvaluated() > 0 || spoilt > TOLERATED * tests.executions()) {
            TestLine first = tests.notEvaluatedTests().isEmpty()
                    ? null
                    : tests.notEvaluatedTests().get(0);
            return new Reason(
                    "PROVIDER_UNAVAILABLE",
                    "the model provider failed in %d of %s, so that %s could not be judged%s; this says nothing about the model"
                            .formatted(
                                    spoilt,
                                    Text.count(tests.executions(), "execution"),
                                    tests.notEvaluated() > 0 ? Text.count(tests.notEvaluated(), "test") : "the metrics",
                                    first == null ? "" : "; the first: " + first.name() + ": " + first.message()));
        }
        // What an evaluation says of itself in its metrics.
        Double errors = metrics.get("providerErrors");
        Double asked = metrics.get("asked");
        if (errors != null && errors > 0 && (asked == null || errors > TOLERATED * asked)) {
            return new Reason(
                    "PROVIDER_UNAVAILABLE",
                    "the model provider failed %s times%s; this says nothing about the model"
                            .formatted(
                                    QualityGate.number(errors),
                                    asked == null ? "" : " of " + QualityGate.number(asked)));
        }
        return null;
    }

    private boolean nothingRead() {
        return findings.reportFiles() == 0 && findings.data() == null;
    }

    private Judgement gates(boolean pointless) {
        if (pointless) {
            return new Judgement(
                    Verdict.PASS,
                    RunStatus.SUCCESS,
                    List.of(),
                    settings.gates().stream()
                            .map(gate -> new GateResult(
                                    gate, GateState.NOT_EVALUATED, null, null, gate.metric() + " is not judged"))
                            .toList());
        }
        GateKeeper keeper = new GateKeeper(metrics, findings.metrics(), baseline);
        List<GateResult> results = settings.gates().stream().map(keeper::judge).toList();
        boolean onlyRelative = results.stream().allMatch(result -> result.state() == GateState.NOT_APPLICABLE);
        boolean otherwiseJudged = findings.tests().passed() + findings.tests().failed() > 0
                || findings.data() != null && settings.reports().schema() != null;
        return onlyRelative && otherwiseJudged
                ? new Judgement(Verdict.PASS, RunStatus.SUCCESS, List.of(), results)
                : Judgement.of(results, settings.onError());
    }

    private static String names(List<TestLine> lines, long count) {
        List<String> shown = lines.stream().limit(3).map(TestLine::display).toList();
        return String.join("; ", shown) + (count > shown.size() ? " and " + (count - shown.size()) + " more" : "");
    }
}
