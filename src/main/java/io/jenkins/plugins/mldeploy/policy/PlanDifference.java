package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Names what differs between the plan that was approved and the one that is asked for, as far as the journal knows both. */
final class PlanDifference {
    private static final Map<String, String> PARTS =
            Map.of("chartDigest", "the chart", "valuesHash", "the values", "manifestHash", "the manifest");

    private final EvidenceStore store;

    PlanDifference(EvidenceStore store) {
        this.store = store;
    }

    /** {@code "; differs: image …"}, empty when nothing is known. */
    String sentence(String approved, AdmissionRequest request) {
        Optional<Map<String, Object>> before = plan(approved);
        if (before.isEmpty()) {
            return "";
        }
        List<String> differences = new ArrayList<>();
        List<String> was = texts(before.get().get("images"));
        List<String> is =
                request.images().stream().map(AdmissionRequest.Image::reference).toList();
        is.stream()
                .filter(image -> !was.contains(image))
                .forEach(image -> differences.add("image " + image + " is new"));
        was.stream()
                .filter(image -> !is.contains(image))
                .forEach(image -> differences.add("image " + image + " is gone"));
        plan(request.planHash()).ifPresent(now -> compare(before.get(), now, differences));
        return differences.isEmpty() ? "" : "; differs: " + String.join(", ", differences);
    }

    private static void compare(Map<String, Object> before, Map<String, Object> now, List<String> differences) {
        for (String name : List.of("environment", "namespace", "strategy")) {
            if (!Objects.equals(before.get(name), now.get(name))) {
                differences.add(name + " is " + now.get(name) + ", approved was " + before.get(name));
            }
        }
        Map<String, Map<?, ?>> releases = releases(before);
        releases(now).forEach((name, release) -> {
            Map<?, ?> old = releases.get(name);
            if (old == null) {
                differences.add("release " + name + " is new");
                return;
            }
            PARTS.forEach((key, what) -> {
                // A manifest that differs because chart or values do says nothing more.
                boolean cause = !key.equals("manifestHash")
                        || Objects.equals(old.get("chartDigest"), release.get("chartDigest"))
                                && Objects.equals(old.get("valuesHash"), release.get("valuesHash"));
                if (cause && !Objects.equals(old.get(key), release.get(key))) {
                    differences.add(what + " of release " + name);
                }
            });
        });
    }

    private static Map<String, Map<?, ?>> releases(Map<String, Object> plan) {
        Map<String, Map<?, ?>> releases = new LinkedHashMap<>();
        if (plan.get("releases") instanceof List<?> list) {
            list.forEach(each -> {
                if (each instanceof Map<?, ?> map) {
                    releases.put(String.valueOf(map.get("release")), map);
                }
            });
        }
        return releases;
    }

    private static List<String> texts(Object list) {
        return list instanceof List<?> all ? all.stream().map(String::valueOf).toList() : List.of();
    }

    private Optional<Map<String, Object>> plan(String hash) {
        if (hash == null) {
            return Optional.empty();
        }
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(Deployed.STEP))) {
            return entries.map(entry -> entry.evidence().details())
                    .filter(details -> hash.equals(details.get("planHash")))
                    .findFirst();
        }
    }
}
