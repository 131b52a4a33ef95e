package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Did the people approve that an environment asks for: this plan, with what was known about it, and not long ago replaced? */
final class ApprovalCheck {
    private final Environment environment;
    private final AdmissionRequest request;
    private final EvidenceStore store;
    private Optional<Quorum> needed = Optional.empty();

    ApprovalCheck(Environment environment, AdmissionRequest request, EvidenceStore store) {
        this.environment = environment;
        this.request = request;
        this.store = store;
    }

    /** A decision with its place in the journal. */
    private record Decided(Entry entry, Approval approval) {}

    /**
     * The answer.
     *
     * @param missing what lacks
     * @param warnings what is to be remembered: that somebody decided past the rules
     * @param approvers who approved this plan
     * @param bypassed true when somebody who may decided past the rules
     * @param condition of the approval
     */
    record Outcome(
            List<Reason> missing,
            List<Reason> warnings,
            List<String> approvers,
            boolean bypassed,
            Condition condition) {}

    /** @param subjects everything that the plan brings in */
    Outcome check(Set<Subject> subjects, Instant now) {
        List<Decided> decisions = decisions();
        Optional<Decided> ofThisPlan = decisions.stream()
                .filter(decided -> request.planHash().equals(decided.approval().planHash()))
                .findFirst();
        List<Reason> missing = new ArrayList<>();
        Optional<Approval> approved = ofThisPlan.map(Decided::approval).filter(Approval::approved);
        Risk risk = environment.risk() == null
                ? null
                : RiskAssessment.of(
                        environment,
                        store,
                        subjects,
                        request.planHash(),
                        ofThisPlan
                                .map(decided -> decided.approval().requestedAt())
                                .orElse(now));
        needed = Routing.people(environment, risk);
        // A decision that was asked for counts also where it was not needed: a "no" is a "no".
        boolean rejected = ofThisPlan
                .filter(decided -> decided.approval().decision().equals("REJECTED"))
                .isPresent();
        if (needed.isPresent() || rejected) {
            missing.addAll(ofThisPlan
                    .map(decided -> missing(decided, subjects))
                    .orElseGet(() -> List.of(notAsked(decisions, risk))));
        }
        boolean bypassed = approved.filter(Approval::bypassed).isPresent()
                && !environment.approvals().bypass().isEmpty();
        if (!bypassed) {
            missing.addAll(waitTimer(ofThisPlan, now));
        }
        approved.ifPresent(approval -> missing.addAll(conditions(approval.condition(), now)));
        List<Reason> warnings = bypassed
                ? List.of(new Reason(
                        "BYPASSED",
                        "bypassed: " + String.join(", ", approved.orElseThrow().users())
                                + " decided past the rules of '" + environment.name() + "'"))
                : List.of();
        return new Outcome(
                missing,
                warnings,
                approved.map(Approval::users).orElse(List.of()),
                bypassed,
                approved.map(Approval::condition).orElse(Condition.NONE));
    }

    private List<Reason> conditions(Condition condition, Instant now) {
        List<Reason> missing = new ArrayList<>();
        if (condition.until() != null && now.isAfter(condition.until())) {
            missing.add(new Reason(
                    "APPROVAL_EXPIRED", "approval: it was given until " + condition.until() + "; ask again"));
        }
        if (condition.maxTraffic() != null && request.peakTraffic() > condition.maxTraffic()) {
            missing.add(new Reason(
                    "APPROVAL_CONDITION_TRAFFIC",
                    ("approval: it covers at most %d %% of the traffic, this deployment would give the new version %d %%;"
                                    + " deploy with a strategy that stops there, or ask for more")
                            .formatted(condition.maxTraffic(), request.peakTraffic())));
        }
        return missing;
    }

    private List<Decided> decisions() {
        List<Decided> decisions = new ArrayList<>();
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(Approval.STEP))) {
            entries.filter(entry ->
                            EvidenceCheck.counts(environment, entry.evidence().origin()))
                    .forEach(entry -> Approval.of(entry)
                            .filter(approval -> environment.name().equals(approval.environment()))
                            .ifPresent(approval -> decisions.add(new Decided(entry, approval))));
        }
        return decisions;
    }

    private Quorum quorum() {
        return needed.orElseGet(() -> Quorum.of(environment));
    }

    private Reason notAsked(List<Decided> decisions, Risk risk) {
        Quorum.Count none = quorum().count(Map.of());
        Optional<Decided> other = decisions.stream()
                .filter(decided -> decided.approval().approved()
                        && decided.entry()
                                .evidence()
                                .origin()
                                .job()
                                .equals(request.origin().job()))
                .findFirst();
        if (other.isPresent()) {
            return new Reason(
                    "APPROVAL_OTHER_PLAN",
                    "approval %s: what %s approved in %s was plan %s, this is plan %s; plan again, and ask again%s"
                            .formatted(
                                    none,
                                    String.join(", ", other.get().approval().users()),
                                    other.get().entry().evidence().origin().display(),
                                    abbreviated(other.get().approval().planHash()),
                                    abbreviated(request.planHash()),
                                    new PlanDifference(store)
                                            .sentence(other.get().approval().planHash(), request)));
        }
        return new Reason("APPROVAL_MISSING", "approval " + none + (risk == null ? "" : "; risk " + risk.sentence()));
    }

    private List<Reason> missing(Decided decided, Set<Subject> subjects) {
        Approval approval = decided.approval();
        if (!approval.approved()) {
            return List.of(
                    approval.decision().equals("REJECTED")
                            ? new Reason(
                                    "APPROVAL_REJECTED",
                                    "approval: " + approval.rejectedBy() + " rejected plan "
                                            + abbreviated(request.planHash()) + "; answer the objection, and ask again")
                            : new Reason(
                                    "APPROVAL_MISSING",
                                    "approval " + quorum().count(Map.of())
                                            + ": the gate for this plan ended as "
                                            + approval.decision() + "; ask again"));
        }
        List<Reason> missing = new ArrayList<>();
        if (!approval.bypassed()) {
            counted(approval).ifPresent(missing::add);
            for (ApprovalRules.ExternalCheck check : environment.approvals().checks()) {
                if (!approval.checks().contains(check.name())) {
                    missing.add(new Reason(
                            "CHECK_MISSING", "check '" + check.name() + "' has not agreed to this plan; ask again"));
                }
            }
        } else if (environment.approvals().bypass().isEmpty()) {
            missing.add(new Reason(
                    "BYPASS_NOT_ALLOWED",
                    "approval: it was decided past the rules, and '" + environment.name()
                            + "' lets nobody do that; ask again"));
        }
        replaced(decided).ifPresent(missing::add);
        worse(approval, subjects).ifPresent(missing::add);
        return missing;
    }

    private Optional<Reason> counted(Approval approval) {
        Set<String> requesters = new LinkedHashSet<>(approval.requesters());
        requesters.addAll(request.origin().requesters());
        Map<String, Set<String>> voters = new LinkedHashMap<>();
        List<String> excluded = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        boolean reasons = environment.approvals().requireReason();
        for (Approval.Approver approver : approval.approvers()) {
            if (!environment.allowSelfApproval() && requesters.stream().anyMatch(approver.user()::equalsIgnoreCase)) {
                excluded.add(approver.user());
            } else if (reasons && !approver.reasoned()) {
                // The gate may have asked for none: the rule, or a folder's demand, may be younger than it.
                silent.add(approver.user());
            } else {
                voters.put(
                        approver.user(),
                        environment.allowSelfApproval() ? approver.groups() : approver.groupsWithout(requesters));
            }
        }
        Quorum demanded = quorum();
        ApprovalRules.Escalation escalation = environment.approvals().escalation();
        // By the environment's own rule, not by the gate's word: as long after the request as it says.
        if (escalation != null
                && approval.escalatedAt() != null
                && !approval.escalatedAt().isBefore(approval.requestedAt().plus(escalation.after()))) {
            demanded = escalation.demanded(demanded);
            voters.replaceAll((user, groups) -> escalation.counted(groups));
        }
        Quorum.Count count = demanded.count(voters);
        return count.complete()
                ? Optional.empty()
                : Optional.of(new Reason(
                        "APPROVAL_MISSING",
                        "approval " + count
                                + (excluded.isEmpty()
                                        ? ""
                                        : "; does not count: " + String.join(", ", excluded)
                                                + ", who requested the deployment")
                                + (silent.isEmpty()
                                        ? ""
                                        : "; does not count: " + String.join(", ", silent)
                                                + ", who gave no reason, and '" + environment.name()
                                                + "' asks for one; ask again")));
    }

    /** An approval is for what comes next: after another plan of the same job was deployed, it is used up. */
    private Optional<Reason> replaced(Decided decided) {
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(Deployed.STEP)
                .id(request.deployment())
                .job(request.origin().job()))) {
            return entries.takeWhile(entry -> entry.seq() > decided.entry().seq())
                    .filter(entry ->
                            Deployed.DEPLOYED.equals(entry.evidence().details().get(Deployed.OUTCOME)))
                    .filter(entry ->
                            environment.name().equals(entry.evidence().details().get(Deployed.ENVIRONMENT)))
                    .filter(entry -> entry.evidence().details().get("planHash") instanceof String other
                            && !other.equals(request.planHash()))
                    .findFirst()
                    .map(entry -> new Reason(
                            "APPROVAL_USED",
                            "approval: since it was given, %s deployed another plan; ask again"
                                    .formatted(entry.evidence().origin().display())));
        }
    }

    /** Evidence that the approvers did not see, and that is worse than what they saw, voids what they said. */
    private Optional<Reason> worse(Approval approval, Set<Subject> subjects) {
        Map<List<String>, Approval.Shown> shown = new LinkedHashMap<>();
        approval.shown().forEach(seen -> shown.putIfAbsent(List.of(seen.subject(), seen.step(), seen.id()), seen));
        List<String> worse = new ArrayList<>();
        for (Entry entry : AdmissionPolicy.evidence(environment, store, subjects)) {
            Evidence evidence = entry.evidence();
            String what = evidence.step() + " '" + evidence.id() + "' of "
                    + evidence.origin().display();
            Approval.Shown before = shown.get(List.of(evidence.subject().value(), evidence.step(), evidence.id()));
            if (before == null) {
                // Not shown at all: it was not there, or it did not count, when the gate opened.
                if (evidence.verdict().compareTo(Verdict.UNSTABLE) > 0) {
                    worse.add(what + " is " + evidence.verdict() + " and was not shown");
                }
                continue;
            }
            List<String> fresh = Approval.findings(entry).stream()
                    .filter(id -> !before.findings().contains(id))
                    .limit(5)
                    .toList();
            List<String> gates = new ArrayList<>();
            Approval.gates(entry).forEach((metric, state) -> {
                if (!before.gates().containsKey(metric) && !before.hash().equals(entry.hash())) {
                    gates.add("gate on " + metric + " is " + state);
                }
            });
            if (evidence.verdict().compareTo(before.verdict()) > 0) {
                worse.add(what + " is " + evidence.verdict() + ", shown was " + before.verdict());
            } else if (!fresh.isEmpty()) {
                worse.add(what + " has new findings: " + String.join(", ", fresh));
            } else if (!gates.isEmpty()) {
                worse.add(what + ": " + String.join(", ", gates) + ", which held when it was shown");
            }
        }
        return worse.isEmpty()
                ? Optional.empty()
                : Optional.of(new Reason(
                        "APPROVAL_VOID",
                        "approval: void, because newer evidence is worse than what the approvers saw: "
                                + String.join("; ", worse) + "; ask again"));
    }

    private List<Reason> waitTimer(Optional<Decided> ofThisPlan, Instant now) {
        if (environment.waitTimer().isZero()) {
            return List.of();
        }
        Optional<Instant> requested =
                ofThisPlan.map(decided -> decided.approval().requestedAt()).or(this::plannedAt);
        if (requested.isEmpty()) {
            return List.of(new Reason(
                    "WAIT_TIMER",
                    "waitTimer: %s from the request on, and nobody has asked yet; plan it with helmDeploy dryRun: true first"
                            .formatted(Durations.display(environment.waitTimer()))));
        }
        Instant over = requested.get().plus(environment.waitTimer());
        return now.isBefore(over)
                ? List.of(new Reason(
                        "WAIT_TIMER",
                        "waitTimer: %s to go, until %s"
                                .formatted(Durations.display(Duration.between(now, over)), over)))
                : List.of();
    }

    /** Where nobody is asked, the first record of this plan is the request. */
    private Optional<Instant> plannedAt() {
        try (Stream<Entry> entries =
                store.find(EvidenceQuery.ofStep(Deployed.STEP).id(request.deployment()))) {
            return entries.map(Entry::evidence)
                    .filter(evidence -> EvidenceCheck.counts(environment, evidence.origin())
                            && Deployed.PLANNED.equals(evidence.details().get(Deployed.OUTCOME))
                            && request.planHash().equals(evidence.details().get("planHash")))
                    .map(evidence -> evidence.at())
                    .min(Instant::compareTo);
        }
    }

    private static String abbreviated(String hash) {
        return hash == null ? "none" : hash.length() > 12 ? hash.substring(0, 12) : hash;
    }
}
