package io.jenkins.plugins.mldeploy.deploy;

import java.util.HashMap;
import java.util.Map;

/**
 * What tests a new version before, or right after, it gets traffic.
 *
 * @param url address that must answer 2xx, with {@code {release}}; null for none
 * @param command script of the Jenkinsfile's author that must end with 0; null for none
 */
record SmokeTest(String url, String command) {
    /** What the author's commands are told. A protected environment's credential is for what it admitted, not for them. */
    static Map<String, String> variables(Deployment deployment, String release) {
        return variables(
                release, deployment.opened().namespace(), deployment.opened().isProtected());
    }

    static Map<String, String> variables(String release, String namespace, boolean guarded) {
        Map<String, String> variables =
                new HashMap<>(Map.of("MLDEPLOY_RELEASE", release, "MLDEPLOY_NAMESPACE", namespace));
        if (guarded) {
            variables.put("KUBECONFIG", "/dev/null");
        }
        return variables;
    }

    /** An address when it looks like one, else a command. */
    static SmokeTest of(String text) {
        return text.matches("https?://\\S+") ? new SmokeTest(text, null) : new SmokeTest(null, text);
    }
}
