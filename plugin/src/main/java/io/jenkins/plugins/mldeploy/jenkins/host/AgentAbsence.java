package io.jenkins.plugins.mldeploy.jenkins.host;

import java.time.Duration;

/** For how long an agent has not been there. */
final class AgentAbsence {
    private boolean absent;
    private long since;

    /** @return true when it was there until now */
    boolean begins() {
        if (absent) {
            return false;
        }
        absent = true;
        since = System.nanoTime();
        return true;
    }

    boolean isLongerThan(Duration patience) {
        return absent && System.nanoTime() - since > patience.toNanos();
    }

    void ends() {
        absent = false;
    }
}
