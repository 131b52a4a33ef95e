package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
        return untilMillis == 0
                ? new Action.OnController(new TakeLocks(deployment))
                : new Action.Wait("locks/" + deployment.request().environment(), Instant.ofEpochMilli(untilMillis));
    }

    @Override
    public Turn<DeployState> after(Event event) {
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
        }
        return answer.older() == null
                ? new Surveying(locked, 0, 0).enter(log.toArray(String[]::new))
                : DeployState.ending(locked, Ending.refused(List.of(answer.older())))
                        .enter(log.toArray(String[]::new));
    }
}
