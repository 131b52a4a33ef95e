package io.jenkins.plugins.mldeploy.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Where a case is played: {@code bin/} with the programs that stand for the real ones, {@code cluster/} with what they remember, a Git repository named like the job with the
 * sources, a clock, and a Prometheus on a loopback port ({@code PROM}).
 */
public final class Scene implements AutoCloseable {
    private static final String COMMON = "common";
    private static final String PROGRAMS = "programs";

    private final AcceptanceCase played;
    private final Path root;
    private final SettableClock clock = new SettableClock();
    private final HttpServer prometheus;
    private final Map<String, Deque<String>> values = new ConcurrentHashMap<>();

    /** @param root an empty folder */
    public Scene(AcceptanceCase played, Path root) throws IOException, InterruptedException {
        this.played = played;
        this.root = root.toRealPath();
        if (played.script().at() != null) {
            clock.set(Instant.parse(played.script().at()));
        }
        Files.createDirectories(cluster());
        Files.createDirectories(project());
        writeClock();
        Path cases = played.folder().getParent();
        copy(cases.resolve(PROGRAMS), bin(), true);
        keepUsual(played.folder().resolve("bin"));
        copy(played.folder().resolve("bin"), bin(), true);
        copy(cases.resolve(COMMON), project(), false);
        copy(played.folder().resolve("files"), project(), false);
        sources(played.folder());
        copy(played.folder().resolve("cluster"), cluster(), false);
        prometheus = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        prometheus.createContext("/", this::measure);
        prometheus.start();
        git("init", "--quiet", "--initial-branch=main");
        commit("first");
    }

    /** A program of the case may call the usual one of its name: {@code usual-NAME}. */
    private void keepUsual(Path own) throws IOException {
        if (!Files.isDirectory(own)) {
            return;
        }
        try (Stream<Path> programs = Files.list(own)) {
            for (Path program : programs.toList()) {
                Path usual = bin().resolve(program.getFileName().toString());
                if (Files.exists(usual)) {
                    Files.move(usual, usual.resolveSibling("usual-" + program.getFileName()));
                }
            }
        }
    }

    /** The Jenkinsfiles and the environments of a folder. */
    private void sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.startsWith("Jenkinsfile") || name.equals("environments.yaml")) {
                    Files.copy(file, project().resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    public AcceptanceCase played() {
        return played;
    }

    public SettableClock clock() {
        return clock;
    }

    /** Everything below. */
    public Path root() {
        return root;
    }

    /** To be first on PATH. */
    public Path bin() {
        return root.resolve("bin");
    }

    private Path cluster() {
        return root.resolve("cluster");
    }

    /** The sources: what the laptop runs, and what Jenkins checks out. */
    public Path project() {
        String job = played.script().job();
        return root.resolve("work").resolve(job.substring(job.lastIndexOf('/') + 1));
    }

    /** As the case has them; empty without. */
    public String environments() throws IOException {
        Path file = project().resolve("environments.yaml");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Variables that the host gives every run. */
    public Map<String, String> variables() {
        Map<String, String> all = new LinkedHashMap<>(played.script().environment());
        all.put("PROM", "http://127.0.0.1:" + prometheus.getAddress().getPort());
        return all;
    }

    /** What changes before a run. */
    void dress(AcceptanceCase.Act act) throws IOException, InterruptedException {
        if (act.later() != null) {
            move(act.later());
        }
        put(act.put());
        values.clear();
        act.prometheus().forEach((query, list) -> values.put(query, new ArrayDeque<>(list)));
        if (act.files() != null) {
            copy(played.folder().resolve(act.files()), project(), false);
            commit(act.files());
        }
    }

    void put(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path target = root.resolve(file.getKey()).normalize();
            if (file.getValue() == null) {
                Files.deleteIfExists(target);
                continue;
            }
            Files.createDirectories(target.getParent());
            Path fresh = target.resolveSibling(target.getFileName() + ".new");
            Files.writeString(fresh, file.getValue());
            Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    void move(String by) throws IOException {
        move(Durations.parse(by));
    }

    void move(Duration by) throws IOException {
        clock.move(by);
        writeClock();
    }

    private void writeClock() throws IOException {
        Files.writeString(
                cluster().resolve("clock"), String.valueOf(clock.ahead().toSeconds()));
    }

    /** Number and status of the last revision of a release, {@code none} when there is no such release. */
    String lastRevision(String release) throws IOException {
        Path file = cluster().resolve("releases").resolve(release + ".history");
        if (!Files.exists(file)) {
            return "none";
        }
        List<String> lines = Files.readAllLines(file);
        String[] last = lines.get(lines.size() - 1).split(" ");
        return last[0] + " " + last[1];
    }

    private void commit(String message) throws IOException, InterruptedException {
        git("add", "--all");
        git("commit", "--quiet", "--allow-empty", "--message", message);
        git("rev-parse", "HEAD");
        Files.copy(root.resolve("git.log"), cluster().resolve("commit"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void git(String... words) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of(
                "git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"));
        argv.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(argv)
                .directory(project().toFile())
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("git.log").toFile());
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("git " + List.of(words) + ": " + Files.readString(root.resolve("git.log")));
        }
    }

    /** Python is often a wrapper that takes longer than the program; it is asked once where it really is. */
    private static final String PYTHON = python();

    private static String python() {
        try {
            Process process = new ProcessBuilder("python3", "-c", "import sys; print(sys.executable)").start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IllegalStateException("the programs of the acceptance cases need python3", e);
        }
    }

    private static void copy(Path from, Path to, boolean programs) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                if (programs) {
                    Files.writeString(
                            target,
                            Files.readString(file).replaceFirst("^#!/usr/bin/env python3", "#!" + PYTHON + " -ES"));
                    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private void measure(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query =
                    URLDecoder.decode(String.valueOf(exchange.getRequestURI().getRawQuery()), StandardCharsets.UTF_8);
            String value = values.entrySet().stream()
                    .filter(known -> query.contains(known.getKey()))
                    .map(known -> next(known.getValue()))
                    .findFirst()
                    .orElse("none");
            String result = value.equals("none") ? "" : "{\"metric\":{},\"value\":[0,\"" + value + "\"]}";
            byte[] body = ("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[" + result + "]}}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static synchronized String next(Deque<String> values) {
        return values.size() > 1 ? values.removeFirst() : values.getFirst();
    }

    @Override
    public void close() {
        prometheus.stop(0);
    }
}
