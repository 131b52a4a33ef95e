package io.jenkins.plugins.mldeploy.gate;

import java.time.Instant;
import java.util.Map;

/**
 * Where one call of the step is; what a host saves.
 *
 * @param phase what it does now
 * @param arguments of the call, checked
 * @param nonce of the call, by which it finds its gate again
 * @param gateId null until the gate is open
 * @param until when the wait ends at the latest, null while there is none
 * @param told events that the log has shown
 * @param stopped why the run was stopped, null while it was not
 */
public record GateRun(
        Phase phase,
        Map<String, Object> arguments,
        String nonce,
        String gateId,
        Instant until,
        int told,
        String stopped) {
    /** What a call of the step does. */
    public enum Phase {
        /** The gate is being opened. */
        OPENING,
        /** People are awaited. */
        WAITING,
        /** The gate is being read, settled where it is time, and recorded. */
        LOOKING,
        /** Approved, and the wait timer runs. */
        HOLDING,
        /** The run was stopped, and the gate is being closed. */
        CANCELLING
    }

    GateRun now(Phase next) {
        return new GateRun(next, arguments, nonce, gateId, until, told, stopped);
    }

    GateRun waits(Phase next, String gate, Instant deadline) {
        return new GateRun(next, arguments, nonce, gate, deadline, told, stopped);
    }

    GateRun told(int events) {
        return new GateRun(phase, arguments, nonce, gateId, until, events, stopped);
    }

    GateRun stop(String why) {
        return new GateRun(Phase.CANCELLING, arguments, nonce, gateId, until, told, why);
    }
}
