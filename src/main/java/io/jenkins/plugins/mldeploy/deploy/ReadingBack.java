package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.List;

/**
 * Verifies what an upgrade left: a newer revision that is deployed, with no image beyond the admitted ones, and with the manifest that was checked before.
 * Where an environment is protected another manifest is a failure, else a note.
 *
 * @param revision of an earlier build, which asked for the history first; this one reads both at once
 */
record ReadingBack(Deployment deployment, int index, int revision) implements DeployState {
    /** The turn after an upgrade that ended well: helm prints what it stored, and where that can't be read it is asked. */
    static Turn<DeployState> printed(Deployment deployment, int index, String json) {
        ReadingBack asking = new ReadingBack(deployment, index, 0);
        try {
            return asking.judge(LatestRevision.of(PrintedRelease.read(json)));
        } catch (UnreadableReport e) {
            return asking.enter();
        }
    }

    @Override
    public Action action() {
        return new Action.Run(deployment.cli().latest(deployment.release(index)));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Failed failed) {
            return differs(failed.text());
        }
        if (!(event instanceof Event.Ran ran)) {
            return failed(event);
        }
        if (!ran.succeeded()) {
            return differs(
                    HelmErrors.isNotFound(ran)
                            ? "there is no revision"
                            : HelmErrors.reason("reading it back", ran).text());
        }
        try {
            return judge(LatestRevision.read("helm get all", ran.stdout()));
        } catch (UnreadableReport e) {
            return differs(e.getMessage());
        }
    }

    private Turn<DeployState> judge(LatestRevision last) throws UnreadableReport {
        return last.isDeployed()
                        && last.number() > deployment.progress().get(index).base()
                ? verify(last)
                : differs("the last revision is " + last.number() + ", " + last.status());
    }

    private Turn<DeployState> verify(LatestRevision last) throws UnreadableReport {
        List<String> beyond = ManifestReader.beyond(
                ManifestReader.read(last.source(), last.manifest()).rendered().images(), deployment.references());
        if (!beyond.isEmpty()) {
            return differs("it runs images that were not admitted: " + String.join(", ", beyond));
        }
        Progress progress = deployment.progress().get(index);
        Deployment verified = deployment.with(index, progress.at(last.number()));
        String line =
                "release " + deployment.release(index).release() + ": revision " + last.number() + " runs, read back";
        boolean differs = !KubeObject.fingerprint(last.objects()).equals(progress.expected());
        if (differs && deployment.opened().isProtected()) {
            return differs("its manifest is not the one that was admitted; a protected environment takes exactly that");
        }
        if (differs) {
            line +=
                    "; its manifest differs from the one that was to be applied; is a post-renderer configured elsewhere?";
            verified = verified.noting(line);
        }
        return index < deployment.last()
                ? Upgrading.next(verified, line)
                : Carrying.begin(verified, Program.Stage.FINISH, line);
    }

    private Turn<DeployState> differs(String what) {
        return Reverting.because(
                deployment,
                index,
                new Reason(
                        "READ_BACK_FAILED",
                        "release " + deployment.release(index).release() + " could not be verified after its upgrade: "
                                + what));
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
