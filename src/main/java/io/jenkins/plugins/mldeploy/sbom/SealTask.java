package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes the signature beside the document.
 *
 * @param document that was signed
 * @param bundle with the signature
 */
record SealTask(String document, String bundle) implements AgentTask<String> {
    /** Of the signature's file, after the name of the document's. */
    static final String SUFFIX = ".sigstore.json";

    @Override
    public String run(Workspace workspace) throws IOException {
        Path signature = workspace.resolve(document + SUFFIX);
        Path temporary = signature.resolveSibling("." + signature.getFileName() + ".part");
        try {
            Files.writeString(temporary, bundle);
            Files.move(temporary, signature, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return workspace.display(signature);
    }
}
