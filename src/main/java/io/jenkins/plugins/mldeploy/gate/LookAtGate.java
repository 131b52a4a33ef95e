package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.policy.AdmissionPolicy;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Settles a gate where it is time, and records the decision once a subject. Repeated after a kill, it records what is missing and nothing twice.
 *
 * @param gateId null when the opening may not have come so far
 * @param nonce of the call
 * @param stopped why the gate is to be closed, null when it is not
 */
record LookAtGate(String gateId, String nonce, String stopped) implements ControllerTask<LookAtGate.Seen> {
    /**
     * What was seen.
     *
     * @param gate null when none was opened
     * @param next when there is something to do for the step again, null when there is no gate
     * @param opens when an approved run may go on by the environment's window and freezes; null: now, or nobody knows
     */
    record Seen(Gate gate, Instant now, Instant next, Instant opens) {}

    @Override
    public Seen run(Services services) throws IOException {
        Gates gates = new Gates(services.home(), services.clock());
        Gate gate;
        if (stopped == null) {
            gate = gates.look(gateId);
        } else {
            Optional<String> id = gateId == null ? gates.opened(nonce).map(Gate::id) : Optional.of(gateId);
            if (id.isEmpty()) {
                return new Seen(null, services.clock().instant(), null, null);
            }
            gate = gates.end(id.get(), Gate.Decision.CANCELLED, null, stopped);
        }
        if (gate.isOpen()) {
            gate = new GateMessages(services, gates, gate).send();
        }
        GateHistory.record(services, gate);
        if (!gate.isOpen()) {
            record(services, gate);
        }
        Instant now = services.clock().instant();
        return new Seen(gate, now, GateMessages.next(gate, now), opens(services, gate, now));
    }

    /** An approval while the environment is closed waits for it to open, until the gate's own deadline; later than that the deployment itself is refused. */
    private static Instant opens(Services services, Gate gate, Instant now) throws IOException {
        Opening asked = gate.opening();
        if (gate.isOpen()
                || gate.bypassed()
                || asked.environment() == null
                || gate.settlement().decision() != Gate.Decision.APPROVED) {
            return null;
        }
        return services.environments()
                .find(asked.environment())
                .filter(owner -> !AdmissionPolicy.closed(owner, now).isEmpty())
                .flatMap(owner -> AdmissionPolicy.opens(owner, now))
                .filter(opens -> opens.isBefore(asked.deadline()))
                .orElse(null);
    }

    static Verdict verdict(Gate.Decision decision) {
        return switch (decision) {
            case APPROVED -> Verdict.PASS;
            case REJECTED -> Verdict.FAIL;
            case EXPIRED, SUPERSEDED, CANCELLED -> Verdict.NOT_EVALUATED;
        };
    }

    static List<Reason> reasons(Gate gate) {
        Gate.Settlement end = gate.settlement();
        String why = end.reason() == null ? "" : ": " + end.reason();
        String text =
                switch (end.decision()) {
                    case APPROVED -> "";
                    case REJECTED -> "rejected by " + end.by() + why;
                    case EXPIRED -> "timed out with " + gate.count() + why;
                    case SUPERSEDED -> "superseded" + why;
                    case CANCELLED -> "cancelled" + why;
                };
        return text.isEmpty()
                ? List.of()
                : List.of(new Reason("GATE_" + end.decision(), "gate " + gate.id() + " " + GateText.printable(text)));
    }

    private static void record(Services services, Gate gate) throws IOException {
        EvidenceStore store = services.evidence();
        for (String subject : gate.opening().subjects()) {
            if (!isRecorded(store, new Subject(subject), gate)) {
                store.append(new Evidence(
                        new Subject(subject),
                        Approval.STEP,
                        gate.opening().step(),
                        verdict(gate.settlement().decision()),
                        Map.of(),
                        reasons(gate),
                        details(gate),
                        Map.of(),
                        services.run().origin(),
                        services.clock().instant()));
            }
        }
    }

    private static boolean isRecorded(EvidenceStore store, Subject subject, Gate gate) {
        EvidenceQuery query =
                EvidenceQuery.of(subject).step(Approval.STEP).id(gate.opening().step());
        try (Stream<Entry> entries = store.find(query)) {
            return entries.anyMatch(entry ->
                    gate.opening().nonce().equals(entry.evidence().details().get("nonce")));
        }
    }

    private static Map<String, Object> details(Gate gate) {
        Opening asked = gate.opening();
        Gate.Settlement end = gate.settlement();
        Map<String, Object> details = new LinkedHashMap<>(new Approval(
                        asked.environment(),
                        asked.planHash(),
                        end.decision().name(),
                        approvers(gate),
                        end.decision() == Gate.Decision.REJECTED ? end.by() : null,
                        Stream.concat(asked.requesters().stream(), asked.terms().authors().stream())
                                .distinct()
                                .toList(),
                        asked.shown(),
                        asked.requestedAt(),
                        end.at(),
                        gate.bypassed(),
                        gate.checks().stream()
                                .filter(check -> check.state() == Gate.CheckState.PASSED)
                                .map(Gate.Check::name)
                                .toList(),
                        gate.condition(),
                        gate.escalatedAt())
                .toDetails());
        details.put("gate", gate.id());
        details.put("nonce", asked.nonce());
        details.put("evidenceHash", asked.evidenceHash());
        details.put("comments", comments(gate));
        details.put("requestersKnown", asked.requestersKnown());
        if (gate.bypassed()) {
            details.put("bypassReason", end.reason());
        }
        if (asked.terms().risk() != null) {
            details.put("risk", asked.terms().risk().sentence());
        }
        Map<String, Object> parameters = ParameterValues.settled(gate);
        if (!parameters.isEmpty()) {
            details.put("parameters", parameters);
        }
        details.put(
                "authenticatedBy",
                gate.votes().stream()
                        .map(vote -> vote.user() + ": " + vote.authenticatedBy() + ", " + vote.from())
                        .toList());
        return details;
    }

    /** Who approved, with the groups that the votes count for; after a bypass, who decided it as well. */
    private static List<Approval.Approver> approvers(Gate gate) {
        Map<String, Set<String>> counted = Ballot.approvals(gate.opening(), gate.votes());
        List<Approval.Approver> approvers = new ArrayList<>();
        gate.votes().stream()
                .filter(Gate.Vote::approves)
                .forEach(vote -> approvers.add(new Approval.Approver(
                        vote.user(),
                        counted.getOrDefault(Ballot.person(vote.user()), Set.of()),
                        vote.actingFor(),
                        vote.reason() != null)));
        String by = gate.settlement().by();
        if (gate.bypassed()
                && approvers.stream().noneMatch(approver -> approver.user().equals(by))) {
            approvers.add(new Approval.Approver(by, Set.of()));
        }
        return approvers;
    }

    /** Reasons and remarks, each with who gave it. */
    static List<Map<String, Object>> comments(Gate gate) {
        Stream<Map<String, Object>> reasons = gate.votes().stream()
                .filter(vote -> vote.reason() != null)
                .map(vote -> Map.of("user", vote.user(), "text", vote.reason()));
        Stream<Map<String, Object>> remarks =
                gate.comments().stream().map(comment -> Map.of("user", comment.user(), "text", comment.text()));
        return Stream.concat(reasons, remarks).toList();
    }
}
