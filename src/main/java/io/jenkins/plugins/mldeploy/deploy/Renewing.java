package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;

/**
 * Renews the Leases between two releases of a unit. A renewal that fails keeps nobody from going on: it counts for much longer than one release takes.
 *
 * @param next what comes then
 * @param nowMillis the time, 0 while nobody asked for it
 */
record Renewing(Upgrading next, long nowMillis) implements DeployState {
    @Override
    public Deployment deployment() {
        return next.deployment();
    }

    @Override
    public Action action() {
        return nowMillis == 0
                ? new Action.OnController(new Approved.Now())
                : new Action.Run(deployment().kube().patchLeases(Leases.renewal(deployment(), nowMillis)));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        return nowMillis == 0 && event instanceof Event.Returned returned && returned.value() instanceof Long now
                ? new Renewing(next, now).enter()
                : next.begin();
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return next.stopped(event);
    }

    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return enter("resumed: goes on with the next release");
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
