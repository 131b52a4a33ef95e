package io.jenkins.plugins.mldeploy.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.jenkins.plugins.mldeploy.gate.Answer;
import io.jenkins.plugins.mldeploy.gate.AnswerText;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Voter;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.io.IOException;
import java.util.Map;

/**
 * What a page sends as somebody's answer to a gate.
 *
 * @param identity {@code NAME[:GROUP]} where the host lets people name themselves; ignored where it knows them
 * @param text reason of a vote or a bypass, or the comment; may be null
 * @param maxTraffic condition of an approval: percent of the traffic at most; null: all of it
 * @param until condition: the last moment, ISO-8601 with an offset; null or blank: none
 * @param when condition: rule over the evidence; null or blank: none
 * @param parameters values for the gate's parameters; null: the defaults
 */
public record Said(
        String identity, String text, Integer maxTraffic, String until, String when, Map<String, String> parameters) {
    private static final ObjectReader READER =
            StrictJson.mapper().readerFor(Said.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    public Said(String identity, String text) {
        this(identity, text, null, null, null, null);
    }

    /**
     * Gives the answer.
     *
     * @param verb {@code approve}, {@code reject}, {@code comment}, {@code withdraw} or {@code bypass}; the host has checked that the person has the permission
     * @param voter as the host authenticated the person
     * @throws IllegalArgumentException when there is no such verb
     */
    public Answer give(Gates gates, String gate, String verb, Voter voter, Environments environments)
            throws IOException {
        return new AnswerText(text, maxTraffic, until, when, parameters).give(gates, gate, verb, voter, environments);
    }

    /** @throws IllegalArgumentException when the body is not of this form, with a sentence for its sender */
    public static Said read(byte[] body) {
        try {
            Said said = READER.readValue(body);
            if (said != null) {
                return said;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body is not {identity, text}: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the body can't be read", e);
        }
        throw new IllegalArgumentException("the body is empty; it must be {identity, text}");
    }
}
