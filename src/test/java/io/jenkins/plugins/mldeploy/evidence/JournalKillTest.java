package io.jenkins.plugins.mldeploy.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A writer that dies at any point loses nothing that it acknowledged, and leaves a chain that verifies. */
public class JournalKillTest {
    private static final int RECORDS = 4;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** What is on disk after a death between any two bytes: every prefix of the file, with what was acknowledged by then. */
    @Test
    public void atEveryByteOfEveryRecord() throws IOException {
        Path whole = folder.newFolder("whole").toPath();
        List<Long> sizes = new ArrayList<>(List.of(0L));
        try (JournalFileStore store = open(whole)) {
            for (int i = 0; i < RECORDS; i++) {
                store.append(evidence(i));
                sizes.add(Files.size(whole.resolve("journal-000000000001.jsonl")));
            }
        }
        byte[] bytes = Files.readAllBytes(whole.resolve("journal-000000000001.jsonl"));
        Path dead = folder.newFolder("dead").toPath();
        for (int length = 0; length <= bytes.length; length++) {
            Files.write(dead.resolve("journal-000000000001.jsonl"), Arrays.copyOf(bytes, length));
            int acknowledged = 0;
            while (acknowledged < RECORDS && sizes.get(acknowledged + 1) <= length) {
                acknowledged++;
            }
            try (JournalFileStore store = open(dead)) {
                assertThat(ids(store)).as("after %d bytes", length).hasSize(acknowledged);
                store.append(evidence(100));
            }
            assertThat(ids(JournalFileStore.readOnly(dead))).hasSize(acknowledged + 1);
        }
    }

    /** The same with a real process, killed without warning while it appends and stores payloads. */
    @Test
    public void aKilledProcessLosesNothingThatItAcknowledged() throws Exception {
        Path journal = folder.newFolder("killed").toPath();
        List<String> acknowledged = new ArrayList<>();
        for (int round = 1; round <= 6; round++) {
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Writer.class.getName(),
                            journal.toString(),
                            Integer.toString(round))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines = writer.inputReader()) {
                for (int i = 0; i < 7 * round; i++) {
                    String line = lines.readLine();
                    assertThat(line).as("the writer died by itself").isNotNull();
                    acknowledged.add(line);
                }
                // Through its handle: Process.destroyForcibly would also close our end of its output.
                writer.toHandle().destroyForcibly();
                // What it still said before the kill reached it was acknowledged too.
                lines.lines()
                        .filter(line -> line.matches("id-\\d+-\\d+ [0-9a-f]{64}"))
                        .forEach(acknowledged::add);
            }
            writer.waitFor();
            try (JournalFileStore store = open(journal)) {
                assertThat(ids(store))
                        .containsAll(acknowledged.stream()
                                .map(line -> line.split(" ")[0])
                                .toList());
                for (String line : acknowledged) {
                    assertThat(store.payload(line.split(" ")[1]))
                            .isPresent()
                            .get()
                            .satisfies(in -> in.close());
                }
            }
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(7 * 21);
    }

    /** Appends for ever, and says so only after the store did. */
    public static final class Writer {
        public static void main(String[] arguments) throws IOException {
            try (JournalFileStore store = open(Path.of(arguments[0]))) {
                for (int i = 0; ; i++) {
                    String id = "id-" + arguments[1] + "-" + i;
                    String payload = store.putPayload(
                            new ByteArrayInputStream(id.repeat(1_000).getBytes()));
                    store.append(evidence(id));
                    System.out.println(id + " " + payload);
                    System.out.flush();
                }
            }
        }
    }

    private static JournalFileStore open(Path folder) throws IOException {
        return JournalFileStore.open(folder, warning -> {});
    }

    private static List<String> ids(JournalFileStore store) {
        return store.find(EvidenceQuery.all())
                .map(entry -> entry.evidence().id())
                .toList();
    }

    private static Evidence evidence(int number) {
        return evidence("id-" + number);
    }

    private static Evidence evidence(String id) {
        return new Evidence(
                Subject.commit("a".repeat(40)),
                "mlTest",
                id,
                Verdict.PASS,
                Map.of(),
                List.of(),
                Map.of("text", "ü\n"),
                Map.of(),
                new Origin("job", 1, null, null, true, List.of()),
                Instant.EPOCH);
    }
}
