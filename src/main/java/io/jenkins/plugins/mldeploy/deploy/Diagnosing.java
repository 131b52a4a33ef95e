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
 * Something did not become ready in time. Before it is taken back, and the evidence with it, the cluster is asked why: one look at each Deployment of the release, whose answer can only make the
 * reason clearer. What can't be asked keeps the reason that there is.
 *
 * @param index release in hand
 * @param ofGuest whether its temporary release did not become ready
 * @param workload Deployment that is looked at
 * @param reached moves of the rollout that may have had an effect, 0 when it was the upgrade of the named release
 * @param reason so far
 */
record Diagnosing(Deployment deployment, int index, boolean ofGuest, int workload, int reached, Reason reason)
        implements DeployState {
    /** The turn after a failed upgrade of the named release. */
    static Turn<DeployState> upgrade(Deployment deployment, int index, Reason reason) {
        return new Diagnosing(deployment, index, false, 0, 0, reason).begin();
    }

    /** The turn after a failed move beside the named release. */
    static Turn<DeployState> move(Deployment deployment, int index, boolean ofGuest, int reached, Reason reason) {
        return new Diagnosing(deployment, index, ofGuest, 0, reached, reason).begin();
    }

    private Turn<DeployState> begin() {
        return reason.code().equals("NOT_READY") && !deployments().isEmpty()
                ? enter(reason + "; asks the cluster why")
                : back(reason);
    }

    private List<Shape.Workload> deployments() {
        Progress progress = deployment.progress().get(index);
        Shape shape = ofGuest ? progress.guest() : progress.fresh();
        return shape == null ? List.of() : shape.deployments();
    }

    @Override
    public Action action() {
        return new Action.Run(
                deployment.kube().podsOf(deployments().get(workload).labels()));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Ran ran && ran.succeeded()) {
            Reason clearer = PodTrouble.of(
                    ofGuest
                            ? deployment.guest(index)
                            : deployment.release(index).release(),
                    deployments().get(workload).name(),
                    ran.stdout());
            if (clearer != null) {
                return back(clearer);
            }
            if (workload + 1 < deployments().size()) {
                return new Diagnosing(deployment, index, ofGuest, workload + 1, reached, reason).enter();
            }
        }
        return back(reason);
    }

    private Turn<DeployState> back(Reason why) {
        return back(new Ending(Deployed.ROLLED_BACK, Verdict.FAIL, RunStatus.FAILURE, List.of(why)));
    }

    private Turn<DeployState> back(Ending ending) {
        return reached == 0
                ? Reverting.because(deployment, index, ending)
                : Undoing.from(deployment, reached, false, ending);
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return back(new Ending(
                Deployed.ROLLED_BACK,
                Verdict.FAIL,
                RunStatus.ABORTED,
                List.of(new Reason("STOPPED", event.why()), reason)));
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
