package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Renders once more with what the cluster knows, and writes nothing: a chart may look things up, or ask which API versions there are, and then render an image that
 * nobody admitted.
 */
record Checking(Deployment deployment, int index) implements DeployState {
    @Override
    public Action action() {
        return new Action.Run(deployment.cli().serverRender(deployment.release(index)));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Ran ran)) {
            return failed(event);
        }
        String what =
                "helm upgrade --dry-run=server " + deployment.release(index).release();
        if (!ran.found() || ran.timedOut() || ran.exitCode() != 0) {
            return notJudged(HelmErrors.reason(what, ran));
        }
        List<String> images;
        String expected;
        try {
            ServerRender render = ServerRender.read(ran.stdout());
            images = new ArrayList<>(ManifestReader.read(what, render.manifest() + "\n---\n" + render.hooks())
                    .rendered()
                    .images());
            expected = fingerprint(render.manifest());
        } catch (UnreadableReport e) {
            return notJudged(new Reason(e.code(), e.getMessage()));
        }
        List<String> beyond = ManifestReader.beyond(images, deployment.references());
        if (!beyond.isEmpty()) {
            return end(Ending.refused(beyond.stream()
                    .map(image -> new Reason(
                            "IMAGE_NOT_ADMITTED",
                            "image: against the cluster the chart of release '"
                                    + deployment.release(index).release() + "' renders " + image
                                    + ", which was not in the plan; nothing was applied"))
                    .toList()));
        }
        Deployment checked =
                deployment.with(index, deployment.progress().get(index).expecting(expected));
        return index < deployment.last() ? new Checking(checked, index + 1).enter() : Upgrading.first(checked);
    }

    /** Of a manifest as applied or as read back; Helm adds and drops blank lines at its ends. */
    static String fingerprint(String manifest) {
        return new Sha256()
                .add(String.join("\n", manifest.strip().lines().toList()))
                .hex();
    }
}
