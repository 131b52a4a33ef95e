package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;

/**
 * After a restart, or when the agent was lost: a helm that outlived its host may still be at work. It ends by its own time-out.
 *
 * @param lost how often it was lost sight of
 */
record SeekingHelm(Deployment deployment, int index, int lost) implements DeployState {
    @Override
    public Action action() {
        return new Action.OnAgent(new HelmProcess(
                deployment.release(index).release(), deployment.opened().namespace()));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Returned returned && returned.value() instanceof Boolean alive) {
            return alive
                    ? enter("helm still works on release "
                            + deployment.release(index).release() + ": lets it end")
                    : new Looking(deployment, index, lost).enter();
        }
        if (event instanceof Event.Failed) {
            return new Looking(deployment, index, lost).enter();
        }
        return failed(event);
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return Reverting.stopped(deployment, index, new Reason("STOPPED", event.why()));
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
