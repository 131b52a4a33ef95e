package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
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
        }
        assertThat(codeOf("helm3-upgrade-forbidden.stderr")).isEqualTo("FORBIDDEN");
        assertThat(HelmErrors.isNotFound(
                        new Event.Ran(1, true, "", sample("helm4-status-missing.stderr"), false, Duration.ZERO)))
                .isTrue();
    }

    @Test
    public void aServerSideRenderingAndAReadManifestHaveTheSameImageInBothHelms() throws Exception {
        for (String helm : List.of("helm3", "helm4")) {
            ServerRender render = ServerRender.read(sample(helm + "-dry-run-server.json"));
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
    public void kubectlSaysWhetherAServerAnswered() throws Exception {
        assertThat(ToolJson.serverVersion(sample("kubectl-version.json"))).isEqualTo("v1.34.4");
        assertThat(ToolJson.serverVersion("{\"clientVersion\":{\"gitVersion\":\"v1.34.4\"}}"))
                .isNull();
    }
}
