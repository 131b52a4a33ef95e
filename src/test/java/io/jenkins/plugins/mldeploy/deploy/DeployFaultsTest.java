package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Failures, stops and restarts at every place of a deployment. */
public class DeployFaultsTest {
    private static final String TIMEOUT = "Error: UPGRADE FAILED: context deadline exceeded";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;
    private int rigs;

    @Before
    public void open() throws IOException {
        rig = new Rig(folder.newFolder().toPath(), new MemoryStore());
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    private void again() throws IOException {
        rig.close();
        rig = new Rig(folder.newFolder("again" + rigs++).toPath(), new MemoryStore());
    }

    @Test
    public void whenTheSecondReleaseFailsBothGoBackLastFirstToTheirNumberedRevisions() throws Exception {
        rig.cluster.had("api", "superseded", "deployed", "failed");
        rig.cluster.had("front", "deployed");
        rig.cluster.failing.put("front", TIMEOUT);
        StepResult result = rig.deploy(Rig.unit());
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(Rig.reason(result)).contains("NOT_READY");
        assertThat(rig.cluster.writes())
                .containsExactly("upgrade api", "upgrade front", "rollback front 1", "rollback api 2");
        assertThat(result.returned())
                .containsEntry("outcome", "rolledBack")
                .containsEntry("rolledBack", true)
                .containsEntry("previousRevision", 2)
                .containsEntry("revision", 5);
        assertThat(rig.cluster.statusOf("api")).isEqualTo("5 deployed");
        assertThat(rig.records()).hasSize(3);
        assertThat(rig.records().get(0).evidence().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(rig.logged())
                .contains("release api: the cluster holds what revision")
                .contains("release front: the cluster holds what revision");
        assertThat(rig.detail("notes")).isNull();
    }

    @Test
    public void aFailedFirstInstallIsUninstalled() throws Exception {
        rig.cluster.failing.put("front", TIMEOUT);
        StepResult result = rig.deploy(Rig.unit());
        assertThat(rig.cluster.writes())
                .containsExactly("upgrade api", "upgrade front", "uninstall front", "uninstall api");
        assertThat(result.returned()).containsEntry("outcome", "rolledBack").containsEntry("revision", 0);
    }

    @Test
    public void whenTheFirstReleaseFailsTheSecondIsNeverTouched() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.cluster.failing.put("api", TIMEOUT);
        rig.deploy(Rig.unit());
        assertThat(rig.cluster.writes()).containsExactly("upgrade api", "rollback api 1");
    }

    @Test
    public void anUpgradeThatWroteNothingLeavesNothingToTakeBack() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.cluster.refusing.put(
                "helm upgrade api charts/api --install --namespace shop --set-string image.repository=registry:5000/api --set-string image.digest=sha256:"
                        + "1".repeat(64) + " --history-max",
                "Error: create: failed to create: secrets is forbidden: User \"x\" cannot create resource \"secrets\"");
        StepResult result = rig.deploy(Rig.api());
        assertThat(Rig.reason(result)).contains("FORBIDDEN");
        assertThat(result.returned()).containsEntry("outcome", "notApplied").containsEntry("rolledBack", false);
        assertThat(rig.cluster.writes()).containsExactly("upgrade api");
    }

    @Test
    public void aRollbackThatFailsTooIsSaidAndTheOthersAreStillTakenBack() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.cluster.had("front", "deployed");
        rig.cluster.failing.put("front", TIMEOUT);
        rig.cluster.refusing.put("helm rollback front", "Error: context deadline exceeded");
        StepResult result = rig.deploy(Rig.unit());
        assertThat(result.returned()).containsEntry("outcome", "failed").containsEntry("rolledBack", false);
        assertThat(result.reasons())
                .extracting(reason -> reason.code())
                .containsExactly("NOT_READY", "ROLLBACK_FAILED", "NOT_READY");
        assertThat(rig.cluster.writes())
                .containsExactly("upgrade api", "upgrade front", "rollback front 1", "rollback api 1");
        assertThat(rig.cluster.statusOf("api")).isEqualTo("3 deployed");
    }

    @Test
    public void aFirstInstallationWithoutTheRightForItIsRefusedBeforeAnythingIsWritten() throws Exception {
        String forbidden =
                "Error from server (Forbidden): error when creating \"0-check.yaml\": deployments.apps is forbidden: User \"ci\" cannot %s resource \"deployments\" in API group \"apps\" in the namespace \"shop\"";
        for (String[] each : new String[][] {
            {"v3.19.0", "kubectl create --dry-run=server", "create"},
            {"v4.1.4", "kubectl apply --server-side --dry-run=server", "patch"}
        }) {
            again();
            rig.cluster.helmVersion = each[0];
            rig.cluster.refusing.put(each[1], forbidden.formatted(each[2]));
            StepResult result = rig.deploy(Rig.api());
            assertThat(Rig.reason(result)).contains("FORBIDDEN");
            assertThat(result.returned()).containsEntry("outcome", "refused");
            assertThat(rig.cluster.writes()).isEmpty();
            // What the installation itself may still bring is no refusal.
            for (String other : List.of(
                    "Error from server (NotFound): namespaces \"shop\" not found",
                    "error: resource mapping not found for name: \"w\": no matches for kind \"Widget\" in version \"example.org/v1\"",
                    "Error from server (Forbidden): pods \"p\" is forbidden: error looking up service account shop/own: serviceaccount \"own\" not found")) {
                again();
                rig.cluster.helmVersion = each[0];
                rig.cluster.refusing.put(each[1], other);
                assertThat(rig.deploy(Rig.api()).returned()).as(other).containsEntry("outcome", "deployed");
            }
        }
    }

    @Test
    public void whereTheRollbackFailsTooItIsSaidWhatServesNow() throws Exception {
        String slices =
                """
                {"items":[{"metadata":{"labels":{"kubernetes.io/service-name":"api"}},"endpoints":[
                   {"conditions":{"ready":true},"targetRef":{"name":"old-1"}},
                   {"conditions":{"ready":true},"targetRef":{"name":"new-1"}},
                   {"conditions":{"ready":true},"targetRef":{"name":"old-2"}},
                   {"conditions":{"ready":false},"targetRef":{"name":"new-2"}}]},
                 {"metadata":{"labels":{"kubernetes.io/service-name":"api"}},"endpoints":[
                   {"conditions":{"ready":true},"targetRef":{"name":"old-1"}}]},
                 {"metadata":{"labels":{"kubernetes.io/service-name":"another"}},"endpoints":[
                   {"conditions":{"ready":true},"targetRef":{"name":"other"}}]}]}
                """;
        String pods =
                """
                {"items":[{"metadata":{"name":"old-1"},"spec":{"containers":[{"image":"old:1"}]}},
                          {"metadata":{"name":"old-2"},"spec":{"containers":[{"image":"old:1"}]}},
                          {"metadata":{"name":"new-1"},"spec":{"containers":[{"image":"new:2"},{"image":"side:1"}]}}]}
                """;
        Map<String, String[]> cases = new LinkedHashMap<>();
        cases.put("serving now: Service api: 2 pods of old:1, 1 pod of new:2, side:1", new String[] {slices, pods});
        cases.put("serving now: Service api: 3 pods of an image that was not read", new String[] {slices, ""});
        cases.put(
                "serving now: Service api: no pod is ready, so nothing answers", new String[] {"{\"items\":[]}", pods});
        cases.put("what serves now could not be read: kubectl printed no list of endpoints", new String[] {"", pods});
        cases.put("what serves now could not be read: kubectl get endpointslices", new String[] {null, pods});
        for (Map.Entry<String, String[]> each : cases.entrySet()) {
            again();
            rig.cluster.charts.put("charts/api", StrategiesTest.CHART);
            rig.cluster.add(
                    "api",
                    "deployed",
                    StrategiesTest.CHART.replace("RELEASE", "api").replace("IMAGE", "old:1"));
            rig.cluster.failing.put("api", TIMEOUT);
            rig.cluster.refusing.put("helm rollback api", "Error: context deadline exceeded");
            rig.cluster.endpoints = each.getValue()[0];
            rig.cluster.podsByName = each.getValue()[1];
            StepResult result = rig.deploy(Rig.api());
            assertThat(result.returned()).containsEntry("outcome", "failed").containsEntry("rolledBack", false);
            assertThat(result.reasons())
                    .extracting(reason -> reason.code())
                    .containsExactly("NOT_READY", "ROLLBACK_FAILED", "NOT_READY", "SERVING");
            assertThat(result.reasons().get(3).text()).startsWith(each.getKey());
            assertThat(rig.logged()).contains(each.getKey());
        }
    }

    @Test
    public void aStopOrARestartBeforeThatLookChangesNothing() throws Exception {
        for (boolean stop : new boolean[] {true, false}) {
            again();
            rig.cluster.charts.put("charts/api", StrategiesTest.CHART);
            rig.cluster.add(
                    "api",
                    "deployed",
                    StrategiesTest.CHART.replace("RELEASE", "api").replace("IMAGE", "old:1"));
            rig.cluster.failing.put("api", TIMEOUT);
            rig.cluster.refusing.put("helm rollback api", "Error: context deadline exceeded");
            rig.cluster.endpoints = "{\"items\":[]}";
            boolean[] once = {false};
            rig.intruder = (state, action, carryOut) -> {
                if (!(state instanceof Serving) || once[0]) {
                    return null;
                }
                once[0] = true;
                return stop ? new Event.Stopped("stopped by sam") : new Event.Resumed(rig.cluster.now);
            };
            StepResult result = rig.deploy(Rig.api());
            assertThat(result.returned()).containsEntry("outcome", "failed");
            assertThat(result.status()).isEqualTo(stop ? RunStatus.ABORTED : RunStatus.FAILURE);
            assertThat(result.reasons().stream().filter(reason -> reason.code().equals("SERVING")))
                    .hasSize(stop ? 0 : 1);
        }
    }

    private static String sample(String name) throws IOException {
        return RecordedOutputsTest.sample(name).replace("\"name\":\"orders\"", "\"name\":\"api\"");
    }

    @Test
    public void beforeItGoesBackTheClusterIsAskedWhyItDidNotBecomeReady() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.cluster.failing.put("api", TIMEOUT);
        rig.cluster.pods = sample("kubectl-pods-crash-loop.json");
        StepResult result = rig.deploy(Rig.api());
        assertThat(Rig.reason(result)).contains("CRASH_LOOP");
        assertThat(result.returned()).containsEntry("outcome", "rolledBack");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api", "rollback api 1");
        assertThat(rig.cluster.commands)
                .anyMatch(command -> command.startsWith(
                        "kubectl get replicasets.apps,pods --selector app=api --output json --namespace shop"));
    }

    @Test
    public void whatKeepsPodsAndContainersFromBeingMadeIsNamedAndTakenBack() throws Exception {
        for (Map.Entry<String, String> each : Map.of(
                        "refused", "PODS_REFUSED", "config-missing", "CONTAINER_NOT_CREATED")
                .entrySet()) {
            again();
            rig.cluster.had("api", "deployed");
            rig.cluster.failing.put("api", TIMEOUT);
            // Recorded of a release of another name.
            rig.cluster.pods = sample("kubectl-pods-" + each.getKey() + ".json").replace("orders", "api");
            StepResult result = rig.deploy(Rig.api());
            assertThat(Rig.reason(result)).contains(each.getValue());
            assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
            assertThat(result.returned()).containsEntry("outcome", "rolledBack");
            assertThat(rig.cluster.writes()).containsExactly("upgrade api", "rollback api 1");
        }
    }

    @Test
    public void aClusterThatCanNotBeAskedLeavesTheReasonThatThereIs() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.cluster.failing.put("api", TIMEOUT);
        rig.cluster.refusing.put("kubectl get replicasets", "Error from server (Forbidden): pods is forbidden");
        assertThat(Rig.reason(rig.deploy(Rig.api()))).contains("NOT_READY");
        again();
        rig.cluster.had("api", "deployed");
        rig.cluster.failing.put("api", TIMEOUT);
        rig.cluster.pods = sample("kubectl-pods-crash-loop.json");
        rig.intruder =
                (state, action, carryOut) -> state instanceof Diagnosing ? new Event.Stopped("stopped by sam") : null;
        StepResult stopped = rig.deploy(Rig.api());
        assertThat(stopped.reasons()).extracting(reason -> reason.code()).containsExactly("STOPPED", "NOT_READY");
        assertThat(stopped.status()).isEqualTo(RunStatus.ABORTED);
        assertThat(rig.cluster.writes()).containsExactly("upgrade api", "rollback api 1");
    }

    @Test
    public void onFailureKeepLeavesEverythingAsItIs() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.cluster.failing.put("api", TIMEOUT);
        StepResult result = rig.deploy(Rig.api("onFailure", "keep"));
        assertThat(result.returned()).containsEntry("outcome", "failed");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api");
    }

    @Test
    public void everyFailureOfHelmHasItsCode() throws Exception {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress", "IN_PROGRESS");
        codes.put(
                "Error: UPGRADE FAILED: pods \"x\" is forbidden: exceeded quota: q, requested: cpu=1",
                "QUOTA_EXCEEDED");
        codes.put(
                "Error: UPGRADE FAILED: pre-upgrade hooks failed: job migrate failed: BackoffLimitExceeded",
                "HOOK_FAILED");
        codes.put(
                "Error: UPGRADE FAILED: cannot patch \"api\" with kind Deployment: spec.selector: field is immutable",
                "IMMUTABLE_FIELD");
        codes.put(
                "Error: UPGRADE FAILED: conflict occurred while applying object shop/api apps/v1, Kind=Deployment: Apply failed with 1 conflict",
                "FIELD_CONFLICT");
        codes.put(
                "Error: Unable to continue with install: Service \"api\" exists and cannot be imported into the current release: invalid ownership metadata",
                "NOT_OWNED");
        codes.put(
                "Error: Kubernetes cluster unreachable: the server has asked for the client to provide credentials",
                "UNAUTHORIZED");
        codes.put(
                "Error: UPGRADE FAILED: Get \"https://h:6443/\": dial tcp: connect: connection refused",
                "CLUSTER_UNREACHABLE");
        codes.put(
                "Error: UPGRADE FAILED: resource Deployment/shop/api not ready. Failed to pull image: ImagePullBackOff",
                "IMAGE_PULL");
        codes.put(
                "Error: UPGRADE FAILED: Deployment.apps \"api\" is invalid: spec.template.spec.containers[0].name: Required value",
                "INVALID_OBJECT");
        codes.put(
                "Error: UPGRADE FAILED: the server has received too many requests and has asked us to try again later",
                "CLUSTER_BUSY");
        codes.put(
                "Error: UPGRADE FAILED: Internal error occurred: failed calling webhook \"w\": connection refused",
                "CLUSTER_ERROR");
        codes.put("Error: UPGRADE FAILED: etcdserver: request timed out", "CLUSTER_ERROR");
        codes.put("Error: UPGRADE FAILED: timed out waiting for the condition", "NOT_READY");
        codes.put("Error: something new", "HELM_FAILED");
        codes.put("", "HELM_FAILED");
        for (Map.Entry<String, String> each : codes.entrySet()) {
            again();
            rig.cluster.failing.put("api", each.getKey());
            assertThat(Rig.reason(rig.deploy(Rig.api()))).as(each.getKey()).contains(each.getValue());
        }
    }

    @Test
    public void aTemplateThatDoesNotRenderIsNotJudged() throws Exception {
        rig.cluster.refusing.put("helm template", RecordedOutputsTest.sample("helm4-upgrade-bad-template.stderr"));
        StepResult result = rig.deploy(Rig.api());
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(Rig.reason(result)).contains("BAD_TEMPLATE");
        assertThat(rig.cluster.commands).noneMatch(command -> command.startsWith("kubectl"));
    }

    @Test
    public void aReleaseThatWasUninstalledWithItsHistoryKeptIsInstalledAnew() throws Exception {
        rig.cluster.had("api", "superseded", "uninstalled");
        rig.cluster.failing.put("api", TIMEOUT);
        rig.deploy(Rig.api());
        assertThat(rig.cluster.writes()).containsExactly("upgrade api", "uninstall api");
    }

    @Test
    public void aPendingUpgradeWhoseHelmIsGoneIsRolledBackToANumberFirst() throws Exception {
        rig.cluster.had("api", "superseded", "deployed", "pending-upgrade");
        rig.cluster.now = rig.cluster.now.plus(Duration.ofMinutes(11));
        StepResult result = rig.deploy(Rig.api());
        assertThat(result.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.writes()).containsExactly("rollback api 2", "upgrade api");
        assertThat(rig.logged())
                .contains("pending-upgrade at revision 3 and its helm is gone: rolls back to revision 2");
        assertThat(rig.detail("notes").toString()).contains("rolls back to revision 2");
    }

    @Test
    public void aPendingInstallWhoseHelmIsGoneIsUninstalledFirst() throws Exception {
        rig.cluster.had("api", "pending-install");
        rig.cluster.now = rig.cluster.now.plus(Duration.ofMinutes(11));
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.writes()).containsExactly("uninstall api", "upgrade api");
    }

    @Test
    public void aHelmThatMayStillBeAtWorkIsWaitedForAndItsResultTaken() throws Exception {
        rig.cluster.had("api", "deployed", "pending-upgrade");
        int[] looks = {0};
        rig.intruder = (state, action, carryOut) -> {
            if (action instanceof Action.Wait && ++looks[0] == 3) {
                rig.cluster.releases.get("api").remove(1);
                rig.cluster.had("api", "deployed");
            }
            return null;
        };
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.writes()).containsExactly("upgrade api");
        assertThat(looks[0]).isEqualTo(3);
    }

    @Test
    public void withoutRecoverPendingAPendingReleaseIsRefused() throws Exception {
        rig.cluster.had("api", "deployed", "pending-upgrade");
        StepResult result = rig.deploy(Rig.api("recoverPending", false));
        assertThat(Rig.reason(result)).contains("IN_PROGRESS");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void aPendingUpgradeWithNothingGoodBeforeItNeedsAPerson() throws Exception {
        rig.cluster.had("api", "failed", "pending-upgrade");
        rig.cluster.now = rig.cluster.now.plus(Duration.ofMinutes(11));
        assertThat(Rig.reason(rig.deploy(Rig.api()))).contains("RECOVERY_IMPOSSIBLE");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void aRecoveryThatFailsIsAFailure() throws Exception {
        rig.cluster.had("api", "deployed", "pending-upgrade");
        rig.cluster.now = rig.cluster.now.plus(Duration.ofMinutes(11));
        rig.cluster.refusing.put("helm rollback", "Error: context deadline exceeded");
        StepResult result = rig.deploy(Rig.api());
        assertThat(result.returned()).containsEntry("outcome", "failed");
        assertThat(rig.cluster.writes()).containsExactly("rollback api 1");
    }

    /** The states that a deployment of a unit goes through, with an upgrade of each and, at the end, a failure that is taken back. */
    private Set<String> statesOf(boolean failing) throws IOException {
        prepare(failing);
        rig.deploy(Rig.unit());
        Set<String> visits = new LinkedHashSet<>();
        for (int i = 0; i < rig.states.size(); i++) {
            visits.add(rig.states.get(i) + "@" + i);
        }
        assertThat(visits).hasSizeGreaterThan(15);
        return visits;
    }

    private void prepare(boolean failing) throws IOException {
        again();
        rig.cluster.had("api", "superseded", "deployed");
        rig.cluster.had("front", "deployed");
        if (failing) {
            rig.cluster.failing.put("front", TIMEOUT);
        }
    }

    @Test
    public void stoppedAnywhereItIsAbortedRecordedAndNothingIsLeftHalfDone() throws Exception {
        for (boolean failing : new boolean[] {false, true}) {
            for (boolean effect : new boolean[] {false, true}) {
                for (String visit : statesOf(failing)) {
                    prepare(failing);
                    at(visit, effect, new Event.Stopped("stopped by sam"));
                    StepResult result = rig.deploy(Rig.unit());
                    String where =
                            visit + (effect ? " after its effect" : " before its effect") + ": " + result.returned();
                    assertThat(result.status()).as(where).isEqualTo(RunStatus.ABORTED);
                    if (!visit.startsWith("Opening")) {
                        assertThat(rig.records()).as(where).isNotEmpty();
                    }
                    assertConsistent(where, result);
                }
            }
        }
    }

    @Test
    public void restartedAnywhereItGoesOnOrRollsBackAndNeverUpgradesTwice() throws Exception {
        for (boolean failing : new boolean[] {false, true}) {
            for (boolean effect : new boolean[] {false, true}) {
                for (String visit : statesOf(failing)) {
                    prepare(failing);
                    at(visit, effect, new Event.Resumed(rig.cluster.now));
                    StepResult result = rig.deploy(Rig.unit());
                    String where =
                            visit + (effect ? " after its effect" : " before its effect") + ": " + rig.cluster.writes();
                    assertThat(result.status()).as(where).isEqualTo(failing ? RunStatus.FAILURE : RunStatus.SUCCESS);
                    assertThat(rig.logged()).contains("resumed");
                    assertConsistent(where, result);
                    // The one that was cut off before it had any effect is in the list of commands only when it was
                    // carried out.
                    assertThat(rig.cluster.writes()).as(where).doesNotHaveDuplicates();
                    assertThat(rig.records()).as(where).hasSize(3);
                    assertThat(rig.found()).as(where).hasSize(1);
                }
            }
        }
    }

    /** What the result says is what the cluster shows. */
    private void assertConsistent(String where, StepResult result) {
        List<String> now = List.of(rig.cluster.statusOf("api"), rig.cluster.statusOf("front"));
        String outcome = (String) result.returned().get("outcome");
        switch (outcome) {
            case "deployed" -> assertThat(now).as(where).containsExactly("3 deployed", "2 deployed");
            case "notApplied" -> assertThat(now).as(where).containsExactly("2 deployed", "1 deployed");
            case "rolledBack" -> {
                assertThat(now).as(where).allMatch(status -> status.endsWith("deployed"));
                for (String release : List.of("api", "front")) {
                    List<FakeCluster.Revision> revisions = rig.cluster.releases.get(release);
                    assertThat(revisions.get(revisions.size() - 1).manifest())
                            .as(where + " " + release)
                            .contains("name: old");
                }
            }
            default -> throw new AssertionError(where + ": " + outcome + " " + result.sentence());
        }
    }

    private void at(String visit, boolean effect, Event event) {
        int wanted = Integer.parseInt(visit.substring(visit.indexOf('@') + 1));
        rig.intruder = (state, action, carryOut) -> {
            if (rig.states.size() - 1 != wanted) {
                return null;
            }
            if (effect) {
                carryOut.run();
            }
            return event;
        };
    }

    @Test
    public void anUpgradeThatWasCutOffHalfWayIsRolledBack() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Upgrading && rig.states.size() < 40) {
                rig.cluster.had("api", "pending-upgrade");
                return new Event.Resumed(rig.cluster.now);
            }
            return null;
        };
        StepResult result = rig.deploy(Rig.api());
        assertThat(Rig.reason(result)).contains("INTERRUPTED");
        assertThat(result.returned()).containsEntry("outcome", "rolledBack");
        assertThat(rig.cluster.writes()).containsExactly("rollback api 1");
    }

    @Test
    public void aHelmThatOutlivedItsHostIsAllowedToEnd() throws Exception {
        rig.cluster.had("api", "deployed");
        int[] asked = {0};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Upgrading) {
                return new Event.Resumed(rig.cluster.now);
            }
            if (state instanceof SeekingHelm) {
                if (++asked[0] == 3) {
                    rig.cluster.add("api", "deployed", FakeCluster.DEPLOYMENT.replace("IMAGE", Rig.API));
                }
                return new Event.Returned(asked[0] < 3);
            }
            return null;
        };
        StepResult result = rig.deploy(Rig.api());
        assertThat(result.returned()).containsEntry("outcome", "deployed").containsEntry("revision", 2);
        assertThat(rig.cluster.writes()).isEmpty();
        assertThat(rig.logged()).contains("helm finished revision 2 meanwhile: goes on");
    }

    @Test
    public void aLostAgentIsLookedAfterLikeARestart() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Upgrading) {
                carryOut.run();
                return new Event.Failed("AGENT_LOST", "the agent is gone");
            }
            return null;
        };
        assertThat(rig.deploy(Rig.api()).returned()).containsEntry("outcome", "deployed");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api");
    }

    @Test
    public void anAgentThatIsLostAtEveryUpgradeAndAnswersInBetweenIsNotTriedWithoutEnd() throws Exception {
        for (int losses : new int[] {2, 3}) {
            again();
            rig.cluster.had("api", "deployed");
            int[] lost = {0};
            rig.intruder = (state, action, carryOut) -> state instanceof Upgrading && lost[0] < losses && lost[0]++ >= 0
                    ? new Event.Failed("AGENT_LOST", "the agent is gone")
                    : null;
            StepResult result = rig.deploy(Rig.api());
            assertThat(lost[0]).isEqualTo(losses);
            if (losses < 3) {
                assertThat(result.returned()).containsEntry("outcome", "deployed");
                assertThat(rig.cluster.writes()).containsExactly("upgrade api");
            } else {
                assertThat(Rig.reason(result)).contains("AGENT_UNSTABLE");
                assertThat(result.returned()).containsEntry("outcome", "notApplied");
                assertThat(rig.cluster.writes()).isEmpty();
                assertThat(rig.cluster.statusOf("api")).isEqualTo("1 deployed");
            }
        }
    }

    @Test
    public void theFirstReleaseOfAUnitGoesBackWhenTheAgentIsLostAtEveryUpgradeOfTheSecond() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.cluster.had("front", "deployed");
        rig.intruder = (state, action, carryOut) -> state instanceof Upgrading upgrading && upgrading.index() == 1
                ? new Event.Failed("AGENT_LOST", "the agent is gone")
                : null;
        StepResult result = rig.deploy(Rig.unit());
        assertThat(Rig.reason(result)).contains("AGENT_UNSTABLE");
        assertThat(result.returned()).containsEntry("outcome", "rolledBack");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api", "rollback api 1");
    }

    @Test
    public void whatCouldNotBeRecordedIsNeverASuccess() throws Exception {
        rig.intruder = (state, action, carryOut) ->
                state instanceof Recording ? new Event.Failed("IO_FAILED", "disk full") : null;
        StepResult result = rig.deploy(Rig.api());
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.sentence()).contains("'deployed' of api could not be written to the journal: disk full");
    }

    @Test
    public void aTaskThatFailsAnywhereBeforeTheUpgradeAppliesNothing() throws Exception {
        boolean locking = false;
        for (String visit : statesOf(false)) {
            if (visit.matches("(Upgrading|Renewing|ReadingBack|Recording|Unleasing|Tidying).*")) {
                continue;
            }
            // Which machine this is, what the images say, and who else may deploy: good to know, and nothing ends
            // without it. What is asked about all releases at once is else asked about each.
            boolean tolerated =
                    visit.matches("(Inspecting|Leasing|SurveyingUnit).*") || !locking && visit.startsWith("Locking");
            locking |= visit.startsWith("Locking");
            prepare(false);
            at(visit, false, new Event.Failed("IO_FAILED", "broken"));
            Rig.Intruder failing = rig.intruder;
            boolean[] found = {false};
            rig.intruder = (state, action, carryOut) -> {
                Event event = failing.at(state, action, carryOut);
                // What can't be found out about what runs is noted; that it runs must be written down.
                found[0] |= event != null && state instanceof Adopting && action instanceof Action.Run;
                return event;
            };
            StepResult result = rig.deploy(Rig.unit());
            if (tolerated || found[0]) {
                assertThat(result.status()).as(visit).isEqualTo(RunStatus.SUCCESS);
                continue;
            }
            assertThat(result.verdict()).as(visit).isEqualTo(Verdict.NOT_EVALUATED);
            assertThat(result.status()).as(visit).isEqualTo(RunStatus.FAILURE);
            assertThat(rig.cluster.writes()).as(visit).isEmpty();
        }
    }
}
