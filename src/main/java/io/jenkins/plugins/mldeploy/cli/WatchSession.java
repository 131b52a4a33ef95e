package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.evidence.AnotherWriter;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.pipeline.PipelineRun;
import io.jenkins.plugins.mldeploy.pipeline.RunResult;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.WatchRules;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** One watcher of one environment in this process: an evaluation is a small run, and between two of them nothing is held but the watcher's own lock. */
final class WatchSession {
    private final ProjectHome project;
    private final RunOptions options;
    private final String environment;
    private final Terminal terminal = new Terminal(System.out);
    private final AtomicReference<PipelineRun> running = new AtomicReference<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    WatchSession(ProjectHome project, RunOptions options, String environment) {
        this.project = project;
        this.options = options;
        this.environment = environment;
    }

    /** @return the exit code */
    int run(boolean once) throws IOException, InterruptedException {
        WatchRules rules = rules();
        try (FileChannel channel = open();
                FileLock lock = lock(channel)) {
            if (lock == null) {
                String who =
                        Files.readString(lockFile(), StandardCharsets.UTF_8).strip();
                terminal.error("Another mldeploy watch is at '" + environment + "'"
                        + (who.matches("\\d{1,10}") ? ", process " + who : "") + "; one at a time does.");
                return RunResult.UNSTABLE.exitCode();
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
            Interruption.install(running, terminal, stopped::countDown);
            RunSession session = new RunSession(project, options, Surroundings.ofThisProcess());
            if (rules.rollsBack()) {
                session.installHelm();
            }
            if (once) {
                return evaluate(session).exitCode();
            }
            return repeat(session, rules.every());
        }
    }

    private int repeat(RunSession session, Duration every) throws IOException, InterruptedException {
        terminal.line("Watches '" + environment + "' every " + Durations.display(every) + ". Ctrl-C ends it.");
        do {
            evaluate(session);
            // As the file says by now; a mistake in it is told, and ends nothing.
            every = everyNow(every);
        } while (!stopped.await(every.toMillis(), TimeUnit.MILLISECONDS));
        terminal.line("The watch ends; nothing is left half done.");
        return 0;
    }

    private Duration everyNow(Duration before) {
        try {
            return rules().every();
        } catch (IOException | IllegalArgumentException e) {
            terminal.warning(e.getMessage());
            return before;
        }
    }

    private RunResult evaluate(RunSession session) throws IOException, InterruptedException {
        try {
            // The name of an environment that is there: lower-case letters, digits and dashes.
            return session.aside(
                    "node { helmDeploy environment: '" + environment + "', watch: true }",
                    running,
                    stopped.getCount() == 0);
        } catch (AnotherWriter e) {
            terminal.line("not evaluated: another run of this project is at work");
            return RunResult.UNSTABLE;
        }
    }

    private WatchRules rules() throws IOException {
        Environments environments = project.environments();
        Environment found = environments
                .find(environment)
                .orElseThrow(() -> new IllegalArgumentException(
                        environments.unknown(environment).text()));
        if (found.watch() == null) {
            throw new IllegalArgumentException("environment '" + environment
                    + "' says nothing about a watch; give it 'watch:' in " + project.environmentsFile());
        }
        return found.watch();
    }

    private Path lockFile() {
        return project.state().resolve("watch").resolve(environment + ".lock");
    }

    private FileChannel open() throws IOException {
        Files.createDirectories(lockFile().getParent());
        return FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Null when another process, or another thread of this one, has it. */
    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }
}
