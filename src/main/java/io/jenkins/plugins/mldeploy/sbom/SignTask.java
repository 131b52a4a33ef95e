package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.evidence.SigningKey;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Signs a document by its digest, with a key that the run may use.
 *
 * @param key id of the secret text
 * @param sha256 of the document, in hex
 */
record SignTask(String key, String sha256) implements ControllerTask<String> {
    @Override
    public String run(Services services) throws IOException {
        String secret = services.secretOfRun(key)
                .orElseThrow(() -> new UnreadableReport(
                        "SIGNING_KEY_ABSENT",
                        "sign",
                        "there is no secret text '" + key
                                + "' that this run may use; add it to the credentials, or leave sign out"));
        try {
            return new String(SigningKey.of("secret '" + key + "'", secret).bundleOf(sha256), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UnreadableReport("SIGNING_KEY_UNUSABLE", "sign", e.getMessage());
        }
    }
}
