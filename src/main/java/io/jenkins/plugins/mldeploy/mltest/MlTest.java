package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The step {@code mlTest}: runs tests or takes their reports, judges tests, metrics, data and budget, compares with a baseline, and records the evidence.
 *
 * <p>Turns: mark the time → run the command → read the reports (→ once more for each repetition) → look the baseline up → record → done. Without a command
 * it begins with the reports.
 */
public final class MlTest implements StepMachine<MlTestState> {
    /** For a command without {@code budget.maxDuration}; the Pipeline's own {@code timeout} is the place for a shorter one. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private final StepDescription description = StepDescription.of("mlTest");

    @Override
    public StepDescription description() {
        return description;
    }

    @Override
    public Class<MlTestState> stateType() {
        return MlTestState.class;
    }

    @Override
    public void check(Arguments arguments) {
        Settings.of(arguments);
    }

    @Override
    public Turn<MlTestState> begin(Arguments arguments, RunInfo run) {
        Settings settings = Settings.of(arguments);
        String source = run.source().value();
        List<String> log = new ArrayList<>();
        if (settings.image() == null && arguments.has("image")) {
            log.add("image '" + Text.line(arguments.string("image"), 200)
                    + "' has no digest (name@sha256:…): the evidence is about "
                    + run.source().abbreviated());
        }
        return settings.command() == null
                ? read(settings, new MlTestState.Reading(arguments.values(), source, Progress.NONE, null), log)
                : mark(settings, new MlTestState.Marking(arguments.values(), source, Progress.NONE), log);
    }

    @Override
    public Turn<MlTestState> next(MlTestState state, Event event) {
        Settings settings = Settings.of(Arguments.ofChecked(state.arguments()));
        if (event instanceof Event.Stopped stopped) {
            Reason reason = new Reason("STOPPED", stopped.why());
            return Turn.of(
                    state,
                    new Action.Done(new StepResult(
                            Verdict.NOT_EVALUATED,
                            RunStatus.ABORTED,
                            List.of(reason),
                            Map.of("reason", reason.text()))));
        }
        // Not a pattern switch: the language level is 17.
        if (state instanceof MlTestState.Marking marking) {
            return marked(settings, marking, event);
        }
        if (state instanceof MlTestState.Running running) {
            return ran(settings, running, event);
        }
        if (state instanceof MlTestState.Reading reading) {
            return wasRead(settings, reading, event);
        }
        if (state instanceof MlTestState.Comparing comparing) {
            return compared(settings, comparing, event);
        }
        return recorded(settings, (MlTestState.Recording) state, event);
    }

    private Turn<MlTestState> mark(Settings settings, MlTestState.Marking state, List<String> log) {
        return new Turn<>(state, new Action.OnAgent(new SetMark(settings.reports())), log);
    }

    private Turn<MlTestState> marked(Settings settings, MlTestState.Marking state, Event event) {
        if (event instanceof Event.Resumed) {
            return mark(settings, state, List.of());
        }
        if (event instanceof Event.Failed failed) {
            return compare(settings, state, state.source(), state.progress(), trouble(failed), List.of());
        }
        Mark mark = returned(event, Mark.class);
        Progress progress = state.progress();
        int run = progress.runs() + 1;
        Duration limit = settings.budget().maxDuration();
        Duration left = limit == null ? LONGEST : limit.minusMillis(progress.millis());
        Command command =
                Command.script(settings.command(), left).with(Map.of("MLTEST_REPETITION", String.valueOf(run)));
        String log = "running: " + Text.line(settings.command(), 120)
                + (settings.repeat() > 1 ? " (run " + run + " of up to " + settings.repeat() + ")" : "");
        return Turn.of(
                new MlTestState.Running(state.arguments(), state.source(), progress, mark),
                new Action.Run(command),
                log);
    }

    private Turn<MlTestState> ran(Settings settings, MlTestState.Running state, Event event) {
        if (event instanceof Event.Resumed) {
            Reason reason = new Reason(
                    "INTERRUPTED",
                    "interrupted while the command ran; it is not run a second time by itself, because nobody knows what it did: start the run again");
            return compare(settings, state, state.source(), state.progress(), Findings.none(reason), List.of());
        }
        if (event instanceof Event.Failed failed) {
            return compare(settings, state, state.source(), state.progress(), trouble(failed), List.of());
        }
        if (!(event instanceof Event.Ran ran)) {
            throw unexpected(state, event);
        }
        Progress progress = state.progress()
                .ran(ran.found() ? ran.exitCode() : 127, ran.took().toMillis(), ran.timedOut());
        String took = Durations.display(ran.took());
        String log = ran.timedOut()
                ? "the command was stopped after " + took + ": its time was up"
                : "the command ended with exit code " + ran.exitCode() + " after " + took
                        + (ran.exitCode() == 0 ? "" : "; its reports decide");
        return read(
                settings,
                new MlTestState.Reading(state.arguments(), state.source(), progress, state.mark()),
                List.of(log));
    }

    private Turn<MlTestState> read(Settings settings, MlTestState.Reading state, List<String> log) {
        ReadReports task = new ReadReports(
                settings.reports(),
                settings.perTestPassRate(),
                settings.repeat(),
                state.mark(),
                state.progress().carry(),
                settings.command() != null
                        && settings.repeat() > state.progress().runs());
        return new Turn<>(state, new Action.OnAgent(task), log);
    }

    private Turn<MlTestState> wasRead(Settings settings, MlTestState.Reading state, Event event) {
        if (event instanceof Event.Resumed) {
            return read(settings, state, List.of());
        }
        if (event instanceof Event.Failed failed) {
            return compare(settings, state, state.source(), state.progress(), trouble(failed), List.of());
        }
        Findings findings = returned(event, Findings.class);
        Progress progress = state.progress().read(findings);
        boolean another = settings.command() != null
                && progress.runs() < settings.repeat()
                && !progress.timedOut()
                && !overTime(settings, progress);
        boolean repeatedItself = progress.runs() == 1 && findings.tests().fewestExecutions() >= settings.repeat();
        if (another && repeatedItself) {
            List<String> log = new ArrayList<>(findings.notes());
            log.add("the reports of the first run hold " + findings.tests().fewestExecutions()
                    + " executions of each test: the command repeats by itself");
            return compare(settings, state, state.source(), progress, findings.complete(progress.metrics()), log);
        }
        if (another && findings.carry() == null) {
            Findings tooMany = findings.complete(progress.metrics())
                    .and(
                            new Reason(
                                    "TOO_MANY_TESTS_TO_REPEAT",
                                    "more than " + Tally.CARRIED
                                            + " tests can't be followed over several runs of the command; let the test tool repeat them and write one report"));
            return compare(settings, state, state.source(), progress, tooMany, findings.notes());
        }
        if (another && findings.troubles().isEmpty() && findings.empty().isEmpty()) {
            return mark(
                    settings, new MlTestState.Marking(state.arguments(), state.source(), progress), findings.notes());
        }
        return compare(
                settings, state, state.source(), progress, findings.complete(progress.metrics()), findings.notes());
    }

    private Turn<MlTestState> compare(
            Settings settings,
            MlTestState state,
            String source,
            Progress progress,
            Findings findings,
            List<String> log) {
        return new Turn<>(
                new MlTestState.Comparing(state.arguments(), source, progress, findings),
                new Action.OnController(new FindBaseline(settings.id(), settings.baseline())),
                log);
    }

    private Turn<MlTestState> compared(Settings settings, MlTestState.Comparing state, Event event) {
        if (event instanceof Event.Resumed) {
            return compare(settings, state, state.source(), state.progress(), state.findings(), List.of());
        }
        Findings findings = state.findings();
        BaselineFigures baseline;
        if (event instanceof Event.Failed failed) {
            baseline = BaselineFigures.none("no-baseline");
            findings = findings.and(new Reason("BASELINE_UNREADABLE", failed.text()));
        } else {
            baseline = returned(event, BaselineFigures.class);
        }
        Judgement judgement = new Judging(settings, findings, state.progress(), baseline).judge();
        return record(
                settings,
                new MlTestState.Recording(
                        state.arguments(), state.source(), state.progress(), findings, baseline, judgement),
                Narrator.tell(settings, findings, baseline, judgement));
    }

    private Turn<MlTestState> record(Settings settings, MlTestState.Recording state, List<String> log) {
        RecordEvidence task = new RecordEvidence(
                settings,
                subject(settings, state),
                state.findings(),
                Figures.of(settings, state.findings(), state.progress()),
                state.baseline().token(),
                state.judgement());
        return new Turn<>(state, new Action.OnController(task), log);
    }

    private Turn<MlTestState> recorded(Settings settings, MlTestState.Recording state, Event event) {
        if (event instanceof Event.Resumed) {
            return record(settings, state, List.of());
        }
        Judgement judgement = state.judgement();
        String log;
        if (event instanceof Event.Failed failed) {
            Reason reason = new Reason("EVIDENCE_NOT_RECORDED", "the evidence could not be recorded: " + failed.text());
            judgement = judgement.and(Judgement.notEvaluated(settings.onError(), reason));
            log = reason.text();
        } else {
            log = "recorded as evidence " + returned(event, Long.class) + " about "
                    + subject(settings, state).abbreviated();
        }
        return Turn.of(
                state,
                new Action.Done(new StepResult(
                        judgement.verdict(), judgement.status(), judgement.reasons(), answer(settings, state))),
                log);
    }

    private static Map<String, Object> answer(Settings settings, MlTestState.Recording state) {
        TestSummary tests = state.findings().tests();
        Map<String, Double> metrics = Figures.of(settings, state.findings(), state.progress());
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("totalCount", tests.total());
        answer.put("passCount", tests.passed());
        answer.put("failCount", tests.failed());
        answer.put("skipCount", tests.skipped());
        answer.put("flakyCount", tests.flaky());
        answer.put("notEvaluated", tests.notEvaluated());
        answer.put("metrics", metrics);
        answer.put("deltas", Figures.deltas(metrics, state.baseline()));
        Double cost = Figures.cost(metrics);
        if (cost != null) {
            answer.put("cost", cost);
        }
        return answer;
    }

    private static boolean overTime(Settings settings, Progress progress) {
        Duration limit = settings.budget().maxDuration();
        return limit != null && progress.millis() >= limit.toMillis();
    }

    private static Subject subject(Settings settings, MlTestState.Recording state) {
        return settings.image() != null ? settings.image() : new Subject(state.source());
    }

    private static Findings trouble(Event.Failed failed) {
        return Findings.none(new Reason(failed.code(), failed.text()));
    }

    private static <T> T returned(Event event, Class<T> type) {
        if (event instanceof Event.Returned returned && type.isInstance(returned.value())) {
            return type.cast(returned.value());
        }
        throw new IllegalStateException("expected a " + type.getSimpleName() + ", the host says " + event);
    }

    private static IllegalStateException unexpected(MlTestState state, Event event) {
        return new IllegalStateException("in " + state.getClass().getSimpleName() + " the host says " + event);
    }
}
