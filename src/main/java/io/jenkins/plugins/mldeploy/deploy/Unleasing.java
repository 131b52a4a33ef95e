package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;

/** Gives the Leases back. What can't be given back now runs out by itself, and does not keep this host's own next deployment out. */
record Unleasing(Deployment deployment, Ending ending) implements DeployState {
    @Override
    public Action action() {
        return new Action.Run(deployment.kube().patchLeases(Leases.release(deployment)));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Ran ran && ran.succeeded()) {
            return new Tidying(deployment, ending).enter();
        }
        if (event instanceof Event.Ran || event instanceof Event.Failed) {
            String line = "not every Lease of " + deployment.request().unit()
                    + " could be given back; what is left runs out by itself";
            return new Tidying(deployment.noting(line), ending).enter(line);
        }
        return failed(event);
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return new Unleasing(deployment, ending.aborted())
                .enter(event.why() + "; gives the Leases back and records what happened first");
    }
}
