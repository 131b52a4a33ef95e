package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.Serializable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The decision of a gate, as {@code approveGate} records it in the details of its evidence, and as admission reads it again.
 *
 * @param environment that was asked for, null for a gate without one
 * @param planHash of the plan that was shown, null for a gate without one
 * @param decision {@link #APPROVED}, {@code REJECTED}, {@code EXPIRED}, {@code SUPERSEDED} or {@code CANCELLED}
 * @param approvers who approved
 * @param rejectedBy who rejected, null when nobody did
 * @param requesters whose approval does not count, as known when the gate opened
 * @param shown the evidence that the approvers saw
 * @param requestedAt when the gate opened
 * @param decidedAt when it was settled
 * @param bypassed true when somebody with the right to do so decided past the rules
 * @param checks names of the external checks that agreed
 * @param condition what the approval is tied to
 * @param escalatedAt when other people were let in or asked as well, because it took too long; null when that did not happen
 */
public record Approval(
        String environment,
        String planHash,
        String decision,
        List<Approver> approvers,
        String rejectedBy,
        List<String> requesters,
        List<Shown> shown,
        Instant requestedAt,
        Instant decidedAt,
        boolean bypassed,
        List<String> checks,
        Condition condition,
        Instant escalatedAt)
        implements Serializable {

    /** Name of the step that asks people. */
    public static final String STEP = "approveGate";
    /** Pseudo step of the records of single events of a gate: votes, withdrawals, reminders, bypasses. They are history, not evidence about a subject. */
    public static final String EVENT = "approveGate.event";
    /** The decision that lets something in. */
    public static final String APPROVED = "APPROVED";

    /**
     * Somebody who approved.
     *
     * @param user id, as the host authenticated it when the vote came in
     * @param groups and teams that the person spoke for then
     * @param actingFor of these, the ones that were delegated, each with whose right it is
     * @param reasoned true when the person said why; false also where an older version recorded the approval, which did not keep that apart from remarks
     */
    public record Approver(String user, Set<String> groups, Map<String, String> actingFor, boolean reasoned)
            implements Serializable {
        public Approver {
            groups = Set.copyOf(groups);
            actingFor = actingFor == null ? Map.of() : Map.copyOf(actingFor);
        }

        public Approver(String user, Set<String> groups) {
            this(user, groups, null, false);
        }

        /** The groups that count when these people don't. */
        Set<String> groupsWithout(Set<String> requesters) {
            return groups.stream()
                    .filter(group -> !actingFor.containsKey(group)
                            || requesters.stream().noneMatch(actingFor.get(group)::equalsIgnoreCase))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /**
     * Evidence that the approvers saw.
     *
     * @param subject what it is about
     * @param step that found it out
     * @param id of the step
     * @param verdict as shown
     * @param findings ids of findings that counted
     * @param gates quality gates that did not hold, each metric with its state
     * @param seq its place in the journal
     * @param hash of its entry
     */
    public record Shown(
            String subject,
            String step,
            String id,
            Verdict verdict,
            List<String> findings,
            Map<String, String> gates,
            long seq,
            String hash)
            implements Serializable {
        public Shown {
            findings = List.copyOf(findings);
            gates = gates == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(gates));
        }

        public Shown(
                String subject, String step, String id, Verdict verdict, List<String> findings, long seq, String hash) {
            this(subject, step, id, verdict, findings, null, seq, hash);
        }

        public static Shown of(Entry entry) {
            return new Shown(
                    entry.evidence().subject().value(),
                    entry.evidence().step(),
                    entry.evidence().id(),
                    entry.evidence().verdict(),
                    Approval.findings(entry),
                    Approval.gates(entry),
                    entry.seq(),
                    entry.hash());
        }
    }

    public Approval {
        approvers = List.copyOf(approvers);
        requesters = List.copyOf(requesters);
        shown = List.copyOf(shown);
        checks = checks == null ? List.of() : List.copyOf(checks);
        condition = condition == null ? Condition.NONE : condition;
    }

    /** Without external checks, unconditional and not escalated. */
    public Approval(
            String environment,
            String planHash,
            String decision,
            List<Approver> approvers,
            String rejectedBy,
            List<String> requesters,
            List<Shown> shown,
            Instant requestedAt,
            Instant decidedAt,
            boolean bypassed) {
        this(
                environment,
                planHash,
                decision,
                approvers,
                rejectedBy,
                requesters,
                shown,
                requestedAt,
                decidedAt,
                bypassed,
                null,
                null,
                null);
    }

    public boolean approved() {
        return decision.equals(APPROVED);
    }

    /** Ids of the approvers, in the order of their votes. */
    public List<String> users() {
        return approvers.stream().map(Approver::user).toList();
    }

    /** The ids in the detail {@code findings} of a piece of evidence: a list of ids, or of maps with an {@code id}. */
    public static List<String> findings(Entry entry) {
        return findings(entry.evidence());
    }

    static List<String> findings(Evidence evidence) {
        return evidence.details().get("findings") instanceof List<?> list
                ? list.stream()
                        .map(finding -> finding instanceof Map<?, ?> map ? map.get("id") : finding)
                        .map(String::valueOf)
                        .distinct()
                        .sorted()
                        .toList()
                : List.of();
    }

    /** The quality gates in the detail {@code gates} that did not hold: metric to {@code MISSED}, {@code NOT_EVALUATED} … */
    static Map<String, String> gates(Entry entry) {
        Map<String, String> gates = new LinkedHashMap<>();
        if (entry.evidence().details().get("gates") instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> gate
                        && gate.get("state") != null
                        && !Set.of("PASSED", "NOT_APPLICABLE").contains(gate.get("state"))) {
                    gates.put(String.valueOf(gate.get("metric")), String.valueOf(gate.get("state")));
                }
            }
        }
        return gates;
    }

    /** The details to record: strings, numbers, booleans, lists and maps only. */
    public Map<String, Object> toDetails() {
        Map<String, Object> details = new LinkedHashMap<>();
        put(details, "environment", environment);
        put(details, "planHash", planHash);
        details.put("decision", decision);
        details.put("approvers", approvers.stream().map(Approval::toMap).toList());
        put(details, "rejectedBy", rejectedBy);
        details.put("requesters", requesters);
        details.put("shown", shown.stream().map(Approval::toMap).toList());
        details.put("requestedAt", requestedAt.toString());
        details.put("decidedAt", decidedAt.toString());
        details.put("bypassed", bypassed);
        if (!checks.isEmpty()) {
            details.put("checks", checks);
        }
        if (!condition.isEmpty()) {
            details.put("condition", condition.toDetails());
        }
        if (escalatedAt != null) {
            details.put("escalatedAt", escalatedAt.toString());
        }
        return details;
    }

    /** Reads an entry of {@link #STEP}; empty when it has not this form, which then counts as no approval at all. */
    public static Optional<Approval> of(Entry entry) {
        Map<String, Object> details = entry.evidence().details();
        try {
            return Optional.of(new Approval(
                    (String) details.get("environment"),
                    (String) details.get("planHash"),
                    (String) details.get("decision"),
                    maps(details.get("approvers")).stream()
                            .map(Approval::approver)
                            .toList(),
                    (String) details.get("rejectedBy"),
                    strings(details.get("requesters")),
                    maps(details.get("shown")).stream().map(Approval::shown).toList(),
                    Instant.parse((String) details.get("requestedAt")),
                    Instant.parse((String) details.get("decidedAt")),
                    Boolean.TRUE.equals(details.get("bypassed")),
                    strings(details.get("checks")),
                    // One that can't be understood must not become none.
                    Condition.of(details.get("condition")).orElseThrow(IllegalArgumentException::new),
                    details.containsKey("escalatedAt") ? Instant.parse((String) details.get("escalatedAt")) : null));
        } catch (ClassCastException | NullPointerException | DateTimeParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> toMap(Approver approver) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("user", approver.user());
        map.put("groups", approver.groups().stream().sorted().toList());
        if (!approver.actingFor().isEmpty()) {
            map.put("actingFor", new TreeMap<>(approver.actingFor()));
        }
        if (approver.reasoned()) {
            map.put("reasoned", true);
        }
        return map;
    }

    private static Approver approver(Map<?, ?> map) {
        Map<String, String> actingFor = new TreeMap<>();
        if (map.get("actingFor") instanceof Map<?, ?> delegated) {
            delegated.forEach((group, from) -> actingFor.put((String) group, (String) from));
        }
        return new Approver(
                (String) map.get("user"),
                Set.copyOf(strings(map.get("groups"))),
                actingFor,
                Boolean.TRUE.equals(map.get("reasoned")));
    }

    private static Map<String, Object> toMap(Shown shown) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("subject", shown.subject());
        map.put("step", shown.step());
        map.put("id", shown.id());
        map.put("verdict", shown.verdict().name());
        map.put("findings", shown.findings());
        if (!shown.gates().isEmpty()) {
            map.put("gates", shown.gates());
        }
        map.put("seq", shown.seq());
        map.put("hash", shown.hash());
        return map;
    }

    private static Shown shown(Map<?, ?> map) {
        Map<String, String> gates = new LinkedHashMap<>();
        if (map.get("gates") instanceof Map<?, ?> recorded) {
            recorded.forEach((metric, state) -> gates.put((String) metric, (String) state));
        }
        return new Shown(
                (String) map.get("subject"),
                (String) map.get("step"),
                (String) map.get("id"),
                Verdict.valueOf((String) map.get("verdict")),
                strings(map.get("findings")),
                gates,
                ((Number) map.get("seq")).longValue(),
                (String) map.get("hash"));
    }

    private static List<Map<?, ?>> maps(Object list) {
        return list == null
                ? List.of()
                : ((List<?>) list).stream().<Map<?, ?>>map(Map.class::cast).toList();
    }

    private static List<String> strings(Object list) {
        return list == null
                ? List.of()
                : ((List<?>) list).stream().map(String.class::cast).toList();
    }

    private static void put(Map<String, Object> details, String name, Object value) {
        if (value != null) {
            details.put(name, value);
        }
    }
}
