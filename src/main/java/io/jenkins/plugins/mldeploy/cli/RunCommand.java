package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.ProjectHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a Jenkinsfile. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a Jenkinsfile on this machine.",
            "A gate prints its address and waits: answer it with 'mldeploy approve', on the dashboard, or here in the terminal."
        })
final class RunCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "DIR or FILE",
            description = "A directory with a Jenkinsfile, or a Jenkinsfile. Default: the current directory.")
    private Path what;

    @Option(
            names = {"-P", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A parameter of the Jenkinsfile; may be repeated.")
    private Map<String, String> parameters = Map.of();

    @Mixin
    private Place place;

    @Mixin
    private RunOptions options;

    private final Surroundings around;

    RunCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProjectHome project = place.project(what);
        if (!Files.isRegularFile(project.jenkinsfile())) {
            throw new IllegalArgumentException(
                    "there is no " + project.jenkinsfile() + "; name a directory with a Jenkinsfile, or a Jenkinsfile");
        }
        return new RunSession(project, options, around).start(parameters);
    }
}
