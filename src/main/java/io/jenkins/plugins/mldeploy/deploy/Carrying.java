package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries a rollout's moves out, one after the other.
 *
 * @param stage stretch of the rollout
 * @param position of the move in hand
 * @param second whether its second action is under way
 * @param untilMillis when a wait is over, 0 when none was begun
 * @param attempts how often the move in hand asked to be repeated
 */
record Carrying(
        Deployment deployment, Program.Stage stage, int position, boolean second, long untilMillis, int attempts)
        implements Leased {
    /** One millisecond after the epoch is the past: a wait until then is answered at once, with the time. */
    private static final long UNKNOWN = 1;

    private static final long PAUSE_MILLIS = 2_000;

    /** The first move of a stage, or what follows when it has none. */
    static Turn<DeployState> begin(Deployment deployment, Program.Stage stage, String... log) {
        return new Carrying(deployment, stage, 0, false, 0, 0).arrive(List.of(log));
    }

    private Turn<DeployState> arrive(List<String> log) {
        List<Operation> moves = Program.of(deployment, stage);
        if (position >= moves.size()) {
            return leave(log);
        }
        Operation.Result now = moves.get(position).now(deployment);
        if (now != null) {
            return now instanceof Operation.Result.Next next
                    ? next(next.deployment(), more(log, next.log()))
                    : failed(now);
        }
        List<String> lines = new ArrayList<>(log);
        String line = moves.get(position).line(deployment);
        if (line != null) {
            lines.add(line);
        }
        String[] all = lines.toArray(String[]::new);
        return moves.get(position).renews() ? Renewing.before(this, all) : enter(all);
    }

    @Override
    public Carrying with(Deployment other) {
        return new Carrying(other, stage, position, second, untilMillis, attempts);
    }

    private static List<String> more(List<String> log, List<String> lines) {
        List<String> all = new ArrayList<>(log);
        all.addAll(lines);
        return all;
    }

    private Turn<DeployState> leave(List<String> log) {
        String[] lines = log.toArray(String[]::new);
        return switch (stage) {
            case PREPARE -> begin(deployment, Program.Stage.RUN, lines);
            case RUN -> Upgrading.next(deployment, lines);
            case CLEAR -> Returning.act(deployment, lines);
            case FINISH -> {
                List<String> all = new ArrayList<>(log);
                all.add("DEPLOYED " + deployment.request().unit());
                yield end(Ending.deployed(), all.toArray(String[]::new));
            }
        };
    }

    private Operation move() {
        return Program.of(deployment, stage).get(position);
    }

    @Override
    public Action action() {
        long until = untilMillis == 0 && move().waitMillis() > 0 ? UNKNOWN : untilMillis;
        return until > 0
                ? new Action.Wait(
                        "deployment/" + deployment.opened().deploymentId(),
                        Instant.ofEpochMilli(Leases.nextLook(deployment, until)))
                : move().action(deployment);
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Woken woken) {
            return woken(woken.now().toEpochMilli());
        }
        if (second) {
            boolean good = move().mayFail()
                    || event instanceof Event.Returned
                    || event instanceof Event.Ran ran && ran.succeeded();
            return good
                    ? next(deployment, List.of())
                    : failed(Operation.Result.broken(deployment, Operation.why("the rollout", event)));
        }
        Operation.Result result = move().after(deployment, event);
        if (result instanceof Operation.Result.Then then) {
            return new Turn<>(
                    new Carrying(then.deployment(), stage, position, true, 0, attempts), then.action(), then.log());
        }
        if (result instanceof Operation.Result.More more) {
            return new Carrying(more.deployment(), stage, position, false, 0, attempts).enter();
        }
        if (result instanceof Operation.Result.Again again) {
            if (attempts + 1 < move().tries(deployment)) {
                return new Carrying(again.deployment(), stage, position, false, UNKNOWN, attempts + 1).enter();
            }
            result = again.otherwise();
        }
        return result instanceof Operation.Result.Next next ? next(next.deployment(), next.log()) : failed(result);
    }

    private Turn<DeployState> woken(long now) {
        long wait = move().waitMillis();
        if (untilMillis <= UNKNOWN) {
            return new Carrying(deployment, stage, position, false, now + (wait > 0 ? wait : PAUSE_MILLIS), attempts)
                    .enter();
        }
        if (now < untilMillis) {
            return Renewing.at(this, now);
        }
        return wait > 0
                ? next(deployment, List.of())
                : Renewing.at(new Carrying(deployment, stage, position, false, 0, attempts), now);
    }

    private Turn<DeployState> next(Deployment after, List<String> log) {
        return new Carrying(after, stage, position + 1, false, 0, 0).arrive(log);
    }

    private Turn<DeployState> failed(Operation.Result result) {
        Operation.Result.Failed failed = (Operation.Result.Failed) result;
        if (failed.kind() == Operation.Result.Kind.LOST) {
            return new Carrying(failed.deployment(), stage, position, false, 0, 0)
                    .end(new Ending(Deployed.FAILED, Verdict.FAIL, RunStatus.FAILURE, failed.reasons()));
        }
        return switch (stage) {
            case PREPARE ->
                failed.kind() == Operation.Result.Kind.REFUSED
                        ? refused(failed)
                        : new Carrying(failed.deployment(), stage, position, false, 0, 0)
                                .end(Ending.notJudged(failed.reasons().get(0)));
            case RUN -> failed.kind() == Operation.Result.Kind.HELD ? held(failed) : undone(failed);
            case FINISH -> finishing(failed);
            case CLEAR ->
                new Carrying(failed.deployment(), stage, position, false, 0, 0)
                        .end(new Ending(Deployed.FAILED, Verdict.FAIL, RunStatus.FAILURE, failed.reasons()));
        };
    }

    private Turn<DeployState> undone(Operation.Result.Failed failed) {
        if (failed.kind() == Operation.Result.Kind.BROKEN && move() instanceof Moves.UntilReady waited) {
            return Diagnosing.move(
                    failed.deployment(),
                    waited.index(),
                    waited.ofGuest(),
                    position + 1,
                    failed.reasons().get(0));
        }
        return Undoing.from(failed.deployment(), position + 1, false, ending(failed));
    }

    private Turn<DeployState> refused(Operation.Result.Failed failed) {
        List<String> log = new ArrayList<>(List.of("REFUSED; nothing was applied:"));
        failed.reasons().forEach(reason -> log.add("  " + reason.text()));
        return new Carrying(failed.deployment(), stage, position, false, 0, 0)
                .end(Ending.refused(failed.reasons()), log.toArray(String[]::new));
    }

    private Turn<DeployState> held(Operation.Result.Failed failed) {
        Reason reason = failed.reasons().get(0);
        return new Carrying(failed.deployment(), stage, position, false, 0, 0)
                .end(Ending.held(reason), "HELD: " + reason.text());
    }

    private Turn<DeployState> finishing(Operation.Result.Failed failed) {
        Reason reason = failed.reasons().get(0);
        if (!(move() instanceof Moves.RemoveGuest left)) {
            return Reverting.because(failed.deployment(), failed.deployment().last(), ending(failed));
        }
        return end(new Ending(
                Deployed.DEPLOYED,
                Verdict.UNSTABLE,
                RunStatus.UNSTABLE,
                List.of(new Reason(
                        "GUEST_LEFT",
                        "the new version runs, but the temporary release " + deployment.guest(left.index())
                                + " could not be removed; helm uninstall it. " + reason.text()))));
    }

    /** A rollout that could not be judged is taken back like a bad one, and the run is unstable: a new run may go on after a gate. */
    static Ending ending(Operation.Result.Failed failed) {
        boolean inconclusive = failed.kind() == Operation.Result.Kind.INCONCLUSIVE;
        return new Ending(
                Deployed.ROLLED_BACK,
                inconclusive ? Verdict.NOT_EVALUATED : Verdict.FAIL,
                inconclusive ? RunStatus.UNSTABLE : RunStatus.FAILURE,
                failed.reasons());
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        Ending ending = new Ending(
                Deployed.ROLLED_BACK,
                Verdict.FAIL,
                RunStatus.ABORTED,
                List.of(new Reason("STOPPED", event.why() + "; the old version keeps the traffic")));
        return switch (stage) {
            case PREPARE -> end(Ending.stopped(event.why()));
            case CLEAR ->
                end(new Ending(
                        Deployed.FAILED,
                        Verdict.FAIL,
                        RunStatus.ABORTED,
                        List.of(new Reason(
                                "STOPPED",
                                event.why() + " while what was held beside "
                                        + deployment.request().unit() + " was being removed; run it again"))));
            case RUN -> Undoing.from(deployment, position + 1, false, ending);
            case FINISH -> Reverting.because(deployment, deployment.last(), ending);
        };
    }

    /** What was prepared may be gone with the agent; a temporary release may be half installed. */
    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        if (stage == Program.Stage.PREPARE) {
            return begin(
                    deployment.with(deployment.rollout().checked(false)),
                    stage,
                    "resumed: prepares again, which changes nothing");
        }
        boolean wait = move().waitMillis() > 0;
        int from = move() instanceof Moves.InstallGuest ? position - 1 : position;
        return new Carrying(deployment, stage, from, false, wait ? untilMillis : 0, 0)
                .enter("resumed: goes on with the rollout");
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
