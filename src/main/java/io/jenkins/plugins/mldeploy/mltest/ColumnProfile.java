package io.jenkins.plugins.mldeploy.mltest;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The distribution of a column in bounded memory: a uniform sample of {@link #SAMPLE} of its numbers (reservoir sampling, always with the same seed, so
 * that the same file gives the same figures), and the frequency of up to {@link #CATEGORIES} different values.
 */
final class ColumnProfile {
    static final int SAMPLE = 10_000;
    static final int CATEGORIES = 1_000;

    private final SplittableRandom random = new SplittableRandom(42);
    private double[] sample = new double[64];
    private long numbers;
    private long values;
    private Map<Long, Long> categories = new HashMap<>();

    void add(Cell cell) {
        if (cell == null || cell.isNothing()) {
            return;
        }
        values++;
        Double number = cell.number();
        if (number != null) {
            keep(number);
        }
        if (categories != null) {
            categories.merge(Hash64.of(cell.text()), 1L, Long::sum);
            if (categories.size() > CATEGORIES) {
                categories = null;
            }
        }
    }

    private void keep(double number) {
        long at = numbers < SAMPLE ? numbers : random.nextLong(numbers + 1);
        numbers++;
        if (at < SAMPLE) {
            if (at >= sample.length) {
                sample = Arrays.copyOf(sample, Math.min(SAMPLE, sample.length * 2));
            }
            sample[(int) at] = number;
        }
    }

    /** Rows that have a value. */
    long values() {
        return values;
    }

    boolean allNumbers() {
        return values > 0 && numbers == values;
    }

    /** The sample, sorted. */
    double[] sample() {
        double[] sorted = Arrays.copyOf(sample, (int) Math.min(numbers, SAMPLE));
        Arrays.sort(sorted);
        return sorted;
    }

    /** True for categories: there are few different values, and they occur again. */
    boolean repeats() {
        return categories != null && (values == 1 || categories.size() < values);
    }

    /** Frequency by hash of the value; null when there are too many different ones. */
    Map<Long, Long> categories() {
        return categories;
    }
}
