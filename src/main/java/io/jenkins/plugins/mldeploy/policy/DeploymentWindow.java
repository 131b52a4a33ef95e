package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * When deployments may start.
 *
 * @param cron five fields (minute, hour, day of month, month, day of week) that an allowed minute matches, as in cron(5)
 * @param timeZone IANA name, default UTC
 * @param others windows that must be open as well
 */
public record DeploymentWindow(String cron, String timeZone, List<DeploymentWindow> others) implements Serializable {
    public DeploymentWindow {
        if (cron == null || cron.isBlank()) {
            throw new IllegalArgumentException("a window needs its cron expression");
        }
        timeZone = timeZone == null ? "UTC" : timeZone;
        others = others == null ? List.of() : List.copyOf(others);
    }

    public DeploymentWindow(String cron, String timeZone) {
        this(cron, timeZone, null);
    }

    /** Open while both are; {@code other} may be null. */
    DeploymentWindow and(DeploymentWindow other) {
        if (other == null) {
            return this;
        }
        List<DeploymentWindow> all = new ArrayList<>(others);
        all.add(other);
        return new DeploymentWindow(cron, timeZone, all);
    }

    /** This one and all others. */
    List<DeploymentWindow> all() {
        List<DeploymentWindow> all = new ArrayList<>();
        all.add(this);
        others.forEach(other -> all.addAll(other.all()));
        return all;
    }
}
