package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.policy.Quorum;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Rules and votes in, decision out. One person has one vote, a requester has none, and one rejection is enough. Who acts for another and the other fill one place between them, and
 * a requester's right can't be used by anybody.
 */
sealed interface Ballot {
    /** Somebody is still missing. */
    record Open(Quorum.Count count) implements Ballot {}

    /** Everybody who must approve did. */
    record Approved(Quorum.Count count) implements Ballot {}

    /** Somebody objects. */
    record Rejected(Gate.Vote by) implements Ballot {}

    /** @param escalated true when the gate was open for so long that other people may or must approve as well */
    static Ballot decide(Opening rules, Collection<Gate.Vote> votes, boolean escalated) {
        Map<String, Gate.Vote> standing = standing(rules, votes);
        for (Gate.Vote vote : standing.values()) {
            if (!vote.approves()) {
                return new Rejected(vote);
            }
        }
        Map<String, Set<String>> approvals = approvals(rules, votes);
        approvals.replaceAll((person, groups) -> rules.counted(groups, escalated));
        Quorum.Count count = rules.awaited(escalated).count(approvals);
        return count.complete() ? new Approved(count) : new Open(count);
    }

    /** Who approved, each with the own and the delegated groups that the vote counts for. */
    static Map<String, Set<String>> approvals(Opening rules, Collection<Gate.Vote> votes) {
        Map<String, Gate.Vote> standing = standing(rules, votes);
        Map<String, Set<String>> approvals = new LinkedHashMap<>();
        Set<String> used = new LinkedHashSet<>();
        standing.forEach((person, vote) -> {
            if (!vote.approves()) {
                return;
            }
            Set<String> groups = new LinkedHashSet<>();
            Set<String> borrowed = new LinkedHashSet<>();
            for (String group : vote.groups()) {
                String from = vote.actingFor().get(group);
                if (from == null) {
                    groups.add(group);
                } else if (!standing.containsKey(person(from))
                        && !used.contains(person(from))
                        && (rules.allowSelfApproval() || !rules.requestedBy(from))) {
                    groups.add(group);
                    borrowed.add(person(from));
                }
            }
            used.addAll(borrowed);
            approvals.put(person, groups);
        });
        return approvals;
    }

    private static Map<String, Gate.Vote> standing(Opening rules, Collection<Gate.Vote> votes) {
        Map<String, Gate.Vote> standing = new LinkedHashMap<>();
        for (Gate.Vote vote : votes) {
            if (rules.allowSelfApproval() || !rules.requestedBy(vote.user())) {
                standing.put(person(vote.user()), vote);
            }
        }
        return standing;
    }

    /** Two spellings of an id are one person: better one vote too few than one too many. */
    static String person(String user) {
        return user.toLowerCase(Locale.ROOT);
    }
}
