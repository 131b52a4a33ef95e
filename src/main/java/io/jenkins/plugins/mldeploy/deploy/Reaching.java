package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Is there a cluster? One that answers and refuses is there, and so is one that a kubeconfig names and that does not answer: neither must become a rehearsal, which ends well.
 *
 * @param byHelm true when kubectl is missing, and helm asks
 */
record Reaching(Deployment deployment, boolean byHelm) implements DeployState {
    private static final Pattern DENIED =
            Pattern.compile("unauthorized|forbidden|must be logged in|provide credentials|x509|certificate");

    /** Without a kubeconfig kubectl and helm ask port 8080 of this machine, and speak of that, or of the file that is not there; nobody has ever asked for it. */
    private static final Pattern NO_KUBECONFIG = Pattern.compile(
            "localhost:8080|127\\.0\\.0\\.1:8080|\\[::1\\]:8080|unreachable: stat .{1,400}: no such file or directory");

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
        if (reachable) {
            return new Judging(deployment.reaching(true)).enter("cluster " + server);
        }
        boolean nobodyAsked =
                !ran.timedOut() && NO_KUBECONFIG.matcher(ran.stderrTail()).find();
        return !ran.found() || nobodyAsked
                ? new Judging(deployment.reaching(false))
                        .enter(
                                ran.found()
                                        ? "no cluster: no kubeconfig names one"
                                        : "no cluster: neither kubectl nor helm could ask")
                : notJudged(
                        new Reason(
                                "CLUSTER_UNREACHABLE",
                                "the kubeconfig names a cluster that does not answer, so nothing was applied, and nobody is told that this was a rehearsal: "
                                        + (ran.timedOut() ? "no answer in time" : firstLine(ran.stderrTail()))
                                        + "; start the cluster or repair the network, then run again. For a rehearsal give no kubeconfig"));
    }

    private static String firstLine(String stderr) {
        String line = stderr.lines().filter(each -> !each.isBlank()).reduce("", (first, last) -> last);
        return line.isEmpty()
                ? "no answer in time"
                : line.substring(0, Math.min(300, line.length())).replaceAll("\\p{Cntrl}", " ");
    }
}
