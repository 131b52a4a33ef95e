package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.model.Run;
import java.time.Clock;
import java.time.Instant;

/** The clock of the suite, for tests in other packages. */
public final class TimeOfTests {
    private TimeOfTests() {}

    public static void set(Clock clock) {
        SuiteClock.set(clock);
    }

    /** Time passed: everybody who sleeps looks at the clock. */
    public static void passed() {
        StepsAtWork.clockMoved();
    }

    /** When a step of the run wakes by itself, null when none sleeps. */
    public static Instant sleepsUntil(Run<?, ?> run) {
        return StepsAtWork.sleepsUntil(run);
    }
}
