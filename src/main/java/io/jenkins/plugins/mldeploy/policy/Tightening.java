package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one more level of the host, for example a folder of jobs, demands of an environment in addition to the environment's own rules. It can only add: both must hold, and there is nothing
 * in it that could take a demand back.
 *
 * @param environment name of the environment that is tightened
 * @param block true when a missing item refuses, also where the environment only warns
 * @param jobs if any, only these of the environment's own
 * @param branches if any, only these of the environment's own
 * @param approvers who must approve as well; of a group that the environment names too, the larger count
 * @param minApprovals people at least; 0: as many as the environment asks for
 * @param noSelfApproval true when a requester may not approve, also where the environment allows it
 * @param requiredEvidence in addition
 * @param window in addition: deployments start only while both are open; null: none
 * @param freezes in addition, in the time zone of this window, else UTC
 * @param waitTimer the longer of both counts
 * @param approvals in addition: each truth value that is true, all checks, and of the groups that may bypass only those that both levels name
 * @param noBypassBut the groups that may still bypass; null: those of the environment
 * @param rules over all evidence, in addition: all must hold
 */
public record Tightening(
        String environment,
        boolean block,
        List<String> jobs,
        List<String> branches,
        List<ApproverRule> approvers,
        int minApprovals,
        boolean noSelfApproval,
        List<RequiredEvidence> requiredEvidence,
        DeploymentWindow window,
        List<Freeze> freezes,
        Duration waitTimer,
        ApprovalRules approvals,
        List<String> noBypassBut,
        List<String> rules)
        implements Serializable {

    public Tightening {
        if (environment == null) {
            throw new IllegalArgumentException("a level that tightens needs the name of the environment");
        }
        jobs = jobs == null ? List.of() : List.copyOf(jobs);
        branches = branches == null ? List.of() : List.copyOf(branches);
        approvers = approvers == null ? List.of() : List.copyOf(approvers);
        requiredEvidence = requiredEvidence == null ? List.of() : List.copyOf(requiredEvidence);
        freezes = freezes == null ? List.of() : List.copyOf(freezes);
        waitTimer = waitTimer == null ? Duration.ZERO : waitTimer;
        approvals = approvals == null ? ApprovalRules.NONE : approvals;
        rules = rules == null ? List.of() : List.copyOf(rules);
    }

    /**
     * Both together.
     *
     * @throws IllegalArgumentException when nothing could ever satisfy both, with what each of them says
     */
    Environment tighten(Environment base) {
        // A person who approves for this level was removed by nobody: continuous deployment ends here.
        boolean people = !approvers.isEmpty() || minApprovals > 0;
        boolean continuous = base.continuousDeployment() && !people;
        List<ApproverRule> asked = base.approvers();
        int minimum = base.minApprovals();
        if (people) {
            // Where the risk decides, the environment's people may be asked too, and then they are not given up.
            boolean nobody = base.continuousDeployment() && base.risk() == null;
            Quorum own = new Quorum(nobody ? List.of() : base.approvers(), nobody ? 0 : base.minApprovals());
            Quorum both = own.and(new Quorum(approvers, minApprovals));
            if (both.rules().isEmpty()) {
                throw new IllegalArgumentException("'%s': %d approval(s) are asked for, and no level says whose"
                        .formatted(base.name(), both.minimum()));
            }
            asked = both.rules();
            minimum = both.minimum();
        }
        checkAsked(!asked.isEmpty() && (!continuous || base.risk() != null));
        return base.toBuilder()
                .enforcement(block ? Enforcement.BLOCK : base.enforcement())
                .jobs(both("jobs", base.jobs(), jobs))
                .branches(both("branches", base.branches(), branches))
                .approvers(asked)
                .minApprovals(minimum)
                .allowSelfApproval(base.allowSelfApproval() && !noSelfApproval)
                .requiredEvidence(union(base.requiredEvidence(), requiredEvidence))
                .window(base.window() == null ? window : base.window().and(window))
                .freezes(union(freezesOf(base), freezesHere()))
                .waitTimer(base.waitTimer().compareTo(waitTimer) < 0 ? waitTimer : base.waitTimer())
                .continuousDeployment(continuous)
                .approvals(approvalsOf(base.approvals()))
                .rules(union(base.rules(), rules))
                .build();
    }

    /** What belongs to an approval is a demand only where somebody is asked for one. */
    private void checkAsked(boolean somebody) {
        if (!somebody && (!approvals.equals(ApprovalRules.NONE) || noBypassBut != null)) {
            throw new IllegalArgumentException(
                    ("'%s': checks, requireReason, excludeCommitAuthors and bypass belong to an approval, and nobody is"
                                    + " asked for one; give approvers as well")
                            .formatted(environment));
        }
    }

    private ApprovalRules approvalsOf(ApprovalRules base) {
        // Stand-ins were let in by the environment, for its own people; who is demanded here is not stood in for.
        ApprovalRules.Escalation escalation = base.escalation() == null
                ? null
                : base.escalation()
                        .notFor(approvers.stream().map(ApproverRule::group).toList());
        return new ApprovalRules(
                base.excludeCommitAuthors() || approvals.excludeCommitAuthors(),
                base.requireReason() || approvals.requireReason(),
                noBypassBut == null
                        ? base.bypass()
                        : base.bypass().stream().filter(noBypassBut::contains).toList(),
                checks(base.checks()),
                base.tell(),
                base.remindEvery(),
                escalation);
    }

    /** All of both; one that both name is one check, and is awaited no longer than either says. */
    private List<ApprovalRules.ExternalCheck> checks(List<ApprovalRules.ExternalCheck> base) {
        Map<String, ApprovalRules.ExternalCheck> all = new LinkedHashMap<>();
        base.forEach(check -> all.put(check.name(), check));
        for (ApprovalRules.ExternalCheck check : approvals.checks()) {
            ApprovalRules.ExternalCheck there = all.get(check.name());
            if (there != null && !there.webHook().equals(check.webHook())) {
                throw new IllegalArgumentException(
                        "'%s': check '%s' asks web hook '%s', and here '%s'; give this one another name"
                                .formatted(environment, check.name(), there.webHook(), check.webHook()));
            }
            if (there == null || check.timeout().compareTo(there.timeout()) < 0) {
                all.put(check.name(), check);
            }
        }
        return List.copyOf(all.values());
    }

    /** An empty list means any. */
    private List<String> both(String what, List<String> base, List<String> here) {
        if (base.isEmpty() || here.isEmpty()) {
            return base.isEmpty() ? here : base;
        }
        List<String> both = base.stream().filter(here::contains).toList();
        if (both.isEmpty()) {
            throw new IllegalArgumentException("'%s': no %s are left: the environment takes %s, this level %s"
                    .formatted(environment, what, String.join(", ", base), String.join(", ", here)));
        }
        return both;
    }

    private static <T> List<T> union(List<T> base, List<T> here) {
        Set<T> all = new LinkedHashSet<>(base);
        all.addAll(here);
        return List.copyOf(all);
    }

    /** Each freeze keeps the zone that it was written in: the windows of two levels may differ. */
    private static List<Freeze> freezesOf(Environment base) {
        return base.freezes().stream()
                .map(freeze ->
                        freeze.in(base.window() == null ? "UTC" : base.window().timeZone()))
                .toList();
    }

    private List<Freeze> freezesHere() {
        List<Freeze> here = new ArrayList<>();
        freezes.forEach(freeze -> here.add(freeze.in(window == null ? "UTC" : window.timeZone())));
        return here;
    }
}
