package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Is there a cluster? One that answers and refuses is there, and must not become a rehearsal.
 *
 * @param byHelm true when kubectl is missing, and helm asks
 */
record Reaching(Deployment deployment, boolean byHelm) implements DeployState {
    private static final Pattern DENIED =
            Pattern.compile("unauthorized|forbidden|must be logged in|provide credentials|x509|certificate");

    private static final Pattern NO_KUBECONFIG = Pattern.compile("localhost:8080|127\\.0\\.0\\.1:8080|\\[::1\\]:8080");

    @Override
    public Action action() {
        HelmCli cli = deployment.cli();
        return new Action.Run(byHelm ? cli.list() : cli.kubectlVersion());
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Ran ran)) {
            return failed(event);
        }
        if (!ran.found() && !byHelm) {
            return new Reaching(deployment, true).enter();
        }
        if (DENIED.matcher(ran.stderrTail().toLowerCase(Locale.ROOT)).find()) {
            if (deployment.opened().heldBack()) {
                return new Judging(deployment.reaching(true))
                        .enter("the cluster answers, and is asked again once the environment let this run in");
            }
            return notJudged(new Reason(
                    "CLUSTER_DENIED",
                    "the cluster of environment '" + deployment.request().environment()
                            + "' is there and does not let this run in: " + firstLine(ran.stderrTail())));
        }
        String server = byHelm ? "by helm list" : ToolJson.serverVersion(ran.stdout());
        boolean reachable = ran.exitCode() == 0 && !ran.timedOut() && server != null;
        return new Judging(deployment.reaching(reachable))
                .enter(reachable ? "cluster " + server : unreachable(ran.stderrTail()));
    }

    /** Without a kubeconfig kubectl and helm ask port 8080 of this machine, and speak of that; nobody has ever asked for it. */
    private static String unreachable(String stderr) {
        return NO_KUBECONFIG.matcher(stderr).find()
                ? "no cluster: no kubeconfig names one"
                : "no cluster answers: " + firstLine(stderr);
    }

    private static String firstLine(String stderr) {
        String line = stderr.lines().filter(each -> !each.isBlank()).reduce("", (first, last) -> last);
        return line.isEmpty()
                ? "no answer in time"
                : line.substring(0, Math.min(300, line.length())).replaceAll("\\p{Cntrl}", " ");
    }
}
