package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;

/** The step on a real API server, with the helm that the profile names. */
public class HelmDeployLiveTest {
    private static final String SOON = "8s";

    private final TemporaryFolder folder = new TemporaryFolder();
    private final LiveCluster cluster = new LiveCluster(folder);

    @Rule
    public final RuleChain rules = RuleChain.outerRule(folder).around(cluster);

    @Test(timeout = 120_000)
    public void itInstallsAndThenUpgrades() throws Exception {
        try (Rig rig = cluster.rig()) {
            StepResult installed = rig.deploy(cluster.api(LiveCluster.GOOD));
            assertThat(installed.sentence()).as(rig.logged()).isEqualTo("PASS");
            assertThat(installed.returned())
                    .containsEntry("outcome", "deployed")
                    .containsEntry("revision", 1)
                    .containsEntry("previousRevision", 0);
            StepResult upgraded = rig.deploy(cluster.api("registry:5000/api:2"));
            assertThat(upgraded.returned())
                    .as(rig.logged())
                    .containsEntry("outcome", "deployed")
                    .containsEntry("revision", 2)
                    .containsEntry("previousRevision", 1);
            assertThat(rig.detail("notes"))
                    .as("the manifest read back is the one that was checked")
                    .isNull();
            assertThat(cluster.image("api")).isEqualTo("registry:5000/api:2");
        }
    }

    @Test(timeout = 120_000)
    public void beforeTheEnvironmentLetTheRunInTheClusterAnswersAndGivesNothingAway() throws Exception {
        Event.Ran version = cluster.asNobody("kubectl", "version", "--output", "json");
        assertThat(version.exitCode()).as(version.stderrTail()).isZero();
        assertThat(ToolJson.serverVersion(version.stdout())).startsWith("v1.");
        for (String[] denied : new String[][] {{"kubectl", "get", "pods"}, {"helm", "list"}}) {
            Event.Ran ran = cluster.asNobody(denied);
            assertThat(ran.exitCode()).as(ran.stdout()).isNotZero();
            assertThat(ran.stderrTail()).contains("forbidden: User \"system:anonymous\"");
        }
    }

    /** As in a pod, where the image does not know the user. */
    @Test(timeout = 120_000)
    public void aHomeThatCanNotBeWrittenIsNoneOfItsBusiness() throws Exception {
        try (Rig rig = cluster.rig()) {
            rig.programs = command ->
                    cluster.run(rig.workspace, command.with(Map.of("HOME", "/proc/nobody", "XDG_CACHE_HOME", "")));
            StepResult installed = rig.deploy(cluster.api(LiveCluster.GOOD));
            assertThat(installed.returned()).as(rig.logged()).containsEntry("outcome", "deployed");
        }
    }

    @Test(timeout = 120_000)
    public void anUpgradeWhoseImageIsMissingIsTakenBackToTheNumberedRevision() throws Exception {
        try (Rig rig = cluster.rig()) {
            rig.deploy(cluster.api(LiveCluster.GOOD));
            StepResult failed = rig.deploy(cluster.api(LiveCluster.MISSING, "timeout", SOON));
            assertRolledBack(rig, failed, "IMAGE_PULL");
        }
    }

    @Test(timeout = 180_000)
    public void podsThatNeverBecomeReadyAndPodsThatCrashAreTakenBack() throws Exception {
        for (String fault : new String[] {"never-ready", "crash-loop"}) {
            try (Rig rig = cluster.rig()) {
                rig.deploy(cluster.api(LiveCluster.GOOD));
                int before = cluster.last("api").number();
                StepResult failed =
                        rig.deploy(cluster.api("registry:5000/api:2", "timeout", SOON, "set", Map.of("fault", fault)));
                assertThat(failed.returned())
                        .as(fault + "\n" + rig.logged())
                        .containsEntry("outcome", "rolledBack")
                        .containsEntry("revision", before + 2);
                assertThat(cluster.image("api")).isEqualTo(LiveCluster.GOOD);
            }
        }
    }

    @Test(timeout = 120_000)
    public void aFirstInstallThatFailsLeavesNothing() throws Exception {
        try (Rig rig = cluster.rig()) {
            StepResult failed = rig.deploy(cluster.api(LiveCluster.MISSING, "timeout", SOON));
            assertThat(failed.returned()).as(rig.logged()).containsEntry("outcome", "rolledBack");
            assertThat(cluster.ask("helm", "list", "--short")).isEmpty();
            assertThat(cluster.ask("kubectl", "get", "deployments", "--output", "name"))
                    .isEmpty();
        }
    }

    @Test(timeout = 180_000)
    public void whatAKilledHelmLeftPendingIsRecoveredFirst() throws Exception {
        try (Rig rig = cluster.rig()) {
            rig.deploy(cluster.api(LiveCluster.GOOD));
            Process helm = cluster.begin(
                    rig,
                    "--set-string",
                    "image.repository=registry:5000/api,image.tag=bad",
                    rig.logged().contains("helm v4") ? "--wait=watcher" : "--wait");
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!cluster.last("api").isPending()) {
                assertThat(System.nanoTime()).as("helm began").isLessThan(until);
            }
            helm.destroyForcibly();
            assertThat(helm.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(cluster.last("api").status()).isEqualTo("pending-upgrade");

            StepResult result = rig.deploy(cluster.api("registry:5000/api:3"));
            assertThat(result.returned()).as(rig.logged()).containsEntry("outcome", "deployed");
            assertThat(rig.logged()).contains("pending-upgrade", "its helm is gone: rolls back to revision 1");
            // 1 installed, 2 left pending, 3 its rollback, 4 the deployment.
            assertThat(result.returned()).containsEntry("revision", 4);
            assertThat(cluster.image("api")).isEqualTo("registry:5000/api:3");
        }
    }

    @Test(timeout = 180_000)
    public void aUnitOfTwoReleasesGoesBackTogether() throws Exception {
        try (Rig rig = cluster.rig()) {
            assertThat(rig.deploy(cluster.unit(LiveCluster.GOOD, "registry:5000/front:1", "60s"))
                            .returned())
                    .as(rig.logged())
                    .containsEntry("outcome", "deployed");
            StepResult failed = rig.deploy(cluster.unit("registry:5000/api:2", "registry:5000/front:bad", SOON));
            assertThat(failed.status()).isEqualTo(RunStatus.FAILURE);
            assertThat(failed.returned()).as(rig.logged()).containsEntry("outcome", "rolledBack");
            assertThat(cluster.image("api")).isEqualTo(LiveCluster.GOOD);
            assertThat(cluster.image("front")).isEqualTo("registry:5000/front:1");
            assertThat(cluster.last("api").number()).isEqualTo(3);
            assertThat(cluster.last("front").number()).isEqualTo(3);
        }
    }

    private void assertRolledBack(Rig rig, StepResult failed, String code) throws Exception {
        assertThat(failed.status()).as(rig.logged()).isEqualTo(RunStatus.FAILURE);
        assertThat(failed.returned())
                .containsEntry("outcome", "rolledBack")
                .containsEntry("rolledBack", true)
                .containsEntry("previousRevision", 1)
                .containsEntry("revision", 3);
        assertThat(Rig.reason(failed)).contains(code);
        assertThat(rig.logged())
                .contains(
                        "rolls back to revision 1",
                        "is back, with the manifest of revision 1, verified",
                        "the cluster holds what revision 1 says");
        assertThat(cluster.last("api").isDeployed()).isTrue();
        assertThat(cluster.ask("helm", "get", "manifest", "api", "--revision", "3"))
                .isEqualTo(cluster.ask("helm", "get", "manifest", "api", "--revision", "1"));
        assertThat(cluster.image("api")).isEqualTo(LiveCluster.GOOD);
    }
}
