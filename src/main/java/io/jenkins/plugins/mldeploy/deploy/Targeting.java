package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.util.List;

/** What is gone back to? */
record Targeting(Deployment deployment) implements DeployState {
    @Override
    public Action action() {
        return new Action.OnController(new FindTarget(deployment));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Returned returned) || !(returned.value() instanceof FindTarget.Answer answer)) {
            return failed(event);
        }
        if (answer.problem() != null) {
            return end(
                    Ending.refused(List.of(answer.problem())), answer.problem().text());
        }
        List<ImageFacts> images = answer.target().images().stream()
                .flatMap(List::stream)
                .distinct()
                .map(image -> new ImageFacts(
                        image,
                        ImageReference.tryParse(image)
                                .map(ImageReference::digest)
                                .orElse(null),
                        null))
                .toList();
        Turn<DeployState> next = Inspecting.from(deployment.to(answer.target(), images), 0, 0);
        return new Turn<>(
                next.state(),
                next.action(),
                List.of("goes back to " + answer.target().what() + ", revision "
                        + answer.target().revisions().toString().replaceAll("[\\[\\]]", "")));
    }
}
