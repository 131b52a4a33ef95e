package io.jenkins.plugins.mldeploy.verdict;

import java.io.Serializable;
import java.util.Map;
import java.util.Objects;

/**
 * A rule over one metric: absolute ({@code threshold}) or relative to a baseline ({@code maxDrop}), never both.
 *
 * @param metric name of the metric, dotted for nested ones
 * @param threshold the bound that the value must reach (HIGHER) or not exceed (LOWER); null for a relative gate
 * @param maxDrop by how much the value may be worse than the baseline, in the metric's own unit; null for an absolute gate
 * @param direction which way is better, default {@link Direction#HIGHER}
 * @param criticality what a miss means, default {@link Criticality#UNSTABLE}
 */
public record QualityGate(String metric, Double threshold, Double maxDrop, Direction direction, Criticality criticality)
        implements Serializable {

    /** Which way is better. */
    public enum Direction {
        HIGHER,
        LOWER
    }

    public QualityGate {
        if (Objects.requireNonNull(metric, "metric").isBlank()) {
            throw new IllegalArgumentException("a quality gate needs the name of a metric");
        }
        if ((threshold == null) == (maxDrop == null)) {
            throw new IllegalArgumentException(
                    "quality gate on '" + metric + "': give either threshold or maxDrop, one of the two");
        }
        if (threshold != null && !Double.isFinite(threshold)) {
            throw new IllegalArgumentException("quality gate on '" + metric + "': threshold must be a finite number");
        }
        if (maxDrop != null && !(maxDrop >= 0 && Double.isFinite(maxDrop))) {
            throw new IllegalArgumentException("quality gate on '" + metric + "': maxDrop must be 0 or more");
        }
        direction = direction == null ? Direction.HIGHER : direction;
        criticality = criticality == null ? Criticality.UNSTABLE : criticality;
    }

    /** True when the gate needs a baseline. */
    public boolean relative() {
        return maxDrop != null;
    }

    /**
     * Judges one gate.
     *
     * @param metrics what was measured; a value that is not finite counts as absent
     * @param baseline what the gate compares with; empty when there is no baseline
     */
    public GateResult judge(Map<String, Double> metrics, Map<String, Double> baseline) {
        Double value = finite(metrics.get(metric));
        if (value == null) {
            String there = metrics.isEmpty()
                    ? "there are no metrics at all"
                    : "there are: "
                            + String.join(
                                    ", ",
                                    metrics.keySet().stream().sorted().limit(40).toList());
            return new GateResult(
                    this, GateState.NOT_EVALUATED, null, null, "metric '" + metric + "' is in no report; " + there);
        }
        return relative() ? judgeRelative(value, finite(baseline.get(metric))) : judgeAbsolute(value);
    }

    private GateResult judgeAbsolute(double value) {
        boolean holds = direction == Direction.HIGHER ? value >= threshold : value <= threshold;
        String sentence = "%s = %s, %s %s"
                .formatted(
                        metric,
                        number(value),
                        direction == Direction.HIGHER ? "at least" : "at most",
                        number(threshold));
        return new GateResult(this, holds ? GateState.PASSED : GateState.MISSED, value, null, sentence);
    }

    private GateResult judgeRelative(double value, Double before) {
        if (before == null) {
            return new GateResult(
                    this,
                    GateState.NOT_APPLICABLE,
                    value,
                    null,
                    "%s = %s, nothing to compare with yet".formatted(metric, number(value)));
        }
        double worse = direction == Direction.HIGHER ? before - value : value - before;
        // A drop of exactly maxDrop is allowed; 0.90 - 0.88 is 0.020000000000000018 in binary.
        boolean holds = worse <= maxDrop + 1e-9 * Math.max(1, Math.abs(before));
        String sentence = "%s = %s, %s against %s, at most %s worse"
                .formatted(metric, number(value), signed(value - before), number(before), number(maxDrop));
        return new GateResult(this, holds ? GateState.PASSED : GateState.MISSED, value, before, sentence);
    }

    private static Double finite(Double value) {
        return value == null || !Double.isFinite(value) ? null : value;
    }

    private static String signed(double value) {
        String digits = number(Math.abs(value));
        return (value < 0 ? "−" : "+") + digits;
    }

    /** Four significant decimals, without the noise of binary fractions and without trailing zeros. */
    public static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        return new java.math.BigDecimal(value)
                .setScale(4, java.math.RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }
}
