package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;

/** The process is killed at saved states of a deployment on a real cluster, before and after the state's action had its effect, and goes on from what was saved. */
public class InterruptedLiveTest {
    private static final Path CHART = Path.of("src/test/resources/io/jenkins/plugins/mldeploy/deploy/shop");

    /** Every so many states; 1 for all of them takes half an hour. */
    private static final int EVERY = Integer.getInteger("cluster.every", 7);

    private final TemporaryFolder folder = new TemporaryFolder();
    private final LiveCluster cluster = new LiveCluster(folder);

    @Rule
    public final RuleChain rules = RuleChain.outerRule(folder).around(cluster);

    private Rig rig;

    @Before
    public void prepare() throws IOException {
        rig = cluster.rig();
        rig.realTime = true;
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
    }

    private Map<String, Object> call(int tag, Object... more) {
        Map<String, Object> call = cluster.api("registry.example/shop:" + tag);
        for (int i = 0; i < more.length; i += 2) {
            call.put((String) more[i], more[i + 1]);
        }
        return call;
    }

    private void atEveryState(String name, Object... strategy) throws IOException {
        assertThat(rig.deploy(call(1)).status()).isEqualTo(RunStatus.SUCCESS);
        rig.run++;
        rig.states.clear();
        assertThat(rig.deploy(call(2, strategy)).status()).isEqualTo(RunStatus.SUCCESS);
        List<String> states = new ArrayList<>(rig.states);
        int tag = 2;
        int kills = 0;
        List<String> went = new ArrayList<>();
        // Every state that is about the cluster; what comes before is the same with every strategy.
        int first = states.indexOf("Locking");
        for (int at = first; at < states.size(); at += EVERY) {
            for (boolean effect : new boolean[] {false, true}) {
                int wanted = at;
                rig.run++;
                rig.states.clear();
                rig.log.clear();
                rig.intruder = (state, action, carryOut) -> {
                    if (rig.states.size() - 1 != wanted) {
                        return null;
                    }
                    if (effect) {
                        carryOut.run();
                    }
                    return new Event.Resumed(Instant.now());
                };
                tag++;
                kills++;
                int before = cluster.last("api").number();
                StepResult result = rig.deploy(call(tag, strategy));
                String where = name + " " + states.get(at) + "@" + at + (effect ? " after" : " before") + ": "
                        + result.reasons() + "\n" + rig.logged();
                assertThat(result.returned()).as(where).containsEntry("outcome", "deployed");
                // At most one upgrade of the named release.
                assertThat(cluster.last("api").number()).as(where).isEqualTo(before + 1);
                assertThat(cluster.image("api")).as(where).isEqualTo("registry.example/shop:" + tag);
                assertThat(cluster.ask("helm", "list", "--short")).as(where).isEqualTo("api");
                went.add(states.get(at) + (effect ? "+" : "-"));
            }
        }
        System.out.printf(
                "TABLE | killed at every %s. saved state, %s | helm %s | %d kills, all went on and deployed, one upgrade each | %s |%n",
                EVERY, name, rig.detail("helm"), kills, String.join(" ", went));
    }

    @Test
    public void rolling() throws Exception {
        atEveryState("rolling");
    }

    @Test
    public void canary() throws Exception {
        atEveryState("canary", "strategy", "canary", "steps", List.of(50), "interval", "1s");
    }

    @Test
    public void blueGreen() throws Exception {
        atEveryState("blueGreen", "strategy", "blueGreen", "scaleDownDelay", "1s");
    }
}
