package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.List;

/** Asks the environment's configuration. Until it has answered there is no environment that a record could be about. */
record Opening(Deployment deployment) implements DeployState {
    @Override
    public Action action() {
        return new Action.OnController(new OpenEnvironment(deployment.request()));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Returned returned && returned.value() instanceof OpenEnvironment.Answer answer) {
            if (answer.opened() == null) {
                return Ended.without(deployment, Verdict.NOT_EVALUATED, RunStatus.FAILURE, answer.problem());
            }
            Deployment opened = deployment.in(answer.opened());
            return answer.problem() == null
                    ? new Probing(opened).enter()
                    : new Recording(opened, Ending.refused(List.of(answer.problem()))).enter();
        }
        if (event instanceof Event.Failed failed) {
            return Ended.without(
                    deployment,
                    Verdict.NOT_EVALUATED,
                    RunStatus.FAILURE,
                    new Reason("ENVIRONMENTS_UNREADABLE", "the environments can't be read: " + failed.text()));
        }
        return failed(event);
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return Ended.without(
                deployment,
                Verdict.NOT_EVALUATED,
                RunStatus.ABORTED,
                new Reason("STOPPED", event.why() + "; nothing was applied"));
    }
}
