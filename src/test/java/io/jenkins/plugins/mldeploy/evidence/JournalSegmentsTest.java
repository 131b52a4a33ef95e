package io.jenkins.plugins.mldeploy.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class JournalSegmentsTest {
    private static final int ENTRIES = 40;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path journal;

    @Before
    public void fillSeveralSegments() throws IOException {
        journal = folder.getRoot().toPath().resolve("journal");
        try (JournalFileStore store = open()) {
            for (int i = 1; i <= ENTRIES; i++) {
                store.append(evidence("step-" + i % 3, "id-" + i));
            }
        }
        assertThat(segments()).hasSizeGreaterThan(4);
    }

    @Test
    public void theChainGoesThroughAllSegments() throws IOException {
        try (JournalFileStore store = open()) {
            assertThat(store.verify()).isEqualTo(ENTRIES);
            assertThat(ids(store, EvidenceQuery.all()))
                    .containsExactlyElementsOf(IntStream.range(0, ENTRIES)
                            .mapToObj(i -> "id-" + (ENTRIES - i))
                            .toList());
            assertThat(ids(store, EvidenceQuery.ofStep("step-1").after(30)))
                    .containsExactly("id-40", "id-37", "id-34", "id-31");
            assertThat(store.entry(17).orElseThrow().evidence().id()).isEqualTo("id-17");
            assertThat(store.entry(ENTRIES + 1)).isEmpty();
            assertThat(store.append(evidence("step-0", "more")).seq()).isEqualTo(ENTRIES + 1);
        }
    }

    @Test
    public void withoutTheSavedIndexesTheJournalIsTheSame() throws IOException {
        String head = head();
        for (Path index : files(".index")) {
            Files.delete(index);
        }
        assertThat(head()).isEqualTo(head);
        assertThat(files(".index")).as("reading makes nothing").isEmpty();
        open().close();
        assertThat(files(".index")).hasSize(segments().size() - 1);
    }

    @Test
    public void aDamagedIndexIsMadeAnewWhereverTheDamageIs() throws IOException {
        String head = head();
        Path index = files(".index").get(1);
        byte[] whole = Files.readAllBytes(index);
        for (int at = 0; at < whole.length; at += 37) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x41;
            Files.write(index, damaged);
            try (JournalFileStore store = open()) {
                assertThat(store.head()).isEqualTo(head);
                assertThat(ids(store, EvidenceQuery.all())).hasSize(ENTRIES);
            }
            assertThat(Files.readAllBytes(index)).as("byte %d", at).isEqualTo(whole);
        }
    }

    @Test
    public void aChangedEntryOfAClosedSegmentIsFoundByWhoReadsItAndByTheCheck() throws IOException {
        Path closed = segments().get(1);
        Files.writeString(closed, Files.readString(closed).replaceFirst("PASS", "FAIL"));
        try (JournalFileStore store = open()) {
            assertThatThrownBy(store::verify).isInstanceOf(BrokenChain.class).hasMessageContaining("was changed");
            assertThatThrownBy(() -> ids(store, EvidenceQuery.all()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("was changed");
        }
    }

    /** Somebody who knows the format writes every hash of the segment anew; the next segment still names the old one. */
    @Test
    public void aRewrittenClosedSegmentIsFound() throws IOException {
        Path closed = segments().get(1);
        long first = Long.parseLong(closed.getFileName().toString().replaceAll("\\D", ""));
        String prev = JournalLine.prev(Files.readAllLines(closed).get(0));
        StringBuilder forged = new StringBuilder();
        for (String line : Files.readAllLines(closed)) {
            Evidence real =
                    JournalLine.decode(line, first, JournalLine.prev(line)).evidence();
            JournalLine.Encoded encoded = JournalLine.encode(first++, prev, evidence(real.step(), "id-x"));
            forged.append(encoded.line()).append('\n');
            prev = encoded.entry().hash();
        }
        Files.writeString(closed, forged);
        Files.delete(Segment.indexFile(closed));

        assertThatThrownBy(this::open).isInstanceOf(BrokenChain.class).hasMessageContaining("does not follow");
    }

    @Test
    public void aMissingSegmentIsFoundAlsoWhenItIsTheOldest() throws IOException {
        Path second = segments().get(1);
        byte[] content = Files.readAllBytes(second);
        Files.delete(second);
        assertThatThrownBy(this::open).isInstanceOf(BrokenChain.class).hasMessageContaining("missing");
        Files.write(second, content);
        Files.delete(segments().get(0));
        assertThatThrownBy(this::open)
                .isInstanceOf(BrokenChain.class)
                .hasMessageContaining("no record of the journal says that retention removed them");
    }

    /** The three states that a death while a segment is closed can leave. */
    @Test
    public void aDeathBetweenTwoSegmentsLosesNothing() throws IOException {
        String head = head();
        Path next = Segment.file(journal, ENTRIES + 1L);
        Files.createFile(next);
        try (JournalFileStore store = open()) {
            assertThat(store.head()).isEqualTo(head);
            store.append(evidence("step-0", "after the death"));
            assertThat(store.verify()).isEqualTo(ENTRIES + 1);
        }
        assertThat(next).isNotEmptyFile();
    }

    @Test
    public void aReaderFollowsAWriterFromSegmentToSegment() throws IOException {
        JournalFileStore reader = JournalFileStore.readOnly(journal);
        try (JournalFileStore store = open()) {
            for (int i = 1; i <= 20; i++) {
                store.append(evidence("step-9", "new-" + i));
                reader.refresh();
                assertThat(reader.size()).isEqualTo(ENTRIES + i);
                assertThat(reader.head()).isEqualTo(store.head());
                assertThat(ids(reader, EvidenceQuery.ofStep("step-9"))).hasSize(i);
            }
        }
    }

    @Test
    public void aJournalThatWasReplacedIsReadAnew() throws IOException {
        JournalFileStore reader = JournalFileStore.readOnly(journal);
        for (Path file : files("")) {
            Files.delete(file);
        }
        try (JournalFileStore store = open()) {
            store.append(evidence("step-0", "another journal"));
        }
        reader.refresh();
        assertThat(ids(reader, EvidenceQuery.all())).containsExactly("another journal");
    }

    @Test
    public void theSingleFileOfAnEarlierVersionIsAdopted() throws IOException {
        Path old = folder.newFolder("old").toPath();
        Files.copy(segments().get(0), old.resolve("journal.jsonl"));
        try (JournalFileStore store = JournalFileStore.open(old, warning -> {})) {
            assertThat(store.size()).isPositive();
            assertThat(store.append(evidence("step-0", "more")).seq()).isEqualTo(store.size());
        }
    }

    private JournalFileStore open() throws IOException {
        return JournalFileStore.open(journal, warning -> {}, 2_000);
    }

    private String head() throws IOException {
        return JournalFileStore.readOnly(journal).head();
    }

    private List<Path> segments() throws IOException {
        return List.copyOf(Segment.files(journal).values());
    }

    private List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(journal)) {
            return files.filter(
                            file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> ids(EvidenceStore store, EvidenceQuery query) {
        try (Stream<Entry> entries = store.find(query)) {
            return entries.map(entry -> entry.evidence().id()).toList();
        }
    }

    private static Evidence evidence(String step, String id) {
        return new Evidence(
                Subject.commit("a".repeat(40)),
                step,
                id,
                Verdict.PASS,
                Map.of(),
                List.of(),
                Map.of("text", "ü\n"),
                Map.of(),
                new Origin("shop", 1, null, null, true, List.of()),
                Instant.EPOCH);
    }
}
