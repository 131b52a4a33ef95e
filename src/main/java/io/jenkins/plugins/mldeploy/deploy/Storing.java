package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;

/** Stores what was rendered. The text itself is not in the state, so a restart renders again. */
record Storing(Deployment deployment, int index, Rendered rendered) implements DeployState {
    @Override
    public Action action() {
        return new Rendering(deployment, index).action();
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Returned returned) || !(returned.value() instanceof String sha256)) {
            return failed(event);
        }
        Deployment next = deployment.plus(rendered.storedAs(sha256));
        return index < deployment.last() ? new Rendering(next, index + 1).enter() : Inspecting.from(next, 0, 0);
    }

    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return new Rendering(deployment, index).enter("resumed: renders again");
    }
}
