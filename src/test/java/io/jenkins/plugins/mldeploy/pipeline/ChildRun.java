package io.jenkins.plugins.mldeploy.pipeline;

import io.jenkins.plugins.mldeploy.local.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/** Runs the Jenkinsfile of a directory in a process of its own, which a test can kill or send a signal. */
public final class ChildRun {
    private ChildRun() {}

    static Process start(Path workspace, Path runDirectory) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildRun.class.getName(),
                        workspace.toString(),
                        runDirectory.toString())
                .redirectErrorStream(true)
                .redirectOutput(workspace.resolve("child.log").toFile())
                .start();
    }

    public static void main(String[] args) throws Exception {
        Path workspace = Path.of(args[0]);
        RunConfig config = RunConfig.builder("shop/app", 7, workspace, Path.of(args[1]))
                .jenkinsfile(Files.readString(workspace.resolve("Jenkinsfile")))
                .grace(Duration.ofMillis(500))
                .processes(new Processes())
                .output((branch, line) -> System.out.println(line))
                .build();
        PipelineRun run = PipelineRun.start(config);
        AtomicBoolean again = new AtomicBoolean();
        Signal.handle(new Signal("INT"), signal -> {
            if (again.getAndSet(true)) {
                run.killProcesses();
                Runtime.getRuntime().halt(RunResult.ABORTED.exitCode());
            }
            run.abort("Aborted by Ctrl-C");
        });
        System.exit(run.await().exitCode());
    }
}
