package io.jenkins.plugins.mldeploy.pipeline;

import io.jenkins.plugins.mldeploy.local.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.rules.TemporaryFolder;

/** Runs Jenkinsfiles in a temporary directory with real processes, and keeps what they say. */
public final class Laptop extends TemporaryFolder {
    private static final long PATIENCE_SECONDS = 60;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<String> lines = new ArrayList<>();
    private final List<String> stages = new ArrayList<>();
    private final List<StepSource> sources = new ArrayList<>();
    private final Map<String, Map<String, String>> credentials = new LinkedHashMap<>();
    private Map<String, String> parameters = Map.of();
    private RunResult previous;
    private boolean unattended;
    private String branch = "main";
    private CountDownLatch parked = new CountDownLatch(1);
    private volatile boolean over;
    private PipelineRun run;

    Laptop step(StepSpec step) {
        sources.add(() -> List.of(step));
        return this;
    }

    Laptop credential(String id, Map<String, String> parts) {
        credentials.put(id, parts);
        return this;
    }

    Laptop parameters(Map<String, String> chosen) {
        parameters = chosen;
        return this;
    }

    Laptop previous(RunResult result) {
        previous = result;
        return this;
    }

    Laptop branch(String name) {
        branch = name;
        return this;
    }

    Laptop unattended() {
        unattended = true;
        return this;
    }

    Path workspace() throws IOException {
        Path workspace = getRoot().toPath().toRealPath().resolve("work");
        Files.createDirectories(workspace);
        return workspace;
    }

    Path runDirectory() throws IOException {
        return workspace().resolve(".mldeploy/runs/7");
    }

    private RunConfig config(String jenkinsfile) throws IOException {
        return RunConfig.builder("shop/app", 7, workspace(), runDirectory())
                .jenkinsfile(jenkinsfile)
                .parameters(parameters)
                .revision("0123456789abcdef0123456789abcdef01234567", branch)
                .previous(previous)
                .unattended(unattended)
                .grace(Duration.ofMillis(500))
                .steps(sources)
                .credentials(id -> java.util.Optional.ofNullable(credentials.get(id)))
                .processes(new Processes())
                .output(this::heard)
                .listener(new RunListener() {
                    @Override
                    public void stageEnded(StageRecord stage) {
                        stages.add(stage.name() + "=" + stage.result());
                    }

                    @Override
                    public void ended(RunResult result) {
                        over = true;
                        parked.countDown();
                    }

                    @Override
                    public void parked(List<WaitingStep> steps) {
                        parked.countDown();
                    }
                })
                .build();
    }

    private void heard(String prefix, String line) {
        lock.lock();
        try {
            lines.add(prefix == null ? line : "[" + prefix + "] " + line);
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Runs to the end. */
    RunResult run(String... jenkinsfile) throws Exception {
        return start(jenkinsfile).result();
    }

    Laptop start(String... jenkinsfile) throws Exception {
        run = PipelineRun.start(config(String.join("\n", jenkinsfile)));
        return this;
    }

    Laptop resume() throws Exception {
        parked = new CountDownLatch(1);
        run = PipelineRun.resume(config(null));
        return this;
    }

    /** Runs to the end; wherever the Jenkinsfile says {@code restart()}, the run goes on from what was saved, as after a restart. */
    RunResult runThroughRestarts(String... jenkinsfile) throws Exception {
        step(StepSpec.leaf("restart", new LeafStep() {
            @Override
            public Object run(StepCall call, StepContext in) {
                return in.resumed() ? null : new Waiting("a restart", null);
            }
        }));
        start(jenkinsfile);
        while (true) {
            awaitParked();
            if (over) {
                return result();
            }
            detach();
            resume();
        }
    }

    /** Ends the run as the end of its process does. */
    Laptop detach() throws Exception {
        run.detach();
        try {
            run.await(Duration.ofSeconds(PATIENCE_SECONDS));
        } catch (CancellationException gone) {
            return this;
        }
        throw new AssertionError("the run ended before it could be left: " + lines());
    }

    PipelineRun current() {
        return run;
    }

    RunResult result() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            return run.await(Duration.ofNanos(deadline - System.nanoTime()));
        } catch (TimeoutException e) {
            throw new AssertionError("the run does not end; so far: " + lines(), e);
        }
    }

    void awaitParked() throws InterruptedException {
        if (!parked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the run does not wait; so far: " + lines());
        }
    }

    void awaitLine(String part) throws InterruptedException {
        long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        lock.lock();
        try {
            while (lines.stream().noneMatch(line -> line.contains(part))) {
                left = more.awaitNanos(left);
                if (left <= 0) {
                    throw new AssertionError("never said '" + part + "': " + lines);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a file holds a text, and gives all that it holds. */
    static String awaitFile(Path file, String part) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        Path folder = file.getParent();
        while (!Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        try (WatchService changes = folder.getFileSystem().newWatchService()) {
            folder.register(changes, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
            while (true) {
                if (Files.exists(file)) {
                    String content = Files.readString(file);
                    if (content.contains(part)) {
                        return content;
                    }
                }
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(file + " never holds '" + part + "'");
                }
                // Also looks again by itself: the folder that is watched may be one above.
                WatchKey change = changes.poll(200, TimeUnit.MILLISECONDS);
                if (change != null) {
                    change.reset();
                }
            }
        }
    }

    List<String> lines() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }

    /** The lines without the shell's trace and the last one. */
    List<String> said() {
        return lines().stream()
                .filter(line ->
                        !line.startsWith("+ ") && !line.matches("\\[.*] \\+ .*") && !line.startsWith("Finished: "))
                .toList();
    }

    List<String> stages() {
        return Collections.unmodifiableList(stages);
    }

    String log() {
        return String.join("\n", lines());
    }

    void file(String name, String... content) throws IOException {
        Path file = workspace().resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, Arrays.asList(content));
    }
}
