package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.ClusterProgram;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A real Kubernetes control plane on this machine, to deploy to. */
@Command(
        name = "cluster",
        mixinStandardHelpOptions = true,
        description = {
            "Starts and stops a real Kubernetes control plane on 127.0.0.1, for trying deployments.",
            "While it runs, 'mldeploy run' deploys to it, unless KUBECONFIG names another. No containers run in it."
        })
final class ClusterCommand {
    @Command(
            name = "up",
            mixinStandardHelpOptions = true,
            description = {
                "Starts it, and waits until it is ready; builds it first where that was not yet done.",
                "Needs Go; the first build takes 5 to 15 minutes, a later start some 10 seconds."
            })
    int up(
            @Option(
                            names = "--gateway-api",
                            description =
                                    "Install the resource definitions of Gateway API (standard channel) too, and the class of a router that answers and routes nothing.")
                    boolean gatewayApi)
            throws IOException, InterruptedException {
        return program().up(gatewayApi);
    }

    @Command(
            name = "down",
            mixinStandardHelpOptions = true,
            description = "Stops it and leaves nothing running; what was deployed is there again after the next start.")
    int down(@Option(names = "--wipe", description = "Remove its data, keys and logs too.") boolean wipe)
            throws IOException, InterruptedException {
        return program().down(wipe);
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Says whether it runs, and where its kubeconfig is. Exit code 1 when it does not run.")
    int status() throws IOException, InterruptedException {
        return program().status();
    }

    private static ClusterProgram program() {
        // The launcher says where the checkout is.
        String checkout = System.getProperty("mldeploy.checkout");
        return new ClusterProgram(checkout == null ? null : Path.of(checkout), System.getenv(), System.out);
    }
}
