package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Looks at all releases of a unit in one question, where each of them either works or is not there: then its number is enough, and what its revision holds is only asked for where something has to go back to it. Where
 * any of them is in another state, and where the answer is not understood, {@link Surveying} asks about each.
 */
record SurveyingUnit(Deployment deployment) implements DeployState {
    /** Helm lists no more of them; which it left out would be taken for not there. */
    static final int MOST = 256;

    /** Whether the number is enough: one release after the other is upgraded, and nothing stands beside them. */
    static boolean isEnoughFor(Deployment deployment) {
        Request request = deployment.request();
        return request.releases().size() > 1
                && request.releases().size() <= MOST
                && request.isForward()
                && request.strategy().kind() == Strategy.Kind.ROLLING
                && deployment.rollout().held().isEmpty();
    }

    @Override
    public Action action() {
        return new Action.Run(deployment.cli().unit());
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Ran ran && ran.succeeded()) {
            Deployment surveyed = surveyed(ToolJson.readLarge(ran.stdout()));
            if (surveyed != null) {
                return Adopting.begin(surveyed);
            }
        }
        return Surveying.each(deployment).enter();
    }

    /** Null when it can't be told of every release. */
    private Deployment surveyed(JsonNode list) {
        if (!list.isArray()) {
            return null;
        }
        Map<String, JsonNode> there = new LinkedHashMap<>();
        list.forEach(each -> there.put(each.path("name").asText(), each));
        Deployment surveyed = deployment;
        for (int i = 0; i < deployment.request().releases().size(); i++) {
            JsonNode release = there.get(deployment.release(i).release());
            int number = release == null ? 0 : release.path("revision").asInt(0);
            if (release != null
                    && (number < 1 || !release.path("status").asText().equals("deployed"))) {
                return null;
            }
            Found found = release == null ? Found.of(HelmHistory.none()) : Found.deployed(number);
            surveyed = surveyed.with(surveyed.rollout().seeing(i, found)).with(i, Progress.from(number, number));
        }
        return surveyed;
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
