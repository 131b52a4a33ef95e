package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.util.ArrayList;
import java.util.List;

/** Hashes charts and values, so that the plan is bound to them. */
record Hashing(Deployment deployment) implements DeployState {
    @Override
    public Action action() {
        return new Action.OnAgent(ChartDigests.of(deployment.request().releases()));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Returned returned) || !(returned.value() instanceof List<?> list)) {
            return failed(event);
        }
        List<ChartFacts> facts = new ArrayList<>();
        list.forEach(each -> facts.add((ChartFacts) each));
        return new Rendering(deployment.of(facts), 0).enter(SecretNames.warnings(deployment.request()));
    }
}
