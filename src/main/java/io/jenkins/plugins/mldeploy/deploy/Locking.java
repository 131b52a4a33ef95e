package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes this the only deployment of its releases in its environment. While another one is at it this one waits, without holding a thread or an executor, and says for whom.
 *
 * @param untilMillis 0 while the locks are asked for, else when they are asked for again
 * @param waitsFor who was there when it last asked, null at first
 */
record Locking(Deployment deployment, long untilMillis, String waitsFor) implements DeployState {
    /** Nobody rings when a lock is given back by another process. */
    private static final long PAUSE_MILLIS = 2_000;

    static Turn<DeployState> begin(Deployment deployment, String... log) {
        return new Locking(deployment, 0, null).enter(log);
    }

    @Override
    public Action action() {
        if (deployment.rollout().machine() == null) {
            return new Action.OnAgent(new Machine());
        }
        return untilMillis == 0
                ? new Action.OnController(new TakeLocks(deployment))
                : new Action.Wait("locks/" + deployment.request().environment(), Instant.ofEpochMilli(untilMillis));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (deployment.rollout().machine() == null) {
            String machine =
                    event instanceof Event.Returned returned && returned.value() instanceof String name ? name : "";
            return new Locking(deployment.with(deployment.rollout().on(machine)), 0, null).enter();
        }
        if (event instanceof Event.Woken) {
            return new Locking(deployment, 0, waitsFor).enter();
        }
        if (!(event instanceof Event.Returned returned) || !(returned.value() instanceof TakeLocks.Answer answer)) {
            return failed(event);
        }
        ReleaseLocks.Answer locks = answer.locks();
        if (locks.holder() != null) {
            String who = locks.holder().display();
            DeployState waiting = new Locking(deployment, answer.nowMillis() + PAUSE_MILLIS, who);
            return who.equals(waitsFor)
                    ? waiting.enter()
                    : waiting.enter("waits for " + who + ", which deploys release '" + locks.release() + "' to '"
                            + deployment.request().environment() + "'");
        }
        Deployment locked = deployment;
        List<String> log = new ArrayList<>();
        if (locks.takenOver() != null) {
            String line = "took over the lock of release '" + locks.release() + "' from "
                    + locks.takenOver().display() + ", which is at work no more";
            log.add(line);
            locked = locked.noting(line);
            String machine = deployment.rollout().machine();
            locked = locked.with(locked.rollout()
                    .searches()
                    .abandoned(locks.gone().entrySet().stream()
                            .filter(gone -> !machine.isEmpty()
                                    && machine.equals(gone.getValue().machine()))
                            .map(Map.Entry::getKey)
                            .toList()));
        }
        Allowance allowance = deployment.judged().allowance();
        if (answer.older() != null || allowance.isOver(answer.nowMillis())) {
            return DeployState.ending(
                            locked, Ending.refused(List.of(answer.older() == null ? allowance.over() : answer.older())))
                    .enter(log.toArray(String[]::new));
        }
        return found(locked, answer, log);
    }

    /** What an earlier deployment was not allowed to finish is gone on with when it is the same, and goes first when it is not. */
    private static Turn<DeployState> found(Deployment locked, TakeLocks.Answer answer, List<String> log) {
        if (locked.request().adopt()) {
            // Nothing is changed, so nothing is written into the cluster either, no Lease and no file.
            return Surveying.begin(locked).enter(log.toArray(String[]::new));
        }
        List<Held> held = answer.held();
        if (held.isEmpty()) {
            return Leasing.begin(locked, answer.identity(), answer.nowMillis(), log);
        }
        Request request = locked.request();
        boolean same = request.isForward()
                && request.strategy().hasGuest()
                && held.size() == request.releases().size()
                && held.stream()
                        .allMatch(each -> each.certain()
                                && locked.judged().planHash().equals(each.planHash())
                                && each.guest().equals(request.strategy().guestOf(each.release())));
        String where = "deployment " + held.get(0).deploymentId() + ", which is held"
                + (held.get(0).share() > 0 ? " at " + held.get(0).share() + " %" : "");
        String line = same ? "goes on with " + where : "takes back " + where + ", first";
        log.add(line);
        Deployment found = locked.noting(line).with(locked.rollout().finding(held, same));
        if (same && !found.judged().allowance().isAll() && next(found) == null) {
            Operation.Result.Failed holding = Approved.holding(
                    found,
                    found.rollout().reached(),
                    "the approval covers at most " + found.judged().allowance().maxTraffic() + " %");
            Reason reason = holding.reasons().get(0);
            log.add("HELD: " + reason.text());
            return DeployState.ending(holding.deployment(), Ending.held(reason)).enter(log.toArray(String[]::new));
        }
        return Leasing.begin(found, answer.identity(), answer.nowMillis(), log);
    }

    /** The next step that the approval covers, as far as that can be told before the pods are counted; null when there is none. */
    private static Integer next(Deployment deployment) {
        Allowance allowance = deployment.judged().allowance();
        return deployment.request().strategy().shares().stream()
                .filter(share -> share > deployment.rollout().reached() && share <= allowance.maxTraffic())
                .findFirst()
                .orElse(null);
    }
}
