package io.jenkins.plugins.mldeploy.mltest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What each row of a data set must look like: a JSON Schema (2020-12) of an object, in JSON or YAML, with the keywords of {@link ColumnRule}. A keyword that is not
 * known is an error, because it would not be checked.
 *
 * @param properties rules by name of the column, in the order of the file
 * @param required columns that each row must have
 * @param additionalProperties false when a column that is not named is a violation
 * @param minRows not of JSON Schema: fewest rows, at least 1
 */
@JsonIgnoreProperties({"$schema", "$id", "title", "description", "examples", "$comment"})
record DataSchema(
        Map<String, ColumnRule> properties, Set<String> required, boolean additionalProperties, long minRows) {
    /** A schema that is longer is none. */
    private static final int BYTES = 1 << 20;

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    DataSchema {
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
        required = Set.copyOf(required);
    }

    /** Asks nothing. */
    static final DataSchema NONE = new DataSchema(Map.of(), Set.of(), true, 1);

    @JsonCreator
    static DataSchema of(
            @JsonProperty("type") String type,
            @JsonProperty("properties") Map<String, ColumnRule> properties,
            @JsonProperty("required") Set<String> required,
            @JsonProperty("additionalProperties") Boolean additionalProperties,
            @JsonProperty("minRows") Long minRows) {
        if (type != null && !type.equals("object")) {
            throw new IllegalArgumentException("a row is an object: type must be 'object'");
        }
        if (properties == null || properties.isEmpty() || properties.containsValue(null)) {
            throw new IllegalArgumentException("'properties' must name at least one column with its rules");
        }
        Set<String> asked = required == null ? Set.of() : required;
        if (!properties.keySet().containsAll(asked)) {
            throw new IllegalArgumentException("'required' names a column that is not in 'properties'");
        }
        if (minRows != null && minRows < 0) {
            throw new IllegalArgumentException("minRows must not be negative");
        }
        return new DataSchema(
                properties,
                asked,
                additionalProperties == null || additionalProperties,
                minRows == null ? 1 : Math.max(1, minRows));
    }

    /** @throws UnreadableReport when it is not a schema; with the place and what is expected there */
    static DataSchema read(ReportSource file) throws IOException {
        String name = file.name().toLowerCase(Locale.ROOT);
        ObjectMapper mapper = name.endsWith(".yaml") || name.endsWith(".yml") ? YAML : StrictJson.mapper();
        byte[] bytes;
        try (InputStream in = file.open()) {
            bytes = in.readNBytes(BYTES + 1);
        }
        if (bytes.length > BYTES) {
            throw new UnreadableReport(
                    "SCHEMA_INVALID", file.name(), "longer than " + BYTES + " bytes; is this the data?");
        }
        try (JsonParser parser = mapper == YAML
                ? YAML.createParser(bytes)
                : StrictJson.parser(new ByteArrayInputStream(bytes), file.name())) {
            DataSchema schema = mapper.readerFor(DataSchema.class)
                    .with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readValue(parser);
            if (schema == null) {
                throw new UnreadableReport("SCHEMA_INVALID", file.name(), "it is empty");
            }
            return schema;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            UnreadableReport unreadable = new UnreadableReport(
                    "SCHEMA_INVALID",
                    file.name(),
                    at == null ? 0 : at.getLineNr(),
                    at == null ? 0 : at.getColumnNr(),
                    Text.line(e.getOriginalMessage(), 300));
            unreadable.initCause(e);
            throw unreadable;
        }
    }
}
