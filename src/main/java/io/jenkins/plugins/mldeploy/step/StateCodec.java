package io.jenkins.plugins.mldeploy.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/** The text of a step's state, {@code {"step":"mlTest","version":1,"state":{…}}}: what a host saves before it carries an action out. */
public final class StateCodec {
    private static final int VERSION = 1;
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private StateCodec() {}

    public static <S> String write(StepMachine<S> machine, S state) {
        try {
            ObjectNode envelope = JSON.createObjectNode();
            envelope.put("step", machine.description().step());
            envelope.put("version", VERSION);
            // Written with its declared type, so that a sealed interface's name of the record is kept.
            envelope.set(
                    "state", JSON.readTree(JSON.writerFor(machine.stateType()).writeValueAsString(state)));
            return JSON.writeValueAsString(envelope);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "the state of " + machine.description().step() + " can't be saved", e);
        }
    }

    /**
     * A state of an older version is read; what it does not say is as when nothing was said.
     *
     * @throws NewerState when a newer version wrote it
     * @throws IOException when the text is not a state of this step
     */
    public static <S> S read(StepMachine<S> machine, String text) throws IOException {
        JsonNode envelope = JSON.readTree(text);
        String step = machine.description().step();
        if (!step.equals(envelope.path("step").asText()) || !envelope.has("state")) {
            throw new IOException("not a saved state of " + step);
        }
        if (envelope.path("version").asInt() > VERSION) {
            throw new NewerState(step, envelope.path("version").asInt(), VERSION);
        }
        return JSON.treeToValue(envelope.get("state"), machine.stateType());
    }
}
