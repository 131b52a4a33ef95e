package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Every strategy that needs no router on a real cluster, good and bad. */
public class StrategiesLiveTest extends LiveShop {
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
            assertThat(Rig.reason(conflict)).as(conflict.sentence()).contains("FIELD_CONFLICT");
            assertThat(conflict.returned()).containsEntry("outcome", "refused");
            assertServed("api", "2", 2);
        } else {
            assertThat(conflict.status()).as(conflict.sentence()).isEqualTo(RunStatus.SUCCESS);
            assertServed("api", "3", 3);
        }
    }
}
