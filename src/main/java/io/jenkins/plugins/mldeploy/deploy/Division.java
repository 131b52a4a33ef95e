package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How a rule of the named release's route looks while a temporary release has a part of its traffic. Done to a rule that is divided already it gives the same, for that share: steps and restarts
 * need no memory.
 *
 * @param ours Services of the named release
 * @param guests the same Services of the temporary release, in the same order
 * @param share that the temporary release gets, in percent
 * @param mirrored share of the requests that it gets a copy of, in percent; 0 when it gets real ones
 */
record Division(List<String> ours, List<String> guests, int share, int mirrored) {
    static Division of(Deployment deployment, int index, int share) {
        Progress progress = deployment.progress().get(index);
        Strategy strategy = deployment.request().strategy();
        return new Division(
                progress.old().services().stream().map(Shape.Service::name).toList(),
                progress.guest().services().stream().map(Shape.Service::name).toList(),
                share,
                strategy.kind() == Strategy.Kind.SHADOW ? strategy.mirrorPercent() : 0);
    }

    /** The rule as it is to be; null when none of its traffic goes to the named release. */
    ObjectNode rule(JsonNode live) {
        ObjectNode rule = live.deepCopy();
        JsonNode backends = live.path("backendRefs");
        for (JsonNode backend : backends) {
            if (service(ours, backend) >= 0) {
                if (mirrored > 0) {
                    rule.set("filters", mirrors(live, backend));
                } else {
                    rule.set("backendRefs", weighed(backends));
                }
                return rule;
            }
        }
        return null;
    }

    private static int service(List<String> names, JsonNode backend) {
        return backend.path("kind").asText("Service").equals("Service") && !backend.has("namespace")
                ? names.indexOf(backend.path("name").asText())
                : -1;
    }

    private static long weight(JsonNode backend) {
        return backend.path("weight").asLong(1);
    }

    /** Each of our backends and its twin share what that backend had; what others have stays in proportion. */
    private ArrayNode weighed(JsonNode backends) {
        boolean divided = false;
        int others = 0;
        int own = 0;
        for (JsonNode backend : backends) {
            boolean twin = service(guests, backend) >= 0 && service(ours, backend) < 0;
            divided |= twin;
            own += service(ours, backend) >= 0 ? 1 : 0;
            others += !twin && service(ours, backend) < 0 ? 1 : 0;
        }
        // A hundredfold of what was, so that a percent is a whole number.
        long scale = divided ? 1 : 100;
        ArrayNode weighed = JsonNodeFactory.instance.arrayNode();
        for (JsonNode backend : backends) {
            int service = service(ours, backend);
            if (service < 0) {
                if (service(guests, backend) < 0) {
                    weighed.add(with(backend, weight(backend) * scale));
                }
                continue;
            }
            long all = own == 1 && others == 0 ? 100 : weight(backend) * scale + twin(backends, service);
            ObjectNode other = with(backend, all * share / 100);
            other.put("name", guests.get(service));
            weighed.add(with(backend, all * (100 - share) / 100));
            weighed.add(other);
        }
        return weighed;
    }

    private long twin(JsonNode backends, int service) {
        for (JsonNode backend : backends) {
            if (service(guests, backend) == service && service(ours, backend) < 0) {
                return weight(backend);
            }
        }
        return 0;
    }

    private static ObjectNode with(JsonNode backend, long weight) {
        ObjectNode copy = backend.deepCopy();
        // As a parsed document has it, so that the two can be compared.
        return copy.put("weight", (int) weight);
    }

    private ArrayNode mirrors(JsonNode rule, JsonNode backend) {
        ObjectNode to = backend.deepCopy();
        to.remove(List.of("weight", "filters"));
        to.put("name", guests.get(service(ours, backend)));
        ObjectNode mirror = JsonNodeFactory.instance.objectNode();
        mirror.put("type", "RequestMirror");
        ObjectNode what = mirror.putObject("requestMirror");
        what.set("backendRef", to);
        if (mirrored < 100) {
            what.put("percent", mirrored);
        }
        ArrayNode filters = JsonNodeFactory.instance.arrayNode();
        for (JsonNode filter : rule.path("filters")) {
            // One of a run of before a restart would copy twice.
            if (service(guests, filter.path("requestMirror").path("backendRef")) < 0
                    || !filter.path("type").asText().equals("RequestMirror")) {
                filters.add(filter);
            }
        }
        return filters.add(mirror);
    }
}
