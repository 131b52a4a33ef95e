package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.time.Duration;
import java.util.List;

/**
 * Asks for the commit that an image was built from, by its own label: evidence about that commit counts for the image. Nobody has to know it.
 *
 * @param image index of the image
 * @param tool index of the program that is asked
 * @param first first program that may be there at all
 */
record Inspecting(Deployment deployment, int image, int tool, int first) implements DeployState {
    private static final List<List<String>> TOOLS = List.of(
            List.of("podman", "image", "inspect"), List.of("docker", "image", "inspect"), List.of("skopeo", "inspect"));

    /** The next image with a digest, from there on; without one, the next state. */
    static Turn<DeployState> from(Deployment deployment, int image, int first) {
        int next = image;
        while (next < deployment.images().size()
                && deployment.images().get(next).digest() == null) {
            next++;
        }
        return next < deployment.images().size() && first < TOOLS.size()
                ? new Inspecting(deployment, next, first, first).enter()
                : new Reaching(deployment, false).enter();
    }

    @Override
    public Action action() {
        ImageReference reference =
                ImageReference.parse(deployment.images().get(image).reference());
        // Name and digest together with a tag is more than these programs take.
        String name = reference.repository() + "@" + reference.digest();
        java.util.ArrayList<String> argv = new java.util.ArrayList<>(TOOLS.get(tool));
        argv.add(argv.get(0).equals("skopeo") ? "docker://" + name : name);
        // Where it fails the next tool is asked; what it complains of is nobody's trouble.
        return new Action.Run(Command.capture(argv, Duration.ofSeconds(15)).quietly());
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Ran ran) {
            ImageFacts facts = deployment.images().get(image);
            if (ran.found() && ran.exitCode() == 0 && !ran.timedOut()) {
                String revision = ToolJson.revision(ran.stdout(), facts.digest());
                if (revision != null) {
                    return from(deployment.with(image, facts.builtFrom(revision)), image + 1, first);
                }
            }
            return nextTool(!ran.found() && tool == first ? first + 1 : first);
        }
        if (event instanceof Event.Failed) {
            return nextTool(first);
        }
        return failed(event);
    }

    private Turn<DeployState> nextTool(int firstThere) {
        return tool + 1 < TOOLS.size()
                ? new Inspecting(deployment, image, tool + 1, firstThere).enter()
                : from(deployment, image + 1, firstThere);
    }
}
