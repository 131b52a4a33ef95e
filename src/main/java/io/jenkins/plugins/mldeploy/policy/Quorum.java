package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How many people of which groups must agree. A person counts once, and for one group only: who counts for which is chosen so that the most places are
 * filled (a maximum matching), whatever the order of the votes.
 *
 * @param rules all must hold together; empty means nobody may approve, so that nothing is ever complete
 * @param minimum people at least, never less than the sum of the rules' counts
 */
public record Quorum(List<ApproverRule> rules, int minimum) implements Serializable {
    public Quorum {
        rules = List.copyOf(rules);
        minimum = Math.max(
                Math.max(1, minimum),
                rules.stream().mapToInt(ApproverRule::count).sum());
    }

    /** What an environment asks for. */
    public static Quorum of(Environment environment) {
        return new Quorum(environment.approvers(), environment.minApprovals());
    }

    /** Both must hold: for a group that both name, the larger count; of both minimums, the larger. */
    public Quorum and(Quorum other) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        rules.forEach(rule -> counts.merge(rule.group(), rule.count(), Math::max));
        other.rules.forEach(rule -> counts.merge(rule.group(), rule.count(), Math::max));
        List<ApproverRule> all = new ArrayList<>();
        counts.forEach((group, count) -> all.add(new ApproverRule(group, count)));
        return new Quorum(all, Math.max(minimum, other.minimum));
    }

    /** The groups whose members may vote. */
    public Set<String> groups() {
        Set<String> groups = new LinkedHashSet<>();
        rules.forEach(rule -> groups.add(rule.group()));
        return groups;
    }

    /**
     * Counts.
     *
     * @param approvers each person once, with all groups that he or she belongs to
     */
    public Count count(Map<String, ? extends Set<String>> approvers) {
        List<String> places = new ArrayList<>();
        for (ApproverRule rule : rules) {
            for (int i = 0; i < rule.count(); i++) {
                places.add(rule.group());
            }
        }
        List<Set<String>> people = new ArrayList<>();
        approvers.values().stream()
                .filter(groups -> groups.stream().anyMatch(groups()::contains))
                .forEach(people::add);
        int[] holder = new int[places.size()];
        Arrays.fill(holder, -1);
        for (int person = 0; person < people.size(); person++) {
            seat(person, people, places, holder, new boolean[places.size()]);
        }
        List<String> missing = new ArrayList<>();
        for (int place = 0; place < holder.length; place++) {
            if (holder[place] < 0) {
                missing.add(places.get(place));
            }
        }
        int seated = places.size() - missing.size();
        // Beyond the rules' own places any member of a group counts, up to the minimum.
        int free = Math.min(people.size() - seated, minimum - places.size());
        for (int i = free; i < minimum - places.size(); i++) {
            missing.add(rules.isEmpty() ? "nobody may approve" : "any of " + String.join(" or ", groups()));
        }
        return new Count(seated + free, minimum, missing);
    }

    /** Finds a place for a person, if need be by moving others (Kuhn's algorithm). */
    private static boolean seat(
            int person, List<Set<String>> people, List<String> places, int[] holder, boolean[] tried) {
        for (int place = 0; place < holder.length; place++) {
            if (!tried[place] && people.get(person).contains(places.get(place))) {
                tried[place] = true;
                if (holder[place] < 0 || seat(holder[place], people, places, holder, tried)) {
                    holder[place] = person;
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Where a count stands.
     *
     * @param have people who count
     * @param need people who must
     * @param missing one group a missing person
     */
    public record Count(int have, int need, List<String> missing) implements Serializable {
        public Count {
            missing = List.copyOf(missing);
        }

        public boolean complete() {
            return missing.isEmpty();
        }

        /** For example {@code 1/2 (security)}. */
        @Override
        public String toString() {
            return have + "/" + need + (missing.isEmpty() ? "" : " (" + String.join(", ", missing) + ")");
        }
    }
}
