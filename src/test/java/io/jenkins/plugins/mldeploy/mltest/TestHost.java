package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StateCodec;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The smallest host there can be: real files, a real shell, a real journal, and every state through its text. */
final class TestHost implements Services, AutoCloseable {
    static final Subject SOURCE = Subject.commit("0123456789abcdef0123456789abcdef01234567");

    private final Path workspace;
    private final Path home;
    private final JournalFileStore journal;
    private final List<String> log = new ArrayList<>();
    private long number = 1;
    /** Is shown the text of every state. */
    java.util.function.Consumer<String> saves = text -> {};

    TestHost(Path root) throws IOException {
        workspace = Files.createDirectories(root.resolve("workspace"));
        home = Files.createDirectories(root.resolve("home"));
        journal = JournalFileStore.open(home.resolve("evidence"), line -> {});
    }

    TestHost write(String file, String content) throws IOException {
        Path path = workspace.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content);
        return this;
    }

    Path workspace() {
        return workspace;
    }

    String log() {
        return String.join("\n", log);
    }

    TestHost nextRun() {
        number++;
        return this;
    }

    StepResult run(Map<String, Object> arguments) throws IOException {
        log.clear();
        MlTest step = new MlTest();
        Turn<MlTestState> turn = step.begin(Arguments.check(step.description(), arguments), run());
        while (true) {
            log.addAll(turn.log());
            if (turn.action() instanceof Action.Done done) {
                return done.result();
            }
            String text = StateCodec.write(step, turn.state());
            saves.accept(text);
            MlTestState saved = StateCodec.read(step, text);
            turn = step.next(saved, carryOut(turn.action()));
        }
    }

    List<Entry> recorded() {
        try (var entries = journal.find(EvidenceQuery.ofStep("mlTest"))) {
            return entries.toList();
        }
    }

    private Event carryOut(Action action) throws IOException {
        try {
            if (action instanceof Action.Run run) {
                return shell(run.command());
            }
            if (action instanceof Action.OnAgent work) {
                return new Event.Returned(work.task().run(new Workspace(workspace, workspace)));
            }
            return new Event.Returned(((Action.OnController) action).task().run(this));
        } catch (UnreadableReport e) {
            return new Event.Failed(e.code(), e.getMessage());
        }
    }

    private Event shell(Command command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command.argv())
                .directory(workspace.toFile())
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"));
        builder.environment().putAll(command.environment());
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            boolean ended = process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
            }
            return new Event.Ran(
                    process.exitValue(), true, "", "", !ended, Duration.ofNanos(System.nanoTime() - start));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public EvidenceStore evidence() {
        return journal;
    }

    @Override
    public Environments environments() {
        throw new AssertionError("mlTest asked for the environments; it judges the same everywhere");
    }

    @Override
    public RunInfo run() {
        Origin origin = new Origin("shop/llm-app", number, null, "main", true, List.of("sam"));
        return new RunInfo(origin, SOURCE, null, clock().instant(), true);
    }

    @Override
    public Subject sourceNow() {
        return SOURCE;
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public Clock clock() {
        return Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
