package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One evaluation of an environment's watch: finds out what runs, measures each metric once, judges, and does what the environment says when the state changed. Reading is repeated after a
 * restart; what follows a change is noted before it is done.
 *
 * @param phase what it is at
 * @param target what is watched, null until known
 * @param readings one a metric that was measured
 * @param judgement null until judged
 * @param back what came of going back, null when there was none
 * @param result how it ends, null until known
 */
record Watching(
        Deployment deployment,
        Phase phase,
        WatchTarget target,
        List<Reading> readings,
        WatchJudgement judgement,
        Back back,
        Result result)
        implements DeployState {
    enum Phase {
        OPEN,
        MEASURE,
        SETTLE,
        SEND,
        /** After going back: notes it. */
        NOTE,
        /** Tells that, too. */
        TELL,
        CLOSE,
        END
    }

    /** What came of going back. */
    record Back(String outcome, RunStatus status, List<Reason> reasons) {
        Back {
            reasons = List.copyOf(reasons);
        }

        boolean succeeded() {
            return outcome.equals(Deployed.DEPLOYED);
        }
    }

    /** How the evaluation ends. */
    record Result(Verdict verdict, RunStatus status, List<Reason> reasons) {
        Result {
            reasons = List.copyOf(reasons);
        }
    }

    Watching {
        readings = List.copyOf(readings);
    }

    static Turn<DeployState> begin(Deployment deployment) {
        return new Watching(deployment, Phase.OPEN, null, List.of(), null, null, null).enter();
    }

    private Request request() {
        return deployment.request();
    }

    @Override
    public Action action() {
        return switch (phase) {
            case OPEN -> new Action.OnController(new OpenWatch(request()));
            case MEASURE -> measure();
            case SETTLE -> new Action.OnController(new SettleWatch(request(), target, readings));
            case SEND, TELL -> new Action.OnController(new WatchFollowUp.Send(request()));
            case NOTE ->
                new Action.OnController(new WatchFollowUp.WentBack(
                        request(),
                        target,
                        back.outcome(),
                        back.status() == RunStatus.ABORTED && back.outcome().equals(Deployed.NOT_APPLIED),
                        back.reasons().stream().map(Reason::toString).toList()));
            case CLOSE -> new Action.OnController(new WatchFollowUp.Close(request()));
            case END ->
                new Action.Done(new StepResult(result.verdict(), result.status(), result.reasons(), returned()));
        };
    }

    private Action measure() {
        Check check = target.checks().get(readings.size());
        String release = target.releases().get(0);
        return check.evidence() != null
                ? new Action.OnController(new WatchFollowUp.Newest(target, check))
                : Reading.action(check, release, SmokeTest.variables(release, target.namespace(), target.guarded()));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (phase == Phase.CLOSE) {
            // A lock that could not be given back is taken over from a run that is over.
            return at(Phase.END)
                    .enter(event instanceof Event.Failed failed ? new String[] {failed.text()} : new String[0]);
        }
        if (phase == Phase.MEASURE) {
            return measured(event);
        }
        if (event instanceof Event.Failed failed) {
            return over(Verdict.NOT_EVALUATED, RunStatus.FAILURE, new Reason(failed.code(), failed.text()));
        }
        if (!(event instanceof Event.Returned returned)) {
            return failed(event);
        }
        return switch (phase) {
            case OPEN -> opened((OpenWatch.Answer) returned.value());
            case SETTLE -> settled((WatchJudgement) returned.value());
            case SEND -> sent(lines(returned.value()));
            case NOTE -> at(Phase.TELL).enter();
            case TELL -> finish(lines(returned.value()));
            default -> throw new IllegalStateException(event + " makes no sense while " + phase);
        };
    }

    private Turn<DeployState> opened(OpenWatch.Answer answer) {
        if (answer.target() == null) {
            return over(Verdict.NOT_EVALUATED, answer.status(), answer.problem());
        }
        return new Watching(deployment, Phase.MEASURE, answer.target(), List.of(), null, null, null).enter();
    }

    private Turn<DeployState> measured(Event event) {
        Reading reading = event instanceof Event.Returned returned && returned.value() instanceof Reading found
                ? found
                : Reading.of(target.checks().get(readings.size()), event);
        List<Reading> all = new ArrayList<>(readings);
        all.add(reading);
        Phase next = all.size() < target.checks().size() ? Phase.MEASURE : Phase.SETTLE;
        return new Watching(deployment, next, target, all, null, null, null).enter();
    }

    private Turn<DeployState> settled(WatchJudgement judged) {
        Watching next = new Watching(deployment, Phase.SEND, target, readings, judged, null, null);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < readings.size(); i++) {
            Reading reading = readings.get(i);
            values.add(target.checks().get(i).metric() + " "
                    + (reading.value() == null
                            ? "no value (" + reading.problem() + ")"
                            : Check.number(reading.value())));
        }
        List<String> log = new ArrayList<>();
        log.add(request().environment() + ", " + String.join(",", target.releases()) + ": "
                + judged.memory().state().word() + (judged.changed() ? " now; " : "; ") + String.join(", ", values));
        judged.reasons().forEach(reason -> log.add("  " + reason.text()));
        if (judged.changed() && judged.memory().state() == WatchMemory.State.FAILING && target.wentBack()) {
            log.add("  what runs is itself what was gone back to, so nothing is brought back again");
        }
        return next.enter(log.toArray(String[]::new));
    }

    private Turn<DeployState> sent(List<String> log) {
        if (!judgement.memory().mustGoBack()) {
            return finish(log);
        }
        String why = "rolled back by watch: "
                + String.join(
                        "; ", judgement.reasons().stream().map(Reason::text).toList());
        List<String> lines = new ArrayList<>(log);
        lines.add("brings back what ran before " + target.deploymentId());
        return GoingBack.begin(this, why, lines.toArray(String[]::new));
    }

    /** The way back has ended, however it did. */
    Turn<DeployState> wentBack(String outcome, RunStatus status, List<Reason> reasons, List<String> log) {
        return new Watching(
                        deployment, Phase.NOTE, target, readings, judgement, new Back(outcome, status, reasons), null)
                .enter(log.toArray(String[]::new));
    }

    private Turn<DeployState> finish(List<String> log) {
        WatchMemory.State state = judgement.memory().state();
        List<Reason> reasons = new ArrayList<>(judgement.reasons());
        RunStatus status =
                switch (state) {
                    case HEALTHY -> RunStatus.SUCCESS;
                    case FAILING -> RunStatus.FAILURE;
                    case NO_DATA, UNKNOWN -> RunStatus.UNSTABLE;
                };
        if (back != null) {
            status = status.and(back.succeeded() ? RunStatus.FAILURE : back.status());
            reasons.add(
                    back.succeeded()
                            ? new Reason("WENT_BACK", "what ran before was brought back, and runs again")
                            : new Reason("NOT_BROUGHT_BACK", "what ran before could not be brought back"));
            reasons.addAll(back.reasons());
        }
        return over(new Result(SettleWatch.verdict(state), status, reasons), log);
    }

    private Turn<DeployState> over(Verdict verdict, RunStatus status, Reason reason) {
        return over(new Result(verdict, status, List.of(reason)), List.of("not evaluated: " + reason.text()));
    }

    private Turn<DeployState> over(Result how, List<String> log) {
        return new Watching(deployment, Phase.CLOSE, target, readings, judgement, back, how)
                .enter(log.toArray(String[]::new));
    }

    private Watching at(Phase other) {
        return new Watching(deployment, other, target, readings, judgement, back, result);
    }

    private static List<String> lines(Object value) {
        return ((List<?>) value).stream().map(String::valueOf).toList();
    }

    private Map<String, Object> returned() {
        Map<String, Object> returned = new LinkedHashMap<>();
        returned.put("outcome", back == null ? "" : back.outcome());
        returned.put("deploymentId", target == null ? "" : target.deploymentId());
        returned.put("planHash", "");
        returned.put("release", target == null ? "" : String.join(",", target.releases()));
        returned.put("revision", 0);
        returned.put("previousRevision", 0);
        returned.put("images", target == null ? List.of() : target.images());
        returned.put("strategy", "");
        returned.put("rolledBack", back != null && back.succeeded());
        returned.put(
                "watched",
                (judgement == null
                                ? WatchMemory.State.UNKNOWN
                                : judgement.memory().state())
                        .word());
        returned.put(
                "reason",
                result.reasons().isEmpty() ? "" : result.reasons().get(0).toString());
        returned.put("durationMillis", 0);
        return returned;
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return phase == Phase.END
                ? enter()
                : over(
                        judgement == null
                                ? Verdict.NOT_EVALUATED
                                : SettleWatch.verdict(judgement.memory().state()),
                        RunStatus.ABORTED,
                        new Reason("STOPPED", event.why() + "; what a change asks for is done by the next evaluation"));
    }

    /** Measuring again changes nothing; once it was judged it goes on from there. */
    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return judgement == null && phase != Phase.CLOSE && phase != Phase.END
                ? begin(deployment)
                : enter("resumed: goes on");
    }
}
