package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What live pods say about the images that they run: a manifest may name a tag, and only the node knows which digest it pulled. */
final class LivePods {
    private static final Set<String> KINDS = Set.of("Deployment", "StatefulSet", "DaemonSet");
    /** Kubernetes' grammar of labels; anything else could begin something else in a selector. */
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,316}");

    private static final Pattern VALUE = Pattern.compile("|[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    /** The registry's digest; what has none was loaded onto the node, and its id is that of a configuration, not of an image. */
    private static final Pattern DIGEST = Pattern.compile(".*@(sha256:[0-9a-f]{64})");

    private LivePods() {}

    /** Labels of the pods of each workload, as its own selector has them. */
    static List<Map<String, String>> labels(List<KubeObject> objects) {
        List<Map<String, String>> all = new ArrayList<>();
        for (KubeObject object : objects) {
            if (!KINDS.contains(object.kind())) {
                continue;
            }
            Map<String, String> labels = new TreeMap<>(object.texts("spec", "selector", "matchLabels"));
            if (labels.isEmpty()) {
                labels.putAll(object.texts("spec", "template", "metadata", "labels"));
            }
            boolean plain = labels.entrySet().stream()
                    .allMatch(label -> LABEL.matcher(label.getKey()).matches()
                            && VALUE.matcher(label.getValue()).matches());
            if (!labels.isEmpty() && plain && !all.contains(labels)) {
                all.add(labels);
            }
        }
        return all;
    }

    /** @return reference of the pod's own specification to the digests that run under it */
    static Map<String, Set<String>> digests(String json) {
        Map<String, Set<String>> digests = new LinkedHashMap<>();
        for (JsonNode pod : ToolJson.readLarge(json).path("items")) {
            Map<String, String> references = new LinkedHashMap<>();
            for (String kind : List.of("initContainers", "containers")) {
                for (JsonNode container : pod.path("spec").path(kind)) {
                    references.put(
                            container.path("name").asText(),
                            container.path("image").asText());
                }
            }
            for (String kind : List.of("initContainerStatuses", "containerStatuses")) {
                for (JsonNode status : pod.path("status").path(kind)) {
                    String reference = references.get(status.path("name").asText());
                    Matcher digest = DIGEST.matcher(status.path("imageID").asText());
                    if (reference != null && digest.matches()) {
                        digests.computeIfAbsent(reference, any -> new LinkedHashSet<>())
                                .add(digest.group(1));
                    }
                }
            }
        }
        return digests;
    }
}
