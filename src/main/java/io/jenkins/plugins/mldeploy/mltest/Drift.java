package io.jenkins.plugins.mldeploy.mltest;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.apache.commons.statistics.inference.SignificanceResult;

/**
 * How far the distribution of a column is from that of the reference. Numbers: population stability index over the deciles of the reference, and the two-sample
 * Kolmogorov–Smirnov statistic with its p-value. Categories: the index over the categories, and the chi-squared statistic with its p-value.
 */
final class Drift {
    private static final int BINS = 10;

    private Drift() {}

    static void numbers(String column, ColumnProfile reference, ColumnProfile data, Map<String, Double> metrics) {
        double[] before = reference.sample();
        double[] now = data.sample();
        double[] edges = new TreeSet<>(Arrays.asList(quantiles(before)))
                .stream().mapToDouble(Double::doubleValue).toArray();
        metrics.put(name(column, "psi"), stability(histogram(before, edges), histogram(now, edges)));
        if (before.length > 1 && now.length > 1) {
            KolmogorovSmirnovTest.TwoResult test =
                    KolmogorovSmirnovTest.withDefaults().test(before, now);
            metrics.put(name(column, "ks"), test.getStatistic());
            put(metrics, name(column, "ksP"), test.getPValue());
        }
    }

    static void categories(String column, ColumnProfile reference, ColumnProfile data, Map<String, Double> metrics) {
        TreeSet<Long> all = new TreeSet<>(reference.categories().keySet());
        all.addAll(data.categories().keySet());
        long[] before = counts(all, reference.categories());
        long[] now = counts(all, data.categories());
        metrics.put(name(column, "psi"), stability(before, now));
        if (all.size() == 1) {
            metrics.put(name(column, "chi2"), 0.0);
            metrics.put(name(column, "chi2P"), 1.0);
        } else {
            SignificanceResult test = ChiSquareTest.withDefaults().test(before, now);
            metrics.put(name(column, "chi2"), test.getStatistic());
            put(metrics, name(column, "chi2P"), test.getPValue());
        }
    }

    private static String name(String column, String metric) {
        return "data." + column + "." + metric;
    }

    private static void put(Map<String, Double> metrics, String name, double value) {
        if (Double.isFinite(value)) {
            metrics.put(name, value);
        }
    }

    private static Double[] quantiles(double[] sorted) {
        Double[] edges = new Double[BINS - 1];
        for (int i = 1; i < BINS; i++) {
            edges[i - 1] = sorted[(int) ((long) i * sorted.length / BINS)];
        }
        return edges;
    }

    private static long[] histogram(double[] values, double[] edges) {
        long[] bins = new long[edges.length + 1];
        for (double value : values) {
            int at = Arrays.binarySearch(edges, value);
            bins[at >= 0 ? at + 1 : -at - 1]++;
        }
        return bins;
    }

    private static long[] counts(TreeSet<Long> all, Map<Long, Long> categories) {
        return all.stream()
                .mapToLong(category -> categories.getOrDefault(category, 0L))
                .toArray();
    }

    /** Half an observation is added to each bin, so that an empty one does not make the index infinite. */
    static double stability(long[] before, long[] now) {
        double totalBefore = Arrays.stream(before).sum() + 0.5 * before.length;
        double totalNow = Arrays.stream(now).sum() + 0.5 * now.length;
        double index = 0;
        for (int i = 0; i < before.length; i++) {
            double expected = (before[i] + 0.5) / totalBefore;
            double actual = (now[i] + 0.5) / totalNow;
            index += (actual - expected) * Math.log(actual / expected);
        }
        return index;
    }
}
