package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks that directories and files are there, and removes what an earlier run left: nobody shall take an old document for this run's, and no generator shall
 * find one.
 */
record PrepareTask(List<Target> targets, String workFolder, String outputFile) implements AgentTask<Boolean> {
    PrepareTask {
        targets = List.copyOf(targets);
    }

    @Override
    public Boolean run(Workspace workspace) throws IOException {
        Path output = workspace.resolve(outputFile);
        if (Files.isDirectory(output)) {
            throw new UnreadableReport("OUTPUT_IS_DIRECTORY", outputFile, "outputFile is a directory; name a file");
        }
        for (Target target : targets) {
            if (target.kind() == Target.Kind.IMAGE) {
                continue;
            }
            Path path = workspace.resolve(target.value());
            boolean there = target.kind() == Target.Kind.DIR ? Files.isDirectory(path) : Files.isRegularFile(path);
            if (!there) {
                throw new UnreadableReport(
                        "TARGET_ABSENT",
                        target.value(),
                        "there is no such " + (target.kind() == Target.Kind.DIR ? "directory" : "file")
                                + " in the workspace; is the step in the right dir(), and did the step before it write it?");
            }
            if (path.equals(output)) {
                throw new UnreadableReport(
                        "TARGET_IS_OUTPUT",
                        target.value(),
                        "outputFile would overwrite this target; name another file");
            }
        }
        Files.deleteIfExists(output);
        Files.deleteIfExists(workspace.resolve(outputFile + SealTask.SUFFIX));
        Path folder = workspace.resolve(workFolder);
        Files.createDirectories(folder);
        for (int i = 0; i < targets.size(); i++) {
            Files.deleteIfExists(folder.resolve("target-" + (i + 1) + ".json"));
        }
        return true;
    }
}
