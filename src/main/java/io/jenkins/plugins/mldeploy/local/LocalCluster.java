package io.jenkins.plugins.mldeploy.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which cluster a run deploys to: the one that KUBECONFIG names, else the one that {@code mldeploy cluster up} started, else none. A
 * kubeconfig in the home folder is left alone: trying an example must not reach a cluster that nobody named.
 *
 * @param kubeconfig value for KUBECONFIG
 * @param description one line for the log
 */
public record LocalCluster(String kubeconfig, String description) {
    private static final String VARIABLE = "KUBECONFIG";
    /** An empty KUBECONFIG would mean ~/.kube/config. */
    private static final String NONE = "/dev/null";

    public static LocalCluster of(Map<String, String> environment) {
        String named = environment.get(VARIABLE);
        if (named != null && !named.isBlank()) {
            return new LocalCluster(named, "Cluster: the one that KUBECONFIG names, " + named);
        }
        return running(ClusterFolder.of(environment))
                .orElse(
                        new LocalCluster(
                                NONE,
                                "Cluster: none. KUBECONFIG is not set and 'mldeploy cluster up' runs none, so deployments are rehearsals"));
    }

    /** As the cluster's program says about itself while it runs; what it left when it was killed is not believed. */
    private static Optional<LocalCluster> running(ClusterFolder folder) {
        Path said = folder.state().resolve("cluster.json");
        if (!Files.isRegularFile(said)) {
            return Optional.empty();
        }
        try {
            JsonNode cluster = JsonMapper.builder().build().readTree(said.toFile());
            boolean alive = ProcessHandle.of(cluster.path("pid").asLong())
                    .filter(ProcessHandle::isAlive)
                    .isPresent();
            String kubeconfig = cluster.path("kubeconfig").asText();
            return alive && Files.isRegularFile(Path.of(kubeconfig))
                    ? Optional.of(new LocalCluster(
                            kubeconfig,
                            "Cluster: Kubernetes " + cluster.path("kubernetes").asText() + " at "
                                    + cluster.path("server").asText() + ", from 'mldeploy cluster up'"))
                    : Optional.empty();
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}
