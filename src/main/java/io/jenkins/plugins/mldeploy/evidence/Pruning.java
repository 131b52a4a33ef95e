package io.jenkins.plugins.mldeploy.evidence;

import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** One run of retention over the journal. */
final class Pruning {
    private static final String STEP = "journal";
    private static final String ID = "retention";
    private static final String THROUGH = "removedThrough";
    private static final String HASH = "removedThroughHash";

    private final JournalFileStore store;
    private final PayloadFiles payloads;
    private final Instant oldestPayload;
    private final Instant oldestRecord;
    private final Instant now;

    Pruning(JournalFileStore store, PayloadFiles payloads, Retention retention, Instant now) {
        this.store = store;
        this.payloads = payloads;
        this.oldestPayload = now.minus(retention.payloads());
        this.oldestRecord = now.minus(retention.records());
        this.now = now;
    }

    /**
     * A journal that does not begin with entry 1 must say itself that what is missing was removed.
     *
     * @throws BrokenChain when it does not
     */
    static void demandRecord(EvidenceStore store, SegmentIndex oldest) throws BrokenChain {
        try (Stream<Entry> records = store.find(EvidenceQuery.ofStep(STEP).id(ID))) {
            boolean said = records.map(record -> record.evidence().details())
                    .anyMatch(details -> Long.toString(oldest.first() - 1).equals(String.valueOf(details.get(THROUGH)))
                            && oldest.hash(-1).equals(details.get(HASH)));
            if (!said) {
                throw new BrokenChain("entries 1 to " + (oldest.first() - 1)
                        + " are missing, and no record of the journal says that retention removed them");
            }
        }
    }

    Pruned run(Origin origin) throws IOException {
        // Also in an environment that is no longer configured.
        Set<Subject> running = Deployed.everywhere(store);
        List<Segment> segments = removable(running);
        Set<String> files = removablePayloads(running);
        if (segments.isEmpty() && files.isEmpty()) {
            return new Pruned(0, 0, 0);
        }
        long entries =
                segments.stream().mapToLong(segment -> segment.index().count()).sum();
        long through = segments.isEmpty()
                ? 0
                : segments.get(segments.size() - 1).index().next() - 1;
        store.append(record(origin, segments, through, files.size()));
        for (String file : files) {
            payloads.delete(file);
        }
        store.drop(segments);
        return new Pruned(files.size(), entries, through);
    }

    private Evidence record(Origin origin, List<Segment> segments, long through, int files) {
        String head = segments.isEmpty()
                ? store.head()
                : segments.get(segments.size() - 1).index().head();
        Map<String, Object> details = segments.isEmpty()
                ? Map.of("removedPayloads", files)
                : Map.of("removedPayloads", files, THROUGH, through, HASH, head);
        return new Evidence(
                Subject.journal(head), STEP, ID, Verdict.PASS, Map.of(), List.of(), details, Map.of(), origin, now);
    }

    /** Only whole segments from the oldest on: what is left must still be one chain. */
    private List<Segment> removable(Set<Subject> running) {
        List<Segment> removable = new ArrayList<>();
        for (Segment segment : store.closedSegments()) {
            try (Stream<Entry> entries = segment.find(Fingerprints.of(EvidenceQuery.all()), 0)) {
                if (entries.map(Entry::evidence)
                        .anyMatch(evidence ->
                                !evidence.at().isBefore(oldestRecord) || running.contains(evidence.subject()))) {
                    break;
                }
            }
            removable.add(segment);
        }
        return removable;
    }

    private Set<String> removablePayloads(Set<Subject> running) throws IOException {
        Set<String> kept = new HashSet<>();
        try (Stream<Entry> entries = store.find(EvidenceQuery.all())) {
            entries.map(Entry::evidence)
                    .filter(evidence -> !evidence.at().isBefore(oldestPayload) || running.contains(evidence.subject()))
                    .forEach(evidence -> kept.addAll(evidence.payloads().values()));
        }
        Set<String> removable = new TreeSet<>(payloads.olderThan(oldestPayload));
        removable.removeAll(kept);
        return removable;
    }
}
