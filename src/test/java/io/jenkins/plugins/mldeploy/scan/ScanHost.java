package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StateCodec;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Carries the step's actions out in a folder, with programs that a test answers for. Saves and reads the state at every turn. */
final class ScanHost implements AutoCloseable {
    /** Is shown the text of every state. */
    java.util.function.Consumer<String> saves = text -> {};

    static final String DEPLOYED = "sha256:" + "d".repeat(64);

    private final ContainerScan step = new ContainerScan();
    private final Path folder;
    private final JournalFileStore store;
    final List<String> log = new ArrayList<>();
    final List<List<String>> commands = new ArrayList<>();
    final List<Instant> waits = new ArrayList<>();
    Instant now = Instant.parse("2026-11-22T12:00:00Z");
    long runNumber = 7;
    Subject source = Subject.commit("c".repeat(40));
    Function<Command, Event.Ran> programs = command -> absent();
    /** The host dies after the state before this action was saved; each index once. */
    List<Integer> diesBefore = new ArrayList<>();
    /** The host dies after this action was carried out, before its outcome was told. */
    List<Integer> diesAfter = new ArrayList<>();

    ScanHost(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder.resolve("ws"));
        this.store = JournalFileStore.open(folder.resolve("journal"), warning -> {});
    }

    static Event.Ran absent() {
        return new Event.Ran(127, false, "", "", false, Duration.ZERO);
    }

    static Event.Ran exited(int code, String stdout, String stderr) {
        return new Event.Ran(code, true, stdout, stderr, false, Duration.ofSeconds(1));
    }

    Path file(String name, String content) throws IOException {
        Path file = folder.resolve("ws").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    Path fixture(String name) throws IOException {
        return file(name, fixtureText(name));
    }

    static String fixtureText(String name) throws IOException {
        try (var in = ScanHost.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    EvidenceStore store() {
        return store;
    }

    Evidence evidence() {
        return store.latest(EvidenceQuery.ofStep(ContainerScan.STEP))
                .orElseThrow()
                .evidence();
    }

    long recorded() {
        try (var entries = store.find(EvidenceQuery.ofStep(ContainerScan.STEP))) {
            return entries.count();
        }
    }

    Entry deploy(String environment, Subject subject) throws IOException {
        return store.append(new Evidence(
                subject,
                Deployed.STEP,
                "prod",
                Verdict.PASS,
                null,
                null,
                Map.of(
                        Deployed.ENVIRONMENT,
                        environment,
                        Deployed.OUTCOME,
                        Deployed.DEPLOYED,
                        Deployed.DEPLOYMENT_ID,
                        environment + "-" + subject.abbreviated()),
                null,
                origin(),
                now));
    }

    private Origin origin() {
        return new Origin("shop/llm-app", runNumber, "c".repeat(40), "main", true, List.of("ann"));
    }

    private RunInfo run() {
        return new RunInfo(origin(), source, null, now, true);
    }

    /** Runs the step to its end. */
    StepResult scan(Map<String, Object> given) throws IOException {
        log.clear();
        Turn<ScanState> turn = step.begin(Arguments.check(step.description(), given), run());
        for (int i = 0; i < 100; i++) {
            log.addAll(turn.log());
            if (turn.action() instanceof Action.Done done) {
                return done.result();
            }
            // As a host does: the state is text before anything happens.
            String text = StateCodec.write(step, turn.state());
            saves.accept(text);
            ScanState saved = StateCodec.read(step, text);
            if (diesBefore.remove((Integer) i)) {
                turn = step.next(saved, new Event.Resumed(now));
                continue;
            }
            Event event = carryOut(turn.action());
            turn = step.next(saved, diesAfter.remove((Integer) i) ? new Event.Resumed(now) : event);
        }
        throw new AssertionError("the step does not end: " + log);
    }

    private Event carryOut(Action action) {
        try {
            if (action instanceof Action.Run run) {
                commands.add(run.command().argv());
                return programs.apply(run.command());
            }
            if (action instanceof Action.OnAgent agent) {
                return new Event.Returned(agent.task().run(new Workspace(folder.resolve("ws"), folder.resolve("ws"))));
            }
            if (action instanceof Action.OnController controller) {
                return new Event.Returned(controller.task().run(new ServicesOfTest()));
            }
            Action.Wait wait = (Action.Wait) action;
            waits.add(wait.until());
            now = wait.until();
            return new Event.Woken(now);
        } catch (UnreadableReport e) {
            return new Event.Failed(e.code(), e.getMessage());
        } catch (IOException e) {
            return new Event.Failed("IO", String.valueOf(e.getMessage()));
        }
    }

    /** A scanner of that name and version that writes the text as its report and exits. */
    Function<Command, Event.Ran> scanner(String program, String version, int exitCode, String report, String stderr) {
        return command -> {
            if (!command.argv().get(0).equals(program)) {
                return absent();
            }
            if (command.argv().contains("--version")) {
                return exited(0, program + " version: " + version + "\n", "");
            }
            if (command.argv().contains("version")) {
                return exited(0, "{\"VulnerabilityDB\":{\"UpdatedAt\":\"" + now.minusSeconds(3_600) + "\"}}", "");
            }
            try {
                if (report != null) {
                    file(reportOf(command), report);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return exited(exitCode, "", stderr);
        };
    }

    static String reportOf(Command command) {
        List<String> argv = command.argv();
        int option = Math.max(argv.indexOf("--output"), argv.indexOf("--file"));
        return argv.get(0).equals("grype") ? argv.get(argv.indexOf("--file") + 1) : argv.get(option + 1);
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private final class ServicesOfTest implements Services {
        @Override
        public EvidenceStore evidence() {
            return store;
        }

        @Override
        public Environments environments() {
            return new Environments(List.of(Environment.open("production")), Map.of());
        }

        @Override
        public RunInfo run() {
            return ScanHost.this.run();
        }

        @Override
        public Subject sourceNow() {
            return source;
        }

        @Override
        public Path home() {
            return folder;
        }

        @Override
        public Clock clock() {
            return Clock.fixed(now, ZoneOffset.UTC);
        }
    }
}
