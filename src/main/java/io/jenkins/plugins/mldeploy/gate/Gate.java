package io.jenkins.plugins.mldeploy.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.mldeploy.policy.Quorum;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;
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
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Gate(
        String id,
        Opening opening,
        List<Vote> votes,
        List<Comment> comments,
        Settlement settlement,
        Quorum.Count count,
        List<String> log)
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

    /** A vote; groups are those that the person belonged to when it came in. */
    public record Vote(
            String user,
            Set<String> groups,
            boolean approves,
            String reason,
            String authenticatedBy,
            String from,
            Instant at)
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
    }

    /** True when nobody decided yet. At the deadline it is still open until its run, or the next answer, settles it. */
    public boolean isOpen() {
        return settlement == null;
    }
}
