package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.Test;

/** Real outputs of helm 3.19.0, helm 4.1.4 and kubectl 1.34 against a real API server. */
public class RecordedOutputsTest {
    static String sample(String name) throws IOException {
        try (InputStream in = RecordedOutputsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String codeOf(String file) throws IOException {
        return HelmErrors.reason("helm upgrade", new Event.Ran(1, true, "", sample(file), false, Duration.ZERO))
                .code();
    }

    @Test
    public void bothHelmsNameTheRevisionToGoBackTo() throws Exception {
        for (String helm : List.of("helm3", "helm4")) {
            HelmHistory failed = HelmHistory.read(sample(helm + "-history-after-failed.json"));
            assertThat(failed.lastNumber()).isEqualTo(5);
            assertThat(failed.lastGood()).isEqualTo(4);
            assertThat(HelmHistory.read(sample(helm + "-history-after-rollback.json"))
                            .lastGood())
                    .isEqualTo(6);
            assertThat(HelmHistory.read(sample(helm + "-history-uninstalled.json"))
                            .lastGood())
                    .as("nothing runs any more")
                    .isZero();
        }
    }

    @Test
    public void bothHelmsTellTheSameFailuresInTheirOwnWords() throws Exception {
        for (String helm : List.of("helm3", "helm4")) {
            assertThat(codeOf(helm + "-upgrade-bad-template.stderr")).isEqualTo("BAD_TEMPLATE");
            assertThat(codeOf(helm + "-upgrade-failed-no-atomic.stderr")).isEqualTo("NOT_READY");
            assertThat(codeOf(helm + "-upgrade-atomic-failed.stderr")).isEqualTo("NOT_READY");
            assertThat(codeOf(helm + "-upgrade-quota.stderr")).isEqualTo("QUOTA_EXCEEDED");
            assertThat(codeOf(helm + "-upgrade-crd-missing.stderr")).isEqualTo("CRD_MISSING");
            assertThat(codeOf(helm + "-install-crd-missing.stderr")).isEqualTo("CRD_MISSING");
        }
        for (String who : List.of("helm3-upgrade", "helm4-upgrade", "kubectl-apply")) {
            assertThat(codeOf(who + "-forbidden.stderr")).isEqualTo("FORBIDDEN");
        }
        assertThat(HelmErrors.isNotFound(
                        new Event.Ran(1, true, "", sample("helm4-status-missing.stderr"), false, Duration.ZERO)))
                .isTrue();
    }

    @Test
    public void onlyWhatWaitsForPodsIsNotReadyWhenItsTimeIsUp() {
        Event.Ran late = new Event.Ran(137, true, "", "", true, Duration.ZERO);
        for (String what : List.of("helm upgrade api", "rollback of release api", "kubectl rollout status api")) {
            assertThat(HelmErrors.reason(what, late).code()).as(what).isEqualTo("NOT_READY");
        }
        for (String what :
                List.of("helm history", "helm upgrade --dry-run=server api", "kubectl get deployment of release api")) {
            assertThat(HelmErrors.reason(what, late).code()).as(what).isEqualTo("NO_ANSWER");
        }
    }

    @Test
    public void aFieldThatSomebodyElseOwnsIsNamedWithoutALesson() throws Exception {
        assertThat(codeOf("helm4-upgrade-conflict.stderr")).isEqualTo("FIELD_CONFLICT");
        Reason reason = HelmErrors.reason(
                "kubectl apply",
                new Event.Ran(1, true, "", sample("kubectl-apply-conflict.stderr"), false, Duration.ZERO));
        assertThat(reason.code()).isEqualTo("FIELD_CONFLICT");
        assertThat(reason.text()).endsWith("conflict with \"autoscaler\": .spec.replicas");
    }

    /** ReplicaSets of several revisions, the newest of which does not become ready beside pods of the first that are. */
    @Test
    public void theClusterSaysWhyPodsDoNotBecomeReady() throws Exception {
        Map<String, String[]> expected = Map.of(
                "crash-loop", new String[] {"CRASH_LOOP", "CrashLoopBackOff", "exit code 1", "kubectl logs --previous"},
                "image-pull", new String[] {"IMAGE_PULL", "ImagePullBackOff", "registry.example/shop:1", "pull secret"},
                "unschedulable", new String[] {"UNSCHEDULABLE", "Insufficient cpu", "ask for less, or add nodes"},
                "quota", new String[] {"QUOTA_EXCEEDED", "exceeded quota: few", "larger quota"},
                "refused",
                        new String[] {
                            "PODS_REFUSED", "violates PodSecurity \"restricted:latest\"", "correct what it names"
                        },
                "config-missing",
                        new String[] {
                            "CONTAINER_NOT_CREATED",
                            "CreateContainerConfigError",
                            "configmap \"settings\" not found",
                            "registry.example/shop:1",
                            "is not there"
                        });
        for (Map.Entry<String, String[]> each : expected.entrySet()) {
            String json = sample("kubectl-pods-" + each.getKey() + ".json");
            Reason reason = PodTrouble.of("orders", "orders", json);
            assertThat(reason.code()).as(each.getKey()).isEqualTo(each.getValue()[0]);
            assertThat(reason.toString())
                    .contains(each.getValue())
                    .startsWith(each.getValue()[0] + ": release orders, Deployment orders: ");
            assertThat(PodTrouble.of("orders", "another", json))
                    .as("of another Deployment it says nothing")
                    .isNull();
            // The oldest ReplicaSet, whose pods are well, becomes the newest.
            String oldest = Pattern.compile("kubernetes.io/revision\":\"(\\d+)\"")
                    .matcher(json)
                    .results()
                    .map(found -> found.group(1))
                    .min(Comparator.comparing(Integer::valueOf))
                    .orElseThrow();
            String older = json.replace("revision\":\"" + oldest + "\"", "revision\":\"99\"");
            assertThat(PodTrouble.of("orders", "orders", older))
                    .as("pods of an older revision are not the new version's")
                    .isNull();
        }
        for (String nothing : List.of("", "{}", "not json", "{\"items\":[]}", "{\"items\":[{\"kind\":\"Pod\"}]}")) {
            assertThat(PodTrouble.of("orders", "orders", nothing)).isNull();
        }
    }

    @Test
    public void aServerSideRenderingAndAReadManifestHaveTheSameImageInBothHelms() throws Exception {
        for (String helm : List.of("helm3", "helm4")) {
            PrintedRelease render = PrintedRelease.read(sample(helm + "-dry-run-server.json"));
            assertThat(ManifestReader.read("render", render.manifest())
                            .rendered()
                            .images())
                    .hasSize(1);
            assertThat(ManifestReader.read("get", sample(helm + "-get-manifest.yaml"))
                            .rendered()
                            .images())
                    .containsExactly("127.0.0.1:5000/orders:1.2.4");
            assertThat(ManifestReader.read("template", sample(helm + "-template.yaml"))
                            .rendered()
                            .objects())
                    .isEqualTo(2);
        }
    }

    @Test
    public void anUpgradePrintsWhatItStored() throws Exception {
        PrintedRelease three = PrintedRelease.read(sample("helm3-upgrade.json"));
        PrintedRelease four = PrintedRelease.read(sample("helm4-upgrade.json"));
        for (PrintedRelease printed : List.of(three, four)) {
            assertThat(printed.status()).isEqualTo("deployed");
            assertThat(printed.number()).isPositive();
            assertThat(ManifestReader.read("upgrade", printed.manifest())
                            .rendered()
                            .images())
                    .hasSize(1);
        }
        PrintedRelease dry = PrintedRelease.read(sample("helm3-dry-run-server.json"));
        assertThat(dry.status()).isEqualTo("pending-upgrade");
    }

    @Test
    public void kubectlSaysWhetherAServerAnswered() throws Exception {
        assertThat(ToolJson.serverVersion(sample("kubectl-version.json"))).isEqualTo("v1.34.4");
        assertThat(ToolJson.serverVersion("{\"clientVersion\":{\"gitVersion\":\"v1.34.4\"}}"))
                .isNull();
    }
}
