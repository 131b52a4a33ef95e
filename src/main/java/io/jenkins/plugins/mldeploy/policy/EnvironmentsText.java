package io.jenkins.plugins.mldeploy.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Map;

/**
 * The text of an environments file from and to plain maps, lists, texts, whole numbers and truth values, for a host whose configuration has a form of its own. Nothing is understood in here: {@link
 * EnvironmentsFile} reads and checks the text.
 */
public final class EnvironmentsText {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private EnvironmentsText() {}

    /** YAML that reads back as the same values. */
    public static String of(Map<String, ?> values) {
        try {
            return YAML.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("these are no plain values: " + e.getOriginalMessage(), e);
        }
    }

    /** @throws IOException when the text is no mapping in YAML */
    public static Map<String, Object> values(String yaml) throws IOException {
        Map<String, Object> values = YAML.readValue(yaml, new TypeReference<>() {});
        return values == null ? Map.of() : values;
    }
}
