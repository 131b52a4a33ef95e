package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;

/**
 * Applies one release. From here on the cluster is written to.
 *
 * @param lost how often its program was lost sight of before it had any effect
 */
record Upgrading(Deployment deployment, int index, int lost) implements Leased {
    /** The first release that is not upgraded yet. */
    static Turn<DeployState> next(Deployment deployment, String... log) {
        int index = 0;
        while (deployment.progress().get(index).revision() > 0) {
            index++;
        }
        return new Upgrading(deployment, index, 0).begin(log);
    }

    Turn<DeployState> begin(String... before) {
        Progress progress = deployment.progress().get(index);
        String line = "release " + deployment.release(index).release() + ": "
                + (progress.base() == 0
                        ? "installs it"
                        : "upgrades it from revision " + progress.base()
                                + (progress.lastGood() == 0
                                        ? ""
                                        : ", would go back to revision " + progress.lastGood()));
        String[] log = java.util.Arrays.copyOf(before, before.length + 1);
        log[before.length] = line;
        return Renewing.before(this, log);
    }

    @Override
    public Upgrading with(Deployment other) {
        return new Upgrading(other, index, lost);
    }

    @Override
    public Action action() {
        return new Action.Run(
                deployment.cli().upgrade(deployment.release(index), deployment.file(index, Preparing.APPLY)));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Ran ran) {
            return ran.succeeded()
                    ? ReadingBack.printed(deployment, index, ran.stdout())
                    : Diagnosing.upgrade(
                            deployment,
                            index,
                            HelmErrors.reason(
                                    "helm upgrade " + deployment.release(index).release(), ran));
        }
        if (event instanceof Event.Failed failed) {
            return new SeekingHelm(deployment, index, lost + 1)
                    .enter("lost sight of helm (" + failed.text() + "): looks what became of it");
        }
        return failed(event);
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return Reverting.stopped(deployment, index, new Reason("STOPPED", event.why()));
    }

    /** Never a second upgrade before it is known what became of the first. */
    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return new SeekingHelm(deployment, index, lost).enter("resumed: looks what became of helm");
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
