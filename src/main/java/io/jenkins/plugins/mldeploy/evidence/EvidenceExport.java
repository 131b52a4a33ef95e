package io.jenkins.plugins.mldeploy.evidence;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what is known about a subject for other tools: one in-toto statement (v1) a record, and all together as CycloneDX attestations (CDXA, CycloneDX 1.6 declarations), which is an in-toto statement
 * again where it is signed. With a key each is signed, in a DSSE envelope; without one the statements are bare, and prove nothing.
 */
public final class EvidenceExport {
    /** Type of the predicate of a record. */
    public static final String PREDICATE = "https://plugins.jenkins.io/ml-deployment-pipeline/evidence/v1";

    private static final String STATEMENT = "https://in-toto.io/Statement/v1";
    private static final String CYCLONEDX = "https://cyclonedx.org/bom";
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Subject subject;
    private final List<Entry> entries;
    private final SigningKey key;

    /**
     * An export of one subject.
     *
     * @param entries about it, oldest first
     * @param key null for bare statements
     */
    public EvidenceExport(Subject subject, List<Entry> entries, SigningKey key) {
        this.subject = subject;
        this.entries = List.copyOf(entries);
        this.key = key;
        for (Entry entry : entries) {
            if (!entry.evidence().subject().equals(subject)) {
                throw new IllegalArgumentException("record " + entry.seq() + " is about another subject");
            }
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("there is no record to export");
        }
    }

    /**
     * Writes the files; those that are there are replaced, each at once.
     *
     * @return the files, in order
     */
    public List<Path> write(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> written = new ArrayList<>();
        for (Entry entry : entries) {
            written.addAll(statement(folder, "%08d".formatted(entry.seq()), statement(PREDICATE, predicate(entry))));
        }
        Map<String, Object> attestations = new CycloneDxAttestations(subject, entries).document();
        written.add(file(folder, "attestations.cdx.json", JSON.writeValueAsBytes(attestations)));
        if (key != null) {
            written.addAll(statement(folder, "attestations.cdx", statement(CYCLONEDX, attestations)));
        }
        return written;
    }

    /** Bare, or signed: as the envelope that every verifier of in-toto reads, and as the bundle that cosign takes in one piece. */
    private List<Path> statement(Path folder, String name, byte[] statement) throws IOException {
        if (key == null) {
            return List.of(file(folder, name + ".intoto.json", statement));
        }
        Map<String, Object> envelope = DsseEnvelope.sign(statement, key);
        return List.of(
                file(folder, name + ".intoto.dsse.json", SigstoreBundle.json(envelope)),
                file(folder, name + ".intoto.sigstore.json", SigstoreBundle.json("dsseEnvelope", envelope)));
    }

    private byte[] statement(String type, Map<String, Object> predicate) throws IOException {
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("_type", STATEMENT);
        statement.put("subject", List.of(Map.of("name", subject.value(), "digest", digest())));
        statement.put("predicateType", type);
        statement.put("predicate", predicate);
        return JSON.writeValueAsBytes(statement);
    }

    /** By the names of in-toto's digest sets; a source tree has none there, so it gets its own. */
    private Map<String, String> digest() {
        int colon = subject.value().indexOf(':');
        String hash = subject.value().substring(colon + 1);
        return Map.of(
                switch (subject.value().substring(0, colon)) {
                    case "sha256" -> "sha256";
                    case "git" -> "gitCommit";
                    default -> "mldeployTree";
                },
                hash);
    }

    /** The record with its place in the chain, so that it can be found there again. */
    private static Map<String, Object> predicate(Entry entry) {
        Map<String, Object> predicate = new LinkedHashMap<>();
        predicate.put("journal", Map.of("seq", entry.seq(), "hash", entry.hash(), "prev", entry.prev()));
        predicate.put("evidence", entry.evidence());
        return predicate;
    }

    private static Path file(Path folder, String name, byte[] content) throws IOException {
        Path temporary = Files.createTempFile(folder, "export-", ".tmp");
        try {
            Files.write(temporary, content);
            return Files.move(temporary, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
