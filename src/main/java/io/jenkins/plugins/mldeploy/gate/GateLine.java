package io.jenkins.plugins.mldeploy.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.mldeploy.policy.Condition;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One line of a gate's file: one thing that happened. Which fields it has depends on {@code op}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record GateLine(
        int v,
        Op op,
        Instant at,
        Opening opening,
        String user,
        List<String> groups,
        Boolean approves,
        String text,
        String authenticatedBy,
        String from,
        Gate.Decision decision,
        Map<String, String> actingFor,
        Condition condition,
        Map<String, Object> values,
        String check,
        String message) {

    enum Op {
        OPEN,
        VOTE,
        WITHDRAW,
        COMMENT,
        /** Somebody decides past the rules. */
        BYPASS,
        /** Another system was asked. */
        ASK,
        /** It answered: {@code approves} says what. */
        CHECK,
        /** People were told: {@code check} says of what, {@code text} how it went. */
        NOTICE,
        /** From now on other people may or must approve as well: {@code text} says who. */
        ESCALATE,
        SETTLE
    }

    private static final JsonMapper JSON = JsonMapper.builder(StrictJson.factory())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    GateLine {
        boolean whole = op != null
                && at != null
                && switch (op) {
                    case OPEN -> opening != null;
                    case VOTE -> user != null && groups != null && approves != null;
                    case WITHDRAW -> user != null;
                    case COMMENT, BYPASS -> user != null && text != null;
                    case ASK -> check != null;
                    case CHECK -> check != null && approves != null && message != null;
                    case NOTICE -> check != null && text != null;
                    case ESCALATE -> text != null;
                    case SETTLE -> decision != null;
                };
        if (!whole) {
            throw new IllegalArgumentException("a line of a gate lacks what its kind needs: " + op);
        }
    }

    static GateLine open(Opening opening) {
        return new GateLine(
                1,
                Op.OPEN,
                opening.requestedAt(),
                opening,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static GateLine vote(Gate.Vote vote) {
        return new GateLine(
                1,
                Op.VOTE,
                vote.at(),
                null,
                vote.user(),
                vote.groups().stream().sorted().toList(),
                vote.approves(),
                vote.reason(),
                vote.authenticatedBy(),
                vote.from(),
                null,
                vote.actingFor().isEmpty() ? null : vote.actingFor(),
                vote.condition().isEmpty() ? null : vote.condition(),
                vote.parameters().isEmpty() ? null : vote.parameters(),
                null,
                null);
    }

    static GateLine said(Op op, Voter voter, String text, Instant at) {
        return new GateLine(
                1,
                op,
                at,
                null,
                voter.user(),
                null,
                null,
                text,
                voter.authenticatedBy(),
                voter.from(),
                null,
                null,
                null,
                null,
                null,
                null);
    }

    static GateLine settle(Gate.Settlement settlement) {
        return new GateLine(
                1,
                Op.SETTLE,
                settlement.at(),
                null,
                settlement.by(),
                null,
                null,
                settlement.reason(),
                null,
                null,
                settlement.decision(),
                null,
                null,
                null,
                null,
                null);
    }

    /** A check was asked ({@link Op#ASK}), or people were told ({@link Op#NOTICE}). */
    static GateLine sent(Op op, String what, String text, Instant at) {
        return new GateLine(1, op, at, null, null, null, null, text, null, null, null, null, null, null, what, null);
    }

    static GateLine escalate(String text, Instant at) {
        return sent(Op.ESCALATE, null, text, at);
    }

    /** @param message id of the message that answered, so that it answers once */
    static GateLine answered(String check, boolean passed, String text, String message, String from, Instant at) {
        return new GateLine(
                1, Op.CHECK, at, null, null, null, passed, text, null, from, null, null, null, null, check, message);
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a line of a gate can't be written", e);
        }
    }

    /** @throws UnreadableReport naming the gate's file and the line */
    static GateLine parse(String file, int line, String text) throws UnreadableReport {
        try {
            GateLine parsed = JSON.readValue(text, GateLine.class);
            if (parsed == null || parsed.v() != 1) {
                throw new UnreadableReport(
                        "GATE_UNREADABLE", file, line, 1, "not a line of a gate that this version understands");
            }
            return parsed;
        } catch (JsonProcessingException e) {
            UnreadableReport unreadable = new UnreadableReport(
                    "GATE_UNREADABLE",
                    file,
                    line,
                    e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getColumnNr()),
                    "not a line of a gate: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""));
            unreadable.initCause(e);
            throw unreadable;
        }
    }
}
