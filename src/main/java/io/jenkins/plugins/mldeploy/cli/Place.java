package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.ProjectHome;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which project a command is about. */
final class Place {
    @Option(
            names = {"-C", "--directory"},
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The project's directory. Default: the current one.")
    private Path directory;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where the state lies. Default: .mldeploy in the project's directory.")
    private Path home;

    ProjectHome project() throws IOException {
        return ProjectHome.of(directory, home);
    }

    /** The same state folder, for a project that is named as an argument. */
    ProjectHome project(Path given) throws IOException {
        return ProjectHome.of(given == null ? directory : given, home);
    }
}
