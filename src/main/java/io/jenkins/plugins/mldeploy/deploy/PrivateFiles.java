package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes files that programs of this deployment read, in a folder that only its owner may enter, outside of what is archived. Folders that killed runs left there are
 * removed first: a workspace belongs to one run at a time.
 *
 * @param run number of the run
 * @param deploymentId names the folder
 * @param files name to content, flat or in sub-folders that this package names
 */
record PrivateFiles(long run, String deploymentId, TreeMap<String, String> files) implements AgentTask<String> {
    private static final String PREFIX = "mldeploy-";

    @Override
    public String run(Workspace workspace) throws IOException {
        Path parent = workspace.temporary();
        Files.createDirectories(parent);
        sweep(parent, run);
        Path folder = parent.resolve(PREFIX + run + "-" + deploymentId);
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        for (var file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.deleteIfExists(path);
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(path, file.getValue());
        }
        return folder.toString();
    }

    static void sweep(Path parent, long but) throws IOException {
        List<Path> left;
        try (Stream<Path> found = Files.list(parent)) {
            left = found.filter(path -> path.getFileName().toString().startsWith(PREFIX)
                            && !path.getFileName().toString().startsWith(PREFIX + but + "-"))
                    .toList();
        }
        for (Path path : left) {
            delete(path);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }

    /** Removes them all. */
    record Removal(long run, String deploymentId) implements AgentTask<Boolean> {
        @Override
        public Boolean run(Workspace workspace) throws IOException {
            Path folder = workspace.temporary().resolve(PREFIX + run + "-" + deploymentId);
            if (!Files.isDirectory(folder)) {
                return false;
            }
            delete(folder);
            return true;
        }
    }
}
