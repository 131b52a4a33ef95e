package io.jenkins.plugins.mldeploy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a {@code main} in a JVM of its own with a small heap: the only honest way to show how much memory a reader needs. */
public final class SmallHeap {
    private SmallHeap() {}

    /** How the JVM ended. */
    public record Outcome(int exitCode, String output) {}

    /** Runs {@code main} with a heap of so many MiB, for two minutes at most. */
    public static Outcome run(int mebibytes, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + mebibytes + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(main + " did not end; it printed: " + output);
        }
        return new Outcome(process.exitValue(), output);
    }
}
