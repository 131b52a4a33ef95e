package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A journal without a disk, for tests that deploy hundreds of times. */
final class MemoryStore implements EvidenceStore {
    private final List<Entry> newestFirst = new ArrayList<>();
    private final Map<String, byte[]> payloads = new HashMap<>();

    @Override
    public Entry append(Evidence evidence) {
        Entry entry = new Entry(newestFirst.size() + 1L, "", evidence, "");
        newestFirst.add(0, entry);
        return entry;
    }

    @Override
    public Stream<Entry> find(EvidenceQuery query) {
        return List.copyOf(newestFirst).stream().filter(query);
    }

    @Override
    public String putPayload(InputStream content) throws IOException {
        byte[] bytes = content.readAllBytes();
        String name = Sha256.of(bytes);
        payloads.put(name, bytes);
        return name;
    }

    @Override
    public Optional<InputStream> payload(String sha256) {
        return Optional.ofNullable(payloads.get(sha256)).map(ByteArrayInputStream::new);
    }
}
