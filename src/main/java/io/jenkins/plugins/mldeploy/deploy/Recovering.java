package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.List;

/**
 * Cleans up after a helm that was killed before this deployment began.
 *
 * @param target revision to roll back to, 0 to uninstall
 */
record Recovering(Deployment deployment, int index, int target) implements Leased {
    @Override
    public Action action() {
        ReleaseRequest release = deployment.release(index);
        return new Action.Run(
                target == 0
                        ? deployment.cli().uninstall(release)
                        : deployment.cli().rollback(release, target));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Ran ran) {
            return ran.succeeded()
                    ? new Surveying(deployment, index, 0, false).enter("recovered")
                    : broken(RunStatus.FAILURE, HelmErrors.reason("recovery of a pending release", ran));
        }
        if (event instanceof Event.Failed failed) {
            return broken(RunStatus.FAILURE, new Reason(failed.code(), failed.text()));
        }
        return failed(event);
    }

    @Override
    public Recovering with(Deployment other) {
        return new Recovering(other, index, target);
    }

    private Turn<DeployState> broken(RunStatus status, Reason reason) {
        return end(new Ending(Deployed.FAILED, Verdict.FAIL, status, List.of(reason)));
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return broken(
                RunStatus.ABORTED,
                new Reason(
                        "STOPPED",
                        event.why() + " while release '"
                                + deployment.release(index).release()
                                + "' was being recovered; the next deployment recovers it again"));
    }

    /** Looks first: the recovery may be complete. */
    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return new Surveying(deployment, index, 0, false)
                .enter("resumed: looks at the release that was being recovered");
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
