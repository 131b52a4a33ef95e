package io.jenkins.plugins.mldeploy.bench;

import com.sun.management.OperatingSystemMXBean;
import io.jenkins.plugins.mldeploy.mltest.JunitReading;
import io.jenkins.plugins.mldeploy.sbom.BomReading;
import io.jenkins.plugins.mldeploy.scan.TrivyReading;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A JVM that reads one thing once, as an agent does, and ends. */
public final class Child {
    private static final long LIMIT_SECONDS = 120;

    private Child() {}

    /** How it went: wall time and CPU time of all threads (compilers and collector too) since the JVM's start, in seconds, and how much was found. */
    record Outcome(double wall, double cpu, long found) {}

    /** Prints wall milliseconds, CPU milliseconds, found. */
    public static void main(String[] arguments) throws Exception {
        long found =
                switch (arguments[0]) {
                    case "trivy-gibibyte" -> TrivyReading.gibibyte();
                    case "output-gibibyte" -> JunitReading.gibibyteOfOutput();
                    case "ten-million-cases" -> JunitReading.cases(10_000_000);
                    case "million-components" -> BomReading.merge(10, 1_000_000);
                    default -> Reading.valueOf(arguments[0]).read();
                };
        long started = ManagementFactory.getRuntimeMXBean().getStartTime();
        long cpu = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        System.out.println("outcome " + (System.currentTimeMillis() - started) + " " + cpu / 1_000_000 + " " + found);
    }

    /** Runs a task in a heap of so many MiB; empty when that was too little, or it did not end in two minutes. */
    static Optional<Outcome> run(int mebibytes, String task) throws IOException, InterruptedException {
        Path output = Files.createTempFile("bench-", ".out");
        try {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx" + mebibytes + "m",
                            // The collector with the smallest own needs, for both sides.
                            "-XX:+UseSerialGC",
                            "-XX:+ExitOnOutOfMemoryError",
                            "-Dbench.data=" + MadeReports.folder(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Child.class.getName(),
                            task))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                return Optional.empty();
            }
            String text = Files.readString(output, StandardCharsets.UTF_8);
            int at = text.lastIndexOf("outcome ");
            if (process.exitValue() != 0 || at < 0) {
                if (!text.contains("OutOfMemoryError") && !text.contains("heap")) {
                    throw new IOException(task + " failed: " + text);
                }
                return Optional.empty();
            }
            String[] words = text.substring(at).strip().split(" ");
            return Optional.of(new Outcome(
                    Long.parseLong(words[1]) / 1_000.0, Long.parseLong(words[2]) / 1_000.0, Long.parseLong(words[3])));
        } finally {
            Files.delete(output);
        }
    }

    private static final int[] HEAPS = {
        6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512, 640, 768, 1_024
    };

    /** The smallest heap of a ladder in which the task ends, in MiB, by bisection; 0 when it needs more than the largest. */
    static int smallestHeap(String task) throws IOException, InterruptedException {
        int low = 0;
        int high = HEAPS.length;
        while (low < high) {
            int middle = (low + high) / 2;
            if (run(HEAPS[middle], task).isPresent()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low == HEAPS.length ? 0 : HEAPS[low];
    }
}
