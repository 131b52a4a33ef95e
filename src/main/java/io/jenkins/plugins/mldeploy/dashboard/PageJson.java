package io.jenkins.plugins.mldeploy.dashboard;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.mldeploy.gate.Opening;

/** The JSON of the page: times in ISO-8601, and nothing that is not meant for readers. */
public final class PageJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .addMixIn(Opening.class, WithoutNonce.class)
            .build();

    /** The nonce is between the step and its gate. */
    @JsonIgnoreProperties("nonce")
    private interface WithoutNonce {}

    private PageJson() {}

    /** @param value a record of this package, or plain lists, maps and texts */
    public static byte[] write(Object value) throws JsonProcessingException {
        return JSON.writeValueAsBytes(value);
    }
}
