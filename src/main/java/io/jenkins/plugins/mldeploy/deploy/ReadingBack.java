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
 * @param revision 0 while the history is asked, then the revision whose manifest is asked for
 */
record ReadingBack(Deployment deployment, int index, int revision) implements DeployState {
    @Override
    public Action action() {
        ReleaseRequest release = deployment.release(index);
        return new Action.Run(
                revision == 0
                        ? deployment.cli().history(release)
                        : deployment.cli().manifest(release, revision));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Failed failed) {
            return differs(failed.text());
        }
        if (!(event instanceof Event.Ran ran)) {
            return failed(event);
        }
        if (!ran.found() || ran.timedOut() || ran.exitCode() != 0) {
            return differs(HelmErrors.reason("reading it back", ran).text());
        }
        try {
            return revision == 0 ? history(HelmHistory.read(ran.stdout())) : manifest(ran.stdout());
        } catch (UnreadableReport e) {
            return differs(e.getMessage());
        }
    }

    private Turn<DeployState> history(HelmHistory history) {
        HelmHistory.Revision last = history.last().orElse(null);
        if (last == null
                || !last.isDeployed()
                || last.number() <= deployment.progress().get(index).base()) {
            return differs(
                    last == null
                            ? "there is no revision"
                            : "the last revision is " + last.number() + ", " + last.status());
        }
        return new ReadingBack(deployment, index, last.number()).enter();
    }

    private Turn<DeployState> manifest(String manifest) throws UnreadableReport {
        List<String> beyond = ManifestReader.beyond(
                ManifestReader.read("helm get manifest", manifest).rendered().images(), deployment.references());
        if (!beyond.isEmpty()) {
            return differs("it runs images that were not admitted: " + String.join(", ", beyond));
        }
        Progress progress = deployment.progress().get(index);
        Deployment verified = deployment.with(index, progress.at(revision));
        String line = "release " + deployment.release(index).release() + ": revision " + revision + " runs, read back";
        boolean differs = !KubeObject.fingerprint(KubeObject.list("helm get manifest", manifest))
                .equals(progress.expected());
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
