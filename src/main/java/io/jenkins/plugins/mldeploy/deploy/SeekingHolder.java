package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;

/** A release is pending, and the run that had its lock on this machine is over. Only a helm that outlived that run can still be at work; if there is none, nothing has to be waited for. */
record SeekingHolder(Deployment deployment, int index) implements DeployState {
    @Override
    public Action action() {
        return new Action.OnAgent(new HelmProcess(
                deployment.release(index).release(), deployment.opened().namespace()));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Returned returned && Boolean.FALSE.equals(returned.value())) {
            return new Surveying(deployment, index, Surveying.TIME_IS_UP, false).enter();
        }
        if (event instanceof Event.Returned || event instanceof Event.Failed) {
            return new AwaitingHolder(deployment, index, deployment.opened().startedAtMillis())
                    .enter("a helm may still be at work on release "
                            + deployment.release(index).release() + ": waits until its time is up");
        }
        return failed(event);
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
