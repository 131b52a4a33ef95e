package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.evidence.Sha256;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program in {@code dev/cluster} that is a Kubernetes control plane. It is built from this checkout's sources when it is first needed, and again when they
 * changed; Go's own cache makes that short.
 */
public final class ClusterProgram {
    private static final Pattern GO = Pattern.compile("(?m)^go (\\d+\\.\\d+(?:\\.\\d+)?)$");
    private static final Pattern KUBERNETES =
            Pattern.compile("(?m)^\\s*k8s\\.io/kubernetes (v(\\d+)\\.(\\d+)\\.\\S+)$");
    private static final String VERSION = "k8s.io/component-base/version.";

    private final Path sources;
    private final Map<String, String> environment;
    private final ClusterFolder folder;
    private final PrintStream out;

    /**
     * @param checkout the suite's own sources, null when they are not known
     * @param out told what happens
     */
    public ClusterProgram(Path checkout, Map<String, String> environment, PrintStream out) {
        this.sources = checkout == null ? null : checkout.resolve("dev/cluster");
        this.environment = Map.copyOf(environment);
        this.folder = ClusterFolder.of(environment);
        this.out = out;
    }

    /** Starts the cluster; returns when it is ready, with the program's exit code. */
    public int up(boolean gatewayApi) throws IOException, InterruptedException {
        Path program = build();
        List<String> command = command(program, "up");
        if (gatewayApi) {
            command.add("--gateway-api");
        }
        return run(command);
    }

    /** @param wipe whether its data, keys and logs go too */
    public int down(boolean wipe) throws IOException, InterruptedException {
        Optional<Path> program = folder.newestProgram();
        if (program.isEmpty()) {
            out.println("no cluster was ever started here");
            return 0;
        }
        List<String> command = command(program.get(), "down");
        if (wipe) {
            command.add("--wipe");
        }
        return run(command);
    }

    public int status() throws IOException, InterruptedException {
        Optional<Path> program = folder.newestProgram();
        if (program.isEmpty()) {
            out.println("no cluster was ever started here; start one with: mldeploy cluster up");
            return 1;
        }
        return run(command(program.get(), "status"));
    }

    private List<String> command(Path program, String verb) {
        return new ArrayList<>(
                List.of(program.toString(), verb, "--state", folder.state().toString()));
    }

    private int run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(out::println);
        }
        return process.waitFor();
    }

    private Path build() throws IOException, InterruptedException {
        if (sources == null || !Files.isDirectory(sources)) {
            throw new IOException(
                    "the cluster is built from the sources in dev/cluster, and this mldeploy does not run from a checkout that has them");
        }
        String module = Files.readString(sources.resolve("go.mod"));
        Path program = folder.program(hash());
        if (Files.isExecutable(program)) {
            return program;
        }
        GoToolchain go = GoToolchain.find(environment, first(GO, module).group(1));
        Files.createDirectories(folder.programs());
        Path fresh = Files.createTempFile(folder.programs(), "build", "");
        try {
            compile(go, flags(first(KUBERNETES, module)), fresh);
            removeOthers();
            return Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private void compile(GoToolchain go, String linkerFlags, Path target) throws IOException, InterruptedException {
        out.println("Builds the cluster with Go " + go.version()
                + ", once; 5 to 15 minutes where Go's cache is empty, else seconds:");
        out.println("  fetches modules");
        Said modules = new Said();
        check(go.run(sources, modules::add, List.of("mod", "download")), modules, "go mod download");
        Said packages = new Said();
        check(go.run(sources, packages::add, List.of("list", "-deps", ".")), packages, "go list");
        Said compiled = new Said();
        try (BuildProgress progress = new BuildProgress(out, packages.count)) {
            int code = go.run(
                    sources,
                    line -> {
                        compiled.add(line);
                        progress.compiled(line);
                    },
                    List.of("build", "-v", "-trimpath", "-ldflags", linkerFlags, "-o", target.toString(), "."));
            check(code, compiled, "go build");
            out.println("  built in " + progress.elapsed());
        }
    }

    /** Without them the API server would not say its version, and charts that ask for one would fail. */
    private static String flags(Matcher kubernetes) {
        return "-s -w -X " + VERSION + "gitVersion=" + kubernetes.group(1) + " -X " + VERSION + "gitMajor="
                + kubernetes.group(2) + " -X " + VERSION + "gitMinor=" + kubernetes.group(3);
    }

    private static void check(int code, Said said, String what) throws IOException {
        if (code != 0) {
            throw new IOException(what + " failed:\n" + said.tail());
        }
    }

    private static Matcher first(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("dev/cluster/go.mod has no line like " + pattern.pattern());
        }
        return matcher;
    }

    /** A cluster that runs from an older program goes on: the system keeps a file that is in use. */
    private void removeOthers() throws IOException {
        Optional<Path> older = folder.newestProgram();
        if (older.isPresent()) {
            Files.deleteIfExists(older.get());
        }
    }

    private String hash() throws IOException {
        Sha256 hash = new Sha256();
        List<Path> files;
        try (Stream<Path> all = Files.walk(sources)) {
            files = all.filter(Files::isRegularFile)
                    .filter(Predicate.not(file -> file.toString().endsWith("_test.go")))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            hash.add(sources.relativize(file).toString()).add(Sha256.of(Files.readAllBytes(file)));
        }
        return hash.hex().substring(0, 12);
    }

    /** What a program said: how much, and the end of it. */
    private static final class Said {
        private static final int KEPT = 30;

        private final java.util.ArrayDeque<String> lines = new java.util.ArrayDeque<>();
        private int count;

        void add(String line) {
            count++;
            lines.add(line);
            if (lines.size() > KEPT) {
                lines.remove();
            }
        }

        String tail() {
            return String.join("\n", lines);
        }
    }
}
