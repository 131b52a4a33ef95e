package io.jenkins.plugins.mldeploy.step;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Which image registry the programs of a step are about to log in to, and by which credential of the host. A laptop has its own logins.
 *
 * @param credentialsId as the Jenkinsfile named it
 * @param registry host and port, {@code docker.io} for Docker's own
 */
public record RegistryAccess(String credentialsId, String registry) {
    /** Docker's own registry has another name in the file than everywhere else. */
    private static final String DOCKER_HUB = "https://index.docker.io/v1/";

    /**
     * The text of a {@code config.json} as Docker, trivy, grype, syft and skopeo read it, with this one login.
     *
     * @param auth {@code user:password} in Base64
     */
    public String dockerConfig(String auth) {
        ObjectNode config = JsonMapper.builder().build().createObjectNode();
        config.putObject("auths")
                .putObject(registry.equals("docker.io") ? DOCKER_HUB : registry)
                .put("auth", auth);
        return config.toString();
    }
}
