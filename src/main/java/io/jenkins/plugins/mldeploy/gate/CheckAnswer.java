package io.jenkins.plugins.mldeploy.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What another system answers to a check.
 *
 * @param gate id of the gate
 * @param check name of the check
 * @param question as it was asked; an answer to another gate, also one of the same id, is none to this
 * @param passed whether it agrees
 * @param text why, at most 4,000 characters; may be null
 */
record CheckAnswer(String gate, String check, String question, Boolean passed, String text) {
    private static final ObjectReader JSON =
            StrictJson.mapper().readerFor(CheckAnswer.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Empty when it has not this form; nothing is guessed. */
    static Optional<CheckAnswer> read(String body) {
        try {
            CheckAnswer answer = JSON.readValue(body);
            return answer == null
                            || answer.passed() == null
                            || answer.question() == null
                            || answer.text() != null && answer.text().length() > Gates.TEXT_LIMIT
                    ? Optional.empty()
                    : Optional.of(answer);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Made from what only this gate has. */
    static String question(Opening opening, String check) {
        return Sha256.of((opening.nonce() + "\n" + check).getBytes(StandardCharsets.UTF_8))
                .substring(0, 32);
    }
}
