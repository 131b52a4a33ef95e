package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an unbroken watch of EndpointSlices saw of the Services of a unit. Times are the cluster's own, in whole seconds.
 *
 * @param slices name of each slice to what it holds now
 * @param services name of each Service to what was seen of it
 * @param events how many changes
 * @param gap why the watch is not unbroken, null when it is
 * @param reading how the stretch in hand is read; null for the first way
 */
record Observed(Map<String, Slice> slices, Map<String, Seen> services, int events, String gap, Reading reading) {
    private static final String SERVICE = "kubernetes.io/service-name";
    private static final String TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time";

    /** The ways to read a stretch, in order. */
    enum Reading {
        /** What the cluster tells at once. */
        AT_ONCE,
        /** A list, to see whether that was all. */
        COMPARE,
        /** Until the cluster itself ends it, because it was not all. */
        TO_ITS_END
    }

    /**
     * @param service that it belongs to
     * @param ready endpoints that take traffic
     * @param version that the cluster gave it, null where an earlier build did not keep it
     */
    record Slice(String service, int ready, String version) {}

    /**
     * @param ready endpoints now
     * @param fewest that there ever were
     * @param downSinceMillis since when there is none, 0 when there is one
     * @param downMillis how long there was none, the current time not counted
     */
    record Seen(int ready, int fewest, long downSinceMillis, long downMillis) {
        Seen now(int count, long at) {
            long since = count > 0 ? 0 : downSinceMillis > 0 ? downSinceMillis : at;
            long down = downMillis + (count > 0 && downSinceMillis > 0 ? Math.max(0, at - downSinceMillis) : 0);
            return new Seen(count, Math.min(fewest, count), since, down);
        }
    }

    Observed {
        slices = new TreeMap<>(slices);
        services = new TreeMap<>(services);
    }

    /** Nothing can be said. */
    static Observed nothing(String why) {
        return new Observed(Map.of(), Map.of(), 0, why, null);
    }

    /** The Services that a list has something about. */
    static Set<String> services(JsonNode list) {
        Set<String> names = new HashSet<>();
        list.path("items").forEach(each -> names.add(slice(each).service()));
        return names;
    }

    /** As a list says; only of these Services. */
    static Observed of(JsonNode list, Iterable<String> names) {
        Map<String, Slice> slices = new LinkedHashMap<>();
        for (JsonNode each : list.path("items")) {
            slices.put(name(each), slice(each));
        }
        Map<String, Seen> services = new LinkedHashMap<>();
        for (String name : names) {
            int ready = ready(slices, name);
            services.put(name, new Seen(ready, ready, 0, 0));
        }
        slices.values().removeIf(slice -> !services.containsKey(slice.service()));
        return new Observed(slices, services, 0, null, null);
    }

    /** After one event of a watch. */
    Observed after(JsonNode event) {
        JsonNode object = event.path("object");
        if (event.path("type").asText().equals("ERROR")) {
            return broken("the watch was broken off: " + object.path("code").asInt() + " "
                    + object.path("reason").asText());
        }
        String service = slice(object).service();
        if (!services.containsKey(service)) {
            return this;
        }
        Map<String, Slice> now = new TreeMap<>(slices);
        if (event.path("type").asText().equals("DELETED")) {
            now.remove(name(object));
        } else {
            now.put(name(object), slice(object));
        }
        Map<String, Seen> seen = new TreeMap<>(services);
        seen.put(service, seen.get(service).now(ready(now, service), time(object)));
        return new Observed(now, seen, events + 1, gap, reading);
    }

    Observed broken(String why) {
        return new Observed(slices, services, events, gap == null ? why : gap, reading);
    }

    Observed reading(Reading other) {
        return new Observed(slices, services, events, gap, other);
    }

    /**
     * Whether nothing is missing up to the moment of this list: a watch tells changes in order, so where each slice has the version that it told last, it told all. A slice that came and went in between can only
     * have added endpoints.
     */
    boolean isAll(JsonNode list) {
        return of(list, services.keySet()).slices().equals(slices)
                && slices.values().stream().allMatch(slice -> slice.version() != null);
    }

    /** Whether a Service has lost its last endpoint, and has none yet: its end is worth waiting for. */
    boolean isDown() {
        return services.values().stream().anyMatch(seen -> seen.downSinceMillis() > 0);
    }

    /** For people, one Service. */
    String line(String service) {
        Seen seen = services.get(service);
        if (gap != null) {
            return "service " + service + ": NOT_EVALUATED whether it always had a ready endpoint: " + gap;
        }
        if (seen.fewest() > 0) {
            return "service %s: never below %d ready endpoints in %d changes".formatted(service, seen.fewest(), events);
        }
        if (seen.ready() == 0) {
            String since = seen.downSinceMillis() > 0
                    ? "since " + Instant.ofEpochMilli(seen.downSinceMillis())
                    : "when the watch began";
            return "service %s: without a ready endpoint %s, and still when it ended".formatted(service, since);
        }
        return "service %s: without a ready endpoint for %.1f s (the cluster's times are whole seconds)"
                .formatted(service, seen.downMillis() / 1000.0);
    }

    private static int ready(Map<String, Slice> slices, String service) {
        return slices.values().stream()
                .filter(slice -> slice.service().equals(service))
                .mapToInt(Slice::ready)
                .sum();
    }

    private static String name(JsonNode slice) {
        return slice.path("metadata").path("name").asText();
    }

    private static Slice slice(JsonNode slice) {
        int ready = 0;
        for (JsonNode endpoint : slice.path("endpoints")) {
            ready += endpoint.path("conditions").path("ready").asBoolean(false) ? 1 : 0;
        }
        JsonNode metadata = slice.path("metadata");
        return new Slice(
                metadata.path("labels").path(SERVICE).asText(),
                ready,
                metadata.path("resourceVersion").asText(null));
    }

    private static long time(JsonNode slice) {
        long latest =
                millis(slice.path("metadata").path("annotations").path(TRIGGER).asText());
        for (JsonNode field : slice.path("metadata").path("managedFields")) {
            latest = Math.max(latest, millis(field.path("time").asText()));
        }
        return latest;
    }

    private static long millis(String time) {
        try {
            return Instant.parse(time).toEpochMilli();
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
