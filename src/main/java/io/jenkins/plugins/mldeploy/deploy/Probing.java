package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.List;
import java.util.Optional;

/** Which helm is there? */
record Probing(Deployment deployment) implements DeployState {
    @Override
    public Action action() {
        return new Action.Run(HelmCli.version());
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Ran ran)) {
            return failed(event);
        }
        if (!ran.found() || ran.exitCode() != 0) {
            return notJudged(HelmErrors.reason("helm version", ran));
        }
        Optional<HelmVersion> version = HelmVersion.parse(ran.stdout());
        if (version.isEmpty()) {
            return notJudged(new Reason(
                    "HELM_UNKNOWN",
                    "helm calls its version "
                            + ManifestReader.shortened(ran.stdout().strip())
                            + "; this step knows helm 3 and 4, 'mldeploy doctor --install' gets one"));
        }
        Deployment known = deployment.by(version.get());
        String line = "helm " + version.get().text();
        if (deployment.request().isForward()) {
            return Pulling.from(known, 0, line);
        }
        if (deployment.request().adopt()) {
            return new Reaching(known, false).enter(line);
        }
        return deployment.request().uninstall()
                ? new Reaching(known.to(Target.nothing(), List.of()), false).enter(line)
                : new Targeting(known).enter(line);
    }
}
