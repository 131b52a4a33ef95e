package io.jenkins.plugins.mldeploy.scan;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * Walks through a JSON report of any size in constant memory: handlers take what they know, everything else is skipped without being
 * kept. Texts come bounded and without control characters, so that a report can neither fill the heap nor paint the log.
 */
final class ReportCursor implements Closeable {
    /** Names of one object; the check for duplicates keeps them all. */
    private static final int MAX_FIELDS = 10_000;

    private final String file;
    private final JsonParser json;
    private final int[] fields = new int[256];

    /** Takes a field whose value is the current token: reads it or calls {@link #skip()}. */
    @FunctionalInterface
    interface Field {
        void take(String name) throws IOException;
    }

    /** Takes an element that is the current token. */
    @FunctionalInterface
    interface Element {
        void take() throws IOException;
    }

    ReportCursor(String file, InputStream in) throws IOException {
        this.file = file;
        this.json = StrictJson.parser(in, file);
    }

    /** The whole document, which must be one object and nothing after it. */
    void document(Field field) throws IOException {
        JsonToken first = next();
        if (first == null) {
            throw new UnreadableReport(
                    "REPORT_EMPTY", file, "the file is empty; did the tool that should write it run?");
        }
        if (first != JsonToken.START_OBJECT) {
            throw malformed("a report starts with {, this one with " + shown(first));
        }
        object(field);
        if (next() != null) {
            throw malformed("there is something after the end of the report; are these two reports in one file?");
        }
    }

    /** An object, or null, which stands for an empty one. */
    void object(Field field) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(JsonToken.START_OBJECT, "an object");
        int count = 0;
        while (next() == JsonToken.FIELD_NAME) {
            if (++count > MAX_FIELDS) {
                throw tooLarge("an object with more than " + MAX_FIELDS + " names");
            }
            String name = json.currentName();
            next();
            field.take(name);
        }
    }

    /** An array, or null, which Go programs write for an empty one. */
    void array(Element element) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(JsonToken.START_ARRAY, "an array");
        while (next() != JsonToken.END_ARRAY) {
            element.take();
        }
    }

    /** An array of objects. */
    void objects(Field field) throws IOException {
        array(() -> object(field));
    }

    /** A string, number or boolean as text of at most {@code max} characters; empty for null. */
    String text(int max) throws IOException {
        JsonToken token = json.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            return "";
        }
        if (!token.isScalarValue()) {
            throw malformed("expected a text, found " + shown(token));
        }
        return bounded(guard(json::getText), max);
    }

    /** True when the value is a string. */
    boolean atString() {
        return json.currentToken() == JsonToken.VALUE_STRING;
    }

    boolean atObject() {
        return json.currentToken() == JsonToken.START_OBJECT;
    }

    boolean atNull() {
        return json.currentToken() == JsonToken.VALUE_NULL;
    }

    boolean atFalse() {
        return json.currentToken() == JsonToken.VALUE_FALSE;
    }

    /** A finite number, also one in a string; null for anything else. */
    Double number() throws IOException {
        if (!json.currentToken().isScalarValue()) {
            skip();
            return null;
        }
        String text = text(100);
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? value : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Leaves the current value out, whatever its size. */
    void skip() throws IOException {
        if (!json.currentToken().isStructStart()) {
            return;
        }
        int depth = 1;
        fields[1] = 0;
        while (depth > 0) {
            JsonToken token = next();
            if (token.isStructStart()) {
                fields[++depth] = 0;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.FIELD_NAME && ++fields[depth] > MAX_FIELDS) {
                throw tooLarge("an object with more than " + MAX_FIELDS + " names");
            }
        }
    }

    UnreadableReport malformed(String what) {
        return at("REPORT_MALFORMED", what);
    }

    UnreadableReport tooLarge(String what) {
        return at("REPORT_TOO_LARGE", what + " is beyond what a report of this kind has");
    }

    /** An error at the current place. */
    UnreadableReport at(String code, String what) {
        JsonLocation location = json.currentTokenLocation();
        return new UnreadableReport(code, file, location.getLineNr(), location.getColumnNr(), what);
    }

    @Override
    public void close() throws IOException {
        json.close();
    }

    /**
     * Text for people and for comparisons: no control characters; what is too long keeps its beginning and a hash, so that two long texts
     * stay two.
     */
    static String bounded(String text, int max) {
        String kept =
                text.length() <= max ? text : text.substring(0, max - 10) + "…" + Integer.toHexString(text.hashCode());
        for (int i = 0; i < kept.length(); i++) {
            if (Character.isISOControl(kept.charAt(i))) {
                return kept.replaceAll("\\p{Cntrl}+", " ").replaceAll("[\\x80-\\x9f]", " ");
            }
        }
        return kept;
    }

    private void expect(JsonToken wanted, String what) throws UnreadableReport {
        if (json.currentToken() != wanted) {
            throw malformed("expected " + what + ", found " + shown(json.currentToken()));
        }
    }

    private static String shown(JsonToken token) {
        return switch (token) {
            case START_ARRAY -> "an array";
            case START_OBJECT -> "an object";
            case VALUE_STRING -> "a string";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            default -> "a number";
        };
    }

    private JsonToken next() throws IOException {
        return guard(json::nextToken);
    }

    @FunctionalInterface
    private interface Read<T> {
        T read() throws IOException;
    }

    private <T> T guard(Read<T> read) throws IOException {
        try {
            return read.read();
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(file, e);
        }
    }
}
