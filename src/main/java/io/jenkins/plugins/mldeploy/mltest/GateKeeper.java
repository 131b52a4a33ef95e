package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.verdict.GateResult;
import io.jenkins.plugins.mldeploy.verdict.GateState;
import io.jenkins.plugins.mldeploy.verdict.QualityGate;
import java.util.Map;
import org.apache.commons.statistics.inference.TTest;

/**
 * Judges quality gates, with more knowledge of a metric than its value: a drop that single measurements can explain by chance is no drop. It counts only where the difference of
 * the means is significant at 95 % (two-sided Welch test; against a baseline without samples, the test of one sample).
 */
final class GateKeeper {
    private static final double SIGNIFICANCE = 0.05;

    private final Map<String, Double> metrics;
    private final Map<String, Measured> measured;
    private final BaselineFigures baseline;

    GateKeeper(Map<String, Double> metrics, Map<String, Measured> measured, BaselineFigures baseline) {
        this.metrics = metrics;
        this.measured = measured;
        this.baseline = baseline;
    }

    GateResult judge(QualityGate gate) {
        GateResult plain = gate.judge(metrics, baseline.metrics());
        if (!gate.relative() || plain.baseline() == null) {
            return plain;
        }
        double change = plain.value() - plain.baseline();
        String sentence = "%s = %s, %s%s against %s (%s), at most %s worse"
                .formatted(
                        gate.metric(),
                        QualityGate.number(plain.value()),
                        change < 0 ? "−" : "+",
                        QualityGate.number(Math.abs(change)),
                        baseline.name(),
                        QualityGate.number(plain.baseline()),
                        QualityGate.number(gate.maxDrop()));
        if (plain.state() != GateState.MISSED) {
            return new GateResult(gate, plain.state(), plain.value(), plain.baseline(), sentence);
        }
        Samples now = measured.containsKey(gate.metric())
                ? measured.get(gate.metric()).spread()
                : Samples.NONE;
        if (now.count() < 2) {
            return new GateResult(gate, GateState.MISSED, plain.value(), plain.baseline(), sentence);
        }
        Samples before = baseline.samples().getOrDefault(gate.metric(), Samples.NONE);
        double p = chance(plain.value(), now, plain.baseline(), before);
        boolean significant = p < SIGNIFICANCE;
        return new GateResult(
                gate,
                significant ? GateState.MISSED : GateState.PASSED,
                plain.value(),
                plain.baseline(),
                "%s; %s the 95 %% confidence interval of %s (p = %s)"
                        .formatted(
                                sentence,
                                significant ? "outside" : "within",
                                before.count() >= 2
                                        ? now.count() + " and " + before.count() + " samples"
                                        : now.count() + " samples",
                                QualityGate.number(p)));
    }

    /** How likely such a difference is by chance alone. */
    static double chance(double value, Samples now, double baseline, Samples before) {
        boolean two = before.count() >= 2;
        double spread = now.variance() + (two ? before.variance() : 0);
        if (spread <= 1e-300) {
            // All measurements are the same: chance has no part in it.
            return value == baseline ? 1 : 0;
        }
        TTest test = TTest.withDefaults();
        return two
                ? test.test(value, now.variance(), now.count(), baseline, before.variance(), before.count())
                        .getPValue()
                : test.withMu(baseline).test(value, now.variance(), now.count()).getPValue();
    }
}
