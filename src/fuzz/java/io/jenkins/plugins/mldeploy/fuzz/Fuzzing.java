package io.jenkins.plugins.mldeploy.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Has Jazzer try every reader for so many seconds, and fails when one of them broke. The input that broke it lies in {@code target/fuzz/found}; what Jazzer learnt is kept in
 * {@code target/fuzz/corpus} for the next time.
 */
public final class Fuzzing {
    private static final Path FIXTURES = Path.of("src/test/resources/io/jenkins/plugins/mldeploy");

    private Fuzzing() {}

    /** Arguments: the folder to work in, seconds for each reader, and names of readers; all of them without names. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        List<String> names = List.of(arguments).subList(2, arguments.length);
        List<String> broken = new ArrayList<>();
        for (FuzzedReader reader : all()) {
            if (names.isEmpty() || names.contains(reader.name())) {
                System.out.println("== " + reader.name());
                if (fuzz(reader, folder, arguments[1]) != 0) {
                    broken.add(reader.name());
                }
            }
        }
        if (!broken.isEmpty()) {
            System.out.println(
                    "BROKEN: " + String.join(", ", broken) + "; the inputs are in " + folder.resolve("found"));
            System.exit(1);
        }
    }

    static FuzzedReader reader(String name) {
        return all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no reader '" + name + "'; there are "
                        + all().stream().map(FuzzedReader::name).toList()));
    }

    private static List<FuzzedReader> all() {
        return Stream.of(
                        io.jenkins.plugins.mldeploy.mltest.FuzzedReaders.ALL,
                        io.jenkins.plugins.mldeploy.scan.FuzzedReaders.ALL,
                        io.jenkins.plugins.mldeploy.sbom.FuzzedReaders.ALL,
                        io.jenkins.plugins.mldeploy.policy.FuzzedReaders.ALL,
                        io.jenkins.plugins.mldeploy.deploy.FuzzedReaders.ALL,
                        io.jenkins.plugins.mldeploy.gate.FuzzedReaders.ALL,
                        io.jenkins.plugins.mldeploy.evidence.FuzzedReaders.ALL,
                        io.jenkins.plugins.mldeploy.pipeline.declarative.FuzzedReaders.ALL)
                .flatMap(List::stream)
                .toList();
    }

    private static int fuzz(FuzzedReader reader, Path folder, String seconds) throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(folder.resolve("corpus").resolve(reader.name()));
        Path found = Files.createDirectories(folder.resolve("found"));
        seed(reader, corpus);
        String classPath = System.getProperty("java.class.path");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:-OmitStackTraceInFastThrow",
                "-D" + FuzzTarget.READER + "=" + reader.name(),
                "-cp",
                classPath,
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + FuzzTarget.class.getName(),
                "--instrumentation_includes=io.jenkins.plugins.mldeploy.**",
                // Its sanitizers too look only into what we wrote; instrumenting the libraries takes a minute.
                "--custom_hook_includes=io.jenkins.plugins.mldeploy.**",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found.resolve(reader.name()) + "-",
                "-max_total_time=" + seconds,
                "-max_len=65536",
                "-timeout=20",
                "-rss_limit_mb=2048",
                "-print_final_stats=1",
                corpus.toString());
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static void seed(FuzzedReader reader, Path corpus) throws IOException {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + reader.seeds());
        try (Stream<Path> files = Files.walk(FIXTURES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = FIXTURES.relativize(file);
                Path seed = corpus.resolve("seed-" + relative.toString().replace(File.separatorChar, '-'));
                if (matcher.matches(relative) && Files.notExists(seed)) {
                    Files.copy(file, seed);
                }
            }
        }
    }
}
