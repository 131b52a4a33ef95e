package io.jenkins.plugins.mldeploy.pipeline;

import java.util.Map;
import java.util.Optional;

/** The port to the credentials of whoever runs the Jenkinsfile. */
@FunctionalInterface
public interface CredentialStore {

    /**
     * The parts of a credential by name: {@code secret} for a text, {@code username} and {@code password}, {@code file} (the path of
     * a file with the content).
     */
    Optional<Map<String, String>> find(String id);

    /** Has none. */
    static CredentialStore empty() {
        return id -> Optional.empty();
    }
}
