package io.jenkins.plugins.mldeploy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Test;

public class QuorumTest {
    private static final Quorum BOTH =
            new Quorum(List.of(new ApproverRule("sre", 1), new ApproverRule("security", 1)), 0);

    @Test
    public void everyGroupHasToBeThere() {
        assertThat(BOTH.count(Map.of())).hasToString("0/2 (sre, security)");
        assertThat(BOTH.count(Map.of("bob", Set.of("sre")))).hasToString("1/2 (security)");
        assertThat(BOTH.count(Map.of("bob", Set.of("sre"), "dora", Set.of("sre"))))
                .hasToString("1/2 (security)");
        assertThat(BOTH.count(Map.of("bob", Set.of("sre"), "carol", Set.of("security"))))
                .hasToString("2/2");
    }

    @Test
    public void whoIsInBothGroupsCountsForOneAndMovesWhereOthersNeedIt() {
        Map<String, Set<String>> votes = new LinkedHashMap<>();
        votes.put("both", Set.of("sre", "security"));
        assertThat(BOTH.count(votes)).hasToString("1/2 (security)");
        votes.put("bob", Set.of("sre"));
        assertThat(BOTH.count(votes).complete()).isTrue();
    }

    @Test
    public void aMinimumAboveTheRulesTakesAnyMemberAndNoStranger() {
        Quorum three = new Quorum(BOTH.rules(), 3);
        Map<String, Set<String>> votes = new LinkedHashMap<>(Map.of("bob", Set.of("sre"), "carol", Set.of("security")));
        assertThat(three.count(votes)).hasToString("2/3 (any of sre or security)");
        votes.put("eve", Set.of("marketing"));
        assertThat(three.count(votes).complete()).isFalse();
        votes.put("dora", Set.of("sre"));
        assertThat(three.count(votes)).hasToString("3/3");
    }

    @Test
    public void anEmptyListOfApproversIsNobody() {
        Quorum nobody = new Quorum(List.of(), 0);
        assertThat(nobody.count(Map.of("bob", Set.of("sre"))).complete()).isFalse();
    }

    @Test
    public void oftwoQuorumsBothMustHold() {
        Quorum all = BOTH.and(new Quorum(List.of(new ApproverRule("sre", 2), new ApproverRule("legal", 1)), 0));
        assertThat(all.count(Map.of())).hasToString("0/4 (sre, sre, security, legal)");
        assertThat(BOTH.and(BOTH)).isEqualTo(BOTH);
    }

    @Test
    public void theCountIsTheLargestThatAnyAssignmentReaches() {
        Random random = new Random(7);
        List<String> groups = List.of("a", "b", "c");
        for (int round = 0; round < 2_000; round++) {
            List<ApproverRule> rules = new ArrayList<>();
            groups.stream()
                    .filter(group -> random.nextBoolean())
                    .forEach(group -> rules.add(new ApproverRule(group, 1 + random.nextInt(2))));
            Map<String, Set<String>> votes = new LinkedHashMap<>();
            for (int person = random.nextInt(5); person > 0; person--) {
                Set<String> member = new TreeSet<>();
                groups.stream().filter(group -> random.nextBoolean()).forEach(member::add);
                votes.put("p" + person, member);
            }
            if (!rules.isEmpty()) {
                List<String> places = new ArrayList<>();
                rules.forEach(rule -> places.addAll(java.util.Collections.nCopies(rule.count(), rule.group())));
                assertThat(new Quorum(rules, 0).count(votes).have())
                        .as("%s %s", rules, votes)
                        .isEqualTo(best(places, new ArrayList<>(votes.values())));
            }
        }
    }

    /** Every assignment tried: the slow oracle. */
    private static int best(List<String> places, List<Set<String>> people) {
        if (people.isEmpty()) {
            return 0;
        }
        List<Set<String>> rest = people.subList(1, people.size());
        int best = best(places, rest);
        for (String group : people.get(0)) {
            if (places.contains(group)) {
                List<String> left = new ArrayList<>(places);
                left.remove(group);
                best = Math.max(best, 1 + best(left, rest));
            }
        }
        return best;
    }
}
