package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * After a restart, before anything else: does this deployment still hold its locks? Another run may have taken them over and deployed; then this one touches nothing any
 * more.
 *
 * @param interrupted where it was
 * @param nowMillis when it was resumed
 * @param stopped why it was stopped meanwhile, null when it was not
 * @param leases whether the Leases are being looked at, after the host's own locks
 */
record Rejoining(DeployState interrupted, long nowMillis, String stopped, boolean leases) implements DeployState {
    /** Are the locks of the deployment still its own? */
    record StillHeld(Deployment deployment) implements ControllerTask<Boolean> {
        @Override
        public Boolean run(Services services) throws IOException {
            return TakeLocks.locks(services, deployment).areHeldBy(TakeLocks.holder(services, deployment));
        }
    }

    @Override
    public Deployment deployment() {
        return interrupted.deployment();
    }

    @Override
    public Action action() {
        return leases
                ? new Action.Run(deployment().kube().leases(Leases.names(deployment())))
                : new Action.OnController(new StillHeld(deployment()));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (leases) {
            String stranger = Leases.stranger(deployment(), event);
            return stranger == null ? rejoin() : lost(stranger + " took its Lease over while it was interrupted");
        }
        if (event instanceof Event.Returned returned && returned.value() instanceof Boolean held) {
            if (!held) {
                return lost("another run took its locks over while it was interrupted");
            }
            return deployment().rollout().lease() == null
                    ? rejoin()
                    : new Rejoining(interrupted, nowMillis, stopped, true).enter();
        }
        if (event instanceof Event.Failed failed) {
            return lost("whether it still holds its locks can't be told: " + failed.text());
        }
        return failed(event);
    }

    private Turn<DeployState> rejoin() {
        return stopped == null
                ? interrupted.resumed(new Event.Resumed(Instant.ofEpochMilli(nowMillis)))
                : interrupted.stopped(new Event.Stopped(stopped));
    }

    private Turn<DeployState> lost(String why) {
        return end(new Ending(
                Deployed.FAILED,
                Verdict.FAIL,
                RunStatus.FAILURE,
                List.of(new Reason(
                        "LOCK_LOST",
                        why + "; this deployment of " + deployment().request().unit()
                                + " touches nothing any more, and what it had begun is the other's to finish"))));
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return new Rejoining(interrupted, nowMillis, event.why(), false).enter();
    }

    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return enter();
    }
}
