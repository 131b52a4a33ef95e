package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How an environment's approvals are given, beyond who gives them.
 *
 * @param excludeCommitAuthors true when nobody who wrote a commit since the deployed version may approve; without it the authors are excluded only where the run's causes name nobody
 * @param requireReason true when an approval needs a reason; a rejection always does
 * @param bypass groups whose members may decide past the rules, with a reason, for ever marked; empty: nobody may
 * @param checks other systems that have to agree, by signed web hook
 * @param tell names of the web hooks that are told of a gate's opening, reminders and end
 * @param remindEvery how often they are reminded while it is open; null: never
 * @param escalation what happens when a gate stays open too long; null: nothing
 */
public record ApprovalRules(
        boolean excludeCommitAuthors,
        boolean requireReason,
        List<String> bypass,
        List<ExternalCheck> checks,
        List<String> tell,
        Duration remindEvery,
        Escalation escalation)
        implements Serializable {
    /** Nothing beyond who approves. */
    public static final ApprovalRules NONE = new ApprovalRules(false, false, null, null, null, null, null);

    public ApprovalRules {
        bypass = bypass == null ? List.of() : List.copyOf(bypass);
        checks = checks == null ? List.of() : List.copyOf(checks);
        tell = tell == null ? List.of() : List.copyOf(tell);
        if (remindEvery != null && remindEvery.toSeconds() < 60) {
            throw new IllegalArgumentException("remindEvery must be a minute or more");
        }
    }

    /**
     * Another system that has to agree before a gate is approved.
     *
     * @param name {@code [a-z0-9-]{1,40}}
     * @param webHook name of the web hook that is asked
     * @param timeout how long its answer is awaited; then the gate ends undecided
     */
    public record ExternalCheck(String name, String webHook, Duration timeout) implements Serializable {
        public ExternalCheck {
            if (name == null || !name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
                throw new IllegalArgumentException(
                        "'" + name + "' is no name of a check: lower-case letters, digits and dashes, at most 40");
            }
            if (webHook == null) {
                throw new IllegalArgumentException("check '" + name + "' needs the web hook that is asked");
            }
            timeout = timeout == null ? Duration.ofHours(1) : timeout;
        }
    }

    /**
     * What happens when a gate stays open.
     *
     * @param after its opening
     * @param tell names of web hooks that are told
     * @param standIns groups whose members may from then on fill the places that are still empty; as many people as before are needed
     * @param standFor groups whose places they may fill: those of the environment itself
     * @param approvers who from then on has to approve as well
     */
    public record Escalation(
            Duration after,
            List<String> tell,
            List<String> standIns,
            List<String> standFor,
            List<ApproverRule> approvers)
            implements Serializable {
        public Escalation {
            if (after == null) {
                throw new IllegalArgumentException("an escalation needs 'after'");
            }
            tell = tell == null ? List.of() : List.copyOf(tell);
            standIns = standIns == null ? List.of() : List.copyOf(standIns);
            standFor = standFor == null ? List.of() : List.copyOf(standFor);
            approvers = approvers == null ? List.of() : List.copyOf(approvers);
        }

        /** True when it changes who may or must approve, and not only who is told. */
        public boolean changesVoters() {
            return !standIns.isEmpty() || !approvers.isEmpty();
        }

        /** The groups that somebody counts for after it: a stand-in for those whose places may be filled, too. */
        public Set<String> counted(Set<String> groups) {
            if (standIns.stream().noneMatch(groups::contains)) {
                return groups;
            }
            Set<String> all = new LinkedHashSet<>(groups);
            all.addAll(standFor);
            return all;
        }

        /** Who has to approve after it. */
        public Quorum demanded(Quorum before) {
            return approvers.isEmpty() ? before : before.and(new Quorum(approvers, 0));
        }

        /** Without a right over the places of these groups, which another level demands. */
        Escalation notFor(Collection<String> groups) {
            List<String> left =
                    standFor.stream().filter(group -> !groups.contains(group)).toList();
            return new Escalation(after, tell, left.isEmpty() ? List.of() : standIns, left, approvers);
        }
    }
}
