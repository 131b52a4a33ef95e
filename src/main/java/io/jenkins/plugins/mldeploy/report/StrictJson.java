package io.jenkins.plugins.mldeploy.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The one JSON factory for reports: depth 200, names of 10,000 and strings of 1 Mi characters, numbers of 100 digits,
 * duplicate names refused. A longer string may still be skipped in constant memory.
 */
public final class StrictJson {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(200)
                    .maxNameLength(10_000)
                    .maxStringLength(1 << 20)
                    .maxNumberLength(100)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // Field names of a report are somebody else's text: interning them would fill a table that nobody empties.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();
    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY).build();

    private StrictJson() {}

    /** For streaming. */
    public static JsonFactory factory() {
        return FACTORY;
    }

    /** For small documents, and for single values within a stream. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /** The typed, located error for what Jackson found in {@code file}. */
    public static UnreadableReport unreadable(String file, JsonProcessingException cause) {
        JsonLocation at = cause.getLocation();
        String what = cause.getOriginalMessage();
        boolean truncated = cause instanceof com.fasterxml.jackson.core.io.JsonEOFException;
        UnreadableReport unreadable = new UnreadableReport(
                truncated ? "REPORT_TRUNCATED" : "REPORT_MALFORMED",
                file,
                at == null ? 0 : at.getLineNr(),
                at == null ? 0 : at.getColumnNr(),
                truncated
                        ? "the document ends in the middle; was the tool that wrote it stopped?"
                        : "not valid JSON: " + what);
        unreadable.initCause(cause);
        return unreadable;
    }
}
