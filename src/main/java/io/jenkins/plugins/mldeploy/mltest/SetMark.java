package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Takes the {@link Mark} before a command starts. */
record SetMark(ReportPatterns reports) implements AgentTask<Mark> {
    @Override
    public Mark run(Workspace workspace) throws IOException {
        Path file = Files.createTempFile(workspace.directory(), ".mltest-", ".mark");
        try {
            Instant now = Files.getLastModifiedTime(file).toInstant();
            Map<String, String> before = new TreeMap<>();
            for (Path report : ReadReports.files(workspace, reports.testResults(), reports.metrics())) {
                if (!Files.getLastModifiedTime(report).toInstant().isBefore(now)) {
                    before.put(workspace.display(report), Mark.fingerprint(report));
                }
            }
            return new Mark(now, before);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
