package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.dashboard.Cell;
import io.jenkins.plugins.mldeploy.dashboard.Dashboard;
import io.jenkins.plugins.mldeploy.dashboard.DeploymentHistory;
import io.jenkins.plugins.mldeploy.dashboard.Overview;
import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.Enforcement;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What runs and was not deployed by the suite, or not as the journal has it, is recorded as it was found: once, and never as good. */
public class AdoptionTest {
    private static final String OLD_API = "registry:5000/api:1.9";
    private static final String DIGEST = "sha256:" + "9".repeat(64);

    /** A release of another tool: with a Secret, and an image by its tag. */
    private static final String BY_HAND =
            """
            ---
            # Source: api/templates/secret.yaml
            apiVersion: v1
            kind: Secret
            metadata: {name: RELEASE}
            stringData: {password: hunter2}
            ---
            # Source: api/templates/deployment.yaml
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: RELEASE}
            spec:
              selector: {matchLabels: {app: RELEASE}}
              template:
                metadata: {labels: {app: RELEASE, build: "7"}}
                spec: {containers: [{name: main, image: "IMAGE"}]}
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;

    @Before
    public void open() throws IOException {
        rig = new Rig(folder.getRoot().toPath());
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    private void byHand(String release, String image, String status) {
        rig.cluster.add(release, status, BY_HAND.replace("RELEASE", release).replace("IMAGE", image));
    }

    private static Map<String, Object> adopt(Object... namesAndValues) {
        Map<String, Object> call = new java.util.LinkedHashMap<>(Map.of("environment", "staging", "adopt", true));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            call.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return call;
    }

    private static final List<Map<String, String>> UNIT = List.of(
            Map.of("release", "api", "chart", "charts/api"), Map.of("release", "front", "chart", "charts/front"));

    private static Map<?, ?> release(Entry entry, int index) {
        return (Map<?, ?>) ((List<?>) entry.evidence().details().get("releases")).get(index);
    }

    private static Object outcome(Entry entry) {
        return entry.evidence().details().get(Deployed.OUTCOME);
    }

    private Set<String> running() {
        return Deployed.subjects(rig.store, "staging").stream()
                .map(Subject::value)
                .collect(Collectors.toSet());
    }

    @Test
    public void theFirstDeploymentRecordsWhatItFindsBeforeItChangesAnything() throws Exception {
        byHand("api", OLD_API, "superseded");
        byHand("api", OLD_API, "deployed");
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Upgrading) {
                assertThat(rig.found()).isNotEmpty();
            }
            return null;
        };
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);

        assertThat(rig.found()).hasSize(1);
        Evidence found = rig.found().get(0).evidence();
        assertThat(found.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(found.reasons()).singleElement().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("ADOPTED");
            assertThat(reason.text())
                    .contains(
                            "release 'api' was not deployed by this suite: revision 2 of 2026-11-25T10:00:00Z",
                            "chart shop-api 0.3.0",
                            "application 1.9.0");
        });
        assertThat(found.details())
                .containsEntry("outcome", "adopted")
                .containsEntry("environment", "staging")
                .containsEntry("namespace", "shop")
                .containsEntry("unit", "api")
                .containsEntry("origin", "unknown")
                .containsEntry("images", List.of(OLD_API))
                .doesNotContainKeys("planHash", "approvers", "source", "strategy", "rollbackTo");
        Map<Object, Object> release =
                new java.util.HashMap<>(release(rig.found().get(0), 0));
        assertThat(release)
                .containsEntry("release", "api")
                .containsEntry("chart", "shop-api")
                .containsEntry("version", "0.3.0")
                .containsEntry("appVersion", "1.9.0")
                .containsEntry("revision", 2)
                .containsEntry("status", "deployed")
                .containsEntry("lastDeployed", "2026-11-25T10:00:00Z")
                .containsEntry("images", List.of(OLD_API))
                .containsKey("manifestDigest")
                .doesNotContainKeys("known", "previousRevision");
        // Nobody knows what it was built from; who found it is known.
        assertThat(found.origin().commit()).isNull();
        assertThat(found.origin().branch()).isNull();
        assertThat(found.origin().display()).isEqualTo("shop/llm-app #7");
        assertThat(found.details().get(Deployed.DEPLOYMENT_ID))
                .isNotEqualTo(rig.detail("deploymentId"))
                .asString()
                .matches(Redeployment.ID);
        assertThat(rig.logged()).contains("recorded as it was found, before anything is changed");
        assertThat(rig.detail("outcome")).isEqualTo("deployed");
    }

    @Test
    public void whatSecretsHoldReachesNeitherRecordNorPayloadNorLog() throws Exception {
        byHand("api", OLD_API, "deployed");
        rig.cluster.hooks.put(
                "api",
                "---\n# Source: api/templates/hook.yaml\napiVersion: v1\nkind: Secret\n"
                        + "metadata: {name: hook, annotations: {helm.sh/hook: pre-upgrade}}\n"
                        + "data: {token: aHVudGVyMw==}\n");
        rig.cluster.described.put("api 1", "deployed with password hunter4");
        rig.cluster.live = "{\"items\":[{\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"" + OLD_API
                + "\",\"env\":[{\"name\":\"P\",\"value\":\"hunter5\"}]}]},\"status\":{\"containerStatuses\":[{\"name\":\"main\",\"imageID\":\"docker-pullable://registry:5000/api@"
                + DIGEST + "\"}]}}]}";
        rig.deploy(adopt());
        StringBuilder all = new StringBuilder(rig.logged());
        try (Stream<Path> files = Files.walk(folder.getRoot().toPath().resolve("home"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(all.toString())
                .contains("password: (hidden)", "token: (hidden)", DIGEST)
                .doesNotContain("hunter", "aHVudGVyMw");
    }

    @Test
    public void livePodsTellTheDigestsThatATagHides() throws Exception {
        byHand("api", OLD_API, "deployed");
        rig.cluster.live =
                """
                {"items":[
                  {"spec":{"containers":[{"name":"main","image":"%1$s"},{"name":"mesh","image":"mesh:1"}]},
                   "status":{"containerStatuses":[
                     {"name":"main","imageID":"registry:5000/api@%2$s"},
                     {"name":"mesh","imageID":"mesh@sha256:%3$s"}]}},
                  {"spec":{"containers":[{"name":"main","image":"%1$s"}]},
                   "status":{"containerStatuses":[{"name":"main","imageID":"sha256:%3$s"}]}}]}
                """
                        .formatted(OLD_API, DIGEST, "8".repeat(64));
        rig.deploy(adopt("release", "api"));
        // The other container is nobody's of this release, and the other pod names a configuration, not an image.
        assertThat(release(rig.found().get(0), 0).get("digests")).isEqualTo(Map.of(OLD_API, List.of(DIGEST)));
        assertThat(running()).hasSize(2).contains(DIGEST).anyMatch(subject -> subject.startsWith("manifest:"));
        assertThat(rig.cluster.commands).contains("kubectl get pods --selector app=api --output json --namespace shop");
    }

    @Test
    public void whatCanNotBeFoundOutIsNotedAndKeepsNobodyFromDeploying() throws Exception {
        byHand("api", OLD_API, "deployed");
        rig.cluster.refusing.put("helm get manifest api --revision 1", "Error: secrets is forbidden");
        assertThat(rig.deploy(adopt()).returned()).containsEntry("outcome", "adopted");
        assertThat(rig.found()).hasSize(1);
        assertThat(rig.found().get(0).evidence().details().get("notes").toString())
                .contains("its manifest is not known: ", "forbidden");
        assertThat(rig.found().get(0).evidence().payloads()).isEmpty();
        assertThat(release(rig.found().get(0), 0).get("revision")).isEqualTo(1);
        byHand("front", "front:3", "deployed");
        rig.cluster.refusing.clear();
        rig.cluster.refusing.put("kubectl get pods", "Error from server (Forbidden): pods is forbidden");
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        assertThat(rig.deploy(Rig.unit()).returned()).containsEntry("outcome", "deployed");
        assertThat(rig.found().get(0).evidence().details().get("notes").toString())
                .contains("which images its pods run is not known: ");
    }

    @Test
    public void isRecordedOnceAndNotByEveryRun() throws Exception {
        byHand("api", OLD_API, "deployed");
        for (int i = 0; i < 3; i++) {
            StepResult result = rig.deploy(adopt("release", "api"));
            assertThat(result.status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
            assertThat(result.returned()).containsEntry("outcome", i == 0 ? "adopted" : "known");
            rig.run++;
            rig.cluster.now = rig.cluster.now.plusSeconds(60);
        }
        assertThat(rig.found()).hasSize(1);
        rig.deploy(Rig.api());
        rig.run++;
        rig.deploy(Rig.api("image", Rig.API.replace("1111", "3333")));
        assertThat(rig.found()).hasSize(1);
        assertThat(rig.logged()).contains("the journal knows what runs: api");
    }

    @Test
    public void lookingChangesNothingAndIsNoDeployment() throws Exception {
        byHand("api", OLD_API, "deployed");
        byHand("front", "front:3", "deployed");
        StepResult result = rig.deploy(adopt());
        assertThat(result.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.records()).isEmpty();
        assertThat(rig.cluster.writes()).isEmpty();
        assertThat(rig.cluster.commands)
                .allMatch(
                        command -> command.matches("helm (version|list|history|get) .*|kubectl (version|get pods) .*"));
        // The locks are free again.
        assertThat(new ReleaseLocks(rig.home(), "staging", List.of("api", "front")).holder())
                .isEmpty();
        assertThat(rig.found())
                .extracting(entry -> entry.evidence().details().get("unit"))
                .containsExactlyInAnyOrder("api", "front");
        assertThat(running()).hasSize(2);
    }

    @Test
    public void aUnitIsAdoptedAsOneAndCanBeGoneBackToAsOne() throws Exception {
        byHand("api", OLD_API, "deployed");
        byHand("front", "front:3", "deployed");
        rig.deploy(adopt("releases", UNIT));
        assertThat(rig.found()).hasSize(1).first().satisfies(entry -> assertThat(
                        entry.evidence().details())
                .containsEntry("unit", "api,front")
                .containsEntry("images", List.of(OLD_API, "front:3")));
        rig.run++;
        rig.deploy(Rig.unit());
        rig.run++;
        StepResult back = rig.deploy(Map.of("releases", UNIT, "environment", "staging", "rollbackTo", "previous"));
        assertThat(back.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.writes())
                .containsExactly("upgrade api", "upgrade front", "rollback api 1", "rollback front 1");
        assertThat(rig.logged()).contains("goes back to what was adopted as adopt-7-");
        assertThat(rig.found()).hasSize(1);
    }

    @Test
    public void ofAUnitWithOneThatTheJournalKnowsTheOtherIsAdoptedAndTheUnitCanBeGoneBackTo() throws Exception {
        rig.deploy(Rig.api());
        String first = String.valueOf(rig.detail("deploymentId"));
        byHand("front", "front:3", "deployed");
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        rig.deploy(Rig.unit());
        List<Entry> found = rig.found();
        assertThat(found)
                .allMatch(entry -> "api,front".equals(entry.evidence().details().get("unit")));
        assertThat(release(found.get(0), 0).get("known")).isEqualTo(first);
        assertThat(release(found.get(0), 1).get("known")).isNull();
        assertThat(found.get(0).evidence().reasons()).singleElement().satisfies(reason -> assertThat(reason.text())
                .contains("'front'")
                .doesNotContain("'api'"));
        int before = found.size();
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        StepResult back = rig.deploy(Map.of("releases", UNIT, "environment", "staging", "rollbackTo", "previous"));
        assertThat(back.returned()).containsEntry("outcome", "deployed");
        assertThat(rig.found()).hasSize(before);
    }

    @Test
    public void whatWasAdoptedOneByOneBecomesAUnitWithTheFirstDeploymentOfBoth() throws Exception {
        byHand("api", OLD_API, "deployed");
        byHand("front", "front:3", "deployed");
        rig.deploy(adopt());
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        rig.deploy(Rig.unit());
        assertThat(rig.found())
                .extracting(entry -> entry.evidence().details().get("unit"))
                .containsExactly("api,front", "front", "api");
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        rig.deploy(Rig.unit());
        assertThat(rig.found()).hasSize(3);
    }

    @Test
    public void whatSomebodyChangedByHandIsRecordedOnceWithFromAndTo() throws Exception {
        rig.deploy(Rig.api());
        byHand("api", OLD_API, "deployed");
        rig.cluster.described.put("api 2", "Rollback to 1");
        for (int i = 0; i < 2; i++) {
            rig.run++;
            rig.cluster.now = rig.cluster.now.plusSeconds(60);
            rig.deploy(adopt("release", "api"));
        }
        assertThat(rig.found()).hasSize(1);
        Evidence drift = rig.found().get(0).evidence();
        assertThat(drift.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(drift.reasons()).singleElement().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("CHANGED_OUTSIDE");
            assertThat(reason.text())
                    .contains("changed outside of this suite: from revision 1 to revision 2", "Rollback to 1");
        });
        assertThat(release(rig.found().get(0), 0).get("previousRevision")).isEqualTo(1);
        assertThat(running()).noneMatch(subject -> subject.startsWith("sha256:111"));
        // And by a deployment, which goes on; previous means what it found.
        byHand("api", "registry:5000/api:2.0", "deployed");
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        assertThat(rig.deploy(Rig.api("image", Rig.API.replace("1111", "3333"))).status())
                .isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.found()).hasSize(2);
        assertThat(rig.found().get(0).evidence().reasons().get(0).text()).contains("from revision 2 to revision 3");
        rig.run++;
        rig.deploy(Map.of("release", "api", "environment", "staging", "rollbackTo", "previous"));
        assertThat(rig.cluster.writes()).last().isEqualTo("rollback api 3");
    }

    @Test
    public void itsOwnRollbacksFailuresAndRecoveriesAreNoChangeByOthers() throws Exception {
        rig.deploy(Rig.api());
        // Fails, and goes back: revision 3 is our own.
        rig.cluster.failing.put("api", "Error: UPGRADE FAILED: context deadline exceeded");
        rig.run++;
        assertThat(rig.deploy(Rig.api()).returned()).containsEntry("outcome", "rolledBack");
        rig.run++;
        // Fails, and stays: nobody is certain.
        assertThat(rig.deploy(Rig.api("onFailure", "keep")).returned()).containsEntry("outcome", "failed");
        rig.cluster.failing.clear();
        rig.run++;
        assertThat(rig.deploy(Rig.api()).returned()).containsEntry("outcome", "deployed");
        // A helm of ours that was killed: recovered, and then refused.
        rig.cluster.add(
                "api", "pending-upgrade", BY_HAND.replace("RELEASE", "api").replace("IMAGE", OLD_API));
        rig.run++;
        rig.cluster.onlyOnServer =
                "---\napiVersion: v1\nkind: Pod\nmetadata: {name: more}\nspec: {containers: [{name: x, image: \"other:1\"}]}\n";
        assertThat(Rig.reason(rig.deploy(Rig.api()))).contains("IMAGE_NOT_ADMITTED");
        rig.cluster.onlyOnServer = "";
        rig.run++;
        assertThat(rig.deploy(Rig.api()).returned()).containsEntry("outcome", "deployed");
        rig.run++;
        assertThat(rig.deploy(Rig.api("uninstall", true, "chart", null, "image", null))
                        .returned())
                .containsEntry("outcome", "uninstalled");
        rig.run++;
        assertThat(rig.deploy(Rig.api()).returned()).containsEntry("outcome", "deployed");
        assertThat(rig.found()).isEmpty();
    }

    @Test
    public void whatIsFailedOrPendingIsRecordedAsThatAndNeverAsGood() throws Exception {
        byHand("api", OLD_API, "deployed");
        byHand("api", "registry:5000/api:broken", "failed");
        byHand("front", "front:3", "pending-install");
        StepResult result = rig.deploy(adopt("releases", UNIT));
        assertThat(result.status()).isEqualTo(RunStatus.UNSTABLE);
        assertThat(result.returned()).containsEntry("outcome", "doubtful");
        assertThat(rig.found()).hasSize(2).allMatch(entry -> "doubtful".equals(outcome(entry)));
        assertThat(release(rig.found().get(1), 0).get("status")).isEqualTo("failed");
        assertThat(release(rig.found().get(1), 0).get("previousRevision")).isEqualTo(1);
        assertThat(release(rig.found().get(0), 0).get("status")).isEqualTo("pending-install");
        assertThat(rig.found().get(1).evidence().reasons().get(0).text())
                .contains("which helm calls failed", "it is not taken for good");
        assertThat(running()).isEmpty();
        rig.run++;
        StepResult back = rig.deploy(Map.of("release", "api", "environment", "staging", "rollbackTo", "2"));
        assertThat(Rig.reason(back)).contains("ROLLBACK_UNKNOWN");
        // Not twice, as long as nothing happens; when helm has finished, once more.
        rig.run++;
        rig.deploy(adopt("releases", UNIT));
        assertThat(rig.found()).hasSize(2);
        rig.cluster
                .releases
                .get("front")
                .replaceAll(revision -> new FakeCluster.Revision(
                        revision.number(), "deployed", revision.updated(), revision.manifest()));
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        rig.deploy(adopt("releases", UNIT));
        assertThat(rig.found()).hasSize(3);
        assertThat(outcome(rig.found().get(0))).isEqualTo("adopted");
    }

    @Test
    public void aPendingReleaseOfSomebodyElseIsRecordedAsItWasBeforeItIsRecovered() throws Exception {
        byHand("api", OLD_API, "deployed");
        byHand("api", "registry:5000/api:half", "pending-upgrade");
        assertThat(rig.deploy(Rig.api()).returned()).containsEntry("outcome", "deployed");
        assertThat(rig.cluster.writes()).containsExactly("rollback api 1", "upgrade api");
        assertThat(rig.found()).singleElement().satisfies(entry -> {
            assertThat(outcome(entry)).isEqualTo("doubtful");
            assertThat(release(entry, 0).get("status")).isEqualTo("pending-upgrade");
            assertThat(release(entry, 0).get("revision")).isEqualTo(2);
        });
    }

    @Test
    public void whatSomebodyRemovedRunsNoMore() throws Exception {
        rig.deploy(Rig.api());
        assertThat(running()).isNotEmpty();
        rig.cluster.releases.remove("api");
        rig.run++;
        StepResult result = rig.deploy(adopt("release", "api"));
        assertThat(result.sentence()).contains("removed outside of this suite: the journal knows revision 1");
        assertThat(running()).isEmpty();
        assertThat(outcome(rig.found().get(0))).isEqualTo("uninstalled");
        assertThat(rig.found().get(0).evidence().verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        rig.run++;
        assertThat(rig.deploy(adopt("release", "api")).status()).isEqualTo(RunStatus.FAILURE);
        assertThat(rig.found()).hasSize(1);
        // And there again, by hand.
        byHand("api", OLD_API, "deployed");
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        rig.deploy(adopt("release", "api"));
        assertThat(rig.found().get(0).evidence().reasons().get(0).text())
                .contains("it was removed, and is there again");
    }

    @Test
    public void whatIsNotThereIsSaid() throws Exception {
        StepResult result = rig.deploy(adopt("release", "apy"));
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(Rig.reason(result)).contains("NOT_THERE");
        assertThat(Rig.reason(rig.deploy(adopt()))).contains("NOT_THERE");
        assertThat(rig.found()).isEmpty();
        assertThat(rig.records()).isEmpty();
    }

    @Test
    public void aProtectedEnvironmentLetsOnlyItsOwnJobsLookAndOnlyThenGivesTheCredential() throws Exception {
        byHand("api", OLD_API, "deployed");
        rig.environments.add(new Environment(
                "live",
                "tier",
                Enforcement.BLOCK,
                List.of("shop/other"),
                List.of(),
                List.of(),
                0,
                false,
                List.of(),
                null,
                List.of(),
                Duration.ZERO,
                false,
                new Environment.Cluster("cred", "live", List.of("shop")),
                null,
                null,
                List.of(),
                null,
                null));
        boolean[] given = {false};
        rig.intruder = (state, action, carryOut) -> {
            given[0] |= rig.machine.access(state).orElseThrow().admitted();
            return null;
        };
        StepResult refused = rig.deploy(adopt("environment", "live"));
        assertThat(refused.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(Rig.reason(refused)).contains("JOB_NOT_LISTED");
        assertThat(given[0]).isFalse();
        assertThat(rig.cluster.commands).noneMatch(command -> command.matches("helm (list --output|history|get).*"));
        assertThat(rig.records()).isEmpty();
        // Approvals, evidence and pinned images are asked of what enters, not of who looks.
        StepResult looked = rig.deploy(adopt("environment", "production"));
        assertThat(looked.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(given[0]).isTrue();
        assertThat(Rig.reason(rig.deploy(adopt("environment", "production", "namespace", "other"))))
                .contains("PARAMETER_PROTECTED");
    }

    @Test
    public void withoutAClusterThereIsNothingToAdopt() throws Exception {
        rig.cluster.reachable = false;
        assertThat(Rig.reason(rig.deploy(adopt()))).contains("CLUSTER_UNREACHABLE");
    }

    @Test
    public void waitsForTheDeploymentThatIsAtWork() throws Exception {
        byHand("api", OLD_API, "deployed");
        ReleaseLocks locks = new ReleaseLocks(rig.home(), "staging", List.of("api"));
        ReleaseLocks.Holder other = new ReleaseLocks.Holder("shop/llm-app", 6, "deploy-6-x", "");
        locks.take(other, holder -> false);
        rig.intruder = (state, action, carryOut) -> {
            if (rig.logged().contains("waits for")) {
                try {
                    locks.giveBack(other);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
            return null;
        };
        assertThat(rig.deploy(adopt("release", "api")).returned()).containsEntry("outcome", "adopted");
        assertThat(rig.logged()).contains("waits for shop/llm-app #6");
    }

    @Test
    public void theLockOfADeadRunIsLeftForTheDeploymentThatRecoversIt() throws Exception {
        byHand("api", OLD_API, "deployed");
        ReleaseLocks locks = new ReleaseLocks(rig.home(), "staging", List.of("api"));
        locks.take(new ReleaseLocks.Holder("shop/llm-app", 6, "deploy-6-x", ""), holder -> false);
        rig.gone.add(6L);
        StepResult result = rig.deploy(adopt("release", "api"));
        assertThat(Rig.reason(result)).contains("INTERRUPTED");
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(rig.found()).isEmpty();
        assertThat(locks.holder().orElseThrow().number()).isEqualTo(6);
        assertThat(rig.deploy(Rig.api()).returned()).containsEntry("outcome", "deployed");
        assertThat(rig.found()).hasSize(1);
    }

    @Test
    public void whatAddsNothingToALookIsRefusedByName() {
        assertThatThrownBy(() -> rig.deploy(adopt("dryRun", true, "set", Map.of("a", 1), "watch", true)))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("'adopt' deploys nothing")
                .hasMessageContaining("set, watch, dryRun");
    }

    @Test
    public void aTemporaryReleaseBelongsToItsOwnAndIsNotAskedFor() throws Exception {
        byHand("api", OLD_API, "deployed");
        for (String version : List.of("v3.19.0", "v4.1.4")) {
            rig.cluster.helmVersion = version;
            rig.deploy(adopt());
        }
        assertThat(rig.cluster.commands.stream().filter(command -> command.startsWith("helm list")))
                .containsExactly(
                        "helm list --output json --max 256 --selector !mldeploy.io/guest-of --namespace shop --all",
                        "helm list --output json --max 256 --selector !mldeploy.io/guest-of --namespace shop");
    }

    @Test
    public void thePageSaysWhatRunsAndNoFigureCountsIt() throws Exception {
        byHand("api", OLD_API, "superseded");
        byHand("api", OLD_API, "deployed");
        byHand("front", "front:3", "failed");
        rig.deploy(adopt());
        Overview overview = overview();
        assertThat(overview.services()).containsExactly("api", "front");
        Cell api = cell(overview, "api");
        assertThat(api.outcome()).isEqualTo("adopted");
        assertThat(api.images()).containsExactly(OLD_API);
        assertThat(api.chart()).isEqualTo("shop-api 0.3.0");
        assertThat(api.commit()).isNull();
        assertThat(api.approvers()).isEmpty();
        assertThat(api.verdicts()).isEmpty();
        assertThat(api.adopted().revision()).isEqualTo(2);
        assertThat(api.adopted().appVersion()).isEqualTo("1.9.0");
        assertThat(api.adopted().why()).singleElement().asString().contains("was not deployed by this suite");
        Cell front = cell(overview, "front");
        assertThat(front.outcome()).isNull();
        assertThat(front.lastAttempt().outcome()).isEqualTo("doubtful");
        assertThat(overview.deliveries()).allMatch(each -> each.deployments() == 0 && each.failed() == 0);
        assertThat(overview.runs().get(0).verdict()).isEqualTo("NOT_EVALUATED");
        // A deployment over it: the run is what it did itself, not what it found.
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        byHand("api", "registry:5000/api:2.0", "deployed");
        rig.deploy(Rig.api());
        overview = overview();
        assertThat(cell(overview, "api").outcome()).isEqualTo("deployed");
        assertThat(overview.runs().get(0).verdict()).isEqualTo("PASS");
        assertThat(overview.deliveries().stream()
                        .filter(each -> each.environment().equals("staging"))
                        .findFirst()
                        .orElseThrow()
                        .deployments())
                .isEqualTo(1);
    }

    @Test
    public void ofAUnitWithAKnownReleaseThePageShowsThatAsItWasDeployed() throws Exception {
        rig.deploy(Rig.api());
        byHand("front", "front:3", "deployed");
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        rig.deploy(adopt("releases", UNIT));
        assertThat(cell(overview(), "api").outcome()).isEqualTo("deployed");
        assertThat(cell(overview(), "front").outcome()).isEqualTo("adopted");
    }

    private Overview overview() {
        return new Dashboard(new DeploymentHistory(rig.store), rig.environments()).overview(10, rig.cluster.now);
    }

    private static Cell cell(Overview overview, String service) {
        return overview.cells().stream()
                .filter(each ->
                        each.service().equals(service) && each.environment().equals("staging"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void aButtonBringsBackWhatWasAdoptedAndNothingElseIsOfferedOfIt() throws Exception {
        byHand("api", OLD_API, "deployed");
        rig.deploy(Rig.api());
        List<Redeployment> offers = Redeployment.offers(rig.store, job -> true);
        assertThat(offers).singleElement().satisfies(offer -> {
            assertThat(offer.verb()).isEqualTo(Redeployment.Verb.ROLLBACK);
            assertThat(offer.to())
                    .isEqualTo(rig.found().get(0).evidence().details().get(Deployed.DEPLOYMENT_ID));
        });
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        assertThat(rig.deploy(offers.get(0).rollbackCall(Rig.open("staging"), rig.store))
                        .returned())
                .containsEntry("outcome", "deployed");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api", "rollback api 1");
        // Somebody changes it by hand: what was asked about before is not there any more.
        String ours = String.valueOf(rig.detail("deploymentId"));
        byHand("api", "registry:5000/api:2.0", "deployed");
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        rig.deploy(adopt("release", "api"));
        assertThat(((Redeployment.Answer.Impossible) Redeployment.of(rig.store, Redeployment.Verb.ROLLBACK, ours, null))
                        .reason()
                        .code())
                .isEqualTo("CHANGED_SINCE");
        offers = Redeployment.offers(rig.store, job -> true);
        assertThat(offers).singleElement().satisfies(offer -> {
            assertThat(offer.verb()).isEqualTo(Redeployment.Verb.ROLLBACK);
            assertThat(offer.to()).isEqualTo(ours);
        });
    }

    @Test
    public void anOlderRunIsComparedWithTheLastDeploymentNotWithWhatOthersDid() throws Exception {
        rig.run = 9;
        rig.commit = null;
        rig.deploy(Rig.api());
        byHand("api", OLD_API, "deployed");
        rig.run = 10;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        rig.deploy(adopt("release", "api"));
        rig.run = 8;
        assertThat(Rig.reason(rig.deploy(Rig.api()))).contains("OLDER_THAN_DEPLOYED");
        rig.run = 9;
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    public void nothingThatWasFoundLetsAnythingIn() throws Exception {
        byHand("api", "registry:5000/api@sha256:" + "1".repeat(64), "deployed");
        rig.deploy(adopt("environment", "production", "release", "api"));
        StepResult result = rig.deploy(Rig.api("environment", "production"));
        assertThat(Rig.reason(result)).contains("APPROVAL_MISSING");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void thePlanIsComparedWithWhatWasAdopted() throws Exception {
        byHand("api", OLD_API, "deployed");
        rig.deploy(adopt("release", "api"));
        rig.run++;
        rig.deploy(Rig.api("dryRun", true));
        assertThat(rig.payload("difference"))
                .contains("-    spec: {containers: [{name: main, image: \"" + OLD_API + "\"}]}")
                .contains("+          image: \"" + Rig.API + "\"");
    }

    @Test
    public void aWatchLooksAfterWhatWasAdopted() throws Exception {
        byHand("api", OLD_API, "deployed");
        rig.environments.removeIf(each -> each.name().equals("staging"));
        rig.environments.add(WatchTest.watched());
        rig.deploy(adopt("release", "api"));
        rig.cluster.scripts = command -> FakeCluster.ok("0.001");
        StepResult result = rig.deploy(Map.of("environment", "staging", "watch", true));
        assertThat(result.returned()).containsEntry("watched", "healthy").containsEntry("release", "api");
    }

    @Test
    public void whatOthersChangedStandsInThePlaceOfItsOwnReleaseOnly() throws Exception {
        rig.deploy(Rig.unit());
        byHand("api", OLD_API, "deployed");
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        rig.deploy(adopt("release", "api"));
        assertThat(running())
                .contains("sha256:" + "2".repeat(64), "git:" + "a".repeat(40))
                .doesNotContain("sha256:" + "1".repeat(64))
                .anyMatch(subject -> subject.startsWith("manifest:"));
        assertThat(Deployed.now(rig.store, "staging").get(0).evidence().origin().commit())
                .isNull();
        // Twice changed: the last counts.
        byHand("api", "api@" + DIGEST, "deployed");
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        rig.deploy(adopt("release", "api"));
        assertThat(running()).contains(DIGEST, "sha256:" + "2".repeat(64)).hasSize(4);
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(60);
        rig.deploy(Rig.unit());
        assertThat(running())
                .containsExactlyInAnyOrder(
                        "sha256:" + "1".repeat(64), "sha256:" + "2".repeat(64), "git:" + "a".repeat(40));
    }

    @Test
    public void killedAtAnyPointItRecordsEachOnce() throws Exception {
        byHand("api", OLD_API, "deployed");
        byHand("front", "front@" + DIGEST, "deployed");
        rig.deploy(adopt("releases", UNIT));
        int visits = rig.states.size();
        for (int i = 0; i < visits; i++) {
            for (boolean effect : new boolean[] {false, true}) {
                try (Rig again = new Rig(folder.newFolder().toPath(), new MemoryStore())) {
                    rig.cluster.releases.forEach(again.cluster.releases::put);
                    int at = i;
                    again.intruder = (state, action, carryOut) -> {
                        if (again.states.size() - 1 != at) {
                            return null;
                        }
                        if (effect) {
                            carryOut.run();
                        }
                        return new Event.Resumed(again.cluster.now);
                    };
                    assertThat(again.deploy(adopt("releases", UNIT)).status()).isEqualTo(RunStatus.SUCCESS);
                    assertThat(again.found())
                            .as(rig.states.get(i) + "@" + i + " " + effect)
                            .hasSize(2);
                }
            }
        }
    }
}
