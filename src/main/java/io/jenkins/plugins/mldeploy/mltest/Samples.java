package io.jenkins.plugins.mldeploy.mltest;

import java.io.Serializable;

/**
 * Single measurements behind a metric, as count, mean and sum of squared deviations (Welford's method), so that their number does
 * not matter.
 */
record Samples(long count, double mean, double squares) implements Serializable {
    static final Samples NONE = new Samples(0, 0, 0);

    Samples add(double value) {
        long n = count + 1;
        double delta = value - mean;
        double newMean = mean + delta / n;
        return new Samples(n, newMean, squares + delta * (value - newMean));
    }

    Samples and(Samples other) {
        if (count == 0 || other.count == 0) {
            return count == 0 ? other : this;
        }
        long n = count + other.count;
        double delta = other.mean - mean;
        return new Samples(
                n, mean + delta * other.count / n, squares + other.squares + delta * delta * count * other.count / n);
    }

    /** Of the population that they were drawn from; 0 for fewer than two. */
    double variance() {
        return count < 2 ? 0 : Math.max(0, squares / (count - 1));
    }
}
