package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How an environment's approvals are given, beyond who gives them.
 *
 * @param excludeCommitAuthors true when nobody who wrote a commit since the deployed version may approve; without it the authors are excluded only where the run's causes name nobody
 * @param requireReason true when an approval needs a reason; a rejection always does
 * @param bypass groups whose members may decide past the rules, with a reason, for ever marked; empty: nobody may
 * @param checks other systems that have to agree, by signed web hook
 * @param tell names of the web hooks that are told of a gate's opening, reminders and end
 * @param remindEvery how often they are reminded while it is open; null: never
 * @param escalation who is told when a gate stays open too long; null: nobody
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
     * Who is told when a gate stays open.
     *
     * @param after its opening
     * @param tell names of web hooks
     */
    public record Escalation(Duration after, List<String> tell) implements Serializable {
        public Escalation {
            tell = List.copyOf(tell);
        }
    }
}
