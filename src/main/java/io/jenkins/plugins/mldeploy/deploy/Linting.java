package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;

/** The rest of a rehearsal: what can be checked of a chart without a cluster. */
record Linting(Deployment deployment, int index) implements DeployState {
    @Override
    public Action action() {
        return new Action.Run(deployment.cli().lint(deployment.release(index)));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Ran ran)) {
            return failed(event);
        }
        if (!ran.found() || ran.timedOut()) {
            return notJudged(HelmErrors.reason("helm lint", ran));
        }
        if (ran.exitCode() != 0) {
            return notJudged(new Reason(
                    "LINT_FAILED",
                    "helm lint of release '" + deployment.release(index).release()
                            + "' found errors, which the log lists; correct the chart"));
        }
        return index < deployment.last()
                ? new Linting(deployment, index + 1).enter()
                : end(
                        Ending.rehearsed(),
                        "REHEARSAL complete: " + deployment.request().unit() + " was not deployed");
    }
}
