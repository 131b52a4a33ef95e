package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Renews the Leases before what comes next, where the last renewal is not of just now. The patch names the holder, so that it fails when another host has taken over; then they are looked at, and nothing more is
 * touched. A renewal that fails otherwise keeps nobody from going on: it counts for much longer than anything that is done in between.
 *
 * @param next what comes then
 * @param nowMillis the time, 0 while nobody asked for it
 * @param looking whether a renewal failed, and is looked who holds them
 */
record Renewing(Leased next, long nowMillis, boolean looking) implements DeployState {
    /** Begins what comes next, after a renewal where one is due. */
    static Turn<DeployState> before(Leased next, String... log) {
        return next.deployment().rollout().lease() == null ? next.enter(log) : new Renewing(next, 0, false).enter(log);
    }

    /** The same when the time is known. */
    static Turn<DeployState> at(Leased next, long nowMillis) {
        return next.deployment().rollout().lease() == null
                ? next.enter()
                : new Renewing(next, nowMillis, false).begin();
    }

    private Turn<DeployState> begin() {
        Rollout rollout = deployment().rollout();
        return Leases.isDue(rollout.leasedMillis(), nowMillis)
                ? new Renewing(next.with(deployment().with(rollout.leasedAt(nowMillis))), nowMillis, false).enter()
                : next.enter();
    }

    @Override
    public Deployment deployment() {
        return next.deployment();
    }

    @Override
    public Action action() {
        if (looking) {
            return new Action.Run(deployment().kube().leases(Leases.names(deployment())));
        }
        return nowMillis == 0
                ? new Action.OnController(new Approved.Now())
                : new Action.Run(deployment().kube().patchLeases(Leases.renewal(deployment(), nowMillis)));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (looking) {
            String stranger = Leases.stranger(deployment(), event);
            return stranger == null ? next.enter() : lost(stranger);
        }
        if (nowMillis == 0) {
            return event instanceof Event.Returned returned && returned.value() instanceof Long now
                    ? new Renewing(next, now, false).begin()
                    : next.enter();
        }
        return event instanceof Event.Ran ran && ran.succeeded()
                ? next.enter()
                : new Renewing(next, nowMillis, true).enter();
    }

    private Turn<DeployState> lost(String stranger) {
        List<Reason> reasons = new ArrayList<>(List.of(Leases.lost(deployment(), stranger)));
        // Why it was on its way back is still worth knowing.
        if (next instanceof Reverting reverting) {
            reasons.addAll(reverting.wanted().reasons());
        }
        if (next instanceof Undoing undoing) {
            reasons.addAll(undoing.ending().reasons());
        }
        return end(new Ending(Deployed.FAILED, Verdict.FAIL, RunStatus.FAILURE, reasons));
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return next.stopped(event);
    }

    /** What comes next has not begun; that it is looked after first costs little. */
    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return next.resumed(event);
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
