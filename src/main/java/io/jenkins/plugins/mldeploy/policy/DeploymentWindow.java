package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;

/**
 * When deployments may start.
 *
 * @param cron five fields (minute, hour, day of month, month, day of week) that an allowed minute matches, as in cron(5)
 * @param timeZone IANA name, default UTC
 */
public record DeploymentWindow(String cron, String timeZone) implements Serializable {
    public DeploymentWindow {
        if (cron == null || cron.isBlank()) {
            throw new IllegalArgumentException("a window needs its cron expression");
        }
        timeZone = timeZone == null ? "UTC" : timeZone;
    }
}
