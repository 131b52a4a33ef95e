package io.jenkins.plugins.mldeploy.sbom;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A cursor over a CycloneDX JSON document that somebody else wrote. On top of the limits of {@link StrictJson}: an object has at most 10,000 fields, and what is
 * taken into memory as a tree (one field of one component) has at most 100,000 values and 4 Mi characters. Every error is an {@link UnreadableReport}
 * with its place.
 */
final class BomParser extends JsonParserDelegate {
    private static final int MAX_FIELDS = 10_000;
    private static final int MAX_TREE_VALUES = 100_000;
    private static final int MAX_TREE_CHARACTERS = 4 << 20;

    private final String file;
    private int[] fields = new int[64];
    private int depth;
    private int values;
    private int characters;

    private BomParser(JsonParser parser, String file) {
        super(parser);
        this.file = file;
    }

    /** Looks at the first bytes to say what it is when it is no UTF-8 JSON; the caller closes. */
    static BomParser open(InputStream in, String file) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(4);
        int first = buffered.read();
        int second = buffered.read();
        buffered.reset();
        if (first < 0) {
            throw new UnreadableReport("REPORT_EMPTY", file, "the file is empty; did the tool that writes it fail?");
        }
        if (first == 0xFE || first == 0xFF || first == 0 || second == 0) {
            throw new UnreadableReport(
                    "REPORT_MALFORMED", file, "it is UTF-16 or UTF-32, and JSON must be UTF-8 (RFC 8259); convert it");
        }
        if (first == '<') {
            throw new UnreadableReport(
                    "SBOM_FORMAT",
                    file,
                    "this is XML; CycloneDX is read as JSON: let the tool write cyclonedx-json, or convert it");
        }
        return new BomParser(StrictJson.parser(buffered, file), file);
    }

    String file() {
        return file;
    }

    @Override
    public JsonToken nextToken() throws IOException {
        JsonToken token;
        try {
            token = delegate.nextToken();
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(file, e);
        }
        if (token == null) {
            return null;
        }
        switch (token) {
            case START_OBJECT, START_ARRAY -> {
                if (++depth == fields.length) {
                    fields = java.util.Arrays.copyOf(fields, depth * 2);
                }
                fields[depth] = 0;
            }
            case END_OBJECT, END_ARRAY -> depth--;
            case FIELD_NAME -> {
                if (++fields[depth] > MAX_FIELDS) {
                    throw error("REPORT_TOO_LARGE", "an object has more than " + MAX_FIELDS + " fields");
                }
            }
            default -> {}
        }
        return token;
    }

    @Override
    public JsonParser skipChildren() throws IOException {
        JsonToken token = currentToken();
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            int outer = depth - 1;
            while (depth > outer) {
                required();
            }
        }
        return this;
    }

    /** The next token; its absence is an error, because the document can't end here. */
    JsonToken required() throws IOException {
        JsonToken token = nextToken();
        if (token == null) {
            throw error("REPORT_TRUNCATED", "the document ends in the middle; was the tool that wrote it stopped?");
        }
        return token;
    }

    /** The current value must begin like this. */
    void expect(JsonToken expected, String what) throws UnreadableReport {
        if (currentToken() != expected) {
            throw error(
                    "SBOM_INVALID",
                    what + " must be " + (expected == JsonToken.START_OBJECT ? "an object" : "a list")
                            + ", as CycloneDX says");
        }
    }

    /** The current value, which must be a string. */
    String textOf(String what) throws IOException {
        if (currentToken() != JsonToken.VALUE_STRING) {
            throw error("SBOM_INVALID", what + " must be a string, as CycloneDX says");
        }
        return text();
    }

    /** The current value as a tree, within the limits. */
    JsonNode tree() throws IOException {
        values = 0;
        characters = 0;
        return value();
    }

    private JsonNode value() throws IOException {
        if (++values > MAX_TREE_VALUES || characters > MAX_TREE_CHARACTERS) {
            throw error(
                    "REPORT_TOO_LARGE",
                    "one field of one component holds more than " + MAX_TREE_VALUES + " values or "
                            + MAX_TREE_CHARACTERS + " characters");
        }
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = make.objectNode();
                while (required() != JsonToken.END_OBJECT) {
                    String name = currentName();
                    characters += name.length();
                    required();
                    object.set(name, value());
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = make.arrayNode();
                while (required() != JsonToken.END_ARRAY) {
                    array.add(value());
                }
                yield array;
            }
            case VALUE_STRING -> {
                String text = text();
                characters += text.length();
                yield make.textNode(text);
            }
            case VALUE_NUMBER_INT -> make.numberNode(getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> make.numberNode(getDecimalValue());
            case VALUE_TRUE -> make.booleanNode(true);
            case VALUE_FALSE -> make.booleanNode(false);
            default -> make.nullNode();
        };
    }

    private String text() throws IOException {
        try {
            return getText();
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(file, e);
        }
    }

    /** The typed error for the current place. */
    UnreadableReport error(String code, String what) {
        var at = currentTokenLocation();
        return new UnreadableReport(code, file, at.getLineNr(), at.getColumnNr(), what);
    }
}
