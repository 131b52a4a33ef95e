package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Answers of helm, kubectl and image tools that are broken, of another tool, or made to hurt. */
public class HostileToolOutputTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** No list of revisions, and no release. */
    private static List<String> broken() throws Exception {
        List<String> inputs = new ArrayList<>(List.of(
                "",
                " ",
                "null",
                "true",
                "17",
                "\"text\"",
                "{\"error\":\"forbidden\"}",
                "Error: release: not found",
                "[",
                "[{",
                "[{}]",
                "[null]",
                "[[]]",
                "[{\"revision\":1}]",
                "[{\"revision\":\"1\",\"status\":\"deployed\",\"updated\":\"2026-11-22T10:48:34Z\"}]",
                "[{\"revision\":1,\"status\":\"deployed\"}]",
                "[{\"revision\":1,\"status\":\"deployed\",\"updated\":\"yesterday\"}]",
                "[{\"revision\":1,\"status\":\"deployed\",\"updated\":\"+999999999-12-31T23:59:59Z\"}]",
                "[{\"revision\":0,\"status\":\"deployed\",\"updated\":\"2026-11-22T10:48:34Z\"}]",
                "[{\"revision\":-1,\"status\":\"deployed\",\"updated\":\"2026-11-22T10:48:34Z\"}]",
                "[{\"revision\":1e999,\"status\":\"deployed\",\"updated\":\"2026-11-22T10:48:34Z\"}]",
                "[{\"revision\":99999999999,\"status\":\"deployed\",\"updated\":\"2026-11-22T10:48:34Z\"}]",
                "[{\"revision\":1.5,\"status\":\"deployed\",\"updated\":\"2026-11-22T10:48:34Z\"}]",
                "[{\"revision\":1,\"status\":\"DEPLOYED; rm\",\"updated\":\"2026-11-22T10:48:34Z\"}]",
                "[{\"revision\":1,\"revision\":2,\"status\":\"deployed\",\"updated\":\"2026-11-22T10:48:34Z\"}]",
                "[{\"revision\":1,\"status\":\"deployed\",\"updated\":\"2026-11-22T10:48:34Z\"},{\"revision\":1,\"status\":\"failed\",\"updated\":\"2026-11-22T10:48:34Z\"}]",
                "[{\"revision\":1,\"status\":\"deployed\",\"updated\":\"2026-11-22T10:48:34Z\"}] trailing",
                "\ufeff[]",
                "[\u0000]",
                "[" + "[".repeat(100_000),
                "[{\"revision\":1,\"status\":\"" + "x".repeat(2 << 20) + "\"}]",
                "[{\"" + "n".repeat(20_000) + "\":1}]"));
        String good =
                RecordedOutputsTest.sample("helm3-history-after-rollback.json").strip();
        for (int cut = 1; cut < good.length(); cut += 97) {
            inputs.add(good.substring(0, cut));
        }
        return inputs;
    }

    @Test
    public void aBrokenHistoryIsAnErrorAndLeadsToNoUpgrade() throws Exception {
        assertThat(broken()).hasSizeGreaterThan(35);
        int i = 0;
        for (String input : broken()) {
            String name = input.substring(0, Math.min(80, input.length()));
            assertThatThrownBy(() -> HelmHistory.read(input)).as(name).isInstanceOf(UnreadableReport.class);
            try (Rig rig = new Rig(folder.newFolder("h" + i++).toPath(), new MemoryStore())) {
                rig.cluster.had("api", "deployed", "failed");
                rig.programs = command ->
                        command.argv().get(1).equals("history") ? FakeCluster.ok(input) : rig.cluster.run(command);
                StepResult result = rig.deploy(Rig.api());
                assertThat(result.status()).as(name).isEqualTo(RunStatus.FAILURE);
                assertThat(rig.cluster.writes()).as(name).isEmpty();
            }
        }
    }

    @Test
    public void aBrokenLastRevisionIsAnErrorAndLeadsToNoUpgrade() throws Exception {
        int i = 0;
        for (String input : List.of(
                "",
                "\n",
                "deployed",
                "1",
                "0 deployed\n",
                "-1 deployed\n",
                "9999999999 deployed\n",
                "1 Deployed\n",
                "1 deployed \n",
                "1 deployed and more\nkind: Pod\n",
                "<no value> <no value>\n",
                "{}",
                "1 gone\n",
                "1 deployed\na: [",
                "1 deployed\n" + "x".repeat(9 << 20))) {
            String name = input.substring(0, Math.min(80, input.length()));
            try (Rig rig = new Rig(folder.newFolder("l" + i++).toPath(), new MemoryStore())) {
                rig.cluster.had("api", "deployed", "pending-upgrade");
                rig.programs = command -> command.argv().get(2).equals("all")
                        ? FakeCluster.ok(input)
                        : command.argv().get(1).equals("history")
                                ? FakeCluster.failed("Error: Kubernetes cluster unreachable")
                                : rig.cluster.run(command);
                assertThat(rig.deploy(Rig.api()).status()).as(name).isEqualTo(RunStatus.FAILURE);
                assertThat(rig.cluster.writes()).as(name).isEmpty();
            }
        }
    }

    @Test
    public void aBrokenServerSideRenderingIsAnErrorAndLeadsToNoUpgrade() throws Exception {
        List<String> inputs = new ArrayList<>(List.of(
                "",
                "[]",
                "null",
                "{}",
                "{\"manifest\":null}",
                "{\"manifest\":[]}",
                "{\"manifest\":\"\"}",
                "{\"manifest\":\"a: [\"}",
                "{\"manifest\":\"kind: Pod\\napiVersion: v1\\nspec: {containers: [{}]}\"}",
                "{\"manifest\":\"kind: Service\",\"hooks\":[1]}",
                "{\"manifest\":\"kind: Service\",\"hooks\":[{}]}",
                "{\"manifest\":\"kind: Service\",\"hooks\":[{\"manifest\":7}]}",
                "{\"manifest\":\"kind: Service\",\"hooks\":[{\"manifest\":\"kind: Pod\\napiVersion: v1\\nspec: {containers: [{image: evil:1}]}\"}]}",
                "{\"manifest\":\"kind: Service\",\"manifest\":\"kind: Service\"}",
                "{\"manifest\":\"kind: Service\"} {\"manifest\":\"kind: Pod\"}",
                "{\"manifest\":\"kind: Service\"",
                "{\"x\":" + "[".repeat(100_000),
                "{\"manifest\":\"" + "x".repeat(2 << 20) + "\"}",
                "{\"error\":\"context deadline exceeded\"}"));
        String good = RecordedOutputsTest.sample("helm4-dry-run-server.json").strip();
        for (int cut = 1; cut < good.length(); cut += 211) {
            inputs.add(good.substring(0, cut));
        }
        assertThat(inputs).hasSizeGreaterThan(25);
        int i = 0;
        for (String input : inputs) {
            String name = input.substring(0, Math.min(120, input.length()));
            try (Rig rig = new Rig(folder.newFolder("s" + i++).toPath(), new MemoryStore())) {
                rig.programs = command ->
                        command.argv().contains("--dry-run=server") ? FakeCluster.ok(input) : rig.cluster.run(command);
                assertThat(rig.deploy(Rig.api()).status()).as(name).isEqualTo(RunStatus.FAILURE);
                assertThat(rig.cluster.writes()).as(name).isEmpty();
            }
        }
    }

    @Test
    public void aBrokenAnswerOfKubectlIsNoClusterAndOneOfAnImageToolIsNoCommit() throws Exception {
        String digest = "sha256:" + "1".repeat(64);
        for (String input : broken()) {
            assertThat(ToolJson.serverVersion(input)).isNull();
            assertThat(ToolJson.revision(input, digest)).isNull();
        }
        String label = "\"Labels\":{\"org.opencontainers.image.revision\":\"" + "a".repeat(40) + "\"}";
        assertThat(ToolJson.revision("{\"Digest\":\"" + digest + "\"," + label + "}", digest))
                .as("skopeo")
                .isEqualTo("a".repeat(40));
        assertThat(ToolJson.revision("[{\"Digest\":\"sha256:" + "2".repeat(64) + "\"," + label + "}]", digest))
                .as("another image")
                .isNull();
        assertThat(ToolJson.revision(
                        "[{\"Digest\":\"" + digest + "\"," + label + "},{\"Digest\":\"" + digest + "\"}]", digest))
                .as("two images")
                .isNull();
        assertThat(ToolJson.revision(
                        "[{\"Digest\":\"" + digest
                                + "\",\"Labels\":{\"org.opencontainers.image.revision\":\"main; rm\"}}]",
                        digest))
                .as("no commit")
                .isNull();
    }
}
