package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;

/** Removes the private folder: what was rendered may hold secrets. What can't be removed now is swept by the next deployment of this workspace. */
record Tidying(Deployment deployment, Ending ending) implements DeployState {
    @Override
    public Action action() {
        return new Action.OnAgent(new PrivateFiles.Removal(
                deployment.opened().run(), deployment.opened().deploymentId()));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Returned) {
            return new Recording(deployment, ending).enter();
        }
        if (event instanceof Event.Failed failed) {
            String line =
                    "what was rendered could not be removed from the agent, and is swept by the next deployment there: "
                            + failed.text();
            return new Recording(deployment.noting(line), ending).enter(line);
        }
        return failed(event);
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return new Tidying(deployment, ending.aborted())
                .enter(event.why() + "; tidies up and records what happened first");
    }
}
