package io.jenkins.plugins.mldeploy.mltest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The runs of the command so far.
 *
 * @param exitCodes of the runs that ended
 * @param millis how long they took together
 * @param timedOut true when the last one was killed because its time was up
 * @param carry the tests of the runs whose reports were read, null for none
 * @param metrics the metrics of those runs
 */
record Progress(
        List<Integer> exitCodes, long millis, boolean timedOut, Tally.Carry carry, Map<String, Measured> metrics) {
    static final Progress NONE = new Progress(List.of(), 0, false, null, Map.of());

    Progress {
        exitCodes = List.copyOf(exitCodes);
        metrics = new TreeMap<>(metrics);
    }

    /** Runs that ended. */
    int runs() {
        return exitCodes.size();
    }

    /** The last exit code that is not 0, else 0. */
    int exitCode() {
        return exitCodes.stream().filter(code -> code != 0).reduce(0, (first, last) -> last);
    }

    Progress ran(int exitCode, long took, boolean killed) {
        List<Integer> codes = new ArrayList<>(exitCodes);
        codes.add(exitCode);
        return new Progress(codes, millis + took, killed, carry, metrics);
    }

    Progress read(Findings findings) {
        Map<String, Measured> all = new TreeMap<>(metrics);
        findings.metrics().forEach((name, measured) -> all.merge(name, measured, Measured::and));
        return new Progress(exitCodes, millis, timedOut, findings.carry(), all);
    }
}
