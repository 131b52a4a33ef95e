package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the reports say.
 *
 * @param tests the tests of all runs so far
 * @param testSeconds how long they took, as the reports say
 * @param metrics the metrics of this run
 * @param data the data set, null when none was asked for
 * @param reportFiles how many test and metric files were read
 * @param troubles why something could not be read
 * @param empty why there are no tests, where tests were expected
 * @param notes for the log
 * @param carry the tests of all runs so far, for the next run; null when there are too many, or no next run
 */
record Findings(
        TestSummary tests,
        double testSeconds,
        Map<String, Measured> metrics,
        DataSummary data,
        int reportFiles,
        List<Reason> troubles,
        List<Reason> empty,
        List<String> notes,
        Tally.Carry carry)
        implements Serializable {

    Findings {
        metrics = new TreeMap<>(metrics);
        troubles = List.copyOf(troubles);
        empty = List.copyOf(empty);
        notes = List.copyOf(notes);
    }

    /** Nothing was read, and that is why. */
    static Findings none(Reason trouble) {
        return new Findings(TestSummary.NONE, 0, Map.of(), null, 0, List.of(trouble), List.of(), List.of(), null);
    }

    /** With the metrics of all runs, and without what only a next run needs. */
    Findings complete(Map<String, Measured> allMetrics) {
        return new Findings(tests, testSeconds, allMetrics, data, reportFiles, troubles, empty, notes, null);
    }

    Findings and(Reason trouble) {
        java.util.ArrayList<Reason> all = new java.util.ArrayList<>(troubles);
        all.add(trouble);
        return new Findings(tests, testSeconds, metrics, data, reportFiles, all, empty, notes, carry);
    }
}
