package io.jenkins.plugins.mldeploy.step;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * A step as its users see it.
 *
 * @param step its name
 * @param summary one sentence
 * @param parameters in the order of the documentation
 * @param returns the keys of the returned map
 */
public record StepDescription(String step, String summary, List<Parameter> parameters, List<Returned> returns) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    /**
     * A key of the returned map.
     *
     * @param name of the key
     * @param help one sentence: what its value says
     */
    public record Returned(String name, String help) {}

    public StepDescription {
        parameters = List.copyOf(parameters);
        returns = List.copyOf(returns);
    }

    /** Reads {@code <step>.yaml} beside this class. */
    public static StepDescription of(String step) {
        try (InputStream in = StepDescription.class.getResourceAsStream(step + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("no description of step " + step);
            }
            return YAML.readValue(in, StepDescription.class);
        } catch (IOException e) {
            throw new UncheckedIOException("description of step " + step, e);
        }
    }
}
