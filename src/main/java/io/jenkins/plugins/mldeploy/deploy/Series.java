package io.jenkins.plugins.mldeploy.deploy;

import java.util.ArrayList;
import java.util.List;

/**
 * What was measured of one metric so far.
 *
 * @param young values of the new version
 * @param old values of the old version, where they are compared
 * @param failures how many values of the new version were out of bounds
 * @param gaps how many measurements had no value
 * @param problem why the last one had none, null when it had one
 */
record Series(List<Double> young, List<Double> old, int failures, int gaps, String problem) {
    Series {
        young = List.copyOf(young);
        old = List.copyOf(old);
    }

    static Series none() {
        return new Series(List.of(), List.of(), 0, 0, null);
    }

    Series plus(Double ofYoung, Double ofOld, boolean good, String why) {
        return new Series(
                more(young, ofYoung),
                more(old, ofOld),
                failures + (ofYoung != null && !good ? 1 : 0),
                gaps + (ofYoung == null ? 1 : 0),
                ofYoung == null ? why : null);
    }

    private static List<Double> more(List<Double> values, Double value) {
        if (value == null) {
            return values;
        }
        List<Double> all = new ArrayList<>(values);
        all.add(value);
        return all;
    }
}
