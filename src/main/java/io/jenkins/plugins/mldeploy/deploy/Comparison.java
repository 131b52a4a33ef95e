package io.jenkins.plugins.mldeploy.deploy;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * Whether the new version is worse than the old by more than a tolerance: the Hodges–Lehmann confidence interval of the shift between both samples, which inverts the
 * Mann–Whitney test (Hollander, Wolfe, Chicken: Nonparametric Statistical Methods, 4.2–4.3). Makes no assumption about the shape of the distributions; needs windows that
 * don't overlap, because values that share data are not independent.
 *
 * @param outcome what it says
 * @param text for people
 */
record Comparison(Outcome outcome, String text) {
    enum Outcome {
        BETTER_OR_EQUAL,
        WORSE,
        UNCLEAR
    }

    static Comparison of(Check check, Series series) {
        int n = series.young().size();
        int m = series.old().size();
        if (n < check.minSamples() || m < check.minSamples()) {
            return new Comparison(
                    Outcome.UNCLEAR,
                    "%d values of the new and %d of the old version; the comparison needs %d each"
                            .formatted(n, m, check.minSamples()));
        }
        double[] young = sorted(series.young());
        double[] old = sorted(series.old());
        double sign = check.higherIsBetter() ? -1 : 1;
        double[] shifts = new double[n * m];
        int at = 0;
        for (double mine : young) {
            for (double other : old) {
                shifts[at++] = sign * (mine - other);
            }
        }
        Arrays.sort(shifts);
        double z = NormalDistribution.of(0, 1).inverseCumulativeProbability((1 + check.confidence()) / 2);
        int cut = (int) Math.max(0, Math.floor(n * m / 2.0 - z * Math.sqrt(n * m * (n + m + 1) / 12.0)));
        double low = shifts[Math.min(cut, shifts.length - 1)];
        double high = shifts[Math.max(0, shifts.length - 1 - cut)];
        double median = median(old);
        double allowed = check.tolerance() * Math.abs(median);
        double p = MannWhitneyUTest.withDefaults()
                .with(check.higherIsBetter() ? AlternativeHypothesis.LESS_THAN : AlternativeHypothesis.GREATER_THAN)
                .test(young, old)
                .getPValue();
        String text = "worse by %s to %s (%s %% confidence, p %.3f that it is no worse), old median %s, allowed %s"
                .formatted(
                        Check.number(low),
                        Check.number(high),
                        Check.number(100 * check.confidence()),
                        p,
                        Check.number(median),
                        Check.number(allowed));
        return new Comparison(
                low > allowed ? Outcome.WORSE : high <= allowed ? Outcome.BETTER_OR_EQUAL : Outcome.UNCLEAR, text);
    }

    private static double[] sorted(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static double median(double[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
