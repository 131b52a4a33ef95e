package io.jenkins.plugins.mldeploy.jenkins.host;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one program gets for itself alone: files in its own folder on the agent, which only its user reads and which go when it ended, and variables that say where they are.
 *
 * @param files name in the folder to text
 * @param variables name to the name of a file in the folder, empty for the folder itself
 */
record PrivateFiles(Map<String, String> files, Map<String, String> variables) {
    static final PrivateFiles NONE = new PrivateFiles(Map.of(), Map.of());

    PrivateFiles {
        files = Map.copyOf(files);
        variables = Map.copyOf(variables);
    }

    /** @param text null for none */
    PrivateFiles withKubeconfig(String text) {
        return text == null ? this : with("kubeconfig", text, Map.of("KUBECONFIG", "kubeconfig"));
    }

    /** As docker and what reads its logins look for it, and as podman and skopeo do. */
    PrivateFiles withDockerConfig(String text) {
        return with("config.json", text, Map.of("DOCKER_CONFIG", "", "REGISTRY_AUTH_FILE", "config.json"));
    }

    private PrivateFiles with(String file, String text, Map<String, String> more) {
        Map<String, String> allFiles = new LinkedHashMap<>(files);
        allFiles.put(file, text);
        Map<String, String> allVariables = new LinkedHashMap<>(variables);
        allVariables.putAll(more);
        return new PrivateFiles(allFiles, allVariables);
    }

    /** The variables, for files in that folder. */
    Map<String, String> in(String folder) {
        Map<String, String> absolute = new LinkedHashMap<>();
        variables.forEach((name, file) -> absolute.put(name, file.isEmpty() ? folder : folder + "/" + file));
        return absolute;
    }

    /** Holds no secret, whoever prints it. */
    @Override
    public String toString() {
        return files.keySet().toString();
    }
}
