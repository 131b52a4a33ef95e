package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.policy.Environments;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a person may do at a gate, by what he or she belongs to now. A group of the realm that has the name of a team is not that team.
 *
 * @param groups own ones, and those in another's place
 * @param actingFor of these, the delegated ones, each with whose right it is
 */
record VotingRights(Gate gate, Voter voter, Set<String> groups, Map<String, String> actingFor) {

    static VotingRights of(Gate gate, Voter voter, Environments environments, Instant now) {
        Opening asked = gate.opening();
        Set<String> groups = own(voter, environments);
        Map<String, String> actingFor = new LinkedHashMap<>();
        environments.delegated(voter.user(), now).forEach((team, from) -> {
            if (groups.add(team)) {
                actingFor.put(team, from);
            }
        });
        if (asked.submitters().contains(voter.user())
                || asked.submitters().stream()
                        .anyMatch(group -> groups.contains(group) && !actingFor.containsKey(group))) {
            groups.add(Opening.submitterGroup(asked.submitters()));
        }
        return new VotingRights(gate, voter, groups, actingFor);
    }

    /**
     * The people who are asked by name: whom teams, delegations and the gate's submitters name, without who may not approve. Members of a group of the realm can't be listed.
     *
     * @param escalated true for who is asked after an escalation, whether or not it has happened
     */
    static Set<String> people(Gate gate, boolean escalated, Environments environments, Instant now) {
        Set<String> named = new LinkedHashSet<>();
        environments.teams().values().forEach(team -> named.addAll(team.users()));
        environments.delegations().forEach(delegation -> named.add(delegation.to()));
        named.addAll(gate.opening().submitters());
        named.removeIf(id -> !Voter.isId(id));
        Set<String> asked = new LinkedHashSet<>();
        for (String id : named) {
            VotingRights rights = of(gate, new Voter(id, Set.of(), null, null), environments, now);
            if (rights.isAsked(escalated) && !rights.isRequester()) {
                asked.add(id);
            }
        }
        return asked;
    }

    private static Set<String> own(Voter voter, Environments environments) {
        Set<String> groups = new LinkedHashSet<>();
        voter.groups().stream()
                .filter(group -> !environments.teams().containsKey(group))
                .forEach(groups::add);
        environments.teams().keySet().stream()
                .filter(team -> environments.isMember(voter.user(), voter.groups(), team))
                .forEach(groups::add);
        return groups;
    }

    /** True when the person belongs to a group that is asked. */
    boolean isAsked() {
        return isAsked(gate.escalatedAt() != null);
    }

    private boolean isAsked(boolean escalated) {
        return groups.stream().anyMatch(gate.opening().voters(escalated)::contains);
    }

    /** True when this person's approval is awaited: the gate is open, has a place for it, and the person may vote and did not yet. */
    boolean isAwaited(Instant now) {
        Opening asked = gate.opening();
        return gate.isOpen()
                && now.isBefore(asked.deadline())
                && !isRequester()
                && vote(gate, voter).isEmpty()
                // Also between the time of an escalation and the moment that somebody looks.
                && isAsked(gate.escalatedAt() != null || asked.terms().escalates(now));
    }

    /** True when the person asked for the run, and so may not answer. */
    boolean isRequester() {
        return !gate.opening().allowSelfApproval() && gate.opening().requestedBy(voter.user());
    }

    /** Why a vote in another's place would count for nothing; empty when it counts for something, or is one's own. */
    Optional<String> inVain() {
        Opening asked = gate.opening();
        Set<String> voters = asked.voters(gate.escalatedAt() != null);
        List<String> places = groups.stream().filter(voters::contains).toList();
        if (!actingFor.keySet().containsAll(places)) {
            return Optional.empty();
        }
        List<String> barred = places.stream()
                .map(actingFor::get)
                .distinct()
                .filter(from -> !asked.allowSelfApproval() && asked.requestedBy(from))
                .toList();
        if (barred.size() < places.stream().map(actingFor::get).distinct().count()) {
            return Optional.empty();
        }
        return Optional.of("requester may not approve: %s would vote in the place of %s, who asked for %s"
                .formatted(voter.user(), String.join(", ", barred), asked.run()));
    }

    /** A right of one's own: nobody bypasses in another's place. */
    static boolean mayBypass(Gate gate, Voter voter, Environments environments) {
        Set<String> groups = own(voter, environments);
        return gate.opening().terms().bypass().stream().anyMatch(groups::contains);
    }

    /** The standing vote of a person. */
    static Optional<Gate.Vote> vote(Gate gate, Voter voter) {
        String person = Ballot.person(voter.user());
        return gate.votes().stream()
                .filter(vote -> Ballot.person(vote.user()).equals(person))
                .findFirst();
    }
}
