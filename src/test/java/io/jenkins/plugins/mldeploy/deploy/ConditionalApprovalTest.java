package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.policy.Condition;
import io.jenkins.plugins.mldeploy.policy.Enforcement;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** An approval up to a share of the traffic, until a time: how far helmDeploy goes, what it leaves, and how it goes on. */
public class ConditionalApprovalTest {
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
                - backendRefs:
                    - {name: RELEASE, port: 80}
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;

    @Before
    public void open() throws IOException {
        rig = new Rig(folder.newFolder().toPath(), new MemoryStore());
        for (String release : List.of("api", "front")) {
            rig.cluster.charts.put("charts/" + release, StrategiesTest.CHART);
            rig.cluster.add(
                    release,
                    "deployed",
                    StrategiesTest.CHART.replace("RELEASE", release).replace("IMAGE", "old:1"));
        }
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    private static Map<String, Object> call(Object... more) {
        Map<String, Object> call = new LinkedHashMap<>(
                Rig.api("environment", "production", "strategy", "canary", "steps", List.of(20, 50, 100)));
        for (int i = 0; i < more.length; i += 2) {
            call.put((String) more[i], more[i + 1]);
        }
        return call;
    }

    /** Plans a call, and has sam approve that plan with a condition. */
    private void approved(Map<String, Object> call, Condition condition) throws IOException {
        Decisions.approve(rig, call, condition);
    }

    private static Condition upTo(int percent) {
        return new Condition(percent, null, null);
    }

    private List<String> scaled() {
        return rig.cluster.commands.stream()
                .filter(command -> command.startsWith("kubectl scale"))
                .map(command -> command.replaceFirst(".*--replicas (\\d+).*", "$1"))
                .toList();
    }

    @Test
    public void aCanaryStopsAtTheApprovedShareAndKeepsIt() throws Exception {
        approved(call(), upTo(50));
        StepResult result = rig.deploy(call());
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.UNSTABLE);
        assertThat(result.verdict()).isEqualTo(Verdict.UNSTABLE);
        assertThat(result.returned()).containsEntry("outcome", "held").containsEntry("rolledBack", false);
        assertThat(result.sentence())
                .contains("held at 50 % of the traffic: the approval covers at most 50 %")
                .contains("approveGate")
                .contains("rollbackTo: 'previous'");
        assertThat(scaled()).containsExactly("1", "4");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api-canary");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front", "api-canary");
        assertThat(rig.cluster.statusOf("api")).isEqualTo("1 deployed");
        assertThat(rig.detail("held").toString()).contains("release=api", "guest=api-canary", "share=50");
        assertThat(rig.home().resolve("locks").toFile().listFiles((dir, name) -> name.endsWith(".json")))
                .isEmpty();
    }

    @Test
    public void aFurtherApprovalOfTheSamePlanGoesOnFromThereAndPromotes() throws Exception {
        approved(call(), upTo(20));
        assertThat(rig.deploy(call()).returned()).containsEntry("outcome", "held");
        approved(call(), null);
        rig.cluster.commands.clear();
        StepResult result = rig.deploy(call());
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        // The temporary release stays as it is, gets its share once more, and then the rest.
        assertThat(scaled()).containsExactly("1", "4");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
        assertThat(rig.logged()).contains("goes on with deployment deploy-7-").contains("which is held at 20 %");
    }

    @Test
    public void withoutAFurtherApprovalItStaysWhereItIsAndNothingIsTouched() throws Exception {
        approved(call(), upTo(20));
        rig.deploy(call());
        rig.cluster.commands.clear();
        StepResult result = rig.deploy(call());
        assertThat(result.status()).isEqualTo(RunStatus.UNSTABLE);
        assertThat(result.returned()).containsEntry("outcome", "held");
        assertThat(scaled()).isEmpty();
        assertThat(rig.cluster.writes()).isEmpty();
        assertThat(rig.cluster.releases).containsKey("api-canary");
        // And still: a third run knows it, too.
        approved(call(), null);
        assertThat(rig.deploy(call()).status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    public void aShareThatThePodsCantKeepToIsRefusedBeforeAnythingIsWritten() throws Exception {
        rig.cluster.scaled.put("api", 2);
        Map<String, Object> call = call("steps", List.of(20, 100), "maxWeightError", 50);
        approved(call, upTo(20));
        StepResult result = rig.deploy(call);
        assertThat(Rig.reason(result)).contains("APPROVAL_CONDITION_TRAFFIC");
        assertThat(result.sentence()).contains("with 2 pods of the old version 20 % is 33.3 % (1 of 3 pods)");
        assertThat(result.returned()).containsEntry("outcome", "refused");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void theFirstInstallationHasAllOfTheTrafficAndIsRefused() throws Exception {
        rig.cluster.releases.remove("api");
        approved(call(), upTo(20));
        StepResult result = rig.deploy(call());
        assertThat(Rig.reason(result)).contains("APPROVAL_CONDITION_TRAFFIC");
        assertThat(result.sentence()).contains("'api' is not there yet");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void strategiesThatGiveEverythingAtOnceAreRefusedByName() throws Exception {
        for (String strategy : List.of("rolling", "recreate", "blueGreen")) {
            Map<String, Object> call = call("strategy", strategy);
            call.remove("steps");
            approved(call, upTo(20));
            StepResult result = rig.deploy(call);
            assertThat(Rig.reason(result)).as(strategy).contains("APPROVAL_CONDITION_TRAFFIC");
            assertThat(result.sentence())
                    .contains("strategy '" + strategy + "' gives the new version everything at once");
            assertThat(rig.cluster.writes()).isEmpty();
        }
        Map<String, Object> canary = call();
        approved(canary, upTo(10));
        assertThat(rig.deploy(canary).sentence()).contains("this canary begins with 20 %");
    }

    @Test
    public void whatIsHeldGoesBeforeAnotherDeployment() throws Exception {
        approved(call(), upTo(20));
        rig.deploy(call());
        Map<String, Object> other = call("strategy", "rolling", "image", Rig.API.replace("1111", "3333"));
        other.remove("steps");
        approved(other, null);
        rig.cluster.commands.clear();
        StepResult result = rig.deploy(other);
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
        assertThat(rig.cluster.commands)
                .filteredOn(command -> command.matches("helm (uninstall|upgrade) .*") && !command.contains("--dry-run"))
                .extracting(command -> command.split(" ")[1] + " " + command.split(" ")[2])
                .containsExactly("uninstall api-canary", "upgrade api");
        assertThat(rig.detail("notes").toString()).contains("takes back deployment deploy-7-");
    }

    @Test
    public void goingBackWhileItIsHeldGivesAllTrafficToWhatWasDeployedLast() throws Exception {
        Map<String, Object> first = call("strategy", "rolling");
        first.remove("steps");
        approved(first, null);
        rig.deploy(first);
        Map<String, Object> next = call("image", Rig.API.replace("1111", "3333"));
        approved(next, upTo(20));
        assertThat(rig.deploy(next).returned()).containsEntry("outcome", "held");
        Map<String, Object> back = call("rollbackTo", "previous");
        back.remove("steps");
        back.remove("strategy");
        approved(back, null);
        rig.cluster.commands.clear();
        StepResult result = rig.deploy(back);
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
        assertThat(rig.cluster.writes()).containsExactly("rollback api 2");
        assertThat(rig.cluster.commands).anyMatch(command -> command.startsWith("helm uninstall api-canary"));
    }

    @Test
    public void anUninstallTakesWhatIsHeldAlong() throws Exception {
        approved(call(), upTo(20));
        rig.deploy(call());
        Map<String, Object> remove =
                new LinkedHashMap<>(Map.of("environment", "production", "release", "api", "uninstall", true));
        approved(remove, null);
        StepResult result = rig.deploy(remove);
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.releases).containsOnlyKeys("front");
    }

    @Test
    public void anApprovalThatRunsOutBetweenTwoStepsLetsNoMoreTrafficIn() throws Exception {
        Map<String, Object> call = call("interval", "10m");
        approved(call, new Condition(null, rig.cluster.now.plus(Duration.ofMinutes(5)), null));
        StepResult result = rig.deploy(call);
        assertThat(result.status()).isEqualTo(RunStatus.UNSTABLE);
        assertThat(result.returned()).containsEntry("outcome", "held");
        assertThat(result.sentence()).contains("held at 20 % of the traffic: the approval ran out at ");
        assertThat(scaled()).containsExactly("1");
        assertThat(rig.cluster.statusOf("api")).isEqualTo("1 deployed");
        // Asked again after it ran out, it is refused as any run without an approval.
        assertThat(Rig.reason(rig.deploy(call))).contains("APPROVAL_EXPIRED");
        approved(call, null);
        assertThat(rig.deploy(call).status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    public void anApprovalThatRunsOutWhileTheLockIsAwaitedAppliesNothing() throws Exception {
        Instant until = rig.cluster.now.plus(Duration.ofMinutes(5));
        approved(call(), new Condition(null, until, null));
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Locking) {
                rig.cluster.now = until.plusSeconds(1);
            }
            return null;
        };
        StepResult result = rig.deploy(call());
        assertThat(Rig.reason(result)).contains("APPROVAL_EXPIRED");
        assertThat(result.returned()).containsEntry("outcome", "refused");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void anApprovalThatRunsOutWhileAnotherHostIsAwaitedAppliesNothing() throws Exception {
        Instant until = rig.cluster.now.plus(Duration.ofMinutes(5));
        approved(call(), new Condition(null, until, null));
        rig.cluster.leases.put(
                "mldeploy-api",
                new FakeCluster.Lease(
                        41, "jenkins-2|shop/llm-app #12|prod-12-x", Leases.time(rig.cluster.now.toEpochMilli()), 600));
        StepResult result = rig.deploy(call());
        assertThat(rig.states).contains("AwaitingLease");
        assertThat(Rig.reason(result)).contains("APPROVAL_EXPIRED");
        assertThat(result.returned()).containsEntry("outcome", "refused");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void anApprovalThatRunsOutBeforeTheSwitchOfBlueGreenNeverSwitches() throws Exception {
        Map<String, Object> call = call("strategy", "blueGreen", "smokeTest", "./smoke");
        call.remove("steps");
        Instant until = rig.cluster.now.plus(Duration.ofMinutes(5));
        approved(call, new Condition(null, until, null));
        rig.cluster.scripts = command -> {
            rig.cluster.now = until.plusSeconds(1);
            return FakeCluster.ok("");
        };
        StepResult result = rig.deploy(call);
        assertThat(Rig.reason(result)).contains("APPROVAL_EXPIRED");
        assertThat(result.returned()).containsEntry("outcome", "rolledBack");
        assertThat(rig.cluster.selectors).isEmpty();
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
    }

    @Test
    public void aBadStepAfterGoingOnRemovesTheTemporaryReleaseAndTheOldVersionServes() throws Exception {
        Map<String, Object> call =
                call("analysis", List.of(Map.of("metric", "error-rate", "command", "./rate", "max", 0.01)));
        rig.cluster.scripts = command -> FakeCluster.ok("0.001");
        approved(call, upTo(20));
        assertThat(rig.deploy(call).returned()).containsEntry("outcome", "held");
        approved(call, null);
        rig.cluster.scripts = command -> FakeCluster.ok("0.05");
        StepResult result = rig.deploy(call);
        assertThat(Rig.reason(result)).contains("ANALYSIS_FAILED");
        assertThat(result.returned()).containsEntry("outcome", "rolledBack");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
        assertThat(rig.cluster.statusOf("api")).isEqualTo("1 deployed");
        // What was taken back is not gone on with: the next one begins with the first step.
        rig.cluster.scripts = command -> FakeCluster.ok("0.001");
        rig.cluster.commands.clear();
        approved(call, null);
        assertThat(rig.deploy(call).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.writes()).containsExactly("upgrade api-canary", "upgrade api");
    }

    @Test
    public void withoutDataNothingIsHeld() throws Exception {
        Map<String, Object> call =
                call("analysis", List.of(Map.of("metric", "error-rate", "command", "./rate", "max", 0.01)));
        rig.cluster.scripts = command -> FakeCluster.failed("nothing");
        approved(call, upTo(20));
        StepResult result = rig.deploy(call);
        assertThat(Rig.reason(result)).contains("INCONCLUSIVE");
        assertThat(result.returned()).containsEntry("outcome", "rolledBack");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
    }

    /** Release api with a route that a router serves. Helm 4 leaves alone what is somebody else's. */
    private void routed() {
        rig.cluster.helmVersion = "v4.1.4";
        rig.cluster.charts.put("charts/api", StrategiesTest.CHART + ROUTE);
        rig.cluster.releases.remove("api");
        rig.cluster.add(
                "api",
                "deployed",
                (StrategiesTest.CHART + ROUTE).replace("RELEASE", "api").replace("IMAGE", "old:1"));
        rig.cluster.gatewayClasses =
                """
                {"items":[{"spec":{"controllerName":"example.org/router"},
                           "status":{"conditions":[{"type":"Accepted","status":"True"}],"supportedFeatures":[{"name":"HTTPRoute"},{"name":"HTTPRouteRequestMirror"}]}}]}
                """;
        rig.cluster.route(
                "api",
                """
                {"metadata":{"generation":2,"namespace":"shop"},
                 "spec":{"parentRefs":[{"name":"door"}],"rules":[{"backendRefs":[{"name":"api","port":80}]}]},
                 "status":{"parents":[{"parentRef":{"name":"door"},"controllerName":"example.org/router",
                                       "conditions":[{"type":"Accepted","status":"True","observedGeneration":2},
                                                     {"type":"ResolvedRefs","status":"True","observedGeneration":2}]}]}}
                """);
    }

    /** What an API server says to helm 4 about the rules of a route that mldeploy changed. */
    private static final String OUR_CONFLICT =
            """
            error: Apply failed with 1 conflict: conflict with "mldeploy" using gateway.networking.k8s.io/v1: .spec.rules
            Please review the fields above--they currently have other managers. Here
            are the ways you can resolve this warning:
            """;

    private static final String CHECK =
            "kubectl apply --server-side --dry-run=server --field-manager=helm --validate=false ";

    private List<String> checks() {
        return rig.cluster.commands.stream()
                .filter(command -> command.startsWith(CHECK))
                .map(command -> command.contains("--force-conflicts") ? "with our own fields" : "strict")
                .toList();
    }

    @Test
    public void theRuleThatAHeldRouterCanaryChangedIsNobodyElses() throws Exception {
        routed();
        Map<String, Object> call = call("weights", "exact", "steps", List.of(5, 50, 100));
        approved(call, upTo(5));
        assertThat(rig.deploy(call).returned()).containsEntry("outcome", "held");
        rig.cluster.refusing.put(CHECK + "--filename", OUR_CONFLICT);
        approved(call, null);
        rig.cluster.commands.clear();
        StepResult all = rig.deploy(call);
        assertThat(all.status()).as(all.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(checks()).containsExactly("strict", "with our own fields");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api");
        assertThat(rig.cluster.rules("api")).doesNotContain("canary");
    }

    @Test
    public void whoseElseAFieldIsIsStillRefused() throws Exception {
        routed();
        Map<String, Object> call = call("weights", "exact", "steps", List.of(5, 50, 100));
        approved(call, upTo(5));
        rig.deploy(call);
        approved(call, null);
        rig.cluster.refusing.put(
                CHECK + "--filename",
                "error: Apply failed with 2 conflicts: conflicts with \"mldeploy\" using gateway.networking.k8s.io/v1:\n- .spec.rules\n"
                        + "conflicts with \"autoscaler\":\n- .spec.replicas\n");
        StepResult result = rig.deploy(call);
        assertThat(Rig.reason(result)).contains("FIELD_CONFLICT");
        assertThat(result.returned()).containsEntry("outcome", "refused");
        // And what the second look finds counts as well.
        rig.cluster.refusing.put(CHECK + "--filename", OUR_CONFLICT);
        rig.cluster.refusing.put(
                CHECK + "--force-conflicts", "Error from server (Forbidden): deployments.apps is forbidden");
        approved(call, null);
        StepResult forbidden = rig.deploy(call);
        assertThat(Rig.reason(forbidden)).contains("FORBIDDEN");
        assertThat(forbidden.returned()).containsEntry("outcome", "refused");
        assertThat(rig.cluster.releases).containsKey("api-canary");
    }

    @Test
    public void aShadowIsHeldAsAShadowAndGoesOnOrGoes() throws Exception {
        routed();
        Map<String, Object> call = call("strategy", "shadow");
        call.remove("steps");
        approved(call, upTo(10));
        StepResult held = rig.deploy(call);
        assertThat(held.returned()).as(held.sentence()).containsEntry("outcome", "held");
        assertThat(held.sentence())
                .contains("held as it is beside the old one: the approval covers at most 10 %")
                .contains("approveGate");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api-shadow");
        assertThat(rig.cluster.rules("api")).containsOnlyOnce("api-shadow");
        assertThat(rig.detail("held").toString()).contains("guest=api-shadow", "share=0", "routed=true");
        // Without more it stays, and nothing is touched.
        rig.cluster.commands.clear();
        assertThat(rig.deploy(call).returned()).containsEntry("outcome", "held");
        assertThat(rig.cluster.commands).noneMatch(command -> command.matches("kubectl (patch|apply).*"));
        rig.cluster.refusing.put(CHECK + "--filename", OUR_CONFLICT);
        approved(call, null);
        StepResult all = rig.deploy(call);
        assertThat(all.status()).as(all.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.writes()).containsExactly("upgrade api");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
        assertThat(rig.cluster.rules("api")).doesNotContain("shadow");
        // Another one, which goes before anything else is deployed.
        rig.cluster.refusing.clear();
        Map<String, Object> next = call("strategy", "shadow", "image", Rig.API.replace("1111", "3333"));
        next.remove("steps");
        approved(next, upTo(10));
        assertThat(rig.deploy(next).returned()).containsEntry("outcome", "held");
        Map<String, Object> other = call("strategy", "rolling", "image", Rig.API.replace("1111", "4444"));
        other.remove("steps");
        approved(other, null);
        rig.cluster.refusing.put(CHECK + "--filename", OUR_CONFLICT);
        assertThat(rig.deploy(other).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
        assertThat(rig.cluster.rules("api")).doesNotContain("shadow");
    }

    @Test
    public void aRejectionLeavesWhatIsHeldAsItIs() throws Exception {
        approved(call(), upTo(20));
        rig.deploy(call());
        Decisions.reject(rig, call());
        rig.cluster.commands.clear();
        StepResult result = rig.deploy(call());
        assertThat(Rig.reason(result)).contains("APPROVAL_REJECTED");
        assertThat(result.returned()).containsEntry("outcome", "refused");
        assertThat(rig.cluster.writes()).isEmpty();
        assertThat(rig.cluster.releases).containsKey("api-canary");
    }

    @Test
    public void exactWeightsAreHeldInTheRouteAndTheRouteIsRestoredBeforeAnotherDeployment() throws Exception {
        routed();
        Map<String, Object> call = call("weights", "exact", "steps", List.of(5, 50, 100));
        approved(call, upTo(5));
        StepResult held = rig.deploy(call);
        assertThat(held.returned()).as(held.sentence()).containsEntry("outcome", "held");
        assertThat(rig.cluster.commands)
                .filteredOn(command -> command.startsWith("kubectl patch httproute"))
                .hasSize(1)
                .allMatch(command -> command.contains("\"weight\":95") && command.contains("\"weight\":5"));
        Map<String, Object> other = call("strategy", "rolling", "image", Rig.API.replace("1111", "3333"));
        other.remove("steps");
        approved(other, null);
        rig.cluster.commands.clear();
        StepResult result = rig.deploy(other);
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        List<String> order = new ArrayList<>();
        rig.cluster.commands.stream()
                .filter(command -> !command.contains("--dry-run"))
                .forEach(command -> {
                    if (command.contains("old-traffic.yaml")) {
                        order.add("route restored");
                    } else if (command.startsWith("helm uninstall api-canary")) {
                        order.add("guest removed");
                    } else if (command.startsWith("helm upgrade api ")) {
                        order.add("upgraded");
                    }
                });
        assertThat(order).containsExactly("route restored", "guest removed", "upgraded");
    }

    @Test
    public void anEnvironmentThatOnlyWarnsLetsItInAndSaysSo() throws Exception {
        rig.environments.removeIf(each -> each.name().equals("production"));
        rig.environments.add(Rig.guarded("production", Enforcement.WARN));
        Map<String, Object> call = call("strategy", "rolling");
        call.remove("steps");
        approved(call, upTo(20));
        StepResult result = rig.deploy(call);
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.logged()).contains("warning, missing and let in: approval: it covers at most 20 %");
    }

    @Test
    public void stoppedOrRestartedAtEveryMoveItIsHeldOrTakenBackButNeverPromoted() throws Exception {
        Map<String, Object> call = Map.copyOf(call());
        approved(new LinkedHashMap<>(call), upTo(20));
        rig.deploy(call);
        int visits = rig.states.size();
        for (boolean restart : new boolean[] {false, true}) {
            for (int visit = 1; visit < visits; visit++) {
                close();
                open();
                approved(new LinkedHashMap<>(call), upTo(20));
                int wanted = visit;
                rig.intruder = (state, action, carryOut) -> {
                    if (rig.states.size() - 1 != wanted || action instanceof Action.Done) {
                        return null;
                    }
                    carryOut.run();
                    return restart ? new Event.Resumed(rig.cluster.now) : new Event.Stopped("stopped by sam");
                };
                StepResult result = rig.deploy(call);
                String where = rig.states.get(wanted) + "@" + wanted + (restart ? " restart" : " stop") + ": "
                        + result.returned() + result.reasons();
                assertThat(rig.cluster.statusOf("api")).as(where).isEqualTo("1 deployed");
                boolean held = "held".equals(result.returned().get("outcome"));
                assertThat(rig.cluster.releases.containsKey("api-canary"))
                        .as(where)
                        .isEqualTo(held);
                assertThat(held)
                        .as(where)
                        .isEqualTo(restart || rig.states.get(wanted).matches("Unleasing|Tidying|Recording"));
            }
        }
    }
}
