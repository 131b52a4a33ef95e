package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.time.Instant;

/** Waits while another helm may be at work on a release, without holding anything, and looks again. */
record AwaitingHolder(Deployment deployment, int index, long untilMillis) implements DeployState {
    @Override
    public Action action() {
        return new Action.Wait(
                "release/" + deployment.request().environment() + "/"
                        + deployment.release(index).release(),
                Instant.ofEpochMilli(untilMillis));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Woken woken) {
            long now = woken.now().toEpochMilli();
            return Renewing.at(new Surveying(deployment, index, now, false), now);
        }
        return failed(event);
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
