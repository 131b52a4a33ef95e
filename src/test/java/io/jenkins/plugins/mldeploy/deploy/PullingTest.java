package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Charts that lie in a repository or a registry. */
public class PullingTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;

    @Before
    public void open() throws IOException {
        rig = new Rig(folder.newFolder().toPath(), new MemoryStore());
        rig.programs = command -> {
            List<String> argv = command.argv();
            if (argv.get(1).equals("pull")) {
                rig.cluster.commands.add(String.join(" ", argv));
                assertThat(command.environment()).containsEntry("KUBECONFIG", "/dev/null");
                String to = argv.get(argv.indexOf("--destination") + 1);
                Files.write(
                        Path.of(to, "api-1.2.9.tgz"),
                        packed("api/Chart.yaml", "apiVersion: v2\nname: api\nversion: 1.2.9\n"));
                return FakeCluster.ok("Pulled");
            }
            return rig.cluster.run(command);
        };
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    /** A gzipped tar with a directory and a file. */
    private static byte[] packed(String name, String content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream tar = new GZIPOutputStream(bytes)) {
            entry(tar, "api/values.yaml", "a: 1\n");
            entry(tar, name, content);
            tar.write(new byte[1024]);
        }
        return bytes.toByteArray();
    }

    private static void entry(OutputStream tar, String name, String content) throws IOException {
        byte[] body = content.getBytes(StandardCharsets.UTF_8);
        byte[] header = new byte[512];
        System.arraycopy(name.getBytes(StandardCharsets.UTF_8), 0, header, 0, name.length());
        byte[] size = "%011o".formatted(body.length).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, header, 124, size.length);
        tar.write(header);
        tar.write(body);
        tar.write(new byte[(512 - body.length % 512) % 512]);
    }

    @Test
    public void aRangeOfVersionsIsPinnedInTheRecord() throws Exception {
        StepResult result = rig.deploy(Rig.api("chart", "api", "repo", "https://charts.example", "version", "~1.2"));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        Map<?, ?> release = (Map<?, ?>) ((List<?>) rig.detail("releases")).get(0);
        assertThat(release.get("chart")).isEqualTo("api");
        assertThat(release.get("version")).isEqualTo("1.2.9");
        assertThat(release.get("chartDigest").toString()).hasSize(64);
        assertThat(rig.cluster.commands)
                .filteredOn(command -> command.startsWith("helm pull"))
                .singleElement()
                .asString()
                .startsWith("helm pull api --destination ")
                .endsWith("/chart-0 --repo https://charts.example --version ~1.2");
        assertThat(rig.cluster.commands)
                .filteredOn(command -> command.startsWith("helm upgrade") || command.startsWith("helm template"))
                .allMatch(command -> command.contains("/chart-0/api-1.2.9.tgz"));
        assertThat(rig.workspace.resolveSibling("workspace@tmp")).isEmptyDirectory();
    }

    @Test
    public void aRegistryIsPulledFromOnceForEachRelease() throws Exception {
        StepResult result = rig.deploy(Rig.api("chart", "oci://registry.example/charts/api", "dryRun", true));
        assertThat(result.returned()).containsEntry("outcome", "planned");
        assertThat(rig.workspace.resolveSibling("workspace@tmp")).isEmptyDirectory();
    }

    @Test
    public void aChartThatIsNotThereIsSaid() throws Exception {
        rig.programs = command -> command.argv().get(1).equals("pull")
                ? FakeCluster.failed(
                        "Error: chart \"api\" version \"9\" not found in https://charts.example repository")
                : rig.cluster.run(command);
        StepResult result = rig.deploy(Rig.api("chart", "api", "repo", "https://charts.example", "version", "9"));
        assertThat(Rig.reason(result)).contains("CHART_NOT_PULLED");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void whatIsNoAddressIsNamed() {
        assertThatThrownBy(() -> rig.deploy(Rig.api("chart", "../api", "repo", "https://charts.example")))
                .hasMessageContaining("must be the name of a chart in 'repo'");
        assertThatThrownBy(() -> rig.deploy(Rig.api("chart", "api", "repo", "file:///etc")))
                .hasMessageContaining("'repo' must be like");
        assertThatThrownBy(() -> rig.deploy(Rig.api("version", "--debug")))
                .hasMessageContaining("'version' must be like");
        assertThatThrownBy(() -> rig.deploy(Rig.api("version", "1.2.3"))).hasMessageContaining("goes with 'repo'");
    }

    @Test
    public void aPackedChartIsReadWithoutUnpackingIt() throws Exception {
        Path file = folder.newFile("x.tgz").toPath();
        Files.writeString(file, "not packed at all");
        assertThat(PackedChart.description("x", file)).isEmpty();
        byte[] whole = packed("api/Chart.yaml", "name: api\nversion: 1.0.0\n");
        Files.write(file, whole);
        assertThat(PackedChart.description("x", file).get("version")).isEqualTo("1.0.0");
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            Map<?, ?> read = PackedChart.description("x", file);
            assertThat(read.isEmpty() || read.get("version").equals("1.0.0")).isTrue();
        }
        Files.write(file, packed("api/Chart.yaml", "a: [b\n"));
        assertThatThrownBy(() -> PackedChart.description("x", file)).isInstanceOf(UnreadableReport.class);
    }
}
