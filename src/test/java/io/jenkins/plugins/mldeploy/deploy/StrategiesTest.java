package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The strategies on a cluster in memory: what is done in which order, what is refused, and what a stop or a restart at every move leaves. */
public class StrategiesTest {
    static final String CHART =
            """
            ---
            # Source: chart/templates/service.yaml
            apiVersion: v1
            kind: Service
            metadata:
              name: RELEASE
            spec:
              type: ClusterIP
              selector:
                app.kubernetes.io/name: shop
                app.kubernetes.io/instance: RELEASE
            ---
            # Source: chart/templates/deployment.yaml
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: RELEASE
            spec:
              replicas: 4
              selector:
                matchLabels:
                  app.kubernetes.io/name: shop
                  app.kubernetes.io/instance: RELEASE
              template:
                metadata:
                  labels:
                    app.kubernetes.io/name: shop
                    app.kubernetes.io/instance: RELEASE
                spec:
                  containers:
                    - name: main
                      image: "IMAGE"
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;

    @Before
    public void open() throws IOException {
        rig = new Rig(folder.newFolder().toPath(), new MemoryStore());
        rig.cluster.charts.put("charts/api", CHART);
        rig.cluster.charts.put("charts/front", CHART);
        for (String release : List.of("api", "front")) {
            rig.cluster.add(
                    release, "deployed", CHART.replace("RELEASE", release).replace("IMAGE", "old:1"));
        }
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    /** What was written, in order, in short. */
    private List<String> moves() {
        List<String> moves = new ArrayList<>();
        for (String command : rig.cluster.commands) {
            String[] words = command.split(" ");
            if (command.matches("helm (upgrade|rollback|uninstall) .*") && !command.contains("--dry-run")) {
                moves.add(words[1] + " " + words[2]);
            } else if (command.matches("kubectl (patch|scale|apply) .*")
                    && !command.contains("/leases")
                    && !command.contains("--dry-run")) {
                moves.add(words[1] + " "
                        + (words[1].equals("apply")
                                ? Path.of(command.replaceFirst(".*--filename (\\S+).*", "$1"))
                                        .getFileName()
                                : words[3]));
            }
        }
        return moves;
    }

    private static Object[] with(Object... more) {
        return more;
    }

    private StepResult canary(Object... more) throws IOException {
        List<Object> all = new ArrayList<>(List.of("strategy", "canary", "steps", List.of(20, 50, 100)));
        all.addAll(List.of(more));
        return rig.deploy(Rig.api(all.toArray()));
    }

    @Test
    public void aCanaryGrowsStepByStepAndThenTheNamedReleaseIsUpgradedAndTheTemporaryOneGoes() throws Exception {
        StepResult result = canary();
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(moves())
                .containsExactly(
                        "uninstall api-canary",
                        "upgrade api-canary",
                        "scale api-canary",
                        "scale api-canary",
                        "upgrade api",
                        "uninstall api-canary");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
        assertThat(rig.logged()).contains("20 % is 20.0 % (1 of 5 pods); 50 % is 50.0 % (4 of 8 pods)");
        assertThat(rig.detail("weights").toString()).contains("50 % is 50.0 %");
    }

    @Test
    public void theTemporaryReleaseSharesTheTrafficOfTheNamedOne() throws Exception {
        String[] guest = {""};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Carrying carrying && carrying.stage() == Program.Stage.RUN && guest[0].isEmpty()) {
                guest[0] = read(carrying.deployment().file(0, Preparing.GUEST));
            }
            return null;
        };
        canary();
        List<KubeObject> objects = KubeObject.list("test", guest[0]);
        KubeObject deployment = objects.get(1);
        assertThat(deployment.texts("spec", "template", "metadata", "labels"))
                .containsEntry("app.kubernetes.io/instance", "api")
                .containsEntry("app.kubernetes.io/name", "shop")
                .containsEntry(Transformed.TRACK, "canary");
        assertThat(deployment.texts("spec", "selector", "matchLabels")).containsEntry(Transformed.TRACK, "canary");
        assertThat(deployment.at("spec", "replicas")).isNull();
        assertThat(objects.get(0).texts("spec", "selector")).containsEntry(Transformed.TRACK, "canary");
        assertThat(guest[0]).contains(Rig.API);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    public void aBadValueAtAStepRemovesTheTemporaryReleaseAndNeverTouchesTheNamedOne() throws Exception {
        int[] asked = {0};
        rig.cluster.scripts = command -> FakeCluster.ok(++asked[0] < 2 ? "0.001\n" : "0.05\n");
        StepResult result = rig.deploy(Rig.unit(
                "strategy", "canary",
                "steps", List.of(20, 50, 100),
                "analysis", List.of(Map.of("metric", "error-rate", "command", "./rate", "max", 0.01))));
        assertThat(Rig.reason(result)).contains("ANALYSIS_FAILED");
        assertThat(result.sentence()).contains("error-rate: 0.05 > 0.01");
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.returned()).containsEntry("rolledBack", true).containsEntry("outcome", "rolledBack");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api-canary", "upgrade front-canary");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
        assertThat(rig.cluster.commands)
                .filteredOn(command -> command.startsWith("kubectl diff"))
                .hasSize(2);
    }

    @Test
    public void withoutDataItIsInconclusiveUnstableAndNotPromoted() throws Exception {
        rig.cluster.scripts = command -> FakeCluster.failed("no such metric");
        StepResult result =
                canary("analysis", List.of(Map.of("metric", "error-rate", "command", "./rate", "max", 0.01)));
        assertThat(Rig.reason(result)).contains("INCONCLUSIVE");
        assertThat(result.status()).isEqualTo(RunStatus.UNSTABLE);
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(rig.cluster.writes()).containsExactly("upgrade api-canary");
        assertThat(rig.cluster.statusOf("api")).isEqualTo("1 deployed");
    }

    @Test
    public void aComparisonWithTooFewValuesIsInconclusiveAndThePlanWarns() throws Exception {
        rig.cluster.scripts = command -> FakeCluster.ok("1");
        StepResult result =
                canary("analysis", List.of(Map.of("metric", "latency", "command", "./p95", "compare", true)));
        assertThat(Rig.reason(result)).contains("INCONCLUSIVE");
        assertThat(result.sentence()).contains("2 values of the new and 2 of the old version; the comparison needs 30");
        assertThat(rig.logged()).contains("the steps give time for 2");
    }

    @Test
    public void aSlowerVersionIsFoundByComparisonAndAnEqualOnePromoted() throws Exception {
        for (double factor : new double[] {1, 2}) {
            close();
            open2();
            int[] n = {0};
            rig.cluster.scripts = command -> FakeCluster.ok(String.valueOf((100 + n[0]++ * 7 % 13)
                    * (command.environment().get("MLDEPLOY_RELEASE").equals("api") ? 1 : factor)));
            StepResult result = canary(
                    "interval", "20m",
                    "window", "1m",
                    "analysis", List.of(Map.of("metric", "latency", "command", "./p95", "compare", true)));
            assertThat(Rig.reason(result).isPresent()).as(result.sentence()).isEqualTo(factor > 1);
            if (factor > 1) {
                assertThat(Rig.reason(result)).contains("ANALYSIS_FAILED");
                assertThat(result.sentence()).contains("latency: worse by");
            }
        }
    }

    private void open2() throws IOException {
        open();
    }

    @Test
    public void aStepThatPodsCantComeNearEnoughToIsRefused() throws Exception {
        rig.cluster.scaled.put("api", 2);
        StepResult result = canary("steps", List.of(10, 100));
        assertThat(Rig.reason(result)).contains("WEIGHT_NOT_REACHABLE");
        assertThat(result.sentence()).contains("10 % is 33.3 % (1 of 3 pods)");
        assertThat(moves()).isEmpty();
        assertThat(canary("steps", List.of(10, 100), "maxWeightError", 25).status())
                .isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    public void blueGreenTestsSwitchesReplacesAndGivesTheTrafficBack() throws Exception {
        StepResult result = rig.deploy(Rig.api("strategy", "blueGreen", "smokeTest", "./smoke"));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(moves())
                .containsExactly(
                        "uninstall api-green",
                        "upgrade api-green",
                        "patch api",
                        "apply 0-quiet.yaml",
                        "apply 0-old-traffic.yaml",
                        "upgrade api",
                        "uninstall api-green");
        assertThat(rig.cluster.commands)
                .anyMatch(
                        command -> command.contains(
                                "--patch {\"spec\":{\"selector\":{\"app.kubernetes.io/name\":\"shop\",\"app.kubernetes.io/instance\":\"api-green\"}}}"));
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
    }

    @Test
    public void aFailedSmokeTestNeverSwitches() throws Exception {
        rig.cluster.scripts = command -> FakeCluster.failed("500");
        StepResult result = rig.deploy(Rig.api("strategy", "blueGreen", "smokeTest", "./smoke"));
        assertThat(Rig.reason(result)).contains("SMOKE_TEST_FAILED");
        assertThat(moves()).containsExactly("uninstall api-green", "upgrade api-green", "uninstall api-green");
        assertThat(result.returned()).containsEntry("rolledBack", true);
    }

    @Test
    public void aSwitchThatSomebodyElseUndidIsDetected() throws Exception {
        rig.intruder = (state, action, carryOut) -> {
            rig.cluster.selectors.clear();
            return null;
        };
        StepResult result = rig.deploy(Rig.api("strategy", "blueGreen"));
        assertThat(Rig.reason(result)).contains("SWITCH_UNDONE");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
    }

    @Test
    public void aClusterThatHoldsSomethingElseAfterGoingBackIsSaid() throws Exception {
        rig.cluster.scripts = command -> FakeCluster.failed("500");
        rig.cluster.difference = 1;
        StepResult result = rig.deploy(Rig.api("strategy", "blueGreen", "smokeTest", "./smoke"));
        assertThat(result.returned()).containsEntry("outcome", "failed").containsEntry("rolledBack", false);
        assertThat(result.reasons())
                .extracting(reason -> reason.code())
                .containsExactly("SMOKE_TEST_FAILED", "ROLLBACK_FAILED", "NOT_RESTORED", "SERVING");
    }

    @Test
    public void stoppedOrRestartedAtEveryMoveNothingIsLeftHalfDone() throws Exception {
        for (String strategy : List.of("canary", "blueGreen", "recreate")) {
            Object[] call = {"strategy", strategy, "smokeTest", "./smoke"};
            rig.deploy(Rig.unit(call));
            int visits = rig.states.size();
            for (boolean effect : new boolean[] {false, true}) {
                for (boolean restart : new boolean[] {false, true}) {
                    for (int visit = 1; visit < visits; visit++) {
                        close();
                        open();
                        int wanted = visit;
                        rig.intruder = (state, action, carryOut) -> {
                            if (rig.states.size() - 1 != wanted) {
                                return null;
                            }
                            if (effect) {
                                carryOut.run();
                            }
                            return restart ? new Event.Resumed(rig.cluster.now) : new Event.Stopped("stopped by sam");
                        };
                        StepResult result = rig.deploy(Rig.unit(call));
                        String where = strategy + " " + rig.states.get(visit) + "@" + visit
                                + (effect ? " after" : " before") + (restart ? " restart" : " stop") + ": "
                                + result.returned() + result.reasons() + moves();
                        assertThat(result.status())
                                .as(where)
                                .isEqualTo(restart ? RunStatus.SUCCESS : RunStatus.ABORTED);
                        assertThat(rig.cluster.releases).as(where).containsOnlyKeys("api", "front");
                        String outcome = (String) result.returned().get("outcome");
                        String image = outcome.equals("deployed") ? "sha256" : "old:1";
                        for (String release : List.of("api", "front")) {
                            var revisions = rig.cluster.releases.get(release);
                            assertThat(revisions.get(revisions.size() - 1).manifest())
                                    .as(where)
                                    .contains(image);
                        }
                        assertThat(outcome).as(where).isNotEqualTo("failed");
                        try (Stream<Path> left = Files.walk(rig.workspace.resolveSibling("workspace@tmp"))) {
                            assertThat(left.filter(Files::isRegularFile))
                                    .as(where)
                                    .isEmpty();
                        } catch (java.nio.file.NoSuchFileException nothingYet) {
                            assertThat(outcome).as(where).isEqualTo("notApplied");
                        }
                    }
                }
            }
            close();
            open();
        }
    }

    @Test
    public void chartsThatCantExistTwiceAreRefusedByNameBeforeAnythingIsWritten() throws Exception {
        Map<String, String> charts = new java.util.LinkedHashMap<>();
        charts.put("NAME_NOT_PER_RELEASE", CHART.replace("name: RELEASE", "name: fixed"));
        charts.put(
                "SELECTOR_NOT_PER_RELEASE", CHART.replaceFirst("    app.kubernetes.io/instance: RELEASE\n---", "---"));
        charts.put(
                "KIND_NOT_DOUBLED",
                CHART + "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: RELEASE-data}\n");
        charts.put("NODE_PORT", CHART.replace("type: ClusterIP", "ports: [{port: 80, nodePort: 30080}]"));
        charts.put("NO_SERVICE", CHART.replace("kind: Service", "kind: ServiceLike"));
        charts.put("NO_DEPLOYMENT", CHART.replace("kind: Deployment", "kind: Rollout"));
        for (Map.Entry<String, String> each : charts.entrySet()) {
            close();
            open();
            rig.cluster.charts.put("charts/api", each.getValue());
            rig.cluster.releases.remove("api");
            rig.cluster.add(
                    "api", "deployed", each.getValue().replace("RELEASE", "api").replace("IMAGE", "old:1"));
            StepResult result = canary();
            assertThat(result.reasons())
                    .as(each.getKey())
                    .extracting(reason -> reason.code())
                    .contains(each.getKey());
            assertThat(result.returned()).as(each.getKey()).containsEntry("outcome", "refused");
            assertThat(moves()).as(each.getKey()).isEmpty();
        }
    }

    @Test
    public void aFirstInstallIsAPlainOne() throws Exception {
        rig.cluster.releases.remove("api");
        assertThat(canary().status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(moves()).containsExactly("upgrade api");
    }

    @Test
    public void withoutARouterThatCanTheRestIsRefusedAndWhatIsMissingNamed() throws Exception {
        Map<String, Object[]> calls = Map.of(
                "shadow", with("strategy", "shadow", "mirrorPercent", 10),
                "abTest", with("strategy", "abTest", "match", Map.of("header", "x-group", "value", "b")),
                "exact", with("strategy", "canary", "weights", "exact"));
        for (Object[] call : calls.values()) {
            StepResult result = rig.deploy(Rig.api(call));
            assertThat(Rig.reason(result)).contains("ROUTER_MISSING");
            assertThat(result.sentence()).contains("does not know the Gateway API at all");
        }
        rig.cluster.gatewayClasses = gatewayClass("True", "HTTPRoute");
        assertThat(rig.deploy(Rig.api(calls.get("abTest"))).sentence())
                .contains("release 'api' has no HTTPRoute that leads to one of its Services");
        routed("True");
        rig.cluster.gatewayClasses = gatewayClass("Unknown", "HTTPRoute");
        assertThat(rig.deploy(Rig.api(calls.get("shadow"))).sentence())
                .contains("no GatewayClass of router example.org/router is accepted");
        rig.cluster.gatewayClasses = gatewayClass("True", "HTTPRoute\"},{\"name\":\"HTTPRouteRequestMirror")
                .replace("example.org", "example.com");
        assertThat(rig.deploy(Rig.api(calls.get("exact"))).sentence())
                .as("another router is there, which does not serve this route")
                .contains("no GatewayClass of router example.org/router is accepted");
        rig.cluster.gatewayClasses = gatewayClass("True", "HTTPRoute\"},{\"name\":\"HTTPRouteRequestMirror");
        assertThat(rig.deploy(Rig.api(calls.get("shadow"))).sentence())
                .contains("no GatewayClass of router example.org/router supports HTTPRouteRequestPercentageMirror");
        routed("True", "\"others\":");
        assertThat(rig.deploy(Rig.api(calls.get("exact"))).sentence())
                .contains("none serves HTTPRoute api of release 'api': no router said anything about its parent door");
        assertThat(moves()).isEmpty();
    }

    private static final String ROUTE =
            """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata:
              name: RELEASE
            spec:
              parentRefs: [{name: door}]
              rules:
                - matches: [{path: {type: PathPrefix, value: /}}]
                  backendRefs: [{name: RELEASE, port: 80}]
                - backendRefs: [{name: RELEASE, port: 80}]
            """;

    private void routed(String accepted) {
        routed(accepted, "\"parents\":");
    }

    /** @param parents name of the field with what the router says; any other, and it says nothing */
    private void routed(String accepted, String parents) {
        rig.cluster.charts.put("charts/api", CHART + ROUTE);
        rig.cluster.releases.remove("api");
        rig.cluster.add(
                "api", "deployed", (CHART + ROUTE).replace("RELEASE", "api").replace("IMAGE", "old:1"));
        rig.cluster.gatewayClasses = gatewayClass("True", "HTTPRoute\"},{\"name\":\"HTTPRouteRequestMirror");
        String live =
                """
                {"metadata":{"generation":2,"namespace":"shop"},
                 "spec":{"parentRefs":[{"name":"door"}],
                         "rules":[{"backendRefs":[{"name":"NAME","port":80}]},{"backendRefs":[{"name":"other","port":80}]}]},
                 "status":{PARENTS[{"parentRef":{"name":"door"},"controllerName":"example.org/router","conditions":[{"type":"Accepted","status":"%s","observedGeneration":2},
                                                     {"type":"ResolvedRefs","status":"True","observedGeneration":2}]}]}}
                """
                        .replace("PARENTS", parents);
        rig.cluster.route("api", live.formatted("True").replace("NAME", "api"));
        rig.cluster.route("api-b", live.formatted(accepted).replace("NAME", "api-b"));
    }

    @Test
    public void exactWeightsAreSetInTheRouteAndTakenBackInTheEnd() throws Exception {
        routed("True");
        StepResult result = canary("weights", "exact");
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(moves())
                .containsExactly(
                        "uninstall api-canary",
                        "upgrade api-canary",
                        "patch api",
                        "patch api",
                        "apply 0-old-traffic.yaml",
                        "upgrade api",
                        "uninstall api-canary");
        assertThat(rig.cluster.selectors.get("api"))
                .isEqualTo(
                        "[{\"op\":\"replace\",\"path\":\"/spec/rules/0/backendRefs\",\"value\":"
                                + "[{\"name\":\"api\",\"port\":80,\"weight\":50},{\"name\":\"api-canary\",\"port\":80,\"weight\":50}]}]");
    }

    @Test
    public void aRouterThatNeverSeesTheChangeIsNotBelievedAndTheRouteIsAsItWas() throws Exception {
        routed("True");
        String before = rig.cluster.rules("api");
        rig.cluster.routerSees = 2;
        StepResult result = canary("weights", "exact");
        assertThat(Rig.reason(result)).contains("ROUTE_NOT_CONFIRMED");
        assertThat(result.sentence())
                .contains(
                        "router example.org/router for parent door: says Accepted of generation 2, the route is at generation 3");
        assertThat(result.returned()).containsEntry("outcome", "rolledBack");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api-canary");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
        assertThat(rig.cluster.rules("api")).isEqualTo(before);
        assertThat(rig.detail("notes").toString()).contains("which no router confirmed yet");
    }

    @Test
    public void stoppedOrRestartedAtEveryMoveTheRouteIsAsItWas() throws Exception {
        routed("True");
        String before = rig.cluster.rules("api");
        canary("weights", "exact");
        int visits = rig.states.size();
        for (boolean effect : new boolean[] {false, true}) {
            for (boolean restart : new boolean[] {false, true}) {
                for (int visit = 1; visit < visits; visit++) {
                    close();
                    open();
                    routed("True");
                    int wanted = visit;
                    rig.intruder = (state, action, carryOut) -> {
                        if (rig.states.size() - 1 != wanted) {
                            return null;
                        }
                        if (effect) {
                            carryOut.run();
                        }
                        return restart ? new Event.Resumed(rig.cluster.now) : new Event.Stopped("stopped by sam");
                    };
                    StepResult result = canary("weights", "exact");
                    String where = rig.states.get(visit) + "@" + visit + (effect ? " after" : " before")
                            + (restart ? " restart" : " stop") + ": " + result.returned() + result.reasons() + moves();
                    assertThat(result.status()).as(where).isEqualTo(restart ? RunStatus.SUCCESS : RunStatus.ABORTED);
                    assertThat(rig.cluster.rules("api")).as(where).isEqualTo(before);
                    assertThat(rig.cluster.releases).as(where).containsOnlyKeys("api", "front");
                }
            }
        }
    }

    @Test
    public void aRouteThatSomebodyElseChangesMeanwhileIsFound() throws Exception {
        routed("True");
        rig.intruder = (state, action, carryOut) -> {
            if (action.toString().contains("patch, httproute")) {
                return FakeCluster.ok("patched, and at once set back by somebody");
            }
            return null;
        };
        StepResult result = canary("weights", "exact");
        assertThat(Rig.reason(result)).contains("ROUTE_CHANGED");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
    }

    @Test
    public void aShadowGetsACopyAndNobodyItsAnswers() throws Exception {
        routed("True");
        StepResult result = rig.deploy(Rig.api("strategy", "shadow"));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.selectors.get("api"))
                .isEqualTo("[{\"op\":\"add\",\"path\":\"/spec/rules/0/filters\",\"value\":[{\"type\":\"RequestMirror\","
                        + "\"requestMirror\":{\"backendRef\":{\"name\":\"api-shadow\",\"port\":80}}}]}]");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
    }

    @Test
    public void anAbTestMatchesMoreExactlyAndARouteThatIsNotAcceptedGoesBack() throws Exception {
        routed("True");
        String[] guest = {""};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Carrying carrying && carrying.stage() == Program.Stage.RUN && guest[0].isEmpty()) {
                guest[0] = read(carrying.deployment().file(0, Preparing.GUEST));
            }
            return null;
        };
        Map<String, Object> call = Rig.api("strategy", "abTest", "match", Map.of("header", "x-group", "value", "b"));
        assertThat(rig.deploy(call).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(KubeObject.list("test", guest[0]).get(2).at("spec", "rules").toString())
                .isEqualTo(
                        "[{matches=[{path={type=PathPrefix, value=/}, headers=[{type=Exact, name=x-group, value=b}]}],"
                                + " backendRefs=[{name=api-b, port=80}]}, {backendRefs=[{name=api-b, port=80}],"
                                + " matches=[{headers=[{type=Exact, name=x-group, value=b}]}]}]");
        close();
        open();
        routed("False");
        StepResult refused = rig.deploy(call);
        assertThat(Rig.reason(refused)).contains("ROUTE_NOT_ACCEPTED");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
    }

    private static String gatewayClass(String accepted, String features) {
        return "{\"items\":[{\"spec\":{\"controllerName\":\"example.org/router\"},\"status\":{\"conditions\":[{\"type\":\"Accepted\",\"status\":\""
                + accepted + "\"}],\"supportedFeatures\":[{\"name\":\"" + features + "\"}]}}]}";
    }

    @Test
    public void recreateAndRollingSetTheStrategyInWhatIsApplied() throws Exception {
        rig.deploy(Rig.api("strategy", "recreate"));
        assertThat(applied()).contains("type: \"Recreate\"").doesNotContain("rollingUpdate");
        rig.deploy(Rig.api("maxSurge", "1", "maxUnavailable", "25%"));
        assertThat(applied())
                .contains("maxSurge: 1\n")
                .contains("maxUnavailable: \"25%\"")
                .contains("replicas: 4\n");
    }

    @Test
    public void aClusterThatDoesNotAnswerTheCheckHasRefusedNothing() throws Exception {
        rig.cluster.refusing.put(
                "kubectl apply --server-side --dry-run=server",
                "error: the server is currently unable to handle the request");
        StepResult result = rig.deploy(Rig.api());
        assertThat(result.returned()).containsEntry("outcome", "notApplied");
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(moves()).isEmpty();
    }

    @Test
    public void helm4IsToldTheOldWayBeforeItIsGivenTheNewOne() throws Exception {
        rig.cluster.helmVersion = "v4.1.4";
        String[] named = {""};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Carrying carrying && carrying.stage() == Program.Stage.RUN) {
                named[0] = read(carrying.deployment().file(0, Preparing.OLD_NAMED));
            }
            return null;
        };
        assertThat(rig.deploy(Rig.api("strategy", "recreate")).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(moves()).containsExactly("apply 0-old-named.yaml", "upgrade api");
        assertThat(named[0])
                .contains("type: \"RollingUpdate\"")
                .contains("maxSurge: \"25%\"")
                .contains("meta.helm.sh/release-name: \"api\"")
                .doesNotContain("kind: Service");
        assertThat(rig.cluster.commands)
                .anyMatch(command -> command.contains("--post-renderer mldeploy-apply --post-renderer-args"));
    }

    @Test
    public void whatTheClusterWouldNotTakeIsRefusedBeforeAnythingIsWritten() throws Exception {
        Map<String, String> answers = Map.of(
                "error: Apply failed with 1 conflict: conflict with \"somebody\": .spec.replicas", "FIELD_CONFLICT",
                "The Deployment \"api\" is invalid: spec.selector: Invalid value: …: field is immutable",
                        "IMMUTABLE_FIELD",
                "Error from server: failed to create typed patch object (shop/api; apps/v1, Kind=Deployment): .spec.replicass: field not declared in schema",
                        "INVALID_OBJECT",
                "Error from server (Forbidden): deployments.apps \"api\" is forbidden: User \"x\" cannot patch resource",
                        "FORBIDDEN");
        for (Map.Entry<String, String> answer : answers.entrySet()) {
            rig.cluster.refusing.put("kubectl apply --server-side --dry-run=server", answer.getKey());
            StepResult result = rig.deploy(Rig.api());
            assertThat(Rig.reason(result)).contains(answer.getValue());
            assertThat(result.returned()).containsEntry("outcome", "refused");
        }
        assertThat(moves()).isEmpty();
    }

    @Test
    public void theReleasesOfAUnitAreCheckedInOneQuestionAndOneByOneOnlyWhereTheAnswerIsNo() throws Exception {
        String check = "kubectl apply --server-side --dry-run=server";
        assertThat(rig.deploy(Rig.unit()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.commands.stream().filter(command -> command.startsWith(check)))
                .hasSize(1)
                .allMatch(command -> command.contains("/0-check.yaml") && command.contains("/1-check.yaml"));
        rig.run++;
        rig.cluster.commands.clear();
        rig.programs = command -> {
            String line = String.join(" ", command.argv());
            Event.Ran ran = rig.cluster.run(command);
            return line.startsWith(check) && line.contains("/1-check.yaml")
                    ? FakeCluster.failed("The Deployment \"front\" is invalid: spec: Invalid value: field is immutable")
                    : ran;
        };
        StepResult result = rig.deploy(Rig.unit());
        assertThat(Rig.reason(result)).contains("IMMUTABLE_FIELD");
        assertThat(result.sentence()).contains("release front can't be applied");
        assertThat(result.returned()).containsEntry("outcome", "refused");
        assertThat(rig.cluster.commands.stream().filter(command -> command.startsWith(check)))
                .hasSize(3);
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void helmChecksTheSchemaItselfOnlyWhereTheApiServerIsNotAskedNext() throws Exception {
        rig.cluster.releases.remove("front");
        String dryRun = "--dry-run=server --output json";
        rig.deploy(Rig.unit());
        List<String> renders = rig.cluster.commands.stream()
                .filter(command -> command.startsWith("helm upgrade") && command.endsWith(dryRun))
                .toList();
        assertThat(renders).hasSize(2);
        assertThat(renders.get(0)).startsWith("helm upgrade api").contains("--disable-openapi-validation");
        // A first installation is not checked by the API server.
        assertThat(renders.get(1)).startsWith("helm upgrade front").doesNotContain("--disable-openapi-validation");
        rig.run++;
        rig.cluster.commands.clear();
        rig.cluster.absent.add("kubectl");
        rig.deploy(Rig.unit());
        assertThat(rig.cluster.commands)
                .anyMatch(command -> command.endsWith(dryRun))
                .noneMatch(command -> command.contains("--disable-openapi"));
    }

    private String applied() {
        List<FakeCluster.Revision> revisions = rig.cluster.releases.get("api");
        return revisions.get(revisions.size() - 1).manifest();
    }

    @Test
    public void parametersThatDoNotGoTogetherAreNamed() {
        assertThatThrownBy(() -> rig.deploy(Rig.api(
                        "steps",
                        List.of(50, 20),
                        "scaleDownDelay",
                        "1m",
                        "weights",
                        "exact",
                        "mirrorPercent",
                        10,
                        "analysis",
                        List.of(Map.of("metric", "x"), Map.of("metric", "y", "command", "c", "compare", true)))))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("'steps' does not go with strategy 'rolling'")
                .hasMessageContaining("'scaleDownDelay' does not go with")
                .hasMessageContaining("'mirrorPercent' does not go with")
                .hasMessageContaining("'weights' does not go with")
                .hasMessageContaining("percentages that rise")
                .hasMessageContaining("analysis[0]: give just one of")
                .hasMessageContaining("analysis[1]: 'compare' needs both versions");
        assertThatThrownBy(() -> rig.deploy(Rig.api("strategy", "abTest")))
                .hasMessageContaining("needs match: [header:");
        assertThatThrownBy(() -> rig.deploy(Rig.api("strategy", "canary", "release", "a".repeat(50))))
                .hasMessageContaining("too long for strategy");
    }

    @Test
    public void theTableOfTheGuideStandsInThePage() throws Exception {
        assertThat(Files.readString(Path.of("docs/steps/helmdeploy.md")))
                .contains(StrategyGuide.read().markdown());
        assertThat(StrategyGuide.read().rows())
                .extracting(row -> row.get(0))
                .containsExactlyInAnyOrderElementsOf(Stream.of(Strategy.Kind.values())
                        .map(kind -> new Strategy(kind, null, null, List.of(), false, 0, 1, 1, 0, Map.of(), 0).name())
                        .toList());
    }
}
