package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Traffic divided by a route of the Gateway API: exact weights, a header, or a copy. */
final class RouteMoves {
    /** With two seconds between them. */
    private static final int TRIES = 30;

    private static final int TRIES_GOING_BACK = 5;

    private RouteMoves() {}

    private static Operation.Result missing(Deployment deployment, String what) {
        return Operation.Result.refused(
                deployment,
                List.of(new Reason(
                        "ROUTER_MISSING",
                        "strategy: " + deployment.request().strategy().name()
                                + " needs a router of the Gateway API, and " + what
                                + "; install one, or use blueGreen or canary by pods")));
    }

    /** Null when the program answered. */
    private static Operation.Result unanswered(Deployment deployment, String what, Event event) {
        if (!(event instanceof Event.Ran ran) || !ran.found() || ran.timedOut()) {
            return Operation.Result.broken(deployment, Operation.why(what, event));
        }
        if (ran.exitCode() == 0) {
            return null;
        }
        String said = ran.stderrTail().toLowerCase(Locale.ROOT);
        if (said.contains("forbidden")) {
            return Operation.Result.broken(
                    deployment,
                    new Reason(
                            "ROUTER_UNKNOWN",
                            "whether a router can do "
                                    + deployment.request().strategy().name()
                                    + " could not be judged: the credential may not read GatewayClasses and HTTPRoutes ("
                                    + what
                                    + "); grant it"));
        }
        return said.contains("doesn't have a resource type") || said.contains("could not find the requested resource")
                ? missing(deployment, "the cluster does not know the Gateway API at all")
                : Operation.Result.broken(deployment, Operation.why(what, event));
    }

    private static String old(Deployment deployment, int index, int route) {
        return deployment.progress().get(index).old().routes().get(route);
    }

    /** Which routers serve a route of the named release now? Custom resources alone don't route anything. */
    record FindRouter(int index, int route) implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().get("httproute", List.of(old(deployment, index, route))));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String name = old(deployment, index, route);
            Result unanswered = unanswered(deployment, "kubectl get httproute " + name, event);
            if (unanswered != null) {
                return unanswered;
            }
            RouteStatus status = RouteStatus.of(ToolJson.read(((Event.Ran) event).stdout()));
            Result refused = missing(
                    deployment,
                    "none serves HTTPRoute " + name + " of release '"
                            + deployment.release(index).release() + "': " + status.why());
            return switch (status.answer()) {
                case CONFIRMED ->
                    Result.next(deployment.with(
                            index, deployment.progress().get(index).routedBy(status.controllers())));
                case REFUSED -> refused;
                // Somebody is there, and may only be slow after the last deployment.
                case OPEN -> status.controllers().isEmpty() ? refused : new Result.Again(deployment, refused);
            };
        }

        @Override
        public int tries(Deployment deployment) {
            return patience(deployment);
        }
    }

    /** Can they do what the strategy needs? */
    record AskRouter() implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().get("gatewayclasses.gateway.networking.k8s.io", List.of()));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            Result unanswered = unanswered(deployment, "kubectl get gatewayclasses", event);
            if (unanswered != null) {
                return unanswered;
            }
            for (int i : deployment.guests()) {
                Progress progress = deployment.progress().get(i);
                boolean ownRoute = deployment.request().strategy().kind() == Strategy.Kind.AB_TEST;
                if (progress.old().routes().isEmpty()
                        || ownRoute && progress.guest().routes().isEmpty()) {
                    return missing(
                            deployment,
                            (progress.old().routes().isEmpty() ? "" : "the new version of ") + "release '"
                                    + deployment.release(i).release()
                                    + "' has no HTTPRoute that leads to one of its Services");
                }
            }
            JsonNode classes = ToolJson.read(((Event.Ran) event).stdout()).path("items");
            Set<String> controllers = new TreeSet<>();
            deployment
                    .guests()
                    .forEach(
                            i -> controllers.addAll(deployment.progress().get(i).routers()));
            for (String controller : controllers) {
                Set<String> lacks = lacks(needed(deployment.request().strategy()), classes, controller);
                if (lacks == null) {
                    return missing(deployment, "no GatewayClass of router " + controller + " is accepted");
                }
                if (!lacks.isEmpty()) {
                    return missing(
                            deployment,
                            "no GatewayClass of router " + controller + " supports " + String.join(", ", lacks));
                }
            }
            return Result.next(deployment, "router " + String.join(", ", controllers) + " serves the traffic");
        }

        private static Set<String> needed(Strategy strategy) {
            Set<String> needed = new TreeSet<>(Set.of("HTTPRoute"));
            if (strategy.kind() == Strategy.Kind.SHADOW) {
                needed.add("HTTPRouteRequestMirror");
                if (strategy.mirrorPercent() < 100) {
                    needed.add("HTTPRouteRequestPercentageMirror");
                }
            }
            return needed;
        }

        /** What the best class of a router does not have; null when the router has no class that is accepted. */
        private static Set<String> lacks(Set<String> needed, JsonNode classes, String controller) {
            Set<String> best = null;
            for (JsonNode each : classes) {
                if (!each.path("spec").path("controllerName").asText().equals(controller)
                        || !RouteStatus.isTrue(each.path("status").path("conditions"), "Accepted")) {
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
            return best;
        }
    }

    private static int patience(Deployment deployment) {
        return (int) Math.max(2, Math.min(TRIES, deployment.request().timeoutSeconds() / 2));
    }

    /** Changes a route of the named release, so that the temporary one gets its share, or a copy. An A/B test needs no change: its own route is the more exact match. */
    record Divide(int index, int route, int share) implements Operation {
        @Override
        public boolean renews() {
            return true;
        }

        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().get("httproute", List.of(old(deployment, index, route))));
        }

        @Override
        public String line(Deployment deployment) {
            String name = "route " + old(deployment, index, route) + ": ";
            return switch (deployment.request().strategy().kind()) {
                case SHADOW ->
                    name + deployment.request().strategy().mirrorPercent() + " % of the requests are copied to "
                            + deployment.guest(index) + ", whose answers nobody gets";
                case AB_TEST ->
                    deployment.guest(index) + " gets the requests that match "
                            + deployment.request().strategy().match();
                default -> name + share + " % of the requests to " + deployment.guest(index);
            };
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String name = old(deployment, index, route);
            String what = "kubectl get httproute " + name;
            if (!(event instanceof Event.Ran ran) || !ran.succeeded()) {
                return Result.broken(deployment, Operation.why(what, event));
            }
            if (deployment.request().strategy().kind() == Strategy.Kind.AB_TEST) {
                return Result.next(deployment);
            }
            JsonNode rules = ToolJson.read(ran.stdout()).path("spec").path("rules");
            ArrayNode patch = JsonNodeFactory.instance.arrayNode();
            for (int r = 0; r < rules.size(); r++) {
                ObjectNode divided = Division.of(deployment, index, share).rule(rules.get(r));
                if (divided == null) {
                    continue;
                }
                for (String field : List.of("backendRefs", "filters")) {
                    if (!divided.path(field).equals(rules.get(r).path(field))) {
                        patch.addObject()
                                .put("op", rules.get(r).has(field) ? "replace" : "add")
                                .put("path", "/spec/rules/" + r + "/" + field)
                                .set("value", divided.get(field));
                    }
                }
            }
            if (patch.isEmpty()) {
                // Divided already, by a run of before a restart; or by nobody, which the confirmation finds.
                return Result.next(deployment);
            }
            return new Result.Then(
                    deployment,
                    new Action.Run(deployment.kube().patch("httproute", name, "json", patch.toString())),
                    List.of());
        }
    }

    /**
     * Is the route as this step wants it, and has the router taken it like that? Until it says so nothing is certain about the traffic.
     *
     * @param share of the temporary release, {@link #RESTORED} for a route that leads to the named release alone
     */
    record Confirm(int index, int route, int share) implements Operation {
        /** Everything to the named release. */
        static final int RESTORED = -1;

        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().get("httproute", List.of(name(deployment))));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String name = name(deployment);
            if (!(event instanceof Event.Ran ran) || !ran.succeeded()) {
                return Result.broken(deployment, Operation.why("kubectl get httproute " + name, event));
            }
            JsonNode live = ToolJson.read(ran.stdout());
            if (share != RESTORED && !isOwn(deployment) && !isDivided(deployment, live)) {
                return Result.broken(
                        deployment,
                        new Reason(
                                "ROUTE_CHANGED",
                                "HTTPRoute " + name + " does not divide the traffic as this step set it; somebody else"
                                        + " changed it, or none of its rules leads to a Service of the release: kubectl"
                                        + " get httproute --show-managed-fields says who"));
            }
            RouteStatus status = RouteStatus.of(live);
            return switch (status.answer()) {
                case CONFIRMED ->
                    Result.next(
                            deployment,
                            "route " + name + ": confirmed by " + String.join(", ", status.controllers())
                                    + " at generation "
                                    + live.path("metadata").path("generation").asLong());
                case REFUSED ->
                    Result.broken(
                            deployment,
                            new Reason(
                                    "ROUTE_NOT_ACCEPTED",
                                    "strategy: "
                                            + deployment.request().strategy().name()
                                            + " needs HTTPRoute " + name + ", which is not accepted: " + status.why()
                                            + advice(deployment)));
                case OPEN ->
                    new Result.Again(
                            deployment,
                            Result.broken(
                                    deployment,
                                    new Reason(
                                            "ROUTE_NOT_CONFIRMED",
                                            "HTTPRoute " + name + " was not confirmed within " + 2 * tries(deployment)
                                                    + " s, so nothing is certain about its traffic: " + status.why()
                                                    + "; look at the router, kubectl describe httproute shows its conditions")));
            };
        }

        private static String advice(Deployment deployment) {
            return deployment.request().strategy().match().keySet().stream()
                            .anyMatch(key -> key.equals("cookie") || key.equals("language"))
                    ? "; cookies and languages need a regular expression, use match: [header: …] with this router"
                    : "; use blueGreen or canary by pods with this router";
        }

        private boolean isDivided(Deployment deployment, JsonNode live) {
            boolean any = false;
            for (JsonNode rule : live.path("spec").path("rules")) {
                ObjectNode wanted = Division.of(deployment, index, share).rule(rule);
                if (wanted != null && !wanted.equals(rule)) {
                    return false;
                }
                any |= wanted != null;
            }
            return any;
        }

        @Override
        public int tries(Deployment deployment) {
            return patience(deployment);
        }

        /** Whether it is the temporary release's own route. */
        private boolean isOwn(Deployment deployment) {
            return share != RESTORED && deployment.request().strategy().kind() == Strategy.Kind.AB_TEST;
        }

        private String name(Deployment deployment) {
            return isOwn(deployment)
                    ? deployment.progress().get(index).guest().routes().get(route)
                    : old(deployment, index, route);
        }
    }

    /** On the way back: gives the router a moment to take the traffic off the temporary release before that goes. A router that says nothing does not keep it from going. */
    record Settle(int index, int route) implements Operation {
        @Override
        public boolean renews() {
            return true;
        }

        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().get("httproute", List.of(old(deployment, index, route))));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            boolean answered = event instanceof Event.Ran ran && ran.succeeded();
            RouteStatus status = answered ? RouteStatus.of(ToolJson.read(((Event.Ran) event).stdout())) : null;
            String name = old(deployment, index, route);
            if (answered && status.answer() == RouteStatus.Answer.CONFIRMED) {
                return Result.next(deployment, "route " + name + ": all traffic to the old version, confirmed");
            }
            String line = "route " + name + ": leads to the old version alone again, which no router confirmed yet: "
                    + (answered
                            ? status.why()
                            : Operation.why("kubectl get httproute " + name, event)
                                    .text());
            return new Result.Again(deployment, Result.next(deployment.noting(line), line));
        }

        @Override
        public int tries(Deployment deployment) {
            return TRIES_GOING_BACK;
        }
    }
}
