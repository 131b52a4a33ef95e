package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.Optional;

/** Renders one release without cluster and credential. */
record Rendering(Deployment deployment, int index) implements DeployState {
    @Override
    public Action action() {
        return new Action.Run(deployment.cli().template(deployment.release(index)));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Ran ran)) {
            return failed(event);
        }
        ReleaseRequest release = deployment.release(index);
        String what = "helm template " + release.release();
        if (!ran.succeeded()) {
            return notJudged(HelmErrors.reason(what, ran));
        }
        ManifestReader.Result result;
        try {
            result = ManifestReader.read(what, ran.stdout());
        } catch (UnreadableReport e) {
            return notJudged(new Reason(e.code(), e.getMessage()));
        }
        Optional<Reason> ignored = ignoredImage(release, result.rendered());
        return ignored.isPresent()
                ? notJudged(ignored.get())
                : Turn.of(
                        new Storing(deployment, index, result.rendered()),
                        new Action.OnController(new StoreText(result.text())));
    }

    /** A chart that takes its image from other values would silently deploy something else than was tested. */
    private static Optional<Reason> ignoredImage(ReleaseRequest release, Rendered rendered) {
        ImageReference wanted = release.image();
        boolean used = wanted == null
                || rendered.images().stream()
                        .flatMap(image -> ImageReference.tryParse(image).stream())
                        .anyMatch(rendition -> isRenderedAs(wanted, rendition));
        return used
                ? Optional.empty()
                : Optional.of(new Reason(
                        "IMAGE_NOT_RENDERED",
                        "the chart of release '" + release.release()
                                + "' does not take its image from image.repository and "
                                + (wanted.digest() == null ? "image.tag" : "image.digest") + "; it renders "
                                + (rendered.images().isEmpty() ? "no image" : String.join(", ", rendered.images()))
                                + "; leave 'image' out, and give it by 'set'"));
    }

    /** True when it is the wanted image: the same repository, and the same digest, or the same tag where there is no digest. */
    private static boolean isRenderedAs(ImageReference wanted, ImageReference rendition) {
        return wanted.repository().equals(rendition.repository())
                && (wanted.digest() != null
                        ? wanted.digest().equals(rendition.digest())
                        : rendition.digest() == null
                                && (wanted.tag() == null || wanted.tag().equals(rendition.tag())));
    }
}
