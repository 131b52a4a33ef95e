package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What routers say about an HTTPRoute as it is now. A condition counts only with the generation that it was observed at: a router that was quick yesterday may not have seen today's change.
 *
 * @param answer how far they are
 * @param why in words, empty when all of them took it
 * @param controllers that said anything, in order
 */
record RouteStatus(Answer answer, String why, List<String> controllers) {
    enum Answer {
        /** Every parent that the route names took it, and found what it leads to. */
        CONFIRMED,
        /** Some said nothing yet, or not yet about this generation, or do not find a backend. */
        OPEN,
        /** One said no, and will not say anything else before the route is changed. */
        REFUSED
    }

    RouteStatus {
        controllers = List.copyOf(controllers);
    }

    /** @param route as {@code kubectl get httproute … --output json} prints it */
    static RouteStatus of(JsonNode route) {
        List<String> controllers = new ArrayList<>();
        JsonNode said = route.path("status").path("parents");
        said.forEach(parent -> add(controllers, parent.path("controllerName").asText("a router without a name")));
        JsonNode wanted = route.path("spec").path("parentRefs");
        if (wanted.isEmpty()) {
            return new RouteStatus(Answer.REFUSED, "it names no parent, so no router serves it", controllers);
        }
        long generation = route.path("metadata").path("generation").asLong(Long.MAX_VALUE);
        RouteStatus worst = new RouteStatus(Answer.CONFIRMED, "", controllers);
        for (JsonNode parent : wanted) {
            boolean any = false;
            for (JsonNode each : said) {
                if (same(parent, each.path("parentRef"), route)) {
                    any = true;
                    worst = worst.or(judge(each, parent, generation));
                }
            }
            if (!any) {
                worst = worst.or(new RouteStatus(
                        Answer.OPEN, "no router said anything about its parent " + name(parent), List.of()));
            }
        }
        return worst;
    }

    private static void add(List<String> names, String name) {
        if (!names.contains(name)) {
            names.add(name);
        }
    }

    private RouteStatus or(RouteStatus other) {
        return other.answer().compareTo(answer) > 0 ? new RouteStatus(other.answer(), other.why(), controllers) : this;
    }

    private static String name(JsonNode parent) {
        String section = parent.path("sectionName").asText("");
        return parent.path("name").asText() + (section.isEmpty() ? "" : "/" + section);
    }

    private static boolean same(JsonNode wanted, JsonNode said, JsonNode route) {
        String home = route.path("metadata").path("namespace").asText("");
        return wanted.path("name").asText().equals(said.path("name").asText())
                && wanted.path("kind")
                        .asText("Gateway")
                        .equals(said.path("kind").asText("Gateway"))
                && wanted.path("namespace")
                        .asText(home)
                        .equals(said.path("namespace").asText(home))
                && wanted.path("sectionName")
                        .asText()
                        .equals(said.path("sectionName").asText())
                && wanted.path("port").asInt() == said.path("port").asInt();
    }

    private static RouteStatus judge(JsonNode said, JsonNode parent, long generation) {
        String who = "router " + said.path("controllerName").asText() + " for parent " + name(parent) + ": ";
        for (String type : List.of("Accepted", "ResolvedRefs")) {
            JsonNode condition = condition(said.path("conditions"), type);
            if (condition == null) {
                return new RouteStatus(Answer.OPEN, who + "says nothing about " + type, List.of());
            }
            long observed = condition.path("observedGeneration").asLong(-1);
            if (observed < generation) {
                return new RouteStatus(
                        Answer.OPEN,
                        who + "says " + type + " of "
                                + (observed < 0 ? "an unknown generation" : "generation " + observed)
                                + ", the route is at generation " + generation,
                        List.of());
            }
            if (!condition.path("status").asText().equals("True")) {
                String reason = condition.path("reason").asText();
                // A backend may appear a moment later; what a router does not accept stays so.
                boolean forGood = type.equals("Accepted")
                        && condition.path("status").asText().equals("False")
                        && !reason.equals("Pending");
                return new RouteStatus(
                        forGood ? Answer.REFUSED : Answer.OPEN,
                        who + type + " is " + condition.path("status").asText() + ", " + reason + ": "
                                + Said.inShort(condition.path("message").asText()),
                        List.of());
            }
        }
        return new RouteStatus(Answer.CONFIRMED, "", List.of());
    }

    static boolean isTrue(JsonNode conditions, String type) {
        JsonNode condition = condition(conditions, type);
        return condition != null && condition.path("status").asText().equals("True");
    }

    private static JsonNode condition(JsonNode conditions, String type) {
        for (JsonNode condition : conditions) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return null;
    }
}
