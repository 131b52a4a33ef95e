package io.jenkins.plugins.mldeploy.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.nio.charset.StandardCharsets;

/**
 * The text form of an entry: one JSON object a line, {@code {"v":1,"seq":…,"prev":"…","evidence":{…},"hash":"…"}}. The hash covers
 * the bytes of the line before {@code ,"hash"}, so that checking the chain needs no canonical form of JSON.
 */
final class JournalLine {
    static final String GENESIS = "0".repeat(64);

    private static final String HASH_FIELD = ",\"hash\":\"";
    private static final int TAIL = HASH_FIELD.length() + 64 + 2;
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private JournalLine() {}

    private record Body(int v, long seq, String prev, Evidence evidence) {}

    /** Writes the entry that follows {@code prev}. */
    static Encoded encode(long seq, String prev, Evidence evidence) throws JsonProcessingException {
        String json = JSON.writeValueAsString(new Body(1, seq, prev, evidence));
        String hashed = json.substring(0, json.length() - 1);
        String hash = Sha256.of(hashed.getBytes(StandardCharsets.UTF_8));
        return new Encoded(new Entry(seq, prev, evidence, hash), hashed + HASH_FIELD + hash + "\"}");
    }

    record Encoded(Entry entry, String line) {}

    /** The hash that a line says it follows, unchecked. */
    static String prev(String line) throws BrokenChain {
        try {
            return JSON.readTree(line).path("prev").asText();
        } catch (JsonProcessingException e) {
            throw new BrokenChain("the first line of the journal cannot be read: " + e.getOriginalMessage());
        }
    }

    /**
     * Reads a line and checks that it follows {@code prev}.
     *
     * @throws BrokenChain when it does not
     */
    static Entry decode(String line, long seq, String prev) throws BrokenChain {
        int split = line.length() - TAIL;
        if (split <= 0 || !line.startsWith(HASH_FIELD, split) || !line.endsWith("\"}")) {
            throw new BrokenChain("entry " + seq + " is not a journal line");
        }
        String hash = line.substring(split + HASH_FIELD.length(), line.length() - 2);
        String hashed = line.substring(0, split);
        if (!hash.equals(Sha256.of(hashed.getBytes(StandardCharsets.UTF_8)))) {
            throw new BrokenChain("entry " + seq + " was changed after it was written: its hash does not fit its text");
        }
        Body body;
        try {
            body = JSON.readValue(hashed + "}", Body.class);
        } catch (JsonProcessingException e) {
            throw new BrokenChain("entry " + seq + " cannot be read: " + e.getOriginalMessage());
        }
        if (body.v() != 1) {
            throw new BrokenChain(
                    "entry " + seq + " has version " + body.v() + ", written by a newer suite; upgrade this one");
        }
        if (body.seq() != seq || !prev.equals(body.prev())) {
            throw new BrokenChain(
                    "entry " + seq + " does not follow the one before it: lines are missing or reordered");
        }
        return new Entry(seq, prev, body.evidence(), hash);
    }
}
