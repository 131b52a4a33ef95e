package io.jenkins.plugins.mldeploy.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.io.IOException;

/**
 * What a page sends as somebody's answer to a gate.
 *
 * @param identity {@code NAME[:GROUP]} where the host lets people name themselves; ignored where it knows them
 * @param text reason of a vote, or the comment; may be null
 */
public record Said(String identity, String text) {
    private static final ObjectReader READER =
            StrictJson.mapper().readerFor(Said.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

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
