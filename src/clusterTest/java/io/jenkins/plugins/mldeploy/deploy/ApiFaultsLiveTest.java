package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    /** Every so many of the cases are tried; 1 for all of them takes an hour. */
    private static final int STRIDE = Integer.getInteger("cluster.stride", 30);

    /** Faults that are tried, all of them unless named. */
    private static final List<FaultyApi.Fault> FAULTS = System.getProperty("cluster.faults") == null
            ? List.of(FaultyApi.Fault.values())
            : Stream.of(System.getProperty("cluster.faults").split(","))
                    .map(FaultyApi.Fault::valueOf)
                    .toList();

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

    private record Case(String request, int occurrence) {}

    private StepResult deploy(int tag) throws IOException {
        rig.run++;
        rig.log.clear();
        rig.states.clear();
        return rig.deploy(cluster.api("registry.example/shop:" + tag));
    }

    /** Each write, and each kind of reading once: a reading that is repeated while helm waits is the same call. */
    private List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        proxy.requests().forEach((request, count) -> {
            boolean reads = request.startsWith("GET ");
            for (int n = 0; n < (reads ? 1 : count); n++) {
                cases.add(new Case(request, n));
            }
        });
        return cases;
    }

    @Test
    public void oneSpoiledRequestNeverLeavesAHalfDeployment() throws Exception {
        int tag = 1;
        assertThat(deploy(tag).status()).isEqualTo(RunStatus.SUCCESS);
        proxy.pass();
        StepResult clean = deploy(++tag);
        assertThat(clean.status()).as(clean.sentence()).isEqualTo(RunStatus.SUCCESS);
        List<Case> cases = cases();
        int all = proxy.requests().values().stream().mapToInt(Integer::intValue).sum();
        int good = tag;
        for (FaultyApi.Fault fault : FAULTS) {
            Map<String, Integer> outcomes = new TreeMap<>();
            int hits = 0;
            int most = 0;
            for (int i = fault.ordinal() % STRIDE; i < cases.size(); i += STRIDE) {
                Case each = cases.get(i);
                proxy.spoil(each.request(), each.occurrence(), fault);
                int before = cluster.last("api").number();
                StepResult result = deploy(++tag);
                hits += proxy.hit() ? 1 : 0;
                String outcome = (String) result.returned().get("outcome");
                String where = fault + " at " + each + ": " + outcome + " " + result.reasons() + "\n" + rig.logged();
                good = outcome.equals("deployed") ? tag : good;
                assertThat(cluster.image("api")).as(where).isEqualTo("registry.example/shop:" + good);
                assertThat(outcome).as(where).isIn("deployed", "rolledBack", "notApplied", "refused");
                assertThat(cluster.last("api").isDeployed()).as(where).isTrue();
                // At most one upgrade and one rollback.
                int written = cluster.last("api").number() - before;
                most = Math.max(most, written);
                assertThat(written).as(where).isBetween(0, 2);
                String state = outcome;
                if (!outcome.equals("deployed")) {
                    assertThat(result.reasons()).as(where).isNotEmpty();
                    state += " " + result.reasons().get(0).code();
                    System.out.printf("TABLE |   %s | %s | %s |%n", fault, each, state);
                }
                outcomes.merge(state, 1, Integer::sum);
            }
            System.out.printf(
                    "TABLE | API fault %s | helm %s | %d of %d calls (%d requests a deployment), %d of them came again and were spoiled, at most %d revisions written | %s |%n",
                    fault,
                    rig.detail("helm"),
                    (cases.size() + STRIDE - 1) / STRIDE,
                    cases.size(),
                    all,
                    hits,
                    most,
                    outcomes);
        }
        if (STRIDE == 1) {
            cases.forEach(each ->
                    System.out.println("TABLE |   call | " + each.request() + " | " + each.occurrence() + " |"));
        }
    }
}
