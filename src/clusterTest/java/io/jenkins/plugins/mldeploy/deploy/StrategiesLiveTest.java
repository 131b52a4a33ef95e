package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** Every strategy on a real cluster, good and bad, in real time; each case prints a line of the table that the closing note shows. */
public class StrategiesLiveTest {
    private static final Path CHART = Path.of("src/test/resources/io/jenkins/plugins/mldeploy/deploy/shop");

    private final TemporaryFolder folder = new TemporaryFolder();
    private final LiveCluster cluster = new LiveCluster(folder);

    @Rule
    public final RuleChain rules = RuleChain.outerRule(folder).around(cluster);

    private Rig rig;
    private long began;

    @Before
    public void prepare() throws IOException {
        rig = cluster.rig();
        rig.realTime = true;
        for (String chart : List.of("charts/api", "charts/front")) {
            Files.delete(rig.workspace.resolve(chart + "/templates/deployment.yaml"));
            try (Stream<Path> files = Files.walk(CHART)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    rig.file(chart + "/" + CHART.relativize(file), Files.readString(file));
                }
            }
        }
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    private Map<String, Object> api(String tag, Object... more) {
        Map<String, Object> call = cluster.api("registry.example/shop:" + tag);
        for (int i = 0; i < more.length; i += 2) {
            call.put((String) more[i], more[i + 1]);
        }
        return call;
    }

    private static Map<String, Object> unit(String tag, Object... more) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("environment", "staging");
        call.put("createNamespace", true);
        call.put("timeout", "60s");
        List<Map<String, Object>> releases = new ArrayList<>();
        for (String name : List.of("api", "front")) {
            releases.add(Map.of("release", name, "chart", "charts/" + name, "image", "registry.example/shop:" + tag));
        }
        call.put("releases", releases);
        for (int i = 0; i < more.length; i += 2) {
            call.put((String) more[i], more[i + 1]);
        }
        return call;
    }

    private StepResult deploy(String name, Map<String, Object> call) throws IOException {
        rig.run++;
        rig.log.clear();
        rig.states.clear();
        began = System.nanoTime();
        StepResult result = rig.deploy(call);
        System.out.printf(
                "TABLE | %s | helm %s | %s | %s | %.1f s | %s |%n",
                name,
                rig.detail("helm"),
                result.returned().get("outcome"),
                result.status(),
                (System.nanoTime() - began) / 1e9,
                result.reasons().isEmpty()
                        ? rig.detail("endpoints")
                        : result.reasons().get(0));
        if (System.getProperty("cluster.log") != null) {
            rig.log.forEach(line -> System.out.println("    " + line));
        }
        return result;
    }

    private void install(String... releases) throws IOException {
        StepResult result =
                releases.length == 1 ? deploy("first install", api("1")) : deploy("first install of a unit", unit("1"));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
    }

    private void assertServed(String release, String tag, int revision) throws IOException {
        assertThat(cluster.image(release)).isEqualTo("registry.example/shop:" + tag);
        assertThat(cluster.last(release).number()).isEqualTo(revision);
        assertThat(cluster.last(release).isDeployed()).isTrue();
        assertThat(cluster.ask("kubectl", "get", "service", release, "--output", "jsonpath={.spec.selector}"))
                .isEqualTo("{\"app.kubernetes.io/instance\":\"" + release + "\",\"app.kubernetes.io/name\":\"shop\"}");
    }

    private void assertOnly(String... releases) throws IOException {
        assertThat(cluster.ask("helm", "list", "--short").split("\\s+")).containsExactly(releases);
        assertThat(cluster.ask("kubectl", "get", "deployments", "--output", "jsonpath={.items[*].metadata.name}")
                        .split(" "))
                .containsExactlyInAnyOrder(releases);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> endpoints() {
        return ((List<Map<String, Object>>) rig.detail("endpoints")).get(0);
    }

    @Test
    public void rollingNeverLosesTheLastEndpoint() throws Exception {
        install("api");
        StepResult result = deploy("rolling", api("2", "maxSurge", "1", "maxUnavailable", "0"));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", "2", 2);
        assertThat(endpoints()).containsEntry("fewestReady", 3).containsEntry("downMillis", 0);
    }

    @Test
    public void recreateHasAPauseThatIsMeasured() throws Exception {
        install("api");
        StepResult result = deploy(
                "recreate",
                api("2", "strategy", "recreate", "set", Map.of("podAnnotations.mldeploy\\.io/ready-after", "3s")));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", "2", 2);
        assertThat(endpoints()).containsEntry("fewestReady", 0);
        assertThat(((Number) endpoints().get("downMillis")).longValue()).isPositive();
        StepResult back = deploy("rolling after recreate", api("3"));
        assertThat(back.status()).as(back.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", "3", 3);
    }

    @Test
    public void blueGreenSwitchesAndLeavesOnlyTheNamedRelease() throws Exception {
        install("api", "front");
        StepResult result = deploy("blueGreen, unit of 2", unit("2", "strategy", "blueGreen", "scaleDownDelay", "2s"));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", "2", 2);
        assertServed("front", "2", 2);
        assertOnly("api", "front");
        assertThat(endpoints()).containsEntry("fewestReady", 3);
    }

    @Test
    public void blueGreenWithAFailedSmokeTestNeverSwitches() throws Exception {
        install("api");
        StepResult result =
                deploy("blueGreen, smoke test fails", api("2", "strategy", "blueGreen", "smokeTest", "exit 1"));
        assertThat(Rig.reason(result)).contains("SMOKE_TEST_FAILED");
        assertThat(result.returned()).as(result.sentence()).containsEntry("outcome", "rolledBack");
        assertServed("api", "1", 1);
        assertOnly("api");
    }

    @Test
    public void blueGreenWithABadAnalysisSwitchesBack() throws Exception {
        install("api");
        StepResult result = deploy(
                "blueGreen, bad after the switch",
                api(
                        "2",
                        "strategy",
                        "blueGreen",
                        "interval",
                        "2s",
                        "window",
                        "1s",
                        "analysis",
                        List.of(Map.of("metric", "error-rate", "command", "echo 0.05", "max", 0.01))));
        assertThat(result.sentence()).contains("0.05 > 0.01");
        assertThat(result.returned()).as(result.sentence()).containsEntry("outcome", "rolledBack");
        assertServed("api", "1", 1);
        assertOnly("api");
        assertThat(endpoints()).containsEntry("fewestReady", 3);
    }

    @Test
    public void canaryGrowsAndIsPromoted() throws Exception {
        install("api", "front");
        StepResult result = deploy(
                "canary 25, 50, unit of 2",
                unit("2", "strategy", "canary", "steps", List.of(25, 50, 100), "interval", "2s"));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", "2", 2);
        assertServed("front", "2", 2);
        assertOnly("api", "front");
        assertThat(endpoints()).containsEntry("fewestReady", 3);
    }

    @Test
    public void aBadStepOfACanaryEndsWithTheNamedReleasesUntouched() throws Exception {
        install("api", "front");
        rig.file("count", "");
        StepResult result = deploy(
                "canary, 5 % errors at 50",
                unit(
                        "2",
                        "strategy",
                        "canary",
                        "steps",
                        List.of(25, 50, 100),
                        "interval",
                        "2s",
                        "analysis",
                        List.of(Map.of(
                                "metric",
                                "error-rate",
                                "command",
                                "echo x >> count; if [ $(wc -l < count) -gt 1 ]; then echo 0.05; else echo 0.001; fi",
                                "max",
                                0.01))));
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.sentence()).contains("error-rate: 0.05 > 0.01");
        assertThat(result.returned()).as(result.sentence()).containsEntry("rolledBack", true);
        assertServed("api", "1", 1);
        assertServed("front", "1", 1);
        assertOnly("api", "front");
    }

    @Test
    public void aCanaryWithoutDataIsUnstableAndNotPromoted() throws Exception {
        install("api");
        StepResult result = deploy(
                "canary, no data",
                api(
                        "2",
                        "strategy",
                        "canary",
                        "steps",
                        List.of(50),
                        "interval",
                        "1s",
                        "analysis",
                        List.of(Map.of("metric", "error-rate", "command", "exit 1", "max", 0.01))));
        assertThat(result.status()).isEqualTo(RunStatus.UNSTABLE);
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertServed("api", "1", 1);
        assertOnly("api");
    }

    @Test
    public void aCanaryThatNeverBecomesReadyGoes() throws Exception {
        install("api");
        StepResult result = deploy(
                "canary, image missing", api("bad", "strategy", "canary", "steps", List.of(50), "timeout", "8s"));
        assertThat(result.returned()).as(result.sentence()).containsEntry("outcome", "rolledBack");
        assertServed("api", "1", 1);
        assertOnly("api");
    }

    @Test
    public void withoutARouterTheOthersAreRefused() throws Exception {
        install("api");
        for (Object[] each : new Object[][] {
            {"strategy", "shadow", "mirrorPercent", 10},
            {"strategy", "abTest", "match", Map.of("header", "x-group", "value", "b")},
            {"strategy", "canary", "weights", "exact"}
        }) {
            StepResult result = deploy(each[1] + " without a router", api("2", each));
            assertThat(Rig.reason(result)).as(result.sentence()).contains("ROUTER_MISSING");
            assertThat(result.returned()).containsEntry("outcome", "refused");
        }
        assertServed("api", "1", 1);
        assertOnly("api");
    }

    @Test
    public void goingBackAndUninstalling() throws Exception {
        install("api");
        deploy("rolling", api("2"));
        StepResult back = deploy("rollbackTo previous", api("2", "rollbackTo", "previous"));
        assertThat(back.status()).as(back.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", "1", 3);
        StepResult older = deploy("rollbackTo 2", api("2", "rollbackTo", "2"));
        assertThat(older.status()).as(older.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", "2", 4);
        StepResult gone = deploy("uninstall", api("2", "uninstall", true));
        assertThat(gone.returned()).as(gone.sentence()).containsEntry("outcome", "uninstalled");
        assertThat(cluster.ask("helm", "list", "--short")).isEmpty();
    }

    @Test
    public void badNewVersionsAreTakenBackVerified() throws Exception {
        install("api");
        Map<String, Object> faults = new LinkedHashMap<>();
        faults.put("never ready", Map.of("podAnnotations.mldeploy\\.io/fault", "never-ready"));
        faults.put("crash loop", Map.of("podAnnotations.mldeploy\\.io/fault", "crash-loop"));
        faults.put("image missing", Map.of("podAnnotations.mldeploy\\.io/fault", "image-pull"));
        faults.put("hook fails", Map.of("hook.enabled", true, "hook.annotations.mldeploy\\.io/fault", "fails"));
        int revision = 1;
        for (Map.Entry<String, Object> each : faults.entrySet()) {
            StepResult result = deploy(each.getKey(), api("2", "timeout", "8s", "set", each.getValue()));
            assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.FAILURE);
            assertThat(result.returned())
                    .as(each.getKey() + ": " + result.reasons())
                    .containsEntry("outcome", "rolledBack");
            revision += 2;
            assertServed("api", "1", revision);
        }
    }

    @Test
    public void whatTheClusterWouldNotTakeIsRefusedBeforeAnythingIsWritten() throws Exception {
        install("api");
        cluster.ask(
                "kubectl",
                "patch",
                "deployment",
                "api",
                "--field-manager=somebody",
                "--type",
                "merge",
                "--patch",
                "{\"spec\":{\"template\":{\"spec\":{\"terminationGracePeriodSeconds\":7}}}}");
        StepResult taken = deploy("somebody else's other field", api("2"));
        assertThat(taken.status()).as(taken.sentence()).isEqualTo(RunStatus.SUCCESS);
        String template = Files.readString(CHART.resolve("templates/deployment.yaml"));
        rig.file("charts/api/templates/deployment.yaml", template.replace("name: shop\n", "name: shop2\n"));
        StepResult immutable = deploy("immutable selector", api("3"));
        assertThat(Rig.reason(immutable)).as(immutable.sentence()).contains("IMMUTABLE_FIELD");
        assertThat(immutable.returned()).containsEntry("outcome", "refused");
        rig.file("charts/api/templates/deployment.yaml", template);
        cluster.ask("kubectl", "scale", "deployment", "api", "--replicas", "5");
        StepResult conflict = deploy("somebody else's replicas", api("3"));
        if (rig.detail("helm").toString().startsWith("v4")) {
            assertThat(Rig.reason(conflict)).as(conflict.sentence()).contains("CONFLICT");
            assertThat(conflict.returned()).containsEntry("outcome", "refused");
            assertServed("api", "2", 2);
        } else {
            assertThat(conflict.status()).as(conflict.sentence()).isEqualTo(RunStatus.SUCCESS);
            assertServed("api", "3", 3);
        }
    }
}
