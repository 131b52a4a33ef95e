package io.jenkins.plugins.mldeploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Which cluster a run deploys to. */
public class LocalClusterTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, String> environment = new HashMap<>();
    private Path state;

    @Before
    public void useAFolderOfItsOwn() throws IOException {
        Path cluster = folder.newFolder("cluster").toPath();
        environment.put("MLDEPLOY_CLUSTER", cluster.toString());
        state = Files.createDirectories(cluster.resolve("state"));
    }

    @Test
    public void kubeconfigOfTheEnvironmentWins() throws IOException {
        running(ProcessHandle.current().pid());
        environment.put("KUBECONFIG", "/home/me/staging.yaml");
        LocalCluster cluster = LocalCluster.of(environment);
        assertThat(cluster.kubeconfig()).isEqualTo("/home/me/staging.yaml");
        assertThat(cluster.description()).contains("KUBECONFIG names, /home/me/staging.yaml");
    }

    @Test
    public void theClusterThatRunsHereIsFound() throws IOException {
        running(ProcessHandle.current().pid());
        LocalCluster cluster = LocalCluster.of(environment);
        assertThat(cluster.kubeconfig()).isEqualTo(state.resolve("kubeconfig").toString());
        assertThat(cluster.description())
                .isEqualTo("Cluster: Kubernetes v1.34.4 at https://127.0.0.1:16443, from 'mldeploy cluster up'");
    }

    @Test
    public void withoutOneTheHomeFolderIsNotAsked() {
        LocalCluster cluster = LocalCluster.of(environment);
        assertThat(cluster.kubeconfig()).isEqualTo("/dev/null");
        assertThat(cluster.description()).contains("Cluster: none").contains("rehearsals");
        environment.put("KUBECONFIG", " ");
        assertThat(LocalCluster.of(environment)).isEqualTo(cluster);
    }

    @Test
    public void whatAKilledClusterLeftIsNotBelieved() throws IOException {
        running(Long.MAX_VALUE);
        assertThat(LocalCluster.of(environment).kubeconfig()).isEqualTo("/dev/null");
        Files.writeString(state.resolve("cluster.json"), "{\"pid\": ");
        assertThat(LocalCluster.of(environment).kubeconfig()).isEqualTo("/dev/null");
    }

    private void running(long pid) throws IOException {
        Path kubeconfig = Files.writeString(state.resolve("kubeconfig"), "apiVersion: v1\n");
        Files.writeString(
                state.resolve("cluster.json"),
                """
                {"pid": %d, "server": "https://127.0.0.1:16443", "kubernetes": "v1.34.4", "kubeconfig": "%s", "since": "2026-11-26T13:00:00Z"}
                """
                        .formatted(pid, kubeconfig));
    }
}
