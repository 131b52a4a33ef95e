package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;

/** Releases that somebody else deployed with the helm that the profile names, on a real API server. */
public class AdoptionLiveTest {
    private static final String DIGEST = "sha256:" + "9".repeat(64);

    private final TemporaryFolder folder = new TemporaryFolder();
    private final LiveCluster cluster = new LiveCluster(folder);

    @Rule
    public final RuleChain rules = RuleChain.outerRule(folder).around(cluster);

    private static Map<?, ?> release(Entry entry) {
        return (Map<?, ?>) ((List<?>) entry.evidence().details().get("releases")).get(0);
    }

    /** By hand, as the team did it before the suite. */
    private void byHand(Rig rig, String tag) throws Exception {
        Process helm = cluster.begin(
                rig,
                "--set-string",
                "image.repository=registry:5000/api,image.tag=" + tag,
                "--wait" + (helm(rig).startsWith("v4") ? "=watcher" : ""));
        helm.waitFor();
        assertThat(helm.exitValue()).isZero();
    }

    private String helm(Rig rig) throws Exception {
        return rig.programs.run(HelmCli.version()).stdout();
    }

    @Test(timeout = 240_000)
    public void whatWasInstalledByHandIsAdoptedDeployedOverAndGoneBackTo() throws Exception {
        try (Rig rig = cluster.rig()) {
            byHand(rig, "1.9");
            String pod = cluster.ask("kubectl", "get", "pods", "--selector", "app=api", "--output", "name");
            cluster.ask(
                    "kubectl",
                    "patch",
                    pod,
                    "--subresource=status",
                    "--type=merge",
                    "--patch",
                    "{\"status\":{\"containerStatuses\":[{\"name\":\"main\",\"image\":\"registry:5000/api:1.9\",\"imageID\":\"registry:5000/api@"
                            + DIGEST + "\",\"ready\":true,\"restartCount\":0,\"state\":{\"running\":{}}}]}}");
            StepResult looked = rig.deploy(Map.of("environment", "staging", "adopt", true));
            assertThat(looked.returned()).as(rig.logged()).containsEntry("outcome", "adopted");
            assertThat(looked.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
            Evidence found = rig.found().get(0).evidence();
            assertThat(found.reasons().get(0).code()).isEqualTo("ADOPTED");
            assertThat(found.details()).containsEntry("images", List.of("registry:5000/api:1.9"));
            Map<?, ?> release = release(rig.found().get(0));
            assertThat(release.get("chart")).isEqualTo("api");
            assertThat(release.get("version")).isEqualTo("0.1.0");
            assertThat(release.get("revision")).isEqualTo(1);
            assertThat(release.get("status")).isEqualTo("deployed");
            assertThat(release.get("how")).isEqualTo("Install complete");
            assertThat(release.get("digests")).isEqualTo(Map.of("registry:5000/api:1.9", List.of(DIGEST)));
            assertThat(cluster.last("api").number()).isEqualTo(1);
            // Once.
            rig.run++;
            rig.deploy(Map.of("environment", "staging", "adopt", true));
            assertThat(rig.found()).hasSize(2);
            assertThat(Deployed.subjects(rig.store, "staging")).hasSize(2);

            rig.run++;
            assertThat(rig.deploy(cluster.api("registry:5000/api:2")).returned())
                    .as(rig.logged())
                    .containsEntry("outcome", "deployed")
                    .containsEntry("revision", 2);
            rig.run++;
            StepResult back = rig.deploy(Map.of("release", "api", "environment", "staging", "rollbackTo", "previous"));
            assertThat(back.returned()).as(rig.logged()).containsEntry("outcome", "deployed");
            assertThat(rig.logged()).contains("goes back to what was adopted as adopt-7-");
            assertThat(cluster.image("api")).isEqualTo("registry:5000/api:1.9");
            assertThat(rig.found()).hasSize(2);
        }
    }

    @Test(timeout = 240_000)
    public void whatWasChangedByHandInBetweenIsRecordedOnceAndGoneBackTo() throws Exception {
        try (Rig rig = cluster.rig()) {
            rig.deploy(cluster.api(LiveCluster.GOOD));
            byHand(rig, "by-hand");
            rig.run++;
            assertThat(rig.deploy(cluster.api("registry:5000/api:3")).returned())
                    .as(rig.logged())
                    .containsEntry("outcome", "deployed")
                    .containsEntry("revision", 3);
            assertThat(rig.found()).hasSize(1);
            assertThat(rig.found().get(0).evidence().reasons().get(0).toString())
                    .contains("CHANGED_OUTSIDE", "from revision 1 to revision 2");
            rig.run++;
            rig.deploy(Map.of("release", "api", "environment", "staging", "rollbackTo", "previous"));
            assertThat(cluster.image("api")).as(rig.logged()).isEqualTo("registry:5000/api:by-hand");
            // Helm's own rollback, by hand: to the revision of the suite's second deployment.
            cluster.ask("helm", "rollback", "api", "3");
            rig.run++;
            StepResult looked = rig.deploy(Map.of("environment", "staging", "adopt", true, "release", "api"));
            assertThat(looked.sentence()).as(rig.logged()).contains("from revision 4 to revision 5", "Rollback to 3");
            rig.run++;
            assertThat(rig.deploy(Map.of("environment", "staging", "adopt", true, "release", "api"))
                            .returned())
                    .containsEntry("outcome", "known");
            cluster.ask("helm", "uninstall", "api", "--wait");
            rig.run++;
            assertThat(rig.deploy(Map.of("environment", "staging", "adopt", true, "release", "api"))
                            .sentence())
                    .contains("removed outside of this suite");
            assertThat(Deployed.now(rig.store, "staging")).isEmpty();
        }
    }

    @Test(timeout = 240_000)
    public void whatFailedByHandIsRecordedAsThat() throws Exception {
        try (Rig rig = cluster.rig()) {
            byHand(rig, "1");
            Process helm = cluster.begin(
                    rig,
                    "--set-string",
                    "image.repository=registry:5000/api,image.tag=bad",
                    "--timeout",
                    "3s",
                    "--wait" + (helm(rig).startsWith("v4") ? "=watcher" : ""));
            helm.waitFor();
            assertThat(cluster.last("api").status()).isEqualTo("failed");
            StepResult looked = rig.deploy(Map.of("environment", "staging", "adopt", true));
            assertThat(looked.status()).as(rig.logged()).isEqualTo(RunStatus.UNSTABLE);
            assertThat(looked.returned()).containsEntry("outcome", "doubtful");
            assertThat(release(rig.found().get(0)).get("status")).isEqualTo("failed");
            assertThat(Deployed.now(rig.store, "staging")).isEmpty();
        }
    }
}
