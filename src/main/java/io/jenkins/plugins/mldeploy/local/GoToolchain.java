package io.jenkins.plugins.mldeploy.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Go of this machine, at work in a module.
 *
 * @param program where it is
 * @param version like 1.24.3
 */
record GoToolchain(Path program, String version) {
    private static final Pattern VERSION = Pattern.compile("\\bgo(\\d+)\\.(\\d+)(\\.\\d+)?");
    private static final String GET = "install Go %s or newer (go.dev, or your package manager) and put it on PATH";

    /**
     * @param needed as in go.mod: 1.24.0
     * @throws IOException with what to do, when there is none or when it is older than needed
     */
    static GoToolchain find(Map<String, String> environment, String needed) throws IOException, InterruptedException {
        String get = GET.formatted(needed);
        Path program = new ToolFolder(environment)
                .find("go")
                .orElseThrow(() -> new IOException("Go is not on PATH, and the cluster is built with it: " + get));
        StringBuilder said = new StringBuilder();
        int code = new GoToolchain(program, "").run(Path.of("."), said::append, List.of("version"));
        Matcher version = VERSION.matcher(said);
        if (code != 0 || !version.find()) {
            throw new IOException(program + " does not say its version (" + said + "): " + get);
        }
        GoToolchain found = new GoToolchain(program, version.group().substring("go".length()));
        if (!found.isAtLeast(needed)) {
            throw new IOException("Go " + found.version() + " in " + program + " is too old: " + get);
        }
        return found;
    }

    boolean isAtLeast(String needed) {
        int[] have = numbers(version);
        int[] want = numbers(needed);
        return java.util.Arrays.compare(have, want) >= 0;
    }

    private static int[] numbers(String version) {
        int[] numbers = new int[3];
        String[] parts = version.split("\\.");
        for (int i = 0; i < Math.min(numbers.length, parts.length); i++) {
            numbers[i] = Integer.parseInt(parts[i]);
        }
        return numbers;
    }

    /**
     * Runs it and shows each line; never fetches another Go.
     *
     * @return its exit code
     */
    int run(Path module, Consumer<String> lines, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(module.toFile()).redirectErrorStream(true);
        builder.environment().put("GOTOOLCHAIN", "local");
        builder.environment().put("GOWORK", "off");
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            try (var output = process.inputReader(StandardCharsets.UTF_8)) {
                output.lines().forEach(lines);
            }
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }
}
