package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.model.Run;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;

/** A run as Jenkins itself knows it: its job, what it checked out, and who asked for it. Nothing of it comes from environment variables, which anybody can write. */
final class RunFacts {
    /** Of multibranch, which is not there on every controller. */
    private static final String MULTIBRANCH = "org.jenkinsci.plugins.workflow.multibranch.SCMBinder";

    private RunFacts() {}

    static RunInfo of(Run<?, ?> run) {
        Requesters requesters = Requesters.of(run);
        Optional<Checkout.Commit> commit = CheckedOut.commit(run);
        Origin origin = new Origin(
                run.getParent().getFullName(),
                run.getNumber(),
                commit.map(Checkout.Commit::hash).orElse(null),
                commit.map(Checkout.Commit::branch)
                        .or(() -> commit.flatMap(known -> branchAsked(run, known.hash())))
                        .orElse(null),
                isFromScm(run) && !requesters.replayed(),
                List.copyOf(requesters.users()));
        return new RunInfo(
                origin,
                CheckedOut.subject(run),
                Jenkins.get().getRootUrl() == null ? null : run.getAbsoluteUrl(),
                Instant.ofEpochMilli(run.getStartTimeInMillis()),
                requesters.known());
    }

    /** A commit that is checked out by its hash has no branch; where a recorded deployment is repeated, its record has. */
    private static Optional<String> branchAsked(Run<?, ?> run, String commit) {
        DeploymentAsked asked = run.getCause(DeploymentAsked.class);
        return asked == null ? Optional.empty() : asked.branchOf(commit);
    }

    private static boolean isFromScm(Run<?, ?> run) {
        if (!(run.getParent() instanceof WorkflowJob job)) {
            return false;
        }
        FlowDefinition definition = job.getDefinition();
        return definition instanceof CpsScmFlowDefinition
                || definition != null && definition.getClass().getName().equals(MULTIBRANCH);
    }
}
