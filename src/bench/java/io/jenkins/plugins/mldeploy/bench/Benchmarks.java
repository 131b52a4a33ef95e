package io.jenkins.plugins.mldeploy.bench;

import io.jenkins.plugins.mldeploy.evidence.JournalScale;
import io.jenkins.plugins.mldeploy.gate.GateScale;
import io.jenkins.plugins.mldeploy.gate.VoteBenchmark;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * Makes the files, runs everything, and prints the tables of {@code docs/performance.md}; they are written to {@code tables.md} beside the files, too. Parts
 * may be named as arguments: {@code promises}, {@code gates}, {@code journal}, {@code readings}; the second and third need no made report and take a minute or two each.
 */
public final class Benchmarks {
    private static final List<String> PARTS = List.of("promises", "gates", "journal", "readings");

    private final StringBuilder tables = new StringBuilder();

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        List<String> parts = arguments.length == 0 ? PARTS : List.of(arguments);
        if (!PARTS.containsAll(parts)) {
            throw new IllegalArgumentException("parts are " + PARTS + ", not " + parts);
        }
        if (parts.contains("promises") || parts.contains("readings")) {
            MadeReports.make();
        } else {
            Files.createDirectories(MadeReports.folder());
        }
        Benchmarks benchmarks = new Benchmarks();
        benchmarks.machine("start");
        if (parts.contains("promises")) {
            benchmarks.promises();
            benchmarks.machine("after the promises");
        }
        if (parts.contains("gates")) {
            benchmarks.gates();
            benchmarks.machine("after the gates");
        }
        if (parts.contains("journal")) {
            benchmarks.journal();
            benchmarks.machine("after the journal");
        }
        if (parts.contains("readings")) {
            benchmarks.readings();
            benchmarks.machine("end");
        }
        Files.writeString(MadeReports.folder().resolve("tables.md"), benchmarks.tables);
        System.out.print(benchmarks.tables);
    }

    private void line(String format, Object... arguments) {
        String line = String.format(Locale.ROOT, format, arguments);
        // At once as well, for a run that does not come to its end.
        System.out.println(line);
        tables.append(line).append('\n');
    }

    private void machine(String when) {
        line(
                "%n%s: %s, load %.1f on %d processors, %s %s, %s %s%n",
                when,
                java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.vm.name"),
                System.getProperty("java.vm.version"),
                System.getProperty("os.name"),
                System.getProperty("os.arch"));
    }

    private void promises() throws IOException, InterruptedException, RunnerException {
        line("| what | heap | found | wall s | CPU s |");
        line("|---|---|---|---|---|");
        promise("a Trivy report of 1 GiB", 64, "trivy-gibibyte");
        promise("a system-out of 1 GiB", 64, "output-gibibyte");
        promise("10 million test cases", 64, "ten-million-cases");
        promise("10 SBOMs of 1,000,000 components in all, merged", 96, "million-components");
        line("");
        line("| what | samples | p50 ms | p99 ms | max ms |");
        line("|---|---|---|---|---|");
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include(VoteBenchmark.class.getSimpleName())
                        .jvmArgsPrepend("-Dbench.data=" + MadeReports.folder())
                        .build())
                .run()) {
            var statistics = result.getPrimaryResult().getStatistics();
            line(
                    "| %s | %d | %.2f | %.2f | %.2f |",
                    result.getPrimaryResult().getLabel(),
                    statistics.getN(),
                    statistics.getPercentile(50),
                    statistics.getPercentile(99),
                    statistics.getMax());
        }
        List<Double> starts = LocalStart.seconds();
        line("%nStart of a local run to its first step: median %.2f s of %s", starts.get(starts.size() / 2), starts);
    }

    private void gates() throws IOException {
        line("| with 10,000 open gates | p50 ms | p99 ms | max ms |");
        line("|---|---|---|---|");
        GateScale.measure(MadeReports.folder().resolve("gates")).forEach(row -> line("%s", row));
    }

    private void journal() throws IOException {
        line("| with 1,000,000 records | p50 ms | p95 ms |");
        line("|---|---|---|");
        JournalScale.measure(MadeReports.folder().resolve("journal")).forEach(row -> line("%s", row));
    }

    private void promise(String what, int mebibytes, String task) throws IOException, InterruptedException {
        Optional<Child.Outcome> outcome = Child.run(mebibytes, task);
        if (outcome.isPresent()) {
            Child.Outcome held = outcome.get();
            line("| %s | %d MiB | %,d | %.1f | %.1f |", what, mebibytes, held.found(), held.wall(), held.cpu());
        } else {
            line("| %s | %d MiB | NOT HELD: too little memory, or more than two minutes | | |", what, mebibytes);
        }
    }

    private void readings() throws IOException, InterruptedException, RunnerException {
        Map<Reading, RunResult> warm = new TreeMap<>();
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(ReadingBenchmark.class.getSimpleName())
                        .addProfiler(GCProfiler.class)
                        .jvmArgsPrepend("-Dbench.data=" + MadeReports.folder())
                        .build())
                .run();
        for (RunResult result : results) {
            warm.put(Reading.valueOf(result.getParams().getParam("reading")), result);
        }
        line(
                "| file | who | size MiB | warm ms: median (least to most) | allocated MiB | once, CPU s | once, wall s | smallest heap MiB |");
        line("|---|---|---|---|---|---|---|---|");
        for (Reading reading : Reading.values()) {
            Statistics time = warm.get(reading).getPrimaryResult().getStatistics();
            Optional<Child.Outcome> once = Child.run(1_024, reading.name());
            Path file = MadeReports.folder().resolve(reading.file);
            line(
                    "| %s | %s | %d | %,.0f (%,.0f to %,.0f) | %,.0f | %s | %s | %d |",
                    reading.subject,
                    reading.who,
                    Files.size(file) >> 20,
                    time.getPercentile(50),
                    time.getMin(),
                    time.getMax(),
                    allocated(warm.get(reading)) / (1 << 20),
                    once.map(outcome -> String.format(Locale.ROOT, "%.1f", outcome.cpu()))
                            .orElse("—"),
                    once.map(outcome -> String.format(Locale.ROOT, "%.1f", outcome.wall()))
                            .orElse("—"),
                    Child.smallestHeap(reading.name()));
        }
    }

    /** Bytes a reading. */
    private static double allocated(RunResult result) {
        return result.getSecondaryResults().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("gc.alloc.rate.norm"))
                .mapToDouble(entry -> entry.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }
}
