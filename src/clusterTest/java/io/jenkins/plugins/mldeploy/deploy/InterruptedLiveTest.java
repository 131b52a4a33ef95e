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
import java.util.LinkedHashMap;
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

    /** Number of the state from which on it is tried; for the rest of a table that was broken off. */
    private static final int FROM = Integer.getInteger("cluster.from", 0);

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

    /** @param good whether the call deploys; if not, it is taken back, and what ran before has to run */
    private void atEveryState(String name, boolean good, Object... strategy) throws IOException {
        assertThat(rig.deploy(call(1)).status()).isEqualTo(RunStatus.SUCCESS);
        rig.run++;
        rig.states.clear();
        String outcome = good ? "deployed" : "rolledBack";
        assertThat(rig.deploy(call(2, strategy)).returned()).as(rig.logged()).containsEntry("outcome", outcome);
        List<String> states = new ArrayList<>(rig.states);
        int tag = 2;
        int serving = good ? 2 : 1;
        int kills = 0;
        int most = 0;
        Map<String, Integer> went = new LinkedHashMap<>();
        // Every state that is about the cluster; what comes before is the same with every strategy.
        int first = states.indexOf("Locking");
        for (int at = Math.max(first, FROM); at < states.size(); at += EVERY) {
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
                String ended = String.valueOf(result.returned().get("outcome"));
                int written = cluster.last("api").number() - before;
                if (good) {
                    assertThat(ended).as(where).isEqualTo("deployed");
                    serving = tag;
                    // One upgrade of the named release.
                    assertThat(written).as(where).isEqualTo(1);
                } else {
                    // A first look at a half upgrade may already say that nothing had been applied.
                    assertThat(ended).as(where).isIn("rolledBack", "notApplied");
                    assertThat(result.reasons()).as(where).isNotEmpty();
                    // At most one upgrade and one rollback.
                    assertThat(written).as(where).isBetween(0, 2);
                }
                most = Math.max(most, written);
                assertThat(cluster.last("api").isDeployed()).as(where).isTrue();
                assertThat(cluster.image("api")).as(where).isEqualTo("registry.example/shop:" + serving);
                assertThat(cluster.ask("helm", "list", "--short")).as(where).isEqualTo("api");
                went.merge(
                        states.get(at) + ": " + ended
                                + (result.reasons().isEmpty()
                                        ? ""
                                        : " " + result.reasons().get(0).code()),
                        1,
                        Integer::sum);
            }
        }
        System.out.printf(
                "TABLE | killed at every %s. saved state, %s | helm %s | %d kills, at most %d revisions written by one | %s |%n",
                EVERY, name, rig.detail("helm"), kills, most, went);
    }

    @Test
    public void rolling() throws Exception {
        atEveryState("rolling", true);
    }

    @Test
    public void canary() throws Exception {
        atEveryState("canary", true, "strategy", "canary", "steps", List.of(50), "interval", "1s");
    }

    @Test
    public void blueGreen() throws Exception {
        atEveryState("blueGreen", true, "strategy", "blueGreen", "scaleDownDelay", "1s");
    }

    @Test
    public void anUpgradeThatIsTakenBack() throws Exception {
        atEveryState(
                "rolling, never ready",
                false,
                "timeout",
                "4s",
                "set",
                Map.of("podAnnotations.mldeploy\\.io/fault", "never-ready"));
    }

    @Test
    public void aCanaryThatIsTakenBack() throws Exception {
        atEveryState(
                "canary, bad at its only step",
                false,
                "strategy",
                "canary",
                "steps",
                List.of(50),
                "interval",
                "1s",
                "window",
                "1s",
                "analysis",
                List.of(Map.of("metric", "error-rate", "command", "echo 0.05", "max", 0.01)));
    }
}
