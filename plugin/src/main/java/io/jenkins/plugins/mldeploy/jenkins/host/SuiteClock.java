package io.jenkins.plugins.mldeploy.jenkins.host;

import java.time.Clock;
import java.time.Instant;

/** The clock of everything that the suite judges by time. Only tests set it. */
public final class SuiteClock {
    private static volatile Clock clock = Clock.systemUTC();

    private SuiteClock() {}

    public static Clock get() {
        return clock;
    }

    public static Instant now() {
        return clock.instant();
    }

    /** For tests that let time pass; whoever waits is told by {@link StepsAtWork#clockMoved}. */
    static void set(Clock other) {
        clock = other;
    }
}
