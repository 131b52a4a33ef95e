package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;

/** One request of a deployment to the API server is spoiled: whatever comes of it, the result says what the cluster shows, and nothing is left half done. */
public class ApiFaultsLiveTest {
    private static final Path CHART = Path.of("src/test/resources/io/jenkins/plugins/mldeploy/deploy/shop");
    /** Every so many requests one is spoiled; 1 takes an hour. */
    private static final int STRIDE = Integer.getInteger("cluster.stride", 30);

    private final TemporaryFolder folder = new TemporaryFolder();
    private final LiveCluster cluster = new LiveCluster(folder);

    @Rule
    public final RuleChain rules = RuleChain.outerRule(folder).around(cluster);

    private Rig rig;
    private FaultyApi proxy;

    @Before
    public void prepare() throws Exception {
        proxy = new FaultyApi(Path.of(System.getProperty("cluster.kubeconfig")));
        Path kubeconfig = proxy.kubeconfig(folder.getRoot().toPath());
        rig = cluster.rig();
        rig.realTime = true;
        rig.programs = command -> cluster.run(
                rig.workspace,
                command.environment().containsKey("KUBECONFIG")
                        ? command
                        : command.with(Map.of("KUBECONFIG", kubeconfig.toString())));
        Files.delete(rig.workspace.resolve("charts/api/templates/deployment.yaml"));
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                rig.file("charts/api/" + CHART.relativize(file), Files.readString(file));
            }
        }
    }

    @After
    public void close() throws IOException {
        rig.close();
        proxy.close();
    }

    @Test
    public void oneSpoiledRequestNeverLeavesAHalfDeployment() throws Exception {
        int tag = 1;
        assertThat(rig.deploy(cluster.api("registry.example/shop:" + tag)).status())
                .isEqualTo(RunStatus.SUCCESS);
        int good = tag;
        for (boolean writes : new boolean[] {true, false}) {
            proxy.spoil(-1, writes, FaultyApi.Fault.RESET);
            rig.run++;
            StepResult clean = rig.deploy(cluster.api("registry.example/shop:" + ++tag));
            assertThat(clean.status()).as(clean.sentence()).isEqualTo(RunStatus.SUCCESS);
            good = tag;
            int all = proxy.requests();
            for (FaultyApi.Fault fault : FaultyApi.Fault.values()) {
                Map<String, Integer> outcomes = new TreeMap<>();
                for (int n = fault.ordinal() % STRIDE; n < all; n += writes ? Math.max(1, STRIDE / 3) : STRIDE * 2) {
                    proxy.spoil(n, writes, fault);
                    rig.run++;
                    rig.log.clear();
                    int before = cluster.last("api").number();
                    StepResult result = rig.deploy(cluster.api("registry.example/shop:" + ++tag));
                    String outcome = (String) result.returned().get("outcome");
                    String where = fault + " at " + n + " (" + proxy.hit() + "): " + outcome + " " + result.reasons()
                            + "\n" + rig.logged();
                    outcomes.merge(outcome, 1, Integer::sum);
                    good = outcome.equals("deployed") ? tag : good;
                    assertThat(cluster.image("api")).as(where).isEqualTo("registry.example/shop:" + good);
                    assertThat(outcome).as(where).isIn("deployed", "rolledBack", "notApplied", "refused", "rehearsed");
                    assertThat(cluster.last("api").isDeployed()).as(where).isTrue();
                    // At most one upgrade and one rollback.
                    assertThat(cluster.last("api").number()).as(where).isLessThanOrEqualTo(before + 2);
                    if (!outcome.equals("deployed") && !outcome.equals("rehearsed")) {
                        assertThat(result.reasons()).as(where).isNotEmpty();
                    }
                }
                System.out.printf(
                        "TABLE | API fault %s, %s | helm %s | %d requests a deployment | %s |%n",
                        fault, writes ? "writes" : "all requests", rig.detail("helm"), all, outcomes);
            }
        }
    }
}
