package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.Serializable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
        boolean bypassed)
        implements Serializable {

    /** Name of the step that asks people. */
    public static final String STEP = "approveGate";
    /** The decision that lets something in. */
    public static final String APPROVED = "APPROVED";

    /**
     * Somebody who approved.
     *
     * @param user id, as the host authenticated it when the vote came in
     * @param groups and teams that the person belonged to then
     */
    public record Approver(String user, Set<String> groups) implements Serializable {
        public Approver {
            groups = Set.copyOf(groups);
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
     * @param seq its place in the journal
     * @param hash of its entry
     */
    public record Shown(
            String subject, String step, String id, Verdict verdict, List<String> findings, long seq, String hash)
            implements Serializable {
        public Shown {
            findings = List.copyOf(findings);
        }

        public static Shown of(Entry entry) {
            return new Shown(
                    entry.evidence().subject().value(),
                    entry.evidence().step(),
                    entry.evidence().id(),
                    entry.evidence().verdict(),
                    Approval.findings(entry),
                    entry.seq(),
                    entry.hash());
        }
    }

    public Approval {
        approvers = List.copyOf(approvers);
        requesters = List.copyOf(requesters);
        shown = List.copyOf(shown);
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
        return entry.evidence().details().get("findings") instanceof List<?> list
                ? list.stream()
                        .map(finding -> finding instanceof Map<?, ?> map ? map.get("id") : finding)
                        .map(String::valueOf)
                        .distinct()
                        .sorted()
                        .toList()
                : List.of();
    }

    /** The details to record: strings, numbers, booleans, lists and maps only. */
    public Map<String, Object> toDetails() {
        Map<String, Object> details = new LinkedHashMap<>();
        put(details, "environment", environment);
        put(details, "planHash", planHash);
        details.put("decision", decision);
        details.put(
                "approvers",
                approvers.stream()
                        .map(approver -> Map.<String, Object>of(
                                "user",
                                approver.user(),
                                "groups",
                                approver.groups().stream().sorted().toList()))
                        .toList());
        put(details, "rejectedBy", rejectedBy);
        details.put("requesters", requesters);
        details.put("shown", shown.stream().map(Approval::toMap).toList());
        details.put("requestedAt", requestedAt.toString());
        details.put("decidedAt", decidedAt.toString());
        details.put("bypassed", bypassed);
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
                            .map(map -> new Approver((String) map.get("user"), Set.copyOf(strings(map.get("groups")))))
                            .toList(),
                    (String) details.get("rejectedBy"),
                    strings(details.get("requesters")),
                    maps(details.get("shown")).stream().map(Approval::shown).toList(),
                    Instant.parse((String) details.get("requestedAt")),
                    Instant.parse((String) details.get("decidedAt")),
                    Boolean.TRUE.equals(details.get("bypassed"))));
        } catch (ClassCastException | NullPointerException | DateTimeParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> toMap(Shown shown) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("subject", shown.subject());
        map.put("step", shown.step());
        map.put("id", shown.id());
        map.put("verdict", shown.verdict().name());
        map.put("findings", shown.findings());
        map.put("seq", shown.seq());
        map.put("hash", shown.hash());
        return map;
    }

    private static Shown shown(Map<?, ?> map) {
        return new Shown(
                (String) map.get("subject"),
                (String) map.get("step"),
                (String) map.get("id"),
                Verdict.valueOf((String) map.get("verdict")),
                strings(map.get("findings")),
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
