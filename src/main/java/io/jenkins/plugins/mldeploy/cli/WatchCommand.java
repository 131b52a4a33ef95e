package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.ProjectHome;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Watches what runs in an environment. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        description = {
            "Watches what runs in an environment, as 'watch:' of environments.yaml says, until Ctrl-C.",
            "Tells, goes back to what ran before, or triggers a retraining, as that says."
        },
        footer = {"", "Exit codes with --once: 0 healthy, 1 failing, 3 could not be judged. Ctrl-C: 0."})
final class WatchCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "ENVIRONMENT", description = "The environment.")
    private String environment;

    @Option(names = "--once", description = "Evaluates once and ends, for cron or a job of another scheduler.")
    private boolean once;

    @Mixin
    private Place place;

    @Mixin
    private RunOptions options;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProjectHome project = place.project();
        return new WatchSession(project, options, environment).run(once);
    }
}
