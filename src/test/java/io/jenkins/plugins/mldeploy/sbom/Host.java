package io.jenkins.plugins.mldeploy.sbom;

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
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.RegistryAccess;
import io.jenkins.plugins.mldeploy.step.StateCodec;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host for tests: real workspace, real journal, programs that are played; every state goes through its saved text and back. */
final class Host implements Services {
    /** Is shown the text of every state. */
    java.util.function.Consumer<String> saves = text -> {};

    static final Subject SOURCE = Subject.commit("a".repeat(40));
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00.5Z");

    /** Plays a program. */
    @FunctionalInterface
    interface Program {
        Event.Ran run(Command command) throws IOException;
    }

    private final Path root;
    private final JournalFileStore journal;
    private final Map<String, Program> programs = new HashMap<>();
    final GenerateSbom step = new GenerateSbom();
    final List<String> log = new ArrayList<>();
    final List<Command> commands = new ArrayList<>();
    /** Beside each command, which registry it may log in to. */
    final List<Optional<RegistryAccess>> registries = new ArrayList<>();
    /** Plays a restart of the host before each action once, when set. */
    boolean restarts;

    long number = 1;
    /** Of the run, by id. */
    final Map<String, String> secrets = new HashMap<>();

    Host(Path root) throws IOException {
        this.root = Files.createDirectories(root.resolve("workspace")).toRealPath();
        journal = JournalFileStore.open(root.resolve("journal"), warning -> {});
    }

    Path file(String name) {
        return root.resolve(name);
    }

    Host write(String name, String content) throws IOException {
        Files.createDirectories(file(name).getParent());
        Files.writeString(file(name), content);
        return this;
    }

    /** Copies a fixture of this package. */
    Host fixture(String fixture, String name) throws IOException {
        Files.createDirectories(file(name).getParent());
        try (var in = Host.class.getResourceAsStream(fixture)) {
            Files.copy(in, file(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        return this;
    }

    Host program(String name, Program program) {
        programs.put(name, program);
        return this;
    }

    /** A syft that writes a fixture for each target, by the name it is given. */
    Host syft(Map<String, String> fixtureOfTarget) {
        return program("syft", command -> {
            List<String> argv = command.argv();
            if (argv.contains("--version")) {
                return ran(0, "syft 1.18.1\n", "");
            }
            String output = argv.get(argv.size() - 1).substring("cyclonedx-json@1.6=".length());
            fixture(fixtureOfTarget.get(argv.get(argv.indexOf("--source-name") + 1)), output);
            return ran(0, "", "");
        });
    }

    static Event.Ran ran(int exitCode, String stdout, String stderr) {
        return new Event.Ran(exitCode, true, stdout, stderr, false, Duration.ofSeconds(1));
    }

    /** Runs the step to its end. */
    StepResult run(Map<String, ?> arguments) throws IOException {
        Turn<SbomState> turn = step.begin(Arguments.check(step.description(), arguments), run());
        for (int i = 0; i < 100; i++) {
            log.addAll(turn.log());
            if (turn.action() instanceof Action.Done done) {
                number++;
                return done.result();
            }
            String text = StateCodec.write(step, turn.state());
            saves.accept(text);
            SbomState saved = StateCodec.read(step, text);
            if (restarts) {
                Turn<SbomState> again = step.next(saved, new Event.Resumed(NOW));
                log.addAll(again.log());
                turn = again;
                saved = StateCodec.read(step, StateCodec.write(step, again.state()));
            }
            if (turn.action() instanceof Action.Run) {
                registries.add(step.registry(saved));
            }
            boolean wasRestarting = restarts;
            if (saved instanceof SbomState.Fetching) {
                // A restart while recording goes back to fetching, so it is played only once.
                restarts = false;
            }
            turn = step.next(saved, carryOut(turn.action()));
            if (wasRestarting && turn.state() instanceof SbomState.Recording recording && !restarts) {
                SbomState recordingAgain = StateCodec.read(step, StateCodec.write(step, (SbomState) recording));
                carryOut(turn.action());
                turn = step.next(recordingAgain, new Event.Resumed(NOW));
            }
        }
        throw new AssertionError("the step does not end");
    }

    private Event carryOut(Action action) {
        try {
            if (action instanceof Action.Run run) {
                commands.add(run.command());
                Program program = programs.get(run.command().argv().get(0));
                return program == null
                        ? new Event.Ran(127, false, "", "", false, Duration.ZERO)
                        : program.run(run.command());
            }
            if (action instanceof Action.OnAgent onAgent) {
                return new Event.Returned(onAgent.task().run(new Workspace(root, root)));
            }
            return new Event.Returned(((Action.OnController) action).task().run(this));
        } catch (UnreadableReport e) {
            return new Event.Failed(e.code(), e.getMessage());
        } catch (IOException e) {
            return new Event.Failed("IO", e.getMessage());
        }
    }

    /** What was recorded about the source by the last run. */
    Evidence recorded() {
        return journal.latest(EvidenceQuery.of(SOURCE).id("sbom").job("shop/llm-app"))
                .map(Entry::evidence)
                .orElseThrow();
    }

    long recordedCount() {
        try (var entries = journal.find(EvidenceQuery.ofStep("generateSbom"))) {
            return entries.count();
        }
    }

    /** Appends evidence of another step. */
    void append(Subject subject, String stepName, String id, Map<String, Double> metrics, Map<String, Object> details)
            throws IOException {
        journal.append(new Evidence(
                subject, stepName, id, Verdict.PASS, metrics, List.of(), details, Map.of(), run().origin(), NOW));
    }

    @Override
    public EvidenceStore evidence() {
        return journal;
    }

    @Override
    public Optional<String> secretOfRun(String id) {
        return Optional.ofNullable(secrets.get(id));
    }

    @Override
    public Environments environments() {
        throw new AssertionError("generateSbom does not ask for environments");
    }

    @Override
    public RunInfo run() {
        return new RunInfo(
                new Origin("shop/llm-app", number, "a".repeat(40), "main", true, List.of("sam")),
                SOURCE,
                null,
                NOW,
                true);
    }

    @Override
    public Subject sourceNow() {
        return SOURCE;
    }

    @Override
    public Path home() {
        throw new AssertionError("generateSbom has no state of its own on the controller");
    }

    @Override
    public Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }
}
