package io.jenkins.plugins.mldeploy.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.pipeline.PipelineRun;
import io.jenkins.plugins.mldeploy.pipeline.RunConfig;
import io.jenkins.plugins.mldeploy.pipeline.RunResult;
import io.jenkins.plugins.mldeploy.pipeline.StepContext;
import io.jenkins.plugins.mldeploy.pipeline.StepSpec;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.ClusterAccess;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A step's state machine, driven through a real run on the Pipeline engine. */
public class StepDriverTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final AtomicLong topic = new AtomicLong();
    private ProjectHome project;
    /** Credential that the played step names. */
    private String credentialsId;

    /** How far the played step is. */
    public record Progress(@JsonProperty("turn") int turn) {}

    /** A step whose turns are given: the n-th event is answered with the n-th action. */
    private final class Played implements StepMachine<Progress> {
        private final List<BiFunction<Event, Integer, Action>> actions;

        Played(List<BiFunction<Event, Integer, Action>> actions) {
            this.actions = actions;
        }

        @Override
        public StepDescription description() {
            return new StepDescription("played", "For these tests.", List.of(), List.of());
        }

        @Override
        public void check(Arguments arguments) {
            // Takes anything.
        }

        @Override
        public Class<Progress> stateType() {
            return Progress.class;
        }

        @Override
        public Optional<ClusterAccess> access(Progress state) {
            return Optional.of(new ClusterAccess("staging", true, credentialsId));
        }

        @Override
        public Turn<Progress> begin(Arguments arguments, RunInfo run) {
            return Turn.of(new Progress(0), actions.get(0).apply(null, 0));
        }

        @Override
        public Turn<Progress> next(Progress state, Event event) {
            events.add(event);
            int turn = state.turn() + 1;
            return Turn.of(new Progress(turn), actions.get(turn).apply(event, turn), "turn " + turn);
        }
    }

    @Before
    public void makeProject() throws IOException {
        project = ProjectHome.of(folder.newFolder("project").toPath(), null);
    }

    @Test(timeout = 60_000)
    public void whatAProgramPrintsIsCapturedAndItsErrorsGoToLogAndEvent() throws Exception {
        RunResult result = play(
                run(Command.capture(
                        List.of("sh", "-c", "printf 'a\\nb'; echo oops >&2; exit 3"), Duration.ofMinutes(1))),
                done(RunStatus.SUCCESS));
        assertThat(result).isEqualTo(RunResult.SUCCESS);
        Event.Ran ran = (Event.Ran) events.get(0);
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(ran.stdout()).isEqualTo("a\nb");
        assertThat(ran.stderrTail()).contains("oops");
        assertThat(log).contains("oops", "turn 1").doesNotContain("a");
    }

    @Test(timeout = 60_000)
    public void aKubeconfigThatTheCallNamesIsAPrivateFileThatGoesWithTheProgram() throws Exception {
        credentialsId = "staging";
        Files.createDirectories(project.state());
        Path credentials = project.state().resolve("credentials.json");
        Files.writeString(
                credentials, "{\"staging\": {\"secret\": \"apiVersion: v1 # hush\"}, \"user\": {\"username\": \"u\"}}");
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        Command show = Command.capture(
                List.of("sh", "-c", "echo $KUBECONFIG; cat $KUBECONFIG; echo; stat -c %a $KUBECONFIG"),
                Duration.ofMinutes(1));
        assertThat(play(run(show), run(show.with(Map.of("KUBECONFIG", "/dev/null"))), done(RunStatus.SUCCESS)))
                .isEqualTo(RunResult.SUCCESS);
        List<String> lines = ((Event.Ran) events.get(0)).stdout().lines().toList();
        assertThat(lines.get(1)).isEqualTo("apiVersion: v1 # hush");
        assertThat(lines.get(2)).isEqualTo("600");
        assertThat(Path.of(lines.get(0))).startsWithRaw(project.state()).doesNotExist();
        // A program that must reach no cluster reaches none.
        assertThat(((Event.Ran) events.get(1)).stdout()).startsWith("/dev/null");
        assertThat(log).noneMatch(line -> line.contains("hush"));

        events.clear();
        credentialsId = "nobody";
        play(run(show), done(RunStatus.SUCCESS));
        assertThat(events.get(0)).isInstanceOfSatisfying(Event.Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("CREDENTIAL_MISSING");
            assertThat(failed.text()).contains("no credential 'nobody' here").contains("MLDEPLOY_CREDENTIAL_NOBODY");
        });
        events.clear();
        credentialsId = "user";
        play(run(show), done(RunStatus.SUCCESS));
        assertThat(((Event.Failed) events.get(0)).text()).contains("is no kubeconfig");
    }

    @Test(timeout = 60_000)
    public void whatAKilledRunLeftOfAKubeconfigGoesWithTheNextRun() throws Exception {
        Path left =
                Files.createDirectories(project.runDirectory(77).resolve("tmp")).resolve("kubeconfig-1.yaml");
        Files.writeString(left, "hush");
        try (LocalHost host =
                LocalHost.start(project, project.claimRun(), null, warning -> {}, java.time.Clock.systemUTC())) {
            assertThat(host.subject()).isNotEmpty();
            assertThat(left).doesNotExist();
        }
    }

    @Test(timeout = 60_000)
    public void errorsAreKeptAlsoWhereTheOutputGoesToTheLog() throws Exception {
        play(
                run(Command.of(List.of("sh", "-c", "echo out; echo oops >&2"), Duration.ofMinutes(1))),
                done(RunStatus.SUCCESS));
        assertThat(((Event.Ran) events.get(0)).stderrTail()).isEqualTo("oops\n");
        assertThat(log).contains("out", "oops");
    }

    @Test(timeout = 60_000)
    public void theErrorsOfAQuestionGoToTheEventOnly() throws Exception {
        play(
                run(Command.capture(List.of("sh", "-c", "echo oops >&2; exit 1"), Duration.ofMinutes(1))
                        .quietly()),
                done(RunStatus.SUCCESS));
        assertThat(((Event.Ran) events.get(0)).stderrTail()).isEqualTo("oops\n");
        assertThat(log).doesNotContain("oops");
    }

    @Test(timeout = 60_000)
    public void outputGoesToAFileOfTheWorkspaceAsItIs() throws Exception {
        play(
                run(Command.toFile(List.of("printf", "\\377\\000x"), Duration.ofMinutes(1), "out/report.bin")),
                done(RunStatus.SUCCESS));
        assertThat(Files.readAllBytes(project.directory().resolve("out/report.bin")))
                .containsExactly(0xff, 0, 'x');
    }

    @Test(timeout = 60_000)
    public void aProgramThatIsNotThereIsSaidToBeMissing() throws Exception {
        play(run(Command.of(List.of("no-such-program-anywhere"), Duration.ofMinutes(1))), done(RunStatus.SUCCESS));
        assertThat(((Event.Ran) events.get(0)).found()).isFalse();
        assertThat(((Event.Ran) events.get(0)).exitCode()).isEqualTo(127);
    }

    @Test(timeout = 60_000)
    public void aProgramWhoseTimeIsUpIsEndedWithAllThatItStarted() throws Exception {
        play(
                run(Command.of(
                        List.of("sh", "-c", "sleep 1000 & echo $! > child; sleep 1000"), Duration.ofMillis(500))),
                done(RunStatus.SUCCESS));
        assertThat(((Event.Ran) events.get(0)).timedOut()).isTrue();
        long child = Long.parseLong(
                Files.readString(project.directory().resolve("child")).strip());
        assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test(timeout = 60_000)
    public void anArgumentIsNeverReadByAShell() throws Exception {
        play(
                run(Command.capture(
                        List.of("printf", "%s", "$(touch pwned)`touch pwned`;touch pwned"), Duration.ofMinutes(1))),
                done(RunStatus.SUCCESS));
        assertThat(((Event.Ran) events.get(0)).stdout()).isEqualTo("$(touch pwned)`touch pwned`;touch pwned");
        assertThat(project.directory().resolve("pwned")).doesNotExist();
    }

    @Test(timeout = 60_000)
    public void whatATaskThrowsIsAnEvent() throws Exception {
        play(
                action(new Action.OnAgent(workspace -> {
                    throw new IOException("no such report");
                })),
                action(new Action.OnController(services -> services.home().toString())),
                done(RunStatus.SUCCESS));
        assertThat(events.get(0)).isEqualTo(new Event.Failed("IO_FAILED", "no such report"));
        assertThat(events.get(1)).isEqualTo(new Event.Returned(project.state().toString()));
    }

    @Test(timeout = 60_000)
    public void theStatusOfTheStepIsWhatHappensToTheRun() throws Exception {
        assertThat(play(done(RunStatus.UNSTABLE))).isEqualTo(RunResult.UNSTABLE);
        assertThat(log).contains("after");
        log.clear();
        assertThat(play(done(RunStatus.FAILURE))).isEqualTo(RunResult.FAILURE);
        assertThat(log).doesNotContain("after").anyMatch(line -> line.contains("because"));
        assertThat(play(done(RunStatus.ABORTED))).isEqualTo(RunResult.ABORTED);
        assertThat(play(done(RunStatus.NOT_BUILT))).isEqualTo(RunResult.NOT_BUILT);
    }

    @Test(timeout = 60_000)
    public void aStepThatWaitsGoesOnWhenItsTopicRings() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        Action wait = new Action.Wait("gate/x", Instant.now().plusSeconds(3600));
        RunResult[] result = new RunResult[1];
        Thread run = new Thread(
                () -> result[0] = quietly(() -> play(waits, action(wait), action(wait), done(RunStatus.SUCCESS))));
        run.start();
        waits.await();
        topic.incrementAndGet();
        run.join();
        assertThat(result[0]).isEqualTo(RunResult.SUCCESS);
        assertThat(events).hasSize(2).allMatch(Event.Woken.class::isInstance);
    }

    @Test(timeout = 60_000)
    public void aStepThatIsStoppedTidiesUpBeforeTheRunEnds() throws Exception {
        RunResult result = play(
                run(Command.of(List.of("sh", "-c", "echo started; sleep 1000"), Duration.ofMinutes(5))),
                (event, turn) -> event instanceof Event.Stopped
                        ? new Action.Run(
                                Command.capture(List.of("sh", "-c", "echo tidy > tidied"), Duration.ofMinutes(1)))
                        : new Action.Done(new StepResult(Verdict.PASS, RunStatus.SUCCESS, List.of(), Map.of())),
                done(RunStatus.ABORTED));
        assertThat(result).isEqualTo(RunResult.ABORTED);
        assertThat(events.get(0)).isInstanceOf(Event.Stopped.class);
        assertThat(project.directory().resolve("tidied")).exists();
    }

    private static BiFunction<Event, Integer, Action> run(Command command) {
        return action(new Action.Run(command));
    }

    private static BiFunction<Event, Integer, Action> action(Action action) {
        return (event, turn) -> action;
    }

    private static BiFunction<Event, Integer, Action> done(RunStatus status) {
        List<Reason> reasons = status == RunStatus.SUCCESS ? List.of() : List.of(new Reason("BECAUSE", "because"));
        return action(new Action.Done(new StepResult(Verdict.PASS, status, reasons, Map.of())));
    }

    @Test(timeout = 60_000)
    public void whatAStoppedStepStillRunsIsNotStopped() throws Exception {
        Command quick = Command.capture(List.of("true"), Duration.ofMinutes(1));
        Command endless = Command.of(List.of("sh", "-c", "echo started; exec sleep 60"), Duration.ofMinutes(1));
        Command tidy = Command.capture(List.of("sh", "-c", "sleep 0.3; echo tidied"), Duration.ofMinutes(1));

        RunResult result =
                play(run(quick), run(quick), run(endless), run(tidy), run(tidy), run(tidy), done(RunStatus.ABORTED));

        assertThat(result).isEqualTo(RunResult.ABORTED);
        assertThat(events.get(2)).isInstanceOf(Event.Stopped.class);
        assertThat(events.subList(3, 6)).allSatisfy(event -> {
            assertThat(((Event.Ran) event).exitCode()).isZero();
            assertThat(((Event.Ran) event).stdout()).isEqualTo("tidied\n");
        });
    }

    @SafeVarargs
    private RunResult play(BiFunction<Event, Integer, Action>... actions) throws Exception {
        return play(new CountDownLatch(1), actions);
    }

    /** Runs {@code played} in a Jenkinsfile of its own; aborts the run when a program says that it has started. */
    @SafeVarargs
    private RunResult play(CountDownLatch waits, BiFunction<Event, Integer, Action>... actions) throws Exception {
        events.clear();
        int number = project.claimRun();
        RunIdentity identity = RunIdentity.now(project.directory(), Instant.EPOCH);
        LocalServices services =
                new LocalServices(project, identity, identity.info(project, number), null, null, Clock.systemUTC());
        try (Topics topics = new Topics(name -> topic.get())) {
            StepReports reports = new StepReports() {
                @Override
                public void waiting(StepContext context, Action.Wait wait) {
                    waits.countDown();
                }

                @Override
                public void ended(StepContext context, String step, StepResult result) {}
            };
            StepDriver<Progress> driver =
                    new StepDriver<>(new Played(List.of(actions)), services, topics, reports, project.credentials());
            PipelineRun[] run = new PipelineRun[1];
            CountDownLatch begun = new CountDownLatch(1);
            RunConfig config = RunConfig.builder("project", number, project.directory(), project.runDirectory(number))
                    .jenkinsfile("node { played()\n echo 'after' }")
                    .steps(List.of(() -> List.of(StepSpec.leaf("played", driver))))
                    .processes(new Processes())
                    .grace(Duration.ofMillis(200))
                    .output((branch, line) -> {
                        log.add(line);
                        if (line.equals("started")) {
                            new Thread(() -> {
                                        awaitQuietly(begun);
                                        run[0].abort("stopped by the test");
                                    })
                                    .start();
                        }
                    })
                    .build();
            run[0] = PipelineRun.start(config);
            begun.countDown();
            return run[0].await();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        quietly(() -> {
            latch.await();
            return null;
        });
    }

    private static <T> T quietly(java.util.concurrent.Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
