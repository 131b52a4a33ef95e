package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.ProjectHome;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Goes on with a run whose process ended. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Goes on with a run whose process ended while it waited or worked.")
final class ResumeCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "RUN",
            description = "Number of the run. Default: the last one.")
    private Integer number;

    @Mixin
    private Place place;

    @Mixin
    private RunOptions options;

    private final Surroundings around;

    ResumeCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProjectHome project = place.project();
        int run = number != null
                ? number
                : project.lastRun()
                        .orElseThrow(
                                () -> new IllegalArgumentException("there is no run in " + project.state() + " yet"));
        return new RunSession(project, options, around).resume(run);
    }
}
