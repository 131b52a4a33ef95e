package io.jenkins.plugins.mldeploy.pipeline;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code sh} and {@code bat}. The script is a private file: what a Jenkinsfile has put into it never shows in a process list. */
final class ShellStep implements LeafStep {
    /** Every process of a run carries its run's cookie in this variable, as on Jenkins. */
    static final String COOKIE = "JENKINS_NODE_COOKIE";

    private final boolean windows;

    ShellStep(boolean windows) {
        this.windows = windows;
    }

    @Override
    public Object run(StepCall call, StepContext in) throws Exception {
        String step = call.step();
        if (windows) {
            throw new StepFailed("bat runs on Windows only, and this is " + System.getProperty("os.name") + ": use sh");
        }
        if (call.flag("returnStdout") && call.flag("returnStatus")) {
            throw new IllegalArgumentException(step + ": returnStdout and returnStatus cannot both be given");
        }
        if (!Files.isDirectory(in.directory())) {
            Files.createDirectories(in.directory());
        }
        Path folder = in.runDirectory().resolve("tmp").resolve(in.stepId());
        Files.createDirectories(folder);
        try {
            return run(call, in, folder);
        } finally {
            delete(folder);
        }
    }

    private static Object run(StepCall call, StepContext in, Path folder) throws Exception {
        String script = call.text("script");
        Path file = folder.resolve("script.sh");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(file, script);
        List<String> argv = script.startsWith("#!") ? List.of(file.toString()) : List.of("sh", "-xe", file.toString());
        if (call.text("label") != null) {
            in.log(call.text("label"));
        }
        String cookie = in.run().runDirectory() + "#" + in.run().number();
        Map<String, String> environment = new LinkedHashMap<>(in.environment());
        environment.put(COOKIE, cookie);
        ByteArrayOutputStream captured = call.flag("returnStdout") ? new ByteArrayOutputStream() : null;
        ProcessLauncher.Running running = in.launch(new ProcessLauncher.Command(
                argv,
                in.directory(),
                environment,
                cookie + "/" + in.stepId(),
                in::log,
                captured == null ? null : in::log,
                captured));
        int code = running.await();
        if (call.flag("returnStatus")) {
            return code;
        }
        if (code != 0) {
            throw new StepFailed("script returned exit code " + code);
        }
        return captured == null ? null : captured.toString(StandardCharsets.UTF_8);
    }

    private static void delete(Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve("script.sh"));
        Files.deleteIfExists(folder);
    }
}
