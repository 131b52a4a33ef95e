package io.jenkins.plugins.mldeploy.mltest;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * A metric over the runs of a command.
 *
 * @param sum of the values of all runs
 * @param runs how many runs had it
 * @param samples single measurements of all runs, none when the reports gave none
 * @param perRun the values of the runs themselves
 */
record Measured(double sum, int runs, Samples samples, Samples perRun) implements Serializable {
    /** What is spent adds up; everything else is averaged. */
    private static final Pattern SPENT = Pattern.compile("(?i)(?:total|evaluation)?cost(?:\\..*)?|tokens(?:\\..*)?");

    static Measured of(double value, Samples samples) {
        return new Measured(value, 1, samples, Samples.NONE.add(value));
    }

    Measured and(Measured other) {
        return new Measured(sum + other.sum, runs + other.runs, samples.and(other.samples), perRun.and(other.perRun));
    }

    double value(String name) {
        return SPENT.matcher(name).matches() ? sum : sum / runs;
    }

    /** The samples of the reports, else the values of the runs; empty when there are fewer than two. */
    Samples spread() {
        Samples best = samples.count() >= 2 ? samples : perRun;
        return best.count() >= 2 ? best : Samples.NONE;
    }
}
