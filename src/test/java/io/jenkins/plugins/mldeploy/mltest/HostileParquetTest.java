package io.jenkins.plugins.mldeploy.mltest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.SmallHeap;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Parquet files that lie, in a heap of 64 MiB: refused with what is wrong and where, or the right result. */
public class HostileParquetTest {
    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    /** The JVM with the small heap. */
    public static final class Reader {
        private Reader() {}

        public static void main(String[] arguments) throws IOException {
            try (var files = Files.list(Path.of(arguments[0]))) {
                for (Path file : files.sorted().toList()) {
                    System.out.println(file.getFileName() + " " + read(file));
                }
            }
        }

        static String read(Path file) throws IOException {
            try {
                DataSummary summary = DataCheck.check(
                        List.of(ReportSource.of("d.parquet", file)),
                        Reports.of("s.json", "{\"properties\": {\"a\": {}}}"),
                        null);
                return summary.rows() + " rows";
            } catch (UnreadableReport e) {
                return e.code() + " " + e.getMessage();
            }
        }
    }

    @Test
    public void allInASmallHeap() throws Exception {
        Map<String, HostileParquet.Hostile> all = HostileParquet.all();
        assertThat(all.size()).isGreaterThanOrEqualTo(100);
        List<Map.Entry<String, HostileParquet.Hostile>> entries = new ArrayList<>(all.entrySet());
        for (int i = 0; i < entries.size(); i++) {
            Files.write(
                    folder.getRoot().toPath().resolve("%03d".formatted(i)),
                    entries.get(i).getValue().bytes());
        }
        SmallHeap.Outcome outcome =
                SmallHeap.run(64, Reader.class, folder.getRoot().toString());
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        List<String> lines = outcome.output().lines().toList();
        assertThat(lines).hasSize(entries.size());
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i)
                    .startsWith("%03d %s d.parquet: "
                            .formatted(i, entries.get(i).getValue().code()))) {
                wrong.add(entries.get(i).getKey() + ": " + lines.get(i));
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Also with the small heap: files of real writers with a byte changed, every so many bytes. */
    public static final class Damage {
        private Damage() {}

        public static void main(String[] arguments) throws IOException {
            Path damaged = Path.of(arguments[0]);
            int step = Integer.parseInt(arguments[1]);
            long read = 0;
            long refused = 0;
            for (int i = 2; i < arguments.length; i++) {
                byte[] sound = Files.readAllBytes(ParquetRowsTest.fixture(arguments[i]));
                Files.write(damaged, sound);
                for (int at = i % step; at < sound.length; at += step) {
                    for (int change : new int[] {0x01, 0x80, 0xff, 0x10}) {
                        put(damaged, at, sound[at] ^ change);
                        try {
                            DataRows.read(ReportSource.of("d.parquet", damaged), name -> true, (line, row) -> {});
                            read++;
                        } catch (UnreadableReport e) {
                            if (!e.getMessage().startsWith("d.parquet: ")
                                    || e.code().isEmpty()) {
                                throw new IllegalStateException(arguments[i] + " at " + at, e);
                            }
                            refused++;
                        } catch (RuntimeException e) {
                            throw new IllegalStateException(arguments[i] + " at " + at, e);
                        }
                    }
                    put(damaged, at, sound[at]);
                }
            }
            System.out.println(read > 0 && refused > 0 ? "sound" : read + " read, " + refused + " refused");
            System.err.println(read + " read, " + refused + " refused");
        }

        /** In place: a file system may write a file that is cut and written anew to the disk each time. */
        private static void put(Path file, int at, int value) throws IOException {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), at);
            }
        }
    }

    @Test
    public void aByteChangedInFilesOfRealWriters() throws Exception {
        SmallHeap.Outcome outcome = SmallHeap.run(
                64,
                Damage.class,
                folder.newFile("d.parquet").toString(),
                "37",
                "types-none.parquet",
                "types-snappy.parquet",
                "types-v2.parquet",
                "types-lz4.parquet",
                "many-delta.parquet",
                "many-split.parquet",
                "many-dictionary.parquet",
                "duckdb-v1.parquet",
                "duckdb-v2.parquet",
                "fastparquet.parquet");
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("sound");
    }

    /** Where the writer made checksums, no page that has changed is taken for another. */
    @Test
    public void checksumsFindWhatHasChangedInAPage() throws Exception {
        byte[] sound = Files.readAllBytes(ParquetRowsTest.fixture("types-plain.parquet"));
        int footer = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getInt(sound.length - 8);
        Path file = folder.newFile("d.parquet").toPath();
        List<String> whole = rows(file, sound);
        for (int at = 4; at < sound.length - 8 - footer; at += 3) {
            byte[] bytes = sound.clone();
            bytes[at] ^= 0x04;
            try {
                // A header may say things that nobody needs.
                assertThat(rows(file, bytes)).as("at " + at).isEqualTo(whole);
            } catch (UnreadableReport e) {
                assertThat(e.code()).isNotEmpty();
            }
        }
    }

    private static List<String> rows(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.WRITE);
        List<String> rows = new ArrayList<>();
        DataRows.read(ReportSource.of("d.parquet", file), name -> true, (line, row) -> rows.add(row.toString()));
        return rows;
    }

    @Test
    public void noneIsJudgedPass() throws IOException {
        Path root = folder.getRoot().toPath();
        Files.writeString(root.resolve("s.json"), "{\"properties\": {\"a\": {}}}");
        Path file = root.resolve("d.parquet");
        Settings settings = Settings.of(
                Arguments.check(new MlTest().description(), Map.of("data", "d.parquet", "schema", "s.json")));
        for (Map.Entry<String, HostileParquet.Hostile> each :
                HostileParquet.all().entrySet()) {
            Files.deleteIfExists(file);
            Files.write(file, each.getValue().bytes());
            Judgement judgement = judge(settings, root);
            assertThat(judgement.verdict()).as(each.getKey()).isEqualTo(Verdict.NOT_EVALUATED);
            assertThat(judgement.reasons().get(0).code())
                    .as(each.getKey())
                    .isEqualTo(each.getValue().code());
            assertThat(judgement.reasons().get(0).text()).as(each.getKey()).startsWith("d.parquet: ");
        }
        Files.deleteIfExists(file);
        Files.write(file, HostileParquet.sound().bytes());
        assertThat(judge(settings, root).verdict()).isEqualTo(Verdict.PASS);
    }

    private static Judgement judge(Settings settings, Path root) throws IOException {
        Findings findings = new ReadReports(settings.reports(), 1, 1, null, null, false).run(new Workspace(root, root));
        return new Judging(settings, findings, Progress.NONE, BaselineFigures.none("t")).judge();
    }
}
