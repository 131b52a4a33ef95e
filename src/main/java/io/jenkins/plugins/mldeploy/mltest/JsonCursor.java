package io.jenkins.plugins.mldeploy.mltest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.Closeable;
import java.io.IOException;

/**
 * Walks a JSON report of any length. Adds to the parser's own limits one on the names of an object, because the parser remembers them to find
 * duplicates; and refuses a document that goes on after its end.
 */
final class JsonCursor implements Closeable {
    private static final int NAMES_OF_AN_OBJECT = 100_000;
    private static final int DEPTH = 201;

    private final String file;
    private final JsonParser json;
    private final int[] names = new int[DEPTH + 1];
    private int depth;

    private JsonCursor(String file, JsonParser json) {
        this.file = file;
        this.json = json;
    }

    /** At the first token, which is the start of an object. */
    static JsonCursor openObject(ReportSource report) throws IOException {
        JsonCursor cursor = open(report);
        try {
            if (cursor.next() != JsonToken.START_OBJECT) {
                throw cursor.error("REPORT_FORMAT", "expected a JSON object");
            }
            return cursor;
        } catch (IOException e) {
            cursor.close();
            throw e;
        }
    }

    /** Before the first token. */
    static JsonCursor open(ReportSource report) throws IOException {
        return new JsonCursor(report.name(), StrictJson.parser(report.open(), report.name()));
    }

    String file() {
        return file;
    }

    /** The next token; the end of the input in the middle of the document is an error. */
    JsonToken next() throws IOException {
        JsonToken token = advance();
        if (token == null) {
            throw error(
                    "REPORT_TRUNCATED",
                    "the document is empty or ends in the middle; was the tool that wrote it stopped?");
        }
        switch (token) {
            case START_OBJECT, START_ARRAY -> names[++depth] = 0;
            case END_OBJECT, END_ARRAY -> depth--;
            case FIELD_NAME -> {
                if (++names[depth] > NAMES_OF_AN_OBJECT) {
                    throw error("REPORT_TOO_LARGE", "an object with more than " + NAMES_OF_AN_OBJECT + " names");
                }
            }
            default -> {}
        }
        return token;
    }

    /** The first token of the next document of a stream of them; null after the last. */
    JsonToken nextDocument() throws IOException {
        JsonToken token = advance();
        if (token != null && token.isStructStart()) {
            names[++depth] = 0;
        }
        return token;
    }

    /** The line of the current token, from 1. */
    long line() {
        return json.currentTokenLocation().getLineNr();
    }

    /** The next field of the current object, at its value; null at the object's end. */
    String nextField() throws IOException {
        if (next() == JsonToken.END_OBJECT) {
            return null;
        }
        String name = name();
        next();
        return name;
    }

    JsonToken token() {
        return json.currentToken();
    }

    String name() throws IOException {
        try {
            return json.currentName();
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(file, e);
        }
    }

    /** The current value as text, at most 1 Mi characters; empty for null, objects and arrays. */
    String text() throws IOException {
        try {
            JsonToken token = token();
            return token.isScalarValue() && token != JsonToken.VALUE_NULL ? json.getText() : "";
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(file, e);
        }
    }

    boolean isNumber() {
        return token().isNumeric();
    }

    /** The current number; infinite when it does not fit. */
    double number() throws IOException {
        try {
            return json.getDoubleValue();
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(file, e);
        }
    }

    /** Passes over the current value. */
    void skip() throws IOException {
        if (!token().isStructStart()) {
            return;
        }
        int outside = depth - 1;
        while (depth > outside) {
            next();
        }
    }

    /** To be called at the end of the document: nothing may follow it. */
    void end() throws IOException {
        if (advance() != null) {
            throw error("REPORT_MALFORMED", "something follows the end of the document");
        }
    }

    UnreadableReport error(String code, String what) {
        return new UnreadableReport(
                code,
                file,
                json.currentLocation().getLineNr(),
                json.currentLocation().getColumnNr(),
                what);
    }

    private JsonToken advance() throws IOException {
        try {
            return json.nextToken();
        } catch (JsonProcessingException e) {
            throw StrictJson.unreadable(file, e);
        }
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
