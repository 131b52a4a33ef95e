package io.jenkins.plugins.mldeploy.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.stream.Stream;

/** The journal and its payloads, as the rest of the suite sees them. Safe for use by many threads. */
public interface EvidenceStore {
    /**
     * Appends a record. When this returns, the record is on disk.
     *
     * @throws IOException when it could not be written and synced; then nothing was recorded
     */
    Entry append(Evidence evidence) throws IOException;

    /** The entries that match, newest first. Lazy; close it when it is not read to its end. */
    Stream<Entry> find(EvidenceQuery query);

    /** The newest entry that matches. */
    default Optional<Entry> latest(EvidenceQuery query) {
        try (Stream<Entry> entries = find(query)) {
            return entries.findFirst();
        }
    }

    /** The entry with this number, empty when there is none or retention removed it. */
    default Optional<Entry> entry(long seq) {
        try (Stream<Entry> entries = find(EvidenceQuery.all().after(seq - 1))) {
            return entries.filter(entry -> entry.seq() == seq).findFirst();
        }
    }

    /**
     * Stores a payload under its SHA-256, synced; storing the same bytes again changes nothing.
     *
     * @return the SHA-256 in hex
     */
    String putPayload(InputStream content) throws IOException;

    /** The payload, empty when there is none of that hash. The caller closes the stream. */
    Optional<InputStream> payload(String sha256) throws IOException;
}
