package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.zip.GZIPOutputStream;

/**
 * Brings the written document from the agent to the controller, compressed. An empty array means that it is larger than {@link #LIMIT} even so; then only its hash is
 * recorded.
 */
record FetchTask(String file, String sha256) implements AgentTask<byte[]> {
    /** 64 MiB compressed: about a million components. */
    static final int LIMIT = 64 << 20;

    @Override
    public byte[] run(Workspace workspace) throws IOException {
        Path path = workspace.resolve(file);
        MessageDigest digest = Sha256.digest();
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest);
                GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                if (compressed.size() > LIMIT) {
                    return new byte[0];
                }
            }
        }
        if (!Sha256.hex(digest).equals(sha256)) {
            throw new UnreadableReport(
                    "SBOM_CHANGED", file, "somebody changed the document after it was written, so it is not recorded");
        }
        return compressed.toByteArray();
    }
}
