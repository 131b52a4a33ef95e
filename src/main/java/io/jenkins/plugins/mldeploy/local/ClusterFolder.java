package io.jenkins.plugins.mldeploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the cluster for tests lies: {@code $MLDEPLOY_CLUSTER}, else {@code $XDG_CACHE_HOME/mldeploy/cluster}, else {@code ~/.cache/mldeploy/cluster}.
 *
 * @param path absolute
 */
record ClusterFolder(Path path) {
    private static final String PROGRAM = "cluster-";

    static ClusterFolder of(Map<String, String> environment) {
        String named = environment.get("MLDEPLOY_CLUSTER");
        return new ClusterFolder(
                (named != null && !named.isBlank() ? Path.of(named) : ToolFolder.cache(environment, "cluster"))
                        .toAbsolutePath());
    }

    /** Keys, data and logs of the cluster. */
    Path state() {
        return path.resolve("state");
    }

    Path programs() {
        return path.resolve("bin");
    }

    /** The program that was built from these sources. */
    Path program(String hashOfSources) {
        return programs().resolve(PROGRAM + hashOfSources);
    }

    /** The program that was built last; empty before the first. */
    Optional<Path> newestProgram() throws IOException {
        if (!Files.isDirectory(programs())) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(programs())) {
            return files.filter(Files::isExecutable)
                    .filter(file -> file.getFileName().toString().startsWith(PROGRAM))
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()));
        }
    }
}
