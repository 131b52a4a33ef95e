package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.DashboardServer;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import java.io.IOException;
import java.net.BindException;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the project in a browser of this machine. */
@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        description = {
            "Shows environments, runs, evidence and waiting gates in a browser, until Ctrl-C.",
            "Listens on 127.0.0.1 only. Runs may go on beside it, in other terminals."
        })
final class DashboardCommand implements Callable<Integer> {
    @Option(
            names = {"-p", "--port"},
            paramLabel = "N",
            defaultValue = "8099",
            description = "Port; 0 for any free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Mixin
    private Place place;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--port " + port + " is not between 0 and 65535");
        }
        ProjectHome project = place.project();
        try (DashboardServer server = DashboardServer.start(
                project, port, Clock.systemUTC(), error -> System.err.println("warning: " + error))) {
            System.out.println("Dashboard of " + project.job() + ": " + server.address());
            System.out.println("Ctrl-C ends it.");
            new CountDownLatch(1).await();
            return 0;
        } catch (BindException e) {
            throw new IOException(
                    "port " + port + " of 127.0.0.1 is taken; give another with --port, or 0 for any free one", e);
        }
    }
}
