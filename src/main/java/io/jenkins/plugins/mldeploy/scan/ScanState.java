package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a scan is. Holds no finding: after a restart reports are read again from the workspace.
 *
 * @param format of this record, 1
 * @param phase what the host is doing now
 * @param arguments of the call
 * @param startedAt by the controller's clock, null until it was asked
 * @param candidate index of the scanner that is looked for or runs
 * @param run the scanner that runs, as far as it is known
 * @param attempt 1 or 2
 * @param wakeAt end of the wait before the second attempt, else null
 * @param trouble why nothing can be judged, else null
 * @param fatal true when the trouble is a mistake in the configuration
 * @param resumed true after a restart of the host
 */
record ScanState(
        int format,
        Phase phase,
        Map<String, Object> arguments,
        Instant startedAt,
        int candidate,
        ScanRun run,
        int attempt,
        Instant wakeAt,
        Reason trouble,
        boolean fatal,
        boolean resumed) {

    /** What the host is doing. */
    enum Phase {
        /** Asking the controller for the time. */
        STARTING,
        /** Asking whether the candidate is there. */
        PROBING,
        /** Clearing the place of the report. */
        PREPARING,
        SCANNING,
        /** Asking for the time, to wait from. */
        TIMING,
        WAITING,
        /** Asking trivy for the date of its database. */
        DATING,
        READING,
        RECORDING
    }

    ScanState {
        arguments = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    }

    static ScanState begin(Map<String, Object> arguments) {
        return new ScanState(1, Phase.STARTING, arguments, null, 0, ScanRun.none(), 1, null, null, false, false);
    }

    ScanState in(Phase next) {
        return new ScanState(
                format, next, arguments, startedAt, candidate, run, attempt, wakeAt, trouble, fatal, resumed);
    }

    ScanState at(Instant now) {
        return new ScanState(format, phase, arguments, now, candidate, run, attempt, wakeAt, trouble, fatal, resumed);
    }

    ScanState trying(int index) {
        return new ScanState(format, phase, arguments, startedAt, index, run, attempt, wakeAt, trouble, fatal, resumed);
    }

    ScanState with(ScanRun scanner) {
        return new ScanState(
                format, phase, arguments, startedAt, candidate, scanner, attempt, wakeAt, trouble, fatal, resumed);
    }

    ScanState waiting(Instant until) {
        return new ScanState(
                format, Phase.WAITING, arguments, startedAt, candidate, run, attempt, until, trouble, fatal, resumed);
    }

    ScanState secondAttempt() {
        return new ScanState(format, phase, arguments, startedAt, candidate, run, 2, null, trouble, fatal, resumed);
    }

    ScanState failed(Reason reason, boolean configuration) {
        return new ScanState(
                format,
                Phase.RECORDING,
                arguments,
                startedAt,
                candidate,
                run,
                attempt,
                wakeAt,
                reason,
                configuration,
                resumed);
    }

    ScanState afterRestart() {
        return new ScanState(
                format, phase, arguments, startedAt, candidate, run, attempt, wakeAt, trouble, fatal, true);
    }
}
