package io.jenkins.plugins.mldeploy.evidence;

import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A journal of 1,000,000 records as five years of a busy controller leave it: 200 jobs, six records a run, every tenth run deployed to one of three environments. Opened, and asked what steps, policy and
 * dashboard ask.
 */
public final class JournalScale {
    private static final int RECORDS = 1_000_000;
    private static final int A_RUN = 6;
    private static final int JOBS = 200;
    private static final int TIMES = 40;
    private static final List<String> STEPS =
            List.of("mlTest", "containerScan", "containerScan", "generateSbom", "approveGate", "helmDeploy");

    private JournalScale() {}

    /** Makes the journal when it isn't there yet; the lines are written as an append writes them, but synced by nobody. */
    private static void make(Path folder) throws IOException {
        if (Files.exists(folder.resolve("made"))) {
            return;
        }
        Files.createDirectories(folder);
        String head = JournalLine.GENESIS;
        BufferedWriter out = null;
        long size = 0;
        for (int i = 0; i < RECORDS; i++) {
            if (out == null || size >= 16 << 20) {
                if (out != null) {
                    out.close();
                }
                out = Files.newBufferedWriter(Segment.file(folder, i + 1L));
                size = 0;
            }
            JournalLine.Encoded encoded = JournalLine.encode(i + 1L, head, evidence(i));
            out.write(encoded.line());
            out.write('\n');
            size += encoded.line().length() + 1;
            head = encoded.entry().hash();
        }
        out.close();
        Files.createFile(folder.resolve("made"));
    }

    private static Evidence evidence(int i) {
        int run = i / A_RUN;
        String step = STEPS.get(i % A_RUN);
        boolean deploy = step.equals(Deployed.STEP);
        String environment = List.of("test", "staging", "production").get(run % 3);
        Map<String, Object> details = deploy
                ? Map.of(
                        Deployed.ENVIRONMENT,
                        environment,
                        Deployed.DEPLOYMENT_ID,
                        "prod-" + run,
                        Deployed.OUTCOME,
                        run % 10 == 0 ? Deployed.DEPLOYED : Deployed.PLANNED,
                        "releases",
                        List.of(Map.of("release", "api", "images", List.of("reg/api:" + run))))
                : Map.of(
                        "gates",
                        List.of(Map.of(
                                "state", "PASSED", "sentence", "gate holds: faithfulness = 0.9, at least 0.85")));
        return new Evidence(
                Subject.commit("%040x".formatted(run)),
                step,
                "id-" + i % A_RUN,
                Verdict.PASS,
                Map.of("tests.passRate", 1.0, "total.critical", 0.0, "total.high", 3.0, "metrics.faithfulness", 0.9),
                List.of(),
                details,
                Map.of("report", "%064x".formatted(i)),
                new Origin(
                        "shop/job-" + run % JOBS,
                        run / JOBS + 1L,
                        "%040x".formatted(run),
                        "main",
                        true,
                        List.of("bob")),
                Instant.ofEpochSecond(1_600_000_000L + i * 150L));
    }

    /** Rows of a table: what, milliseconds. */
    public static List<String> measure(Path folder) throws IOException {
        make(folder);
        List<String> rows = new ArrayList<>();
        // The first writer after an upgrade makes the indexes; every later one finds them.
        JournalFileStore.open(folder, warning -> {}).close();
        long before = heap();
        long start = System.nanoTime();
        try (JournalFileStore store = JournalFileStore.open(folder, warning -> {})) {
            rows.add(row("open", (System.nanoTime() - start) / 1e6, 0));
            rows.add("| index in memory, MiB | %d | |".formatted((heap() - before) >> 20));
            Subject subject = Subject.commit("%040x".formatted(RECORDS / A_RUN / 2));
            rows.add(question("evidence of one subject", () -> count(store, EvidenceQuery.of(subject))));
            rows.add(question("what runs in production", () -> Deployed.now(store, "production")
                    .size()));
            rows.add(question("the newest 300 records", () -> {
                try (Stream<Entry> entries = store.find(EvidenceQuery.all())) {
                    return (int) entries.limit(300).count();
                }
            }));
            rows.add(question("the runs of one job, a step and id", () -> {
                try (Stream<Entry> entries =
                        store.find(EvidenceQuery.ofStep("mlTest").id("id-0").job("shop/job-7"))) {
                    return (int) entries.limit(50).count();
                }
            }));
            rows.add(question("a step that never ran", () -> count(store, EvidenceQuery.ofStep("none"))));
            start = System.nanoTime();
            store.verify();
            rows.add(row("the whole chain verified", (System.nanoTime() - start) / 1e6, 0));
        }
        return rows;
    }

    private static String question(String what, Supplier<Integer> question) {
        double[] times = new double[TIMES];
        int found = 0;
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            found = question.get();
            times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        return row(what + " (" + found + ")", times[TIMES / 2], times[TIMES * 95 / 100]);
    }

    private static int count(EvidenceStore store, EvidenceQuery query) {
        try (Stream<Entry> entries = store.find(query)) {
            return (int) entries.count();
        }
    }

    private static String row(String what, double median, double p95) {
        return String.format(
                Locale.ROOT,
                "| %s | %,.1f | %s |",
                what,
                median,
                p95 == 0 ? "" : String.format(Locale.ROOT, "%,.1f", p95));
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    public static void main(String[] arguments) throws IOException {
        measure(Path.of(arguments[0])).forEach(System.out::println);
    }
}
