package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which machine the step's programs run on, since when it was started last: only there can be seen whether a helm still works. Empty when that can't be told. */
record Machine() implements AgentTask<String> {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    @Override
    public String run(Workspace workspace) throws IOException {
        try {
            String boot = Files.isReadable(BOOT) ? Files.readString(BOOT).strip() : "";
            return new Sha256()
                    .add(InetAddress.getLocalHost().getHostName())
                    .add(boot)
                    .hex()
                    .substring(0, 16);
        } catch (UnknownHostException e) {
            return "";
        }
    }
}
