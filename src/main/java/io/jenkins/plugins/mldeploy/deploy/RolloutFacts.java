package io.jenkins.plugins.mldeploy.deploy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a record says about a rollout. */
final class RolloutFacts {
    private RolloutFacts() {}

    static Map<String, Object> of(Deployment deployment) {
        Map<String, Object> facts = new LinkedHashMap<>();
        Request request = deployment.request();
        if (deployment.target() != null && request.rollbackTo() != null) {
            facts.put("rollbackTo", request.rollbackTo());
            facts.put("wentBackTo", deployment.target().what());
            if (request.cause() != null) {
                facts.put("cause", request.cause());
            }
        }
        Map<String, Object> weights = new LinkedHashMap<>();
        for (int i : deployment.guests()) {
            Progress progress = deployment.progress().get(i);
            if (request.strategy().kind() == Strategy.Kind.CANARY
                    && !request.strategy().exact()
                    && progress.pods() > 0) {
                weights.put(
                        deployment.release(i).release(),
                        List.copyOf(
                                request.strategy().realShares(progress.pods()).values()));
            }
        }
        if (!weights.isEmpty()) {
            facts.put("weights", weights);
        }
        List<Map<String, Object>> analysis = analysis(deployment);
        if (!analysis.isEmpty()) {
            facts.put("analysis", analysis);
        }
        if (deployment.rollout().observed() != null) {
            facts.put("endpoints", endpoints(deployment.rollout().observed()));
        }
        return facts;
    }

    private static List<Map<String, Object>> analysis(Deployment deployment) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < deployment.rollout().series().size(); i++) {
            Series series = deployment.rollout().series().get(i);
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("metric", deployment.request().analysis().get(i).metric());
            one.put("values", series.young().size());
            one.put("failures", series.failures());
            one.put("gaps", series.gaps());
            if (!series.young().isEmpty()) {
                one.put("last", series.young().get(series.young().size() - 1));
            }
            if (!series.old().isEmpty()) {
                one.put("valuesOfOld", series.old().size());
            }
            all.add(one);
        }
        return all;
    }

    private static List<Map<String, Object>> endpoints(Observed observed) {
        List<Map<String, Object>> all = new ArrayList<>();
        observed.services().forEach((service, seen) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("service", service);
            if (observed.gap() == null) {
                one.put("fewestReady", seen.fewest());
                one.put("downMillis", seen.downMillis());
                if (seen.ready() == 0) {
                    // How long its last outage is going to be, nobody knows yet.
                    one.put("stillDown", true);
                }
            } else {
                one.put("notEvaluated", observed.gap());
            }
            all.add(one);
        });
        return all;
    }
}
