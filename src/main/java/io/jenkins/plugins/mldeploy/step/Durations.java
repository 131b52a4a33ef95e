package io.jenkins.plugins.mldeploy.step;

import java.time.Duration;

/**
 * The name by which features call {@link io.jenkins.plugins.mldeploy.verdict.Durations}, which moved there so that policy, which this package knows, can use it too.
 */
public final class Durations {
    private Durations() {}

    /** @throws IllegalArgumentException when the text is not a duration */
    public static Duration parse(String text) {
        return io.jenkins.plugins.mldeploy.verdict.Durations.parse(text);
    }

    /** The largest two units, for example {@code 1 h 5 min}. */
    public static String display(Duration duration) {
        return io.jenkins.plugins.mldeploy.verdict.Durations.display(duration);
    }
}
