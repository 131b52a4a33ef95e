package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.policy.Quorum;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Rules and votes in, decision out. One person has one vote, a requester has none, and one rejection is enough. */
sealed interface Ballot {
    /** Somebody is still missing. */
    record Open(Quorum.Count count) implements Ballot {}

    /** Everybody who must approve did. */
    record Approved(Quorum.Count count) implements Ballot {}

    /** Somebody objects. */
    record Rejected(Gate.Vote by) implements Ballot {}

    static Ballot decide(Opening rules, Collection<Gate.Vote> votes) {
        Map<String, Gate.Vote> standing = new LinkedHashMap<>();
        for (Gate.Vote vote : votes) {
            if (rules.allowSelfApproval() || !rules.requestedBy(vote.user())) {
                standing.put(person(vote.user()), vote);
            }
        }
        for (Gate.Vote vote : standing.values()) {
            if (!vote.approves()) {
                return new Rejected(vote);
            }
        }
        Map<String, Set<String>> approvals = new LinkedHashMap<>();
        standing.forEach((person, vote) -> approvals.put(person, vote.groups()));
        Quorum.Count count = rules.quorum().count(approvals);
        return count.complete() ? new Approved(count) : new Open(count);
    }

    /** Two spellings of an id are one person: better one vote too few than one too many. */
    static String person(String user) {
        return user.toLowerCase(Locale.ROOT);
    }
}
