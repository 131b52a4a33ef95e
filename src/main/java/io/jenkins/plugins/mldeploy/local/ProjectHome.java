package io.jenkins.plugins.mldeploy.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.mldeploy.pipeline.RunResult;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.EnvironmentsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A project on a laptop: its directory, its Jenkinsfile, and the folder {@code .mldeploy} in which the suite keeps its state.
 *
 * @param directory the workspace of its runs, absolute
 * @param jenkinsfile what is run
 * @param state journal, gates, runs
 */
public record ProjectHome(Path directory, Path jenkinsfile, Path state) {
    /**
     * @param given a directory with a Jenkinsfile, or a Jenkinsfile
     * @param home where the state lies instead, null for {@code .mldeploy} in the directory
     * @throws IOException when there is no such file
     */
    public static ProjectHome of(Path given, Path home) throws IOException {
        Path path = given.toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            throw new IOException(given + " does not exist; name a directory with a Jenkinsfile, or a Jenkinsfile");
        }
        Path directory = Files.isDirectory(path) ? path : path.getParent();
        Path jenkinsfile = Files.isDirectory(path) ? path.resolve("Jenkinsfile") : path;
        Path state = home == null
                ? directory.resolve(".mldeploy")
                : home.toAbsolutePath().normalize();
        return new ProjectHome(directory, jenkinsfile, state);
    }

    /** Name of the job, as {@code jobs:} of an environment lists it: the name of the directory. */
    public String job() {
        Path name = directory.getFileName();
        return name == null ? "root" : name.toString();
    }

    public Path journal() {
        return state.resolve("journal");
    }

    public Path environmentsFile() {
        return directory.resolve("environments.yaml");
    }

    /** The environments as the file says now; none where there is no file. */
    public Environments environments() throws IOException {
        Path file = environmentsFile();
        return Files.exists(file) ? EnvironmentsFile.read(file) : new Environments(List.of(), Map.of());
    }

    /** Credentials of this laptop by id. */
    public CredentialsFile credentials() {
        return new CredentialsFile(state.resolve("credentials.json"), System.getenv());
    }

    /** The secret text with that id, empty when there is none. */
    public Optional<String> secret(String id) {
        return credentials().find(id).map(parts -> parts.get("secret"));
    }

    public Path runDirectory(long number) {
        return state.resolve("runs").resolve(Long.toString(number));
    }

    /** The highest number of a run, empty before the first. */
    public Optional<Integer> lastRun() throws IOException {
        Path runs = state.resolve("runs");
        if (!Files.isDirectory(runs)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.matches("[1-9]\\d{0,8}"))
                    .map(Integer::valueOf)
                    .max(Integer::compare);
        }
    }

    /** How a run ended, as its {@code state.json} says; empty when it has not ended or can't be read. */
    public Optional<RunResult> result(int number) {
        try {
            JsonNode state = JsonMapper.builder()
                    .build()
                    .readTree(runDirectory(number).resolve("state.json").toFile());
            return "ENDED".equals(state.path("status").asText())
                    ? Optional.of(RunResult.of(state.path("result").asText()))
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Claims the next number by making its folder, so that two processes never share one. */
    public int claimRun() throws IOException {
        Files.createDirectories(state.resolve("runs"));
        // State holds logs and program data of private projects: nobody else's business, and never a commit's.
        Path ignore = state.resolve(".gitignore");
        if (!Files.exists(ignore)) {
            Files.writeString(ignore, "*\n");
        }
        for (int number = lastRun().orElse(0) + 1; ; number++) {
            try {
                Files.createDirectory(runDirectory(number));
                return number;
            } catch (java.nio.file.FileAlreadyExistsException e) {
                continue;
            }
        }
    }

    /** Removes the folder of a run that left nothing to look at. */
    public void forgetRun(int number) throws IOException {
        Path folder = runDirectory(number);
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
