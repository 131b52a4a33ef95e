package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A deployment ended on its way and is never resumed: the next one finds its temporary release, which has a share of the traffic, and takes it back before anything else. */
public class LeftBehindTest {
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

    /** Dies with the new version at 20 % of the traffic. */
    private void died(Map<String, Object> call) {
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Carrying && rig.cluster.scaled.containsKey("api-canary")) {
                throw new IllegalStateException("killed");
            }
            return null;
        };
        assertThatThrownBy(() -> rig.deploy(call)).hasMessage("killed");
        assertThat(rig.cluster.releases).containsKey("api-canary");
        rig.gone.add(rig.run);
        rig.run++;
        rig.intruder = (state, action, carryOut) -> null;
        rig.cluster.commands.clear();
        rig.log.clear();
    }

    private static Map<String, Object> canary() {
        return Rig.api("strategy", "canary", "steps", List.of(20, 100));
    }

    private List<String> changes() {
        return rig.cluster.commands.stream()
                .filter(command -> !command.contains("--dry-run"))
                .filter(command -> command.matches("(helm (upgrade|uninstall|rollback)|kubectl apply) .*"))
                .map(command ->
                        command.contains("old-traffic") ? "traffic to api" : command.replaceAll(" --?[a-z].*", ""))
                .toList();
    }

    @Test
    public void aRollingUpgradeTakesItBackFirstAndTheRecordSaysSo() throws Exception {
        died(canary());
        StepResult result = rig.deploy(Rig.api("image", Rig.API.replace("1111", "3333")));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(changes())
                .containsExactly("traffic to api", "helm uninstall api-canary", "helm upgrade api charts/api");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
        assertThat(rig.detail("notes").toString())
                .contains("api-canary is left of a deployment that ended on its way; it is taken back first");
        assertThat(rig.logged())
                .contains("removes api-canary, which a deployment that ended on its way had left beside it");
    }

    @Test
    public void goingBackAndUninstallingTakeItAlong() throws Exception {
        rig.deploy(Rig.api());
        rig.run++;
        rig.deploy(Rig.api("image", Rig.API.replace("1111", "3333")));
        rig.run++;
        died(canary());
        StepResult back = rig.deploy(Map.of("environment", "staging", "release", "api", "rollbackTo", "previous"));
        assertThat(back.status()).as(back.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(changes()).containsExactly("traffic to api", "helm uninstall api-canary", "helm rollback api 2");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
        rig.cluster.scaled.clear();
        died(canary());
        StepResult gone = rig.deploy(Map.of("environment", "staging", "release", "api", "uninstall", true));
        assertThat(gone.status()).as(gone.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.releases).containsOnlyKeys("front");
    }

    @Test
    public void whatADeadDeploymentOfAnotherHostLeftIsFoundByItsLease() throws Exception {
        rig.cluster.add("api-canary", "deployed", "kind: Deployment\n");
        rig.cluster.leases.put(
                "mldeploy-api",
                new FakeCluster.Lease(
                        1,
                        "jenkins-2-0a1b2c3d|shop/llm-app #12|deploy-12-x",
                        rig.cluster.now.minusSeconds(3_600).toString(),
                        600));
        StepResult result = rig.deploy(Rig.api());
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.detail("notes").toString())
                .contains("took over Lease mldeploy-api")
                .contains("api-canary is left of a deployment that ended on its way");
        assertThat(rig.cluster.releases).containsOnlyKeys("api", "front");
    }

    @Test
    public void whatCanNotBeLookedForIsNotTakenForNothing() throws Exception {
        died(canary());
        rig.cluster.refusing.put("helm list --selector", "Error: Kubernetes cluster unreachable: connection refused");
        StepResult result = rig.deploy(Rig.api());
        assertThat(Rig.reason(result)).contains("CLUSTER_UNREACHABLE");
        assertThat(result.returned()).containsEntry("outcome", "notApplied");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void whereNobodyDiedNothingIsLookedFor() throws Exception {
        rig.deploy(canary());
        rig.run++;
        rig.deploy(Rig.api());
        assertThat(rig.cluster.commands).noneMatch(command -> command.contains("--selector " + HelmCli.GUEST_OF));
    }
}
