package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Test;

/**
 * The strategies that need a router, with one that says in the route's status what a conformant controller says, and with ones that lag, stay silent, refuse or lack something. No traffic flows: a pod
 * of this cluster has no container. What is shown is the route that the cluster holds and what the router confirmed.
 */
public class RoutesLiveTest extends LiveShop {
    private static final List<Map<String, Object>> BAD =
            List.of(Map.of("metric", "error-rate", "command", "echo 0.05", "max", 0.01));

    /** The route as it was at each step, when the step began to be watched. */
    private final List<JsonNode> watched = new ArrayList<>();

    private JsonNode before;

    @Before
    public void chartWithARoute() throws IOException {
        withRoute();
    }

    /** Release api with a route that a router of its own serves. */
    private void installWithRouter() throws IOException {
        install("api");
        openDoor();
        before = route("api");
        watch();
    }

    /** Keeps what the cluster holds whenever a step begins to be watched. */
    private void watch() {
        rig.intruder = (state, action, carryOut) -> {
            boolean pauses = action instanceof Action.Wait
                    && state instanceof Carrying carrying
                    && carrying.stage() == Program.Stage.RUN
                    && Program.of(carrying.deployment(), carrying.stage()).get(carrying.position())
                            instanceof Moves.Pause
                    && carrying.untilMillis() > 1;
            if (pauses) {
                try {
                    String name =
                            cluster.ask("kubectl", "get", "httproute", "--output", "jsonpath={.items[*].metadata.name}")
                                            .contains("api-b")
                                    ? "api-b"
                                    : "api";
                    watched.add(route(name));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return null;
        };
    }

    private StepResult routed(String name, Object... call) throws IOException {
        watched.clear();
        String tag = (String) call[0];
        Object[] rest = new Object[call.length + 1];
        System.arraycopy(call, 1, rest, 0, call.length - 1);
        rest[call.length - 1] = "interval";
        rest[call.length] = "1s";
        StepResult result = deploy(name, api(tag, rest));
        for (JsonNode each : watched) {
            RouteStatus status = RouteStatus.of(each);
            assertThat(status.answer()).as(status.why()).isEqualTo(RouteStatus.Answer.CONFIRMED);
        }
        return result;
    }

    private List<String> weights() {
        return watched.stream().map(LiveShop::weights).toList();
    }

    /** The live route is what it was, and what the release's manifest says: an apply of that would change nothing. */
    private void assertRouteAsBefore() throws Exception {
        assertThat(route("api").path("spec")).isEqualTo(before.path("spec"));
        assertThat(cluster.ask("kubectl", "get", "httproute", "--output", "jsonpath={.items[*].metadata.name}"))
                .isEqualTo("api");
        Path manifest = rig.workspace.resolve("manifest.yaml");
        // Helm's own marks stand beside what its manifest says.
        Files.writeString(
                manifest,
                KubeObject.manifest(Transformed.owned(
                        KubeObject.list("helm get manifest", cluster.ask("helm", "get", "manifest", "api")),
                        "api",
                        cluster.namespace())));
        cluster.ask(
                "kubectl",
                "diff",
                "--server-side",
                "--force-conflicts",
                "--field-manager=helm",
                "--filename",
                manifest.toString());
    }

    private String pods() throws IOException {
        return cluster.ask("kubectl", "get", "pods", "--output", "jsonpath={.items[*].metadata.uid}");
    }

    /** What a bad step or a router that does not help leaves: everything as it was. */
    private void assertUntouched(StepResult result, String outcome, String code, String pods) throws Exception {
        assertThat(Rig.reason(result)).as(result.sentence()).contains(code);
        assertThat(result.returned()).as(result.sentence()).containsEntry("outcome", outcome);
        assertServed("api", "1", 1);
        assertOnly("api");
        assertRouteAsBefore();
        cluster.ask(
                "kubectl",
                "wait",
                "pods",
                "--for=delete",
                "--selector",
                "app.kubernetes.io/instance!=api",
                "--timeout=30s");
        assertThat(pods()).as("the pods are the same ones").isEqualTo(pods);
    }

    private void assertPromoted(StepResult result, String tag, int revision) throws Exception {
        assertThat(result.status()).as(result.sentence() + "\n" + rig.logged()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", tag, revision);
        assertOnly("api");
        assertRouteAsBefore();
        assertThat(endpoints()).containsEntry("fewestReady", 3);
    }

    @Test
    public void exactWeightsAreInTheLiveRouteAndConfirmedAtEachStep() throws Exception {
        installWithRouter();
        StepResult result = routed(
                "canary, exact 5, 50", "2", "strategy", "canary", "weights", "exact", "steps", List.of(5, 50, 100));
        assertPromoted(result, "2", 2);
        assertThat(weights()).containsExactly("api 95, api-canary 5", "api 50, api-canary 50");
        assertPromoted(routed("rolling after it", "3"), "3", 3);
        router("answers", "2s");
        assertPromoted(
                routed(
                        "canary, exact, a router that takes 2 s",
                        "4",
                        "strategy",
                        "canary",
                        "weights",
                        "exact",
                        "steps",
                        List.of(20)),
                "4",
                4);
        assertThat(weights()).containsExactly("api 80, api-canary 20");
    }

    @Test
    public void aBadStepOfAnExactCanaryLeavesTheRouteAsItWas() throws Exception {
        installWithRouter();
        String pods = pods();
        rig.file("count", "");
        StepResult result = routed(
                "canary, exact, 5 % errors at 50",
                "2",
                "strategy",
                "canary",
                "weights",
                "exact",
                "steps",
                List.of(10, 50, 100),
                "window",
                "1s",
                "analysis",
                List.of(Map.of(
                        "metric",
                        "error-rate",
                        "command",
                        "echo x >> count; if [ $(wc -l < count) -gt 1 ]; then echo 0.05; else echo 0.001; fi",
                        "max",
                        0.01)));
        assertThat(result.sentence()).contains("error-rate: 0.05 > 0.01");
        assertThat(weights()).containsExactly("api 90, api-canary 10", "api 50, api-canary 50");
        assertUntouched(result, "rolledBack", "ANALYSIS_FAILED", pods);
    }

    @Test
    public void thoseWhoMatchGetTheSecondVersion() throws Exception {
        installWithRouter();
        Map<String, String> matches = new LinkedHashMap<>();
        matches.put("header", "x-group");
        matches.put("cookie", "group");
        matches.put("language", "fr");
        int revision = 1;
        for (Map.Entry<String, String> each : matches.entrySet()) {
            Map<String, Object> match = each.getKey().equals("language")
                    ? Map.of("language", "fr")
                    : Map.of(each.getKey(), each.getValue(), "value", "b");
            revision++;
            StepResult result = routed(
                    "abTest by " + each.getKey(), String.valueOf(revision), "strategy", "abTest", "match", match);
            assertPromoted(result, String.valueOf(revision), revision);
            JsonNode header = watched.get(0)
                    .path("spec")
                    .path("rules")
                    .get(0)
                    .path("matches")
                    .get(0)
                    .path("headers")
                    .get(0);
            assertThat(watched.get(0).path("metadata").path("name").asText()).isEqualTo("api-b");
            assertThat(header.path("name").asText()).isIn("x-group", "Cookie", "Accept-Language");
            assertThat(header.path("type").asText())
                    .isEqualTo(each.getKey().equals("header") ? "Exact" : "RegularExpression");
        }
    }

    @Test
    public void aRouterThatCanNotMatchIsNamedAndABadSecondVersionGoes() throws Exception {
        installWithRouter();
        String pods = pods();
        assertUntouched(
                routed(
                        "abTest, bad",
                        "2",
                        "strategy",
                        "abTest",
                        "match",
                        Map.of("header", "x-group", "value", "b"),
                        "window",
                        "1s",
                        "analysis",
                        BAD),
                "rolledBack",
                "ANALYSIS_FAILED",
                pods);
        router("without", "RegularExpression");
        StepResult cookie = routed(
                "abTest by cookie, a router without regular expressions",
                "2",
                "strategy",
                "abTest",
                "match",
                Map.of("cookie", "group", "value", "b"));
        assertThat(cookie.sentence())
                .contains(
                        "UnsupportedValue",
                        "type RegularExpression of a match is not supported",
                        "use match: [header: …]");
        assertUntouched(cookie, "rolledBack", "ROUTE_NOT_ACCEPTED", pods);
        router("without", "HeaderMatching");
        StepResult header = routed(
                "abTest by header, a router without header matching",
                "2",
                "strategy",
                "abTest",
                "match",
                Map.of("header", "x-group", "value", "b"));
        assertThat(header.sentence()).contains("matching by header is not supported");
        assertUntouched(header, "rolledBack", "ROUTE_NOT_ACCEPTED", pods);
    }

    @Test
    public void aShadowGetsItsCopies() throws Exception {
        installWithRouter();
        StepResult result = routed("shadow of 20 %", "2", "strategy", "shadow", "mirrorPercent", 20);
        assertPromoted(result, "2", 2);
        assertThat(watched.get(0)
                        .path("spec")
                        .path("rules")
                        .get(0)
                        .path("filters")
                        .toString())
                .isEqualTo(
                        "[{\"requestMirror\":{\"backendRef\":{\"group\":\"\",\"kind\":\"Service\",\"name\":\"api-shadow\","
                                + "\"port\":80},\"percent\":20},\"type\":\"RequestMirror\"}]");
        router("without", "HTTPRouteRequestPercentageMirror");
        assertPromoted(
                routed("shadow of everything, a router that mirrors no share", "3", "strategy", "shadow"), "3", 3);
    }

    @Test
    public void aBadShadowGoesAndARouterThatCanNotMirrorIsRefusedAtOnce() throws Exception {
        installWithRouter();
        String pods = pods();
        assertUntouched(
                routed("shadow, bad", "2", "strategy", "shadow", "window", "1s", "analysis", BAD),
                "rolledBack",
                "ANALYSIS_FAILED",
                pods);
        router("without", "HTTPRouteRequestPercentageMirror");
        StepResult share = routed(
                "shadow of 20 %, a router that mirrors no share", "2", "strategy", "shadow", "mirrorPercent", 20);
        assertThat(share.sentence()).contains("supports HTTPRouteRequestPercentageMirror");
        assertUntouched(share, "refused", "ROUTER_MISSING", pods);
        router("without", "HTTPRouteRequestMirror");
        StepResult all = routed("shadow, a router that does not mirror", "2", "strategy", "shadow");
        assertThat(all.sentence()).contains("supports HTTPRouteRequestMirror");
        assertUntouched(all, "refused", "ROUTER_MISSING", pods);
    }

    @Test
    public void aRouterThatDoesNotConfirmIsNotBelieved() throws Exception {
        installWithRouter();
        String pods = pods();
        router("answers", "never");
        Object[][] calls = {
            {"2", "timeout", "6s", "strategy", "canary", "weights", "exact", "steps", List.of(10)},
            {"2", "timeout", "6s", "strategy", "shadow"},
            {"2", "timeout", "6s", "strategy", "abTest", "match", Map.of("header", "x-group", "value", "b")}
        };
        for (Object[] call : calls) {
            StepResult result = routed(call[4] + ", a router that never confirms", call);
            assertThat(result.sentence()).contains("was not confirmed within 6 s");
            assertUntouched(result, "rolledBack", "ROUTE_NOT_CONFIRMED", pods);
            // What was restored is a new generation again, which only a router that answers confirms.
            router("answers", "");
            cluster.ask(
                    "kubectl",
                    "wait",
                    "httproute/api",
                    "--for=jsonpath={.status.parents[0].conditions[0].observedGeneration}="
                            + route("api").path("metadata").path("generation").asText(),
                    "--timeout=30s");
            router("answers", "never");
        }
    }

    @Test
    public void aRouteThatNobodyServesIsRefusedAtOnce() throws Exception {
        installWithRouter();
        String pods = pods();
        Object[] call = {"2", "strategy", "canary", "weights", "exact", "steps", List.of(10)};
        router("refuses", "routes");
        cluster.ask(
                "kubectl",
                "wait",
                "httproute/api",
                "--for=jsonpath={.status.parents[0].conditions[?(@.type==\"Accepted\")].status}=False",
                "--timeout=30s");
        StepResult refuses = routed("canary, exact, a router that refuses the route", call);
        assertThat(refuses.sentence()).contains("none serves HTTPRoute api", "UnsupportedValue");
        assertUntouched(refuses, "refused", "ROUTER_MISSING", pods);
        router("refuses", "class");
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!route("api").path("status").path("parents").isEmpty()) {
            assertThat(System.nanoTime()).as("the router lets the route go").isLessThan(until);
        }
        StepResult nobody = routed("canary, exact, a class that nobody accepts", call);
        assertThat(nobody.sentence()).contains("no router said anything about its parent door");
        assertUntouched(nobody, "refused", "ROUTER_MISSING", pods);
    }
}
