package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Traffic divided by a route of the Gateway API: exact weights, a header, or a copy. */
final class RouteMoves {
    private static final int TRIES = 30;

    private RouteMoves() {}

    /** Is there a router that can? Custom resources alone don't route anything. */
    record FindRouter() implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().get("gatewayclasses.gateway.networking.k8s.io", List.of()));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            if (!(event instanceof Event.Ran ran) || !ran.found() || ran.timedOut()) {
                return Result.broken(deployment, Operation.why("kubectl get gatewayclasses", event));
            }
            String strategy = deployment.request().strategy().name();
            if (ran.exitCode() != 0) {
                String said = ran.stderrTail().toLowerCase(Locale.ROOT);
                if (said.contains("forbidden")) {
                    return Result.broken(
                            deployment,
                            new Reason(
                                    "ROUTER_UNKNOWN",
                                    "whether a router can do " + strategy
                                            + " could not be judged: the credential may not read GatewayClasses; grant it"));
                }
                return said.contains("doesn't have a resource type")
                                || said.contains("could not find the requested resource")
                        ? missing(deployment, "the cluster does not know the Gateway API at all")
                        : Result.broken(deployment, Operation.why("kubectl get gatewayclasses", event));
            }
            Set<String> needed = new TreeSet<>(Set.of("HTTPRoute"));
            if (deployment.request().strategy().kind() == Strategy.Kind.SHADOW) {
                needed.add("HTTPRouteRequestMirror");
                if (deployment.request().strategy().mirrorPercent() < 100) {
                    needed.add("HTTPRouteRequestPercentageMirror");
                }
            }
            Set<String> best = null;
            for (JsonNode each : ToolJson.read(ran.stdout()).path("items")) {
                if (!isTrue(each.path("status").path("conditions"), "Accepted")) {
                    continue;
                }
                Set<String> lacks = new TreeSet<>(needed);
                for (JsonNode feature : each.path("status").path("supportedFeatures")) {
                    lacks.remove(
                            feature.isTextual()
                                    ? feature.asText()
                                    : feature.path("name").asText());
                }
                if (best == null || lacks.size() < best.size()) {
                    best = lacks;
                }
            }
            if (best == null) {
                return missing(deployment, "no GatewayClass is accepted by a controller");
            }
            if (!best.isEmpty()) {
                return missing(deployment, "no GatewayClass supports " + String.join(", ", best));
            }
            for (int i : deployment.guests()) {
                if (deployment.progress().get(i).old().routes().isEmpty()) {
                    return missing(
                            deployment,
                            "release '" + deployment.release(i).release() + "' has no HTTPRoute that could be divided");
                }
            }
            return Result.next(deployment);
        }

        private static Result missing(Deployment deployment, String what) {
            return Result.refused(
                    deployment,
                    List.of(new Reason(
                            "ROUTER_MISSING",
                            "strategy: " + deployment.request().strategy().name()
                                    + " needs a router of the Gateway API, and " + what
                                    + "; install one, or use blueGreen or canary by pods")));
        }
    }

    private static boolean isTrue(JsonNode conditions, String type) {
        for (JsonNode condition : conditions) {
            if (condition.path("type").asText().equals(type)
                    && condition.path("status").asText().equals("True")) {
                return true;
            }
        }
        return false;
    }

    /** Changes the named release's route, so that the temporary one gets its share, or a copy. An A/B test needs no change: its own route is the more exact match. */
    record Divide(int index, int share) implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().get("httproute", List.of(route(deployment))));
        }

        @Override
        public String line(Deployment deployment) {
            String route = "route " + route(deployment) + ": ";
            return switch (deployment.request().strategy().kind()) {
                case SHADOW ->
                    route + deployment.request().strategy().mirrorPercent() + " % of the requests are copied to "
                            + deployment.guest(index) + ", whose answers nobody gets";
                case AB_TEST ->
                    deployment.guest(index) + " gets the requests that match "
                            + deployment.request().strategy().match();
                default -> route + share + " % of the requests to " + deployment.guest(index);
            };
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String what = "kubectl get httproute " + route(deployment);
            if (!(event instanceof Event.Ran ran) || !ran.found() || ran.timedOut() || ran.exitCode() != 0) {
                return Result.broken(deployment, Operation.why(what, event));
            }
            if (deployment.request().strategy().kind() == Strategy.Kind.AB_TEST) {
                return Result.next(deployment);
            }
            JsonNode rules = ToolJson.read(ran.stdout()).path("spec").path("rules");
            ArrayNode patch = JsonNodeFactory.instance.arrayNode();
            for (int r = 0; r < rules.size(); r++) {
                divide(deployment, rules.get(r), r, patch);
            }
            return patch.isEmpty()
                    ? Result.broken(
                            deployment,
                            new Reason(
                                    "ROUTE_NOT_OURS",
                                    "no rule of HTTPRoute " + route(deployment)
                                            + " leads to a Service of the release; its traffic can't be divided"))
                    : new Result.Then(
                            deployment,
                            new Action.Run(
                                    deployment.kube().patch("httproute", route(deployment), "json", patch.toString())),
                            List.of());
        }

        private void divide(Deployment deployment, JsonNode rule, int r, ArrayNode patch) {
            Progress progress = deployment.progress().get(index);
            List<String> ours =
                    progress.old().services().stream().map(Shape.Service::name).toList();
            List<String> guests = progress.guest().services().stream()
                    .map(Shape.Service::name)
                    .toList();
            for (JsonNode backend : rule.path("backendRefs")) {
                int service = ours.indexOf(backend.path("name").asText());
                if (service < 0) {
                    continue;
                }
                ObjectNode other = ((ObjectNode) backend).deepCopy();
                other.put("name", guests.get(service));
                if (deployment.request().strategy().kind() == Strategy.Kind.SHADOW) {
                    mirror(deployment, rule, r, other, patch);
                } else {
                    ObjectNode mine = ((ObjectNode) backend).deepCopy();
                    ArrayNode both = JsonNodeFactory.instance.arrayNode();
                    both.add(mine.put("weight", 100 - share));
                    both.add(other.put("weight", share));
                    patch.addObject()
                            .put("op", "replace")
                            .put("path", "/spec/rules/" + r + "/backendRefs")
                            .set("value", both);
                }
                return;
            }
        }

        private static void mirror(Deployment deployment, JsonNode rule, int r, ObjectNode to, ArrayNode patch) {
            to.remove("weight");
            ObjectNode mirror = JsonNodeFactory.instance.objectNode();
            mirror.put("type", "RequestMirror");
            ObjectNode what = mirror.putObject("requestMirror");
            what.set("backendRef", to);
            int percent = deployment.request().strategy().mirrorPercent();
            if (percent < 100) {
                what.put("percent", percent);
            }
            ArrayNode filters = JsonNodeFactory.instance.arrayNode();
            for (JsonNode filter : rule.path("filters")) {
                // Repeated after a restart, it must not copy twice.
                if (!filter.equals(mirror)) {
                    filters.add(filter);
                }
            }
            filters.add(mirror);
            patch.addObject()
                    .put("op", rule.has("filters") ? "replace" : "add")
                    .put("path", "/spec/rules/" + r + "/filters")
                    .set("value", filters);
        }

        private String route(Deployment deployment) {
            return deployment.progress().get(index).old().routes().get(0);
        }
    }

    /** Has the router taken the route as it is now? Until it says so nothing is certain about the traffic. */
    record Confirm(int index) implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().get("httproute", List.of(route(deployment))));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String what = "kubectl get httproute " + route(deployment);
            if (!(event instanceof Event.Ran ran) || !ran.found() || ran.timedOut() || ran.exitCode() != 0) {
                return Result.broken(deployment, Operation.why(what, event));
            }
            JsonNode route = ToolJson.read(ran.stdout());
            List<JsonNode> parents = new ArrayList<>();
            route.path("status").path("parents").forEach(parents::add);
            long generation = route.path("metadata").path("generation").asLong(-1);
            boolean taken = !parents.isEmpty()
                    && parents.stream()
                            .allMatch(parent -> isTrue(parent.path("conditions"), "Accepted")
                                    && isTrue(parent.path("conditions"), "ResolvedRefs")
                                    && isCurrent(parent.path("conditions"), generation));
            return taken ? Result.next(deployment) : new Result.Again(deployment);
        }

        @Override
        public int tries() {
            return TRIES;
        }

        @Override
        public Reason givenUp(Deployment deployment) {
            return new Reason(
                    "ROUTE_NOT_ACCEPTED",
                    "the router did not accept HTTPRoute " + route(deployment)
                            + " within a minute (Accepted and ResolvedRefs of its status); kubectl describe httproute says why");
        }

        private static boolean isCurrent(JsonNode conditions, long generation) {
            for (JsonNode condition : conditions) {
                if (condition.path("observedGeneration").asLong(generation) < generation) {
                    return false;
                }
            }
            return true;
        }

        private String route(Deployment deployment) {
            Progress progress = deployment.progress().get(index);
            return deployment.request().strategy().kind() == Strategy.Kind.AB_TEST
                    ? progress.guest().routes().get(0)
                    : progress.old().routes().get(0);
        }
    }
}
