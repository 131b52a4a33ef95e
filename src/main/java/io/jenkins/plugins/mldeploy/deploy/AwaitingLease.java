package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.time.Instant;

/**
 * Waits while a living deployment of another host holds a Lease of the unit, without a thread, an executor or a Lease of its own, and looks again. However it went, the other one gives it back, or stops to renew it.
 *
 * @param identity of this deployment
 * @param holder who is waited for
 */
record AwaitingLease(Deployment deployment, LeaseIdentity identity, String holder, long untilMillis)
        implements DeployState {
    @Override
    public Action action() {
        return new Action.Wait("leases/" + deployment.request().environment(), Instant.ofEpochMilli(untilMillis));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        return event instanceof Event.Woken woken
                ? Leasing.look(deployment, identity, woken.now().toEpochMilli(), 0, holder)
                        .enter()
                : failed(event);
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
