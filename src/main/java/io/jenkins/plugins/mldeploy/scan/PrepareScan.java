package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * Before a scan: what shall be scanned is there and inside the workspace, and no report of an earlier scan is left.
 *
 * @param id of the step
 * @param paths the SBOM or the folder; empty for an image
 */
record PrepareScan(String id, List<String> paths) implements AgentTask<Boolean> {
    @Override
    public Boolean run(Workspace workspace) throws IOException {
        for (String path : paths) {
            if (!Files.exists(workspace.resolve(path))) {
                throw new UnreadableReport("TARGET_ABSENT", path, "there is nothing of that name to scan");
            }
        }
        ScanFiles.prepare(workspace, id);
        return true;
    }
}
