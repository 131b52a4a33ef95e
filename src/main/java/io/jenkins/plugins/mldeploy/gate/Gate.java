package io.jenkins.plugins.mldeploy.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.mldeploy.policy.Condition;
import io.jenkins.plugins.mldeploy.policy.Quorum;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A gate as it stands: what it asks, who answered what, how it ended.
 *
 * @param id made by the server, {@code [a-z0-9-]{1,40}}
 * @param opening what it asks
 * @param votes that stand, one a person, in their order
 * @param comments of anybody who may see the gate, in their order
 * @param settlement how it ended, null while it is open
 * @param count approvals so far
 * @param log one line an event, for the run's log
 * @param checks how the external checks stand, in the order in which they are asked
 * @param events everything that happened, for the record
 * @param bypassed true when somebody decided past the rules
 * @param condition what the standing approvals are tied to, all together
 * @param escalatedAt since when other people may or must approve as well, null: they don't
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Gate(
        String id,
        Opening opening,
        List<Vote> votes,
        List<Comment> comments,
        Settlement settlement,
        Quorum.Count count,
        List<String> log,
        List<Check> checks,
        List<GateEvent> events,
        boolean bypassed,
        Condition condition,
        Instant escalatedAt)
        implements Serializable {

    /** How a gate ends. */
    public enum Decision {
        APPROVED,
        REJECTED,
        /** The deadline passed. */
        EXPIRED,
        /** A later run of the same job opened the same gate. */
        SUPERSEDED,
        /** The run was stopped. */
        CANCELLED
    }

    /**
     * A vote.
     *
     * @param groups that the person spoke for when it came in
     * @param actingFor of these, the ones that were delegated, each with whose right it is
     * @param condition what an approval is tied to
     * @param parameters values that the person set
     */
    public record Vote(
            String user,
            Set<String> groups,
            boolean approves,
            String reason,
            String authenticatedBy,
            String from,
            Instant at,
            Map<String, String> actingFor,
            Condition condition,
            Map<String, Object> parameters)
            implements Serializable {
        public Vote {
            actingFor = actingFor == null ? Map.of() : Map.copyOf(actingFor);
            condition = condition == null ? Condition.NONE : condition;
            parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        }
    }

    /** How an external check stands. */
    public enum CheckState {
        /** Not asked yet, or it could not be reached. */
        WAITING,
        ASKED,
        PASSED,
        FAILED,
        /** It did not answer in time. Not a pass. */
        TIMED_OUT
    }

    /**
     * An external check.
     *
     * @param text what the other system said, or why it could not be asked; may be null
     */
    public record Check(String name, String webHook, CheckState state, String text, Instant until)
            implements Serializable {}

    /**
     * Something that happened to a gate.
     *
     * @param line of the gate's file, from 2 on
     * @param kind {@code VOTE}, {@code WITHDRAW}, {@code COMMENT}, {@code BYPASS}, {@code ASK}, {@code CHECK}, {@code NOTICE}, {@code ESCALATE} or {@code SETTLE}
     * @param user who, null for the clock
     * @param text in words
     */
    public record GateEvent(
            int line, String kind, Instant at, String user, String authenticatedBy, String from, String text)
            implements Serializable {}

    /** A remark without a vote. */
    public record Comment(String user, String text, Instant at) implements Serializable {}

    /**
     * The end of a gate.
     *
     * @param by who caused it, null for the clock
     * @param reason why, null when nobody said
     */
    public record Settlement(Decision decision, String by, String reason, Instant at) implements Serializable {}

    public Gate {
        votes = List.copyOf(votes);
        comments = List.copyOf(comments);
        log = List.copyOf(log);
        checks = List.copyOf(checks);
        events = List.copyOf(events);
    }

    /** True when nobody decided yet. At the deadline it is still open until its run, or the next answer, settles it. */
    public boolean isOpen() {
        return settlement == null;
    }
}
