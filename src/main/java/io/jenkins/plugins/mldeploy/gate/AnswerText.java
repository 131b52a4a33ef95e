package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.policy.Condition;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;

/**
 * What somebody answers to a gate, in the texts of a page or a command line.
 *
 * @param text reason of a vote or a bypass, or the comment; may be null
 * @param maxTraffic condition: percent of the traffic at most; null: all of it
 * @param until condition: the last moment, ISO-8601 with an offset; null or blank: none
 * @param when condition: rule over the evidence; null or blank: none
 * @param parameters values for the gate's parameters; null: the defaults
 */
public record AnswerText(String text, Integer maxTraffic, String until, String when, Map<String, String> parameters) {
    public AnswerText {
        parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
    }

    public AnswerText(String text) {
        this(text, null, null, null, null);
    }

    /**
     * Gives the answer.
     *
     * @param verb {@code approve}, {@code reject}, {@code comment}, {@code withdraw} or {@code bypass}; for the last the host has checked that the person has the permission
     */
    public Answer give(Gates gates, String id, String verb, Voter voter, Environments environments) throws IOException {
        return switch (verb) {
            case "approve", "reject" -> vote(gates, id, verb.equals("approve"), voter, environments);
            case "comment" -> gates.comment(id, voter, text);
            case "withdraw" -> gates.withdraw(id, voter);
            case "bypass" -> gates.bypass(id, voter, text, environments);
            default -> throw new IllegalArgumentException("there is no answer '" + verb + "'");
        };
    }

    private Answer vote(Gates gates, String id, boolean approve, Voter voter, Environments environments)
            throws IOException {
        Condition condition;
        try {
            condition = new Condition(
                    maxTraffic,
                    until == null || until.isBlank()
                            ? null
                            : java.time.OffsetDateTime.parse(until.strip()).toInstant(),
                    when == null || when.isBlank() ? List.of() : List.of(when.strip()));
        } catch (DateTimeParseException e) {
            return new Answer(
                    Answer.Kind.BAD, "'" + until + "' is no moment; write for example " + Instant.EPOCH, null);
        } catch (IllegalArgumentException e) {
            return new Answer(Answer.Kind.BAD, "condition: " + e.getMessage(), null);
        }
        Map<String, Object> defaults =
                gates.find(id).map(gate -> gate.opening().terms().parameters()).orElse(Map.of());
        return gates.vote(
                id,
                voter,
                new VoteRequest(approve, text, condition, ParameterValues.ofTexts(defaults, parameters)),
                environments);
    }
}
