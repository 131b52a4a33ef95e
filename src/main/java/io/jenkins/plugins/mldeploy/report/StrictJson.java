package io.jenkins.plugins.mldeploy.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.Charset;

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

    /** For writing, and for text that is decoded already; a report goes through {@link #parser}. */
    public static JsonFactory factory() {
        return FACTORY;
    }

    /**
     * For a report from outside. Jackson itself replaces what is not valid in the encoding without a word; here it is an {@link UnreadableReport} from
     * whichever call reaches it. UTF-8, with or without a byte order mark, or UTF-16 or UTF-32 as RFC 4627 tells them apart, because a shell of Windows
     * redirects into those. Closing the parser closes {@code in}.
     *
     * @param fileName as the user named it, for the error
     */
    public static JsonParser parser(InputStream in, String fileName) throws IOException {
        PushbackInputStream back = new PushbackInputStream(in, 4);
        byte[] start = back.readNBytes(4);
        int zeros = 0;
        for (int i = 0; i < start.length; i++) {
            zeros |= start[i] == 0 ? 8 >> i : 0;
        }
        int first = start.length < 2 ? 0 : (start[0] & 0xff) << 8 | start[1] & 0xff;
        int second = start.length < 4 ? -1 : (start[2] & 0xff) << 8 | start[3] & 0xff;
        boolean marked8 = first == 0xEFBB && start.length > 2 && start[2] == (byte) 0xBF;
        boolean marked32 = first == 0 && second == 0xFEFF || first == 0xFFFE && second == 0;
        boolean marked16 = !marked32 && (first == 0xFEFF || first == 0xFFFE);
        int mark = marked8 ? 3 : marked32 ? 4 : marked16 ? 2 : 0;
        String charset = "UTF-8";
        if (marked32 || zeros == 0b1110 || zeros == 0b0111) {
            charset = start[0] == 0 ? "UTF-32BE" : "UTF-32LE";
        } else if (marked16 || start.length >= 2 && (start[0] == 0) != (start[1] == 0)) {
            charset = start[0] == 0 || first == 0xFEFF ? "UTF-16BE" : "UTF-16LE";
        }
        back.unread(start, mark, start.length - mark);
        return FACTORY.createParser(new StrictReader(back, Charset.forName(charset), fileName));
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
