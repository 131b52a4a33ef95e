package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that a deployment has found out so far; each state carries it, and it is saved with each.
 *
 * @param request as asked
 * @param opened null until the environment was read
 * @param helm null until probed
 * @param charts empty until hashed
 * @param rendered as many as were rendered
 * @param images of all releases, in order, without repetition; empty until all are rendered
 * @param reachable whether a cluster answers; false for a rehearsal
 * @param judged null until the environment answered
 * @param progress as many as were looked at in the cluster
 * @param notes what happened that a reader of the record should know
 * @param rollout what the rollout has at hand and has seen
 * @param target what to go back to, null for a deployment
 */
record Deployment(
        Request request,
        Opened opened,
        HelmVersion helm,
        List<ChartFacts> charts,
        List<Rendered> rendered,
        List<ImageFacts> images,
        boolean reachable,
        Judged judged,
        List<Progress> progress,
        List<String> notes,
        Rollout rollout,
        Target target) {
    Deployment {
        charts = List.copyOf(charts);
        rendered = List.copyOf(rendered);
        images = List.copyOf(images);
        progress = List.copyOf(progress);
        notes = List.copyOf(notes);
        rollout = rollout == null ? Rollout.none() : rollout;
    }

    static Deployment of(Request request) {
        return new Deployment(
                request,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                false,
                null,
                List.of(),
                List.of(),
                Rollout.none(),
                null);
    }

    Deployment in(Opened environment) {
        return new Deployment(
                request,
                environment,
                helm,
                charts,
                rendered,
                images,
                reachable,
                judged,
                progress,
                notes,
                rollout,
                target);
    }

    Deployment by(HelmVersion version) {
        return new Deployment(
                request, opened, version, charts, rendered, images, reachable, judged, progress, notes, rollout,
                target);
    }

    Deployment of(List<ChartFacts> facts) {
        return new Deployment(
                request, opened, helm, facts, rendered, images, reachable, judged, progress, notes, rollout, target);
    }

    /** With one more release rendered; with the last one, the images of all are known. */
    Deployment plus(Rendered next) {
        List<Rendered> all = new ArrayList<>(rendered);
        all.add(next);
        Set<String> references = new LinkedHashSet<>();
        all.forEach(each -> references.addAll(each.images()));
        List<ImageFacts> facts = references.stream()
                .map(reference -> new ImageFacts(
                        reference,
                        ImageReference.tryParse(reference)
                                .map(ImageReference::digest)
                                .orElse(null),
                        null))
                .toList();
        return new Deployment(
                request, opened, helm, charts, all, facts, reachable, judged, progress, notes, rollout, target);
    }

    Deployment with(int image, ImageFacts facts) {
        List<ImageFacts> all = new ArrayList<>(images);
        all.set(image, facts);
        return new Deployment(
                request, opened, helm, charts, rendered, all, reachable, judged, progress, notes, rollout, target);
    }

    Deployment reaching(boolean cluster) {
        return new Deployment(
                request, opened, helm, charts, rendered, images, cluster, judged, progress, notes, rollout, target);
    }

    Deployment with(Judged answer) {
        return new Deployment(
                request, opened, helm, charts, rendered, images, reachable, answer, progress, notes, rollout, target);
    }

    Deployment with(int release, Progress step) {
        List<Progress> all = new ArrayList<>(progress);
        if (release == all.size()) {
            all.add(step);
        } else {
            all.set(release, step);
        }
        return new Deployment(
                request, opened, helm, charts, rendered, images, reachable, judged, all, notes, rollout, target);
    }

    Deployment noting(String note) {
        List<String> all = new ArrayList<>(notes);
        all.add(note);
        return new Deployment(
                request, opened, helm, charts, rendered, images, reachable, judged, progress, all, rollout, target);
    }

    Deployment asking(Request other) {
        return new Deployment(
                other, opened, helm, charts, rendered, images, reachable, judged, progress, notes, rollout, target);
    }

    Deployment with(Rollout other) {
        return new Deployment(
                request, opened, helm, charts, rendered, images, reachable, judged, progress, notes, other, target);
    }

    /** To go back to what ran before, with these images. */
    Deployment to(Target earlier, List<ImageFacts> ofEarlier) {
        return new Deployment(
                request, opened, helm, charts, rendered, ofEarlier, reachable, judged, progress, notes, rollout,
                earlier);
    }

    ReleaseRequest release(int index) {
        return request.releases().get(index);
    }

    /** Index of the last release. */
    int last() {
        return request.releases().size() - 1;
    }

    /** Null for the current context of the kubeconfig. */
    String context() {
        return opened.context();
    }

    List<String> references() {
        return images.stream().map(ImageFacts::reference).toList();
    }

    /** The first turn after all releases were looked at. */
    Turn<DeployState> begin() {
        return request.isForward() ? Carrying.begin(this, Program.Stage.PREPARE) : Returning.begin(this);
    }

    /** A file of the private folder. */
    String file(int release, String name) {
        return rollout.folder() + "/" + release + "-" + name + ".yaml";
    }

    /** Indices of the releases beside which a temporary one runs. */
    List<Integer> guests() {
        List<Integer> guests = new ArrayList<>();
        for (int i = 0; i < progress.size(); i++) {
            if (request.strategy().hasGuest() && progress.get(i).lastGood() > 0) {
                guests.add(i);
            }
        }
        return guests;
    }

    String guest(int index) {
        return request.strategy().guestOf(release(index).release());
    }

    KubeCli kube() {
        return new KubeCli(this);
    }

    HelmCli cli() {
        return new HelmCli(this);
    }
}
