package io.jenkins.plugins.mldeploy.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** How long it takes from {@code mldeploy run} to the first step of the Jenkinsfile, with the launcher that people use. */
final class LocalStart {
    private static final int TIMES = 7;
    private static final String SAID = "first-step-ran";

    private LocalStart() {}

    /** Seconds, shortest first. The launcher may build and make its archive of classes first; these runs are not counted. */
    static List<Double> seconds() throws IOException, InterruptedException {
        Path project = Files.createTempDirectory("bench-start-");
        try {
            Files.writeString(
                    project.resolve("Jenkinsfile"),
                    "pipeline { agent any; stages { stage('only') { steps { echo '" + SAID + "' } } } }\n");
            once(project);
            once(project);
            double[] seconds = new double[TIMES];
            for (int i = 0; i < TIMES; i++) {
                seconds[i] = once(project);
            }
            return java.util.Arrays.stream(seconds).sorted().boxed().toList();
        } finally {
            try (Stream<Path> files = Files.walk(project)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static double once(Path project) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of("mldeploy").toAbsolutePath().toString(), "run", project.toString())
                .redirectErrorStream(true)
                .start();
        double seconds = -1;
        StringBuilder output = new StringBuilder();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (seconds < 0 && line.contains(SAID)) {
                    seconds = (System.nanoTime() - start) / 1e9;
                }
            }
        }
        if (process.waitFor() != 0 || seconds < 0) {
            throw new IOException("mldeploy run did not work: " + output);
        }
        return seconds;
    }
}
