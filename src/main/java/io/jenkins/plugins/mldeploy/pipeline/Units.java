package io.jenkins.plugins.mldeploy.pipeline;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Times as {@code timeout} and {@code sleep} take them. */
final class Units {
    private Units() {}

    /** @throws IllegalArgumentException naming the units when it is none, or a time below zero */
    static Duration of(Number time, String unit) {
        TimeUnit known = Arrays.stream(TimeUnit.values())
                .filter(one -> one.name().equals(unit))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + unit + "' is no unit of time; use SECONDS, MINUTES, HOURS or DAYS"));
        if (time.doubleValue() < 0) {
            throw new IllegalArgumentException("a time cannot be negative: " + time);
        }
        return Duration.ofNanos((long) Math.min(Long.MAX_VALUE / 2.0, time.doubleValue() * known.toNanos(1)));
    }

    static String words(Duration time) {
        long seconds = time.toSeconds();
        if (seconds < 1) {
            return time.toMillis() + " ms";
        }
        if (seconds < 60) {
            return seconds + " sec";
        }
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " sec"
                : seconds / 3600 + " hr " + seconds % 3600 / 60 + " min";
    }
}
