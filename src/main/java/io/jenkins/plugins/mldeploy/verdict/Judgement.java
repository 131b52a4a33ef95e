package io.jenkins.plugins.mldeploy.verdict;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The one table verdict × criticality → status of the step, for every step and both hosts:
 *
 * <table>
 * <caption>What a finding does</caption>
 * <tr><th>finding</th><th>verdict</th><th>status</th></tr>
 * <tr><td>all gates hold, or none is set</td><td>PASS</td><td>SUCCESS</td></tr>
 * <tr><td>missed NOTE</td><td>PASS</td><td>SUCCESS</td></tr>
 * <tr><td>missed UNSTABLE</td><td>UNSTABLE</td><td>UNSTABLE</td></tr>
 * <tr><td>missed ERROR</td><td>FAIL</td><td>UNSTABLE</td></tr>
 * <tr><td>missed FAILURE</td><td>FAIL</td><td>FAILURE</td></tr>
 * <tr><td>could not judge</td><td>NOT_EVALUATED</td><td>as {@link OnError} says</td></tr>
 * </table>
 *
 * @param verdict what was found out about the subject
 * @param status what that does to the run
 * @param reasons why it is not a plain pass; empty for one
 * @param gates every gate with its comparison
 */
public record Judgement(Verdict verdict, RunStatus status, List<Reason> reasons, List<GateResult> gates)
        implements Serializable {

    public Judgement {
        reasons = List.copyOf(reasons);
        gates = List.copyOf(gates);
    }

    public static Judgement pass() {
        return new Judgement(Verdict.PASS, RunStatus.SUCCESS, List.of(), List.of());
    }

    /** A rule of the step itself is missed, at the given criticality. */
    public static Judgement missed(Criticality criticality, Reason reason) {
        return new Judgement(
                switch (criticality) {
                    case NOTE -> Verdict.PASS;
                    case UNSTABLE -> Verdict.UNSTABLE;
                    case ERROR, FAILURE -> Verdict.FAIL;
                },
                switch (criticality) {
                    case NOTE -> RunStatus.SUCCESS;
                    case UNSTABLE, ERROR -> RunStatus.UNSTABLE;
                    case FAILURE -> RunStatus.FAILURE;
                },
                List.of(reason),
                List.of());
    }

    /** A tool broke, an input was empty or absent, a metric is missing. */
    public static Judgement notEvaluated(OnError onError, Reason reason) {
        return new Judgement(
                Verdict.NOT_EVALUATED,
                switch (onError) {
                    case FAILURE -> RunStatus.FAILURE;
                    case UNSTABLE -> RunStatus.UNSTABLE;
                    case NOTE -> RunStatus.SUCCESS;
                },
                List.of(reason),
                List.of());
    }

    /**
     * Judges all gates. With gates set, and every one of them relative to a baseline that does not exist, nothing was judged,
     * so the verdict is {@link Verdict#NOT_EVALUATED}; the status stays SUCCESS, because a first release must be able to pass.
     */
    public static Judgement of(
            List<QualityGate> gates, Map<String, Double> metrics, Map<String, Double> baseline, OnError onError) {
        return of(gates.stream().map(gate -> gate.judge(metrics, baseline)).toList(), onError);
    }

    /** The same for gates that a step judged itself, because it knows more of a metric than its value. */
    public static Judgement of(List<GateResult> results, OnError onError) {
        Judgement all = new Judgement(Verdict.PASS, RunStatus.SUCCESS, List.of(), results);
        for (GateResult result : results) {
            all = switch (result.state()) {
                case PASSED, NOT_APPLICABLE -> all;
                case MISSED ->
                    all.and(missed(result.gate().criticality(), new Reason("GATE_MISSED", result.sentence())));
                case NOT_EVALUATED -> all.and(notEvaluated(onError, new Reason("METRIC_ABSENT", result.sentence())));
            };
        }
        boolean nothingJudged =
                !results.isEmpty() && results.stream().allMatch(result -> result.state() == GateState.NOT_APPLICABLE);
        return nothingJudged
                ? all.and(notEvaluated(
                        OnError.NOTE,
                        new Reason(
                                "ONLY_RELATIVE_GATES", "every gate compares with a baseline that does not exist yet")))
                : all;
    }

    /** Both findings together: the worse verdict, the worse status, all reasons and gates in order. */
    public Judgement and(Judgement other) {
        List<Reason> allReasons = new ArrayList<>(reasons);
        allReasons.addAll(other.reasons);
        List<GateResult> allGates = new ArrayList<>(gates);
        allGates.addAll(other.gates);
        return new Judgement(verdict.and(other.verdict), status.and(other.status), allReasons, allGates);
    }
}
