package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;

/** Applies one release. From here on the cluster is written to. */
record Upgrading(Deployment deployment, int index) implements DeployState {
    /** The first release that is not upgraded yet. */
    static Turn<DeployState> next(Deployment deployment, String... log) {
        int index = 0;
        while (deployment.progress().get(index).revision() > 0) {
            index++;
        }
        Upgrading next = new Upgrading(deployment, index);
        return index > 0 && deployment.rollout().lease() != null ? new Renewing(next, 0).enter(log) : next.begin(log);
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
        return enter(log);
    }

    @Override
    public Action action() {
        return new Action.Run(
                deployment.cli().upgrade(deployment.release(index), deployment.file(index, Preparing.APPLY)));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Ran ran) {
            return ran.found() && !ran.timedOut() && ran.exitCode() == 0
                    ? new ReadingBack(deployment, index, 0).enter()
                    : Diagnosing.upgrade(
                            deployment,
                            index,
                            HelmErrors.reason(
                                    "helm upgrade " + deployment.release(index).release(), ran));
        }
        if (event instanceof Event.Failed failed) {
            return new SeekingHelm(deployment, index)
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
        return new SeekingHelm(deployment, index).enter("resumed: looks what became of helm");
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
