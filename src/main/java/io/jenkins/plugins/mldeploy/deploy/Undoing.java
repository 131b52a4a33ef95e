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
 * Takes a rollout back: traffic to the old version first, then what is left of the new one away, then a look whether it is so. A move that fails is tried three times, and
 * does not keep the others from being made.
 *
 * @param reached how many moves of the rollout may have had an effect
 * @param byHelm whether the named releases were taken back by helm before
 * @param position of the move in hand
 * @param second whether its second action is under way
 * @param attempts how often it failed
 * @param untilMillis when it is tried again, 0 when it is not waited
 * @param ending how it ends when everything can be taken back
 * @param problems what could not be taken back
 */
record Undoing(
        Deployment deployment,
        int reached,
        boolean byHelm,
        int position,
        boolean second,
        int attempts,
        long untilMillis,
        Ending ending,
        List<Reason> problems)
        implements Leased {
    private static final int TRIES = 3;
    private static final long PAUSE_MILLIS = 2_000;

    Undoing {
        problems = List.copyOf(problems);
    }

    static Turn<DeployState> from(Deployment deployment, int reached, boolean byHelm, Ending ending) {
        Undoing undoing = new Undoing(deployment, reached, byHelm, 0, false, 0, 0, ending, List.of());
        String cause = ending.reasons().get(0).toString();
        if (!byHelm && !deployment.request().rollBack()) {
            Reason kept = new Reason(
                    "KEPT", "onFailure is keep, so both versions were left as they are, with the temporary release");
            List<Reason> reasons = new ArrayList<>(ending.reasons());
            reasons.add(kept);
            return undoing.end(new Ending(Deployed.FAILED, Verdict.FAIL, ending.status(), reasons), cause);
        }
        return byHelm ? Renewing.before(undoing) : Renewing.before(undoing, cause, "goes back to the old version");
    }

    @Override
    public Undoing with(Deployment other) {
        return new Undoing(other, reached, byHelm, position, second, attempts, untilMillis, ending, problems);
    }

    private Operation move() {
        return Program.back(deployment, reached, byHelm).get(position);
    }

    @Override
    public Action action() {
        return untilMillis > 0
                ? new Action.Wait("deployment/" + deployment.opened().deploymentId(), Instant.ofEpochMilli(untilMillis))
                : move().action(deployment);
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Woken woken) {
            return again(untilMillis == 1 ? woken.now().toEpochMilli() + PAUSE_MILLIS : 0, woken);
        }
        if (second) {
            boolean good = event instanceof Event.Returned;
            return good ? next(deployment, problems, List.of()) : retry(Operation.why("going back", event));
        }
        Operation.Result result = move().after(deployment, event);
        if (result instanceof Operation.Result.More more) {
            return new Undoing(more.deployment(), reached, byHelm, position, false, attempts, 0, ending, problems)
                    .enter();
        }
        if (result instanceof Operation.Result.Again again) {
            if (attempts + 1 < move().tries(deployment)) {
                return new Undoing(deployment, reached, byHelm, position, false, attempts + 1, 1, ending, problems)
                        .enter();
            }
            result = again.otherwise();
        }
        if (result instanceof Operation.Result.Then then) {
            return new Turn<>(
                    new Undoing(then.deployment(), reached, byHelm, position, true, attempts, 0, ending, problems),
                    then.action(),
                    then.log());
        }
        if (result instanceof Operation.Result.Next next) {
            return next(next.deployment(), problems, next.log());
        }
        return retry(((Operation.Result.Failed) result).reasons().get(0));
    }

    private Turn<DeployState> again(long until, Event.Woken woken) {
        if (until == 0 && woken.now().toEpochMilli() < untilMillis) {
            return enter();
        }
        return Renewing.at(
                new Undoing(deployment, reached, byHelm, position, false, attempts, until, ending, problems),
                woken.now().toEpochMilli());
    }

    private Turn<DeployState> retry(Reason reason) {
        if (attempts + 1 < TRIES) {
            // One millisecond after the epoch is the past: answered at once, with the time.
            return new Undoing(deployment, reached, byHelm, position, false, attempts + 1, 1, ending, problems)
                    .enter(reason + "; tries again");
        }
        List<Reason> more = new ArrayList<>(problems);
        more.add(reason);
        return next(deployment, more, List.of("could not take everything back: " + reason));
    }

    private Turn<DeployState> next(Deployment after, List<Reason> open, List<String> log) {
        Undoing next = new Undoing(after, reached, byHelm, position + 1, false, 0, 0, ending, open);
        List<Operation> moves = Program.back(after, reached, byHelm);
        if (position + 1 < moves.size()) {
            Operation.Result now = moves.get(position + 1).now(after);
            if (now instanceof Operation.Result.Next thought) {
                List<String> all = new ArrayList<>(log);
                all.addAll(thought.log());
                return next.next(thought.deployment(), open, all);
            }
            List<String> more = new ArrayList<>(log);
            String line = moves.get(position + 1).line(after);
            if (line != null) {
                more.add(line);
            }
            String[] all = more.toArray(String[]::new);
            return moves.get(position + 1).renews() ? Renewing.before(next, all) : next.enter(all);
        }
        String[] lines = log.toArray(String[]::new);
        if (open.isEmpty()) {
            // Of what helm could not take back it was told already.
            return ending.outcome().equals(Deployed.FAILED)
                    ? Serving.before(after, ending, lines)
                    : next.end(ending, lines);
        }
        List<Reason> reasons = new ArrayList<>(ending.reasons());
        reasons.add(new Reason(
                "ROLLBACK_FAILED",
                "not restored: not everything could be taken back, so what runs is not certain; look at helm history and helm list --selector "
                        + HelmCli.GUEST_OF + " of " + deployment.request().unit()));
        reasons.addAll(open);
        return Serving.before(
                after,
                new Ending(Deployed.FAILED, Verdict.FAIL, ending.status().and(RunStatus.FAILURE), reasons),
                lines);
    }

    /** A way back that was begun is finished: half a rollout is worse than a minute. */
    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return new Undoing(deployment, reached, byHelm, position, false, attempts, 0, ending.aborted(), problems)
                .enter(event.why() + "; going back goes on, so that no half rollout is left");
    }

    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return new Undoing(deployment, reached, byHelm, 0, false, 0, 0, ending, problems)
                .enter("resumed: goes back from the beginning, which repeats what is done already");
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
