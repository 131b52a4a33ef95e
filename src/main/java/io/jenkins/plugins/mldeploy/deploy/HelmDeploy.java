package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.ClusterAccess;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.util.Optional;

/**
 * The step {@code helmDeploy}: deploys Helm releases as one unit into an environment that judges every image of the rendered manifests first. Works with helm 3
 * and 4. Until the environment has admitted the plan only {@code helm template} has run, without a credential. One deployment at a time changes a
 * release. A unit that fails or is judged bad goes back, release by release in reverse, to the numbered revision that ran before; every outcome is recorded.
 */
public final class HelmDeploy implements StepMachine<DeployState> {
    static final String STEP = Deployed.STEP;

    private static final StepDescription DESCRIPTION = StepDescription.of(STEP);

    @Override
    public StepDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Class<DeployState> stateType() {
        return DeployState.class;
    }

    @Override
    public void check(Arguments arguments) {
        RequestReader.read(arguments);
    }

    @Override
    public Turn<DeployState> begin(Arguments arguments, RunInfo run) {
        Deployment deployment = Deployment.of(RequestReader.read(arguments));
        return deployment.request().watch() ? Watching.begin(deployment) : new Opening(deployment).enter();
    }

    @Override
    public Turn<DeployState> next(DeployState state, Event event) {
        if (event instanceof Event.Stopped stopped) {
            return state.stopped(stopped);
        }
        if (event instanceof Event.Resumed resumed) {
            return state.holdsLocks()
                    ? new Rejoining(state, resumed.now().toEpochMilli(), null, false).enter()
                    : state.resumed(resumed);
        }
        return state.after(event);
    }

    @Override
    public Optional<ClusterAccess> access(DeployState state) {
        Deployment deployment = state.deployment();
        boolean open = deployment.opened() != null && !deployment.opened().isProtected();
        boolean letIn =
                deployment.judged() != null && deployment.judged().missing().isEmpty();
        return Optional.of(new ClusterAccess(
                deployment.request().environment(),
                open || letIn,
                open ? deployment.request().credentialsId() : null));
    }
}
