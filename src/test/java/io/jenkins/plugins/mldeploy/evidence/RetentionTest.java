package io.jenkins.plugins.mldeploy.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Origin ADMIN = new Origin("retention", 0, null, null, true, List.of("ada"));
    private static final Retention RETENTION = new Retention(Duration.ofDays(30), Duration.ofDays(365));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void oldSegmentsGoAndTheRestStillVerifies() throws IOException {
        try (JournalFileStore store = open()) {
            for (int day = 400; day > 300; day--) {
                store.append(test("unit", subject(day), day, Map.of()));
            }
            Pruned pruned = store.prune(RETENTION, NOW, ADMIN);

            assertThat(pruned.entries()).isBetween(20L, 35L).isEqualTo(pruned.through());
            assertThat(store.verify()).isEqualTo(101 - pruned.entries());
            assertThat(store.entry(1)).isEmpty();
            assertThat(store.entry(pruned.through() + 1)).isPresent();
            assertThat(store.prune(RETENTION, NOW, ADMIN).isSomething()).isFalse();
        }
        try (JournalFileStore store = open()) {
            assertThat(store.append(test("unit", subject(1), 0, Map.of())).seq())
                    .isEqualTo(102);
            store.verify();
        }
        assertThat(JournalFileStore.readOnly(folder.getRoot().toPath()).size()).isEqualTo(102);
    }

    @Test
    public void whatRunsInAnEnvironmentStaysHoweverOldItIs() throws IOException {
        try (JournalFileStore store = open()) {
            store.append(test("unit", subject(7), 900, Map.of()));
            store.append(new Evidence(
                    subject(7),
                    Deployed.STEP,
                    "prod",
                    Verdict.PASS,
                    Map.of(),
                    List.of(),
                    Map.of(
                            Deployed.ENVIRONMENT,
                            "production",
                            Deployed.OUTCOME,
                            Deployed.DEPLOYED,
                            Deployed.DEPLOYMENT_ID,
                            "prod-1"),
                    Map.of(),
                    ADMIN,
                    NOW.minus(Duration.ofDays(899))));
            for (int i = 0; i < 50; i++) {
                store.append(test("unit", subject(8), 800, Map.of()));
            }
            assertThat(store.prune(RETENTION, NOW, ADMIN).entries()).isZero();
            assertThat(Deployed.subjects(store, "production")).containsExactly(subject(7));
        }
    }

    @Test
    public void soDoesWhatWasFoundThereWhateverWasDeployedBesideItSince() throws IOException {
        try (JournalFileStore store = open()) {
            String manifest = payload(store, "manifest");
            store.append(there(subject(7), 900, Deployed.ADOPTED, "adopt-1", "api", Map.of("manifest", manifest)));
            store.append(there(subject(6), 899, Deployed.DOUBTFUL, "adopt-2", "front", Map.of()));
            for (int i = 0; i < 50; i++) {
                store.append(test("unit", subject(8), 800, Map.of()));
            }
            store.append(there(subject(9), 1, Deployed.DEPLOYED, "prod-1", "worker", Map.of()));
            assertThat(store.prune(RETENTION, NOW, ADMIN).isSomething()).isFalse();
            // As soon as something else runs in its place it is as old as everything of its time.
            store.append(there(subject(10), 1, Deployed.DEPLOYED, "prod-2", "api", Map.of()));
            store.append(there(subject(11), 1, Deployed.UNINSTALLED, "prod-3", "front", Map.of()));
            Pruned pruned = store.prune(RETENTION, NOW, ADMIN);
            assertThat(pruned.payloads()).isEqualTo(1);
            assertThat(pruned.entries()).isPositive();
        }
    }

    private static Evidence there(
            Subject subject, int day, String outcome, String id, String release, Map<String, String> payloads) {
        return new Evidence(
                subject,
                Deployed.STEP,
                "prod",
                Verdict.NOT_EVALUATED,
                Map.of(),
                List.of(),
                Map.of(
                        Deployed.ENVIRONMENT,
                        "production",
                        Deployed.OUTCOME,
                        outcome,
                        Deployed.DEPLOYMENT_ID,
                        id,
                        "namespace",
                        "shop",
                        Deployed.RELEASES,
                        List.of(Map.of("release", release, "images", List.of("x@" + subject)))),
                payloads,
                ADMIN,
                NOW.minus(Duration.ofDays(day)));
    }

    @Test
    public void payloadsGoFirstButNotThoseThatSomethingYoungerNames() throws IOException {
        try (JournalFileStore store = open()) {
            String old = payload(store, "old");
            String shared = payload(store, "shared");
            String young = payload(store, "young");
            store.append(test("unit", subject(1), 40, Map.of("junit", old, "log", shared)));
            store.append(test("unit", subject(2), 10, Map.of("junit", young, "log", shared)));

            assertThat(store.prune(RETENTION, NOW, ADMIN)).isEqualTo(new Pruned(1, 0, 0));

            assertThat(store.payload(old)).isEmpty();
            assertThat(store.payload(shared)).isPresent().get().satisfies(content -> content.close());
            assertThat(store.payload(young)).isPresent().get().satisfies(content -> content.close());
            Evidence record =
                    store.latest(EvidenceQuery.ofStep("journal")).orElseThrow().evidence();
            assertThat(record.details()).containsEntry("removedPayloads", 1);
            assertThat(record.origin().requesters()).containsExactly("ada");
            assertThat(store.verify()).isEqualTo(3);
        }
    }

    /** The record of the removal is synced first: a death after it leaves segments that the next run removes. */
    @Test
    public void aDeathBeforeTheFilesAreGoneIsMadeGoodByTheNextRun() throws IOException {
        Path root = folder.getRoot().toPath();
        Map<Long, byte[]> before;
        try (JournalFileStore store = open()) {
            for (int i = 0; i < 60; i++) {
                store.append(test("unit", subject(i), 500, Map.of()));
            }
            before = contents(root);
            assertThat(store.prune(RETENTION, NOW, ADMIN).entries()).isPositive();
        }
        for (Map.Entry<Long, byte[]> file : before.entrySet()) {
            if (!Files.exists(Segment.file(root, file.getKey()))) {
                Files.write(Segment.file(root, file.getKey()), file.getValue());
            }
        }
        try (JournalFileStore store = open()) {
            assertThat(store.verify()).isEqualTo(61);
            assertThat(store.prune(RETENTION, NOW, ADMIN).entries()).isPositive();
            assertThat(store.entry(1)).isEmpty();
            store.verify();
        }
    }

    @Test
    public void recordsAreNeverRemovedBeforeTheirPayloads() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Retention(Duration.ofDays(30), Duration.ofDays(29)))
                .withMessageContaining("at least as long");
    }

    private JournalFileStore open() throws IOException {
        return JournalFileStore.open(folder.getRoot().toPath(), warning -> {}, 2_000);
    }

    private static Map<Long, byte[]> contents(Path root) throws IOException {
        Map<Long, byte[]> contents = new java.util.TreeMap<>();
        for (Map.Entry<Long, Path> file : Segment.files(root).entrySet()) {
            contents.put(file.getKey(), Files.readAllBytes(file.getValue()));
        }
        return contents;
    }

    /** Stored long ago. */
    private String payload(JournalFileStore store, String text) throws IOException {
        String hash = store.putPayload(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        try (Stream<Path> files = Files.walk(folder.getRoot().toPath().resolve("payloads"))) {
            Path file = files.filter(path -> path.endsWith(hash)).findFirst().orElseThrow();
            Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(40))));
        }
        return hash;
    }

    private static Subject subject(int number) {
        return Subject.commit("%040x".formatted(number));
    }

    private static Evidence test(String id, Subject subject, int daysAgo, Map<String, String> payloads) {
        return new Evidence(
                subject,
                "mlTest",
                id,
                Verdict.PASS,
                Map.of(),
                List.of(),
                Map.of(),
                payloads,
                ADMIN,
                NOW.minus(Duration.ofDays(daysAgo)));
    }
}
