package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.scan.ScanState.Phase;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.RegistryAccess;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The step {@code containerScan}: finds a scanner and runs it, or reads ready reports, judges the findings, and records them. A scan has no
 * effect on anything outside, so after a restart of the host an interrupted one simply runs again.
 */
public final class ContainerScan implements StepMachine<ScanState> {
    /** Name of the step. */
    public static final String STEP = "containerScan";
    /** Before the one retry, when a database or a service could not be reached. */
    static final Duration BACK_OFF = Duration.ofSeconds(30);

    private static final StepDescription DESCRIPTION = StepDescription.of(STEP);

    @Override
    public StepDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Class<ScanState> stateType() {
        return ScanState.class;
    }

    @Override
    public void check(Arguments arguments) {
        ScanRequest.of(arguments);
    }

    @Override
    public Turn<ScanState> begin(Arguments arguments, RunInfo run) {
        check(arguments);
        return turn(ScanState.begin(arguments.values()), List.of());
    }

    @Override
    public Optional<RegistryAccess> registry(ScanState state) {
        Arguments arguments = Arguments.ofChecked(state.arguments());
        ImageReference image = ScanRequest.of(arguments).image();
        return state.phase() != Phase.SCANNING || image == null
                ? Optional.empty()
                : arguments.optional("registryCredentialsId").map(id -> new RegistryAccess(id, image.registry()));
    }

    @Override
    public Turn<ScanState> next(ScanState state, Event event) {
        if (event instanceof Event.Stopped stopped) {
            return end(state, Verdict.NOT_EVALUATED, RunStatus.ABORTED, new Reason("STOPPED", stopped.why()));
        }
        if (event instanceof Event.Resumed) {
            return resumed(state);
        }
        if (event instanceof Event.Failed failed) {
            return failed(state, failed);
        }
        return switch (state.phase()) {
            case STARTING -> started(state.at((Instant) returned(event)));
            case PROBING -> probed(state, (Event.Ran) event);
            case PREPARING -> turn(state.in(Phase.SCANNING), List.of());
            case SCANNING -> scanned(state, (Event.Ran) event);
            case TIMING -> {
                Instant until = ((Instant) returned(event)).plus(BACK_OFF);
                yield turn(state.waiting(until), List.of("one more try in " + Durations.display(BACK_OFF)));
            }
            // A host wakes whoever waits also before the time.
            case WAITING ->
                event instanceof Event.Woken woken && woken.now().isBefore(state.wakeAt())
                        ? turn(state, List.of())
                        : turn(state.secondAttempt().in(Phase.PREPARING), List.of());
            case DATING -> {
                Event.Ran ran = (Event.Ran) event;
                Instant built = ran.exitCode() == 0 ? TrivyVersion.databaseDate(ran.stdout()) : null;
                ScanRun run = state.run();
                yield turn(
                        state.with(new ScanRun(run.program(), run.version(), built, false))
                                .in(Phase.READING),
                        List.of());
            }
            case READING -> record(state.in(Phase.RECORDING), (ScanSummary) returned(event));
            case RECORDING -> done(state, (ScanOutcome) returned(event));
        };
    }

    private static Object returned(Event event) {
        return ((Event.Returned) event).value();
    }

    private static ScanRequest request(ScanState state) {
        return ScanRequest.of(Arguments.ofChecked(state.arguments()));
    }

    private Turn<ScanState> started(ScanState state) {
        return request(state).recorded()
                ? turn(state.in(Phase.READING), List.of())
                : turn(state.in(Phase.PROBING), List.of());
    }

    private Turn<ScanState> probed(ScanState state, Event.Ran ran) {
        ScanRequest request = request(state);
        Scanner scanner = request.candidates().get(state.candidate());
        Optional<String> problem = Optional.empty();
        String version = Scanner.version(ran.stdout());
        if (ran.found() && (ran.exitCode() != 0 || ran.timedOut())) {
            problem = Optional.of(scanner.program() + " --version failed with exit code " + ran.exitCode());
        } else if (ran.found()) {
            problem = scanner.cannot(request, version);
        }
        if (ran.found() && problem.isEmpty()) {
            ScanRun run =
                    new ScanRun(scanner.program(), version, null, scanner == Scanner.OSV_SCANNER && !request.offline());
            return turn(
                    state.with(run).in(Phase.PREPARING),
                    List.of(scanner.program() + " " + version + " scans " + request.what()
                            + (request.offline() ? ", offline" : "")));
        }
        List<String> log = problem.map(List::of).orElse(List.of());
        if (state.candidate() + 1 < request.candidates().size()) {
            return turn(state.trying(state.candidate() + 1), log);
        }
        String names = String.join(
                ", ", request.candidates().stream().map(Scanner::program).toList());
        return trouble(
                state,
                "SCANNER_ABSENT",
                problem.orElse("none of " + names + " is on PATH; install one, or give a ready report as input:"));
    }

    private Turn<ScanState> scanned(ScanState state, Event.Ran ran) {
        Scanner scanner = Scanner.named(state.run().program());
        String name = scanner.program() + " " + state.run().version();
        if (ran.timedOut()) {
            return trouble(
                    state,
                    "SCANNER_TIMED_OUT",
                    name + " was stopped after "
                            + Durations.display(request(state).timeout()) + "; raise timeout");
        }
        if (!scanner.wroteReport(ran.exitCode())) {
            if (scanner == Scanner.OSV_SCANNER && ran.exitCode() == 128) {
                return trouble(
                        state,
                        "NOTHING_SCANNED",
                        name + " found no package in " + request(state).what() + ", so this is not \"0 findings\"");
            }
            boolean unavailable = Scanner.unavailable(ran.exitCode(), said(ran));
            if (unavailable && state.attempt() == 1) {
                return turn(state.in(Phase.TIMING), List.of("scanner unavailable: " + name + ": " + ran.lastWords()));
            }
            return unavailable
                    ? trouble(
                            state,
                            "SCANNER_UNAVAILABLE",
                            "scanner unavailable, twice: " + name + ": " + ran.lastWords())
                    : trouble(
                            state,
                            "SCANNER_FAILED",
                            name + " failed with exit code " + ran.exitCode() + ": " + ran.lastWords());
        }
        Optional<String> incomplete = Scanner.incomplete(said(ran));
        if (incomplete.isPresent()) {
            return trouble(state, "SCAN_INCOMPLETE", name + " did not look at everything: " + incomplete.get());
        }
        return turn(state.in(scanner == Scanner.TRIVY ? Phase.DATING : Phase.READING), List.of());
    }

    private static String said(Event.Ran ran) {
        return ran.stdout() + "\n" + ran.stderrTail();
    }

    private Turn<ScanState> trouble(ScanState state, String code, String text) {
        return record(state.failed(new Reason(code, text), false), null);
    }

    private Turn<ScanState> failed(ScanState state, Event.Failed failed) {
        if (state.phase() == Phase.RECORDING || state.phase() == Phase.STARTING) {
            // Without the controller there is nowhere to record it.
            return end(state, Verdict.NOT_EVALUATED, RunStatus.FAILURE, new Reason("NOT_RECORDED", failed.text()));
        }
        boolean configuration =
                failed.code().equals("IGNORE_FILE_WRONG") || failed.code().equals("VEX_WRONG");
        return record(state.failed(new Reason(failed.code(), failed.text()), configuration), null);
    }

    private Turn<ScanState> resumed(ScanState state) {
        ScanState again = state.afterRestart();
        return switch (state.phase()) {
            case RECORDING ->
                state.trouble() != null
                        ? record(again, null)
                        : turn(
                                again.in(Phase.READING),
                                List.of(
                                        "the host was restarted while the scan was recorded: its report is read again"));
            case PREPARING, SCANNING ->
                turn(
                        again.in(Phase.PREPARING),
                        List.of("the host was restarted while " + state.run().program()
                                + " ran: a scan changes nothing outside, so it runs again"));
            default -> turn(again, List.of());
        };
    }

    private Turn<ScanState> record(ScanState state, ScanSummary summary) {
        RecordScan task =
                new RecordScan(request(state), state.run(), summary, state.trouble(), state.fatal(), state.resumed());
        return new Turn<>(state, new Action.OnController(task), List.of());
    }

    private Turn<ScanState> done(ScanState state, ScanOutcome outcome) {
        StepResult result = new StepResult(
                outcome.judgement().verdict(),
                outcome.judgement().status(),
                outcome.judgement().reasons(),
                outcome.returned());
        return new Turn<>(state, new Action.Done(result), outcome.log());
    }

    private Turn<ScanState> end(ScanState state, Verdict verdict, RunStatus status, Reason reason) {
        return new Turn<>(
                state,
                new Action.Done(new StepResult(verdict, status, List.of(reason), Map.of())),
                List.of(reason.toString()));
    }

    /** The action of a phase follows from the state alone, so that it can be repeated after a restart. */
    private Turn<ScanState> turn(ScanState state, List<String> log) {
        ScanRequest request = request(state);
        Action action =
                switch (state.phase()) {
                    case STARTING, TIMING ->
                        new Action.OnController(
                                (Services services) -> services.clock().instant());
                    case PROBING ->
                        new Action.Run(
                                request.candidates().get(state.candidate()).probe());
                    case PREPARING -> new Action.OnAgent(new PrepareScan(request.id(), request.paths()));
                    case SCANNING ->
                        new Action.Run(Scanner.named(state.run().program())
                                .command(request, state.run().version()));
                    case WAITING -> new Action.Wait("scan/" + request.id(), state.wakeAt());
                    case DATING ->
                        new Action.Run(Command.capture(
                                List.of("trivy", "version", "--format", "json"), Duration.ofMinutes(1)));
                    case READING ->
                        new Action.OnAgent(ReadReports.of(
                                request,
                                state.startedAt().atZone(ZoneOffset.UTC).toLocalDate()));
                    case RECORDING -> throw new IllegalStateException("recording needs what was read");
                };
        return new Turn<>(state, action, new ArrayList<>(log));
    }
}
