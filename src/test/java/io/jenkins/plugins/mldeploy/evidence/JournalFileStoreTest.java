package io.jenkins.plugins.mldeploy.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class JournalFileStoreTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> warnings = new ArrayList<>();

    @Test
    public void whatWasAppendedIsFoundAgainAfterReopening() throws IOException {
        try (JournalFileStore store = open()) {
            store.append(evidence("unit", 1));
            store.append(evidence("llm", 2));
        }
        try (JournalFileStore store = open()) {
            assertThat(store.find(EvidenceQuery.all())
                            .map(entry -> entry.evidence().id()))
                    .containsExactly("llm", "unit");
            assertThat(store.latest(EvidenceQuery.ofStep("mlTest").id("unit"))
                            .orElseThrow()
                            .evidence())
                    .isEqualTo(evidence("unit", 1));
            assertThat(store.append(evidence("third", 3)).seq()).isEqualTo(3);
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    public void aTornLastLineIsCutOffWithAWarningAndTheNextAppendFits() throws IOException {
        try (JournalFileStore store = open()) {
            store.append(evidence("unit", 1));
            store.append(evidence("llm", 2));
        }
        byte[] whole = Files.readAllBytes(file());
        for (int cut = 1; cut < 40; cut++) {
            Files.write(file(), java.util.Arrays.copyOf(whole, whole.length - cut));
            warnings.clear();
            try (JournalFileStore store = open()) {
                assertThat(store.find(EvidenceQuery.all())).hasSize(1);
                assertThat(store.append(evidence("again", 3)).seq()).isEqualTo(2);
            }
            assertThat(warnings).hasSize(1);
            open().close();
        }
    }

    @Test
    public void aChangedEntryBreaksTheChainAtItsPlace() throws IOException {
        try (JournalFileStore store = open()) {
            store.append(evidence("unit", 1));
            store.append(evidence("llm", 2));
        }
        String text = Files.readString(file());
        Files.writeString(file(), text.replaceFirst("PASS", "FAIL"));
        assertThatThrownBy(this::open).isInstanceOf(BrokenChain.class).hasMessageContaining("entry 1");
    }

    @Test
    public void aMissingEntryBreaksTheChain() throws IOException {
        try (JournalFileStore store = open()) {
            store.append(evidence("unit", 1));
            store.append(evidence("llm", 2));
            store.append(evidence("scan", 3));
        }
        List<String> lines = Files.readAllLines(file());
        Files.writeString(file(), lines.get(0) + "\n" + lines.get(2) + "\n");
        assertThatThrownBy(this::open).isInstanceOf(BrokenChain.class).hasMessageContaining("entry 2");
    }

    @Test
    public void aSecondWriterIsRefusedAndToldWhy() throws IOException {
        try (JournalFileStore store = open()) {
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("one writer");
            assertThat(store.append(evidence("unit", 1)).seq()).isEqualTo(1);
        }
    }

    @Test
    public void aReaderSeesWhatWasAcknowledgedWhileAnotherWrites() throws IOException {
        Path journal = folder.getRoot().toPath().resolve("journal");
        assertThat(JournalFileStore.readOnly(journal).find(EvidenceQuery.all())).isEmpty();
        try (JournalFileStore store = open()) {
            store.append(evidence("unit", 1));
            Files.writeString(file(), "{half a li", StandardOpenOption.APPEND);
            JournalFileStore reader = JournalFileStore.readOnly(journal);
            assertThat(reader.find(EvidenceQuery.all())).hasSize(1);
            assertThatThrownBy(() -> reader.append(evidence("llm", 2))).hasMessageContaining("reading only");
        }
    }

    @Test
    public void aPayloadLiesUnderItsHashAndAHashNeverBecomesAPath() throws IOException {
        Files.writeString(folder.getRoot().toPath().resolve("secret"), "x", StandardOpenOption.CREATE);
        try (JournalFileStore store = open()) {
            String hash = store.putPayload(new ByteArrayInputStream(new byte[] {1, 2, 3}));
            assertThat(hash).isEqualTo("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81");
            assertThat(store.payload(hash).orElseThrow().readAllBytes()).containsExactly(1, 2, 3);
            assertThat(store.payload("../../secret")).isEmpty();
            assertThat(store.payload("0".repeat(64))).isEmpty();
        }
    }

    private JournalFileStore open() throws IOException {
        return JournalFileStore.open(folder.getRoot().toPath().resolve("journal"), warnings::add);
    }

    private Path file() {
        return folder.getRoot().toPath().resolve("journal/journal-000000000001.jsonl");
    }

    private static Evidence evidence(String id, int second) {
        return new Evidence(
                Subject.commit("a".repeat(40)),
                "mlTest",
                id,
                Verdict.PASS,
                Map.of("tests.passRate", 1.0),
                List.of(),
                Map.of("text", "“ünïcode” \n and, \"hash\":\"x\"}"),
                Map.of(),
                new Origin("shop/llm-app", 7, "a".repeat(40), "main", true, List.of("bob")),
                Instant.ofEpochSecond(1_800_000_000L + second));
    }
}
