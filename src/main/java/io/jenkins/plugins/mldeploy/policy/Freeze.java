package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;

/**
 * A time without deployments.
 *
 * @param from first day ({@code 2026-12-20}) or moment ({@code 2026-12-20T18:00}), in the window's time zone
 * @param to last day, included, or moment
 * @param reason why, for the refusal
 * @param timeZone IANA name; null: that of the environment's window
 */
public record Freeze(String from, String to, String reason, String timeZone) implements Serializable {
    public Freeze(String from, String to, String reason) {
        this(from, to, reason, null);
    }

    /** In this time zone, where it has none of its own. */
    Freeze in(String zone) {
        return timeZone == null ? new Freeze(from, to, reason, zone) : this;
    }
}
