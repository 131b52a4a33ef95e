package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * A place to deploy to, with the rules that it owns. Without any rule it is open; with one it is protected, and refuses cluster, context, credential and namespace as
 * parameters of a step.
 *
 * @param name {@code [a-z0-9-]}
 * @param tier for example {@code production}, {@code staging}; for the dashboard, free text
 * @param enforcement BLOCK by default
 * @param jobs full names of the jobs whose evidence and deployments count; empty: any job
 * @param branches that may be deployed; empty: any branch, also an unknown one
 * @param approvers who must approve, all of these rules together; empty: nobody has to
 * @param minApprovals how many people at least, default the sum of the rules' counts
 * @param allowSelfApproval default false
 * @param requiredEvidence what must have been found out about each image
 * @param window when deployments may start; null: at any time
 * @param freezes when they may not
 * @param waitTimer from the request of an approval to the earliest deployment; zero by default
 * @param continuousDeployment true removes the person, and no automatic check
 * @param cluster where it is; null on a laptop that takes the current context
 * @param runsOn label whose tools the admin controls; null: anywhere
 * @param approvals how approvals are given, beyond who gives them; {@link ApprovalRules#NONE} by default
 * @param rules over all evidence of each image, in the Common Expression Language; all must hold
 * @param risk which risk goes to whom; null: every deployment to the same people
 * @param watch how what runs there is watched; null: nobody does
 */
public record Environment(
        String name,
        String tier,
        Enforcement enforcement,
        List<String> jobs,
        List<String> branches,
        List<ApproverRule> approvers,
        int minApprovals,
        boolean allowSelfApproval,
        List<RequiredEvidence> requiredEvidence,
        DeploymentWindow window,
        List<Freeze> freezes,
        Duration waitTimer,
        boolean continuousDeployment,
        Cluster cluster,
        String runsOn,
        ApprovalRules approvals,
        List<String> rules,
        RiskRouting risk,
        WatchRules watch)
        implements Serializable {

    public Environment {
        if (name == null || !name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name of an environment: lower-case letters, digits and dashes, at most 40");
        }
        enforcement = enforcement == null ? Enforcement.BLOCK : enforcement;
        jobs = jobs == null ? List.of() : List.copyOf(jobs);
        branches = branches == null ? List.of() : List.copyOf(branches);
        approvers = approvers == null ? List.of() : List.copyOf(approvers);
        requiredEvidence = requiredEvidence == null ? List.of() : List.copyOf(requiredEvidence);
        freezes = freezes == null ? List.of() : List.copyOf(freezes);
        waitTimer = waitTimer == null ? Duration.ZERO : waitTimer;
        approvals = approvals == null ? ApprovalRules.NONE : approvals;
        rules = rules == null ? List.of() : List.copyOf(rules);
    }

    /** An environment that demands nothing. */
    public static Environment open(String name) {
        return builder(name).build();
    }

    /** An environment with some rules. */
    public static EnvironmentBuilder builder(String name) {
        return new EnvironmentBuilder(name);
    }

    /** This environment with some rules changed. */
    public EnvironmentBuilder toBuilder() {
        return new EnvironmentBuilder(this);
    }

    /**
     * Where an environment is.
     *
     * @param credentialsId of the kubeconfig, null for the host's own
     * @param context of the kubeconfig, null for its current one
     * @param namespaces that may be deployed to; the first is the default
     */
    public record Cluster(String credentialsId, String context, List<String> namespaces) implements Serializable {
        public Cluster {
            namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
        }
    }

    /** True when anything is demanded of a deployment. */
    public boolean isProtected() {
        return !jobs.isEmpty()
                || !branches.isEmpty()
                || !approvers.isEmpty()
                || minApprovals > 0
                || !requiredEvidence.isEmpty()
                || window != null
                || !freezes.isEmpty()
                || !rules.isEmpty()
                || !waitTimer.isZero();
    }
}
