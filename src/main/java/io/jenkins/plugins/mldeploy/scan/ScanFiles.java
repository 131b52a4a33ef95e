package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.host.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The step's own files: {@code .mldeploy-scan/<id>/}, whose names nobody can choose but for the checked id. An empty file stands for the
 * scanner's own ignore list, so that nothing is ignored without a reason and an owner.
 */
final class ScanFiles {
    static final String FOLDER = ".mldeploy-scan";

    private ScanFiles() {}

    static String report(String id) {
        return FOLDER + "/" + id + "/report.json";
    }

    static String noIgnores(String id) {
        return FOLDER + "/" + id + "/no-ignores";
    }

    /** Makes the folder, and removes the report of an earlier scan, which must never be taken for this one's. */
    static void prepare(Workspace workspace, String id) throws IOException {
        Path own = workspace.resolve(FOLDER + "/" + id);
        refuseLink(own.getParent());
        Files.createDirectories(own.getParent());
        refuseLink(own);
        Files.createDirectories(own);
        Files.writeString(own.getParent().resolve(".gitignore"), "*\n");
        for (Path file : java.util.List.of(own.resolve("report.json"), own.resolve("no-ignores"))) {
            Files.deleteIfExists(file);
        }
        Files.createFile(own.resolve("no-ignores"));
    }

    private static void refuseLink(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is not a folder of this step; delete it");
        }
    }
}
