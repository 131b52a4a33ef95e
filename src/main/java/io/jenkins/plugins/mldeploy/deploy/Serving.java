package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Not everything could be taken back. Before that is told, one look at what answers now: of each Service of the unit the pods that are ready, by their images. It changes nothing, neither in the cluster
 * nor in how the deployment ends; what can't be seen is said.
 *
 * @param ending that is told in the end
 * @param ready names of the pods that are ready, of each Service, null before the first look
 */
record Serving(Deployment deployment, Ending ending, Map<String, List<String>> ready) implements DeployState {
    /** So many pods are asked for their images; of the others only the number is known. */
    private static final int MOST = 100;

    Serving {
        ready = ready == null ? null : new TreeMap<>(ready);
    }

    static Turn<DeployState> before(Deployment deployment, Ending ending, String... log) {
        Serving serving = new Serving(deployment, ending, null);
        return serving.services().isEmpty() ? serving.end(ending, log) : serving.enter(log);
    }

    private List<String> services() {
        List<String> names = new ArrayList<>();
        for (Progress each : deployment.progress()) {
            Shape shape = each.old() == null ? each.fresh() : each.old();
            if (shape != null) {
                shape.serving().forEach(service -> names.add(service.name()));
            }
        }
        return names;
    }

    private List<String> asked() {
        return ready.values().stream().flatMap(List::stream).limit(MOST).toList();
    }

    @Override
    public Action action() {
        return new Action.Run(
                ready == null
                        ? deployment.kube().endpointsOf(services())
                        : deployment.kube().pods(asked()));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Ran ran) || !ran.succeeded()) {
            return tell("what serves now could not be read: "
                    + Operation.why("kubectl get endpointslices and pods", event)
                            .text());
        }
        JsonNode answer = ToolJson.readLarge(ran.stdout());
        if (ready == null) {
            if (!answer.path("items").isArray()) {
                return tell("what serves now could not be read: kubectl printed no list of endpoints");
            }
            Serving seen = new Serving(deployment, ending, ready(answer));
            return seen.asked().isEmpty() ? seen.tell(Map.of()) : seen.enter();
        }
        Map<String, String> images = new LinkedHashMap<>();
        for (JsonNode pod : answer.has("items") ? answer.path("items") : List.of(answer)) {
            List<String> all = new ArrayList<>();
            pod.path("spec")
                    .path("containers")
                    .forEach(container -> all.add(container.path("image").asText()));
            images.put(pod.path("metadata").path("name").asText(), String.join(", ", all));
        }
        return tell(images);
    }

    private Map<String, List<String>> ready(JsonNode slices) {
        Map<String, List<String>> all = new TreeMap<>();
        services().forEach(service -> all.put(service, new ArrayList<>()));
        for (JsonNode slice : slices.path("items")) {
            List<String> names = all.get(slice.path("metadata")
                    .path("labels")
                    .path("kubernetes.io/service-name")
                    .asText());
            for (JsonNode endpoint : slice.path("endpoints")) {
                String pod = endpoint.path("targetRef").path("name").asText();
                // Of two families of addresses there are two slices with the same pods.
                if (names != null && endpoint.path("conditions").path("ready").asBoolean() && !names.contains(pod)) {
                    names.add(pod);
                }
            }
        }
        return all;
    }

    private Turn<DeployState> tell(Map<String, String> images) {
        List<String> words = new ArrayList<>();
        ready.forEach((service, pods) -> {
            Map<String, Integer> counts = new LinkedHashMap<>();
            pods.forEach(pod -> counts.merge(images.getOrDefault(pod, "an image that was not read"), 1, Integer::sum));
            List<String> parts = new ArrayList<>();
            counts.forEach((image, count) -> parts.add(count + (count == 1 ? " pod of " : " pods of ") + image));
            words.add("Service " + service + ": "
                    + (parts.isEmpty() ? "no pod is ready, so nothing answers" : String.join(", ", parts)));
        });
        return tell("serving now: " + String.join("; ", words));
    }

    private Turn<DeployState> tell(String text) {
        List<Reason> reasons = new ArrayList<>(ending.reasons());
        reasons.add(new Reason("SERVING", text));
        return end(new Ending(ending.outcome(), ending.verdict(), ending.status(), reasons), text);
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return end(ending.aborted());
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
