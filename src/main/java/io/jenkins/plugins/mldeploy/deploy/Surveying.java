package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.List;

/**
 * Looks at every release of the unit before any of them is touched: what to go back to, and whether another helm is at it.
 *
 * @param nowMillis the time, 0 while nobody asked for it
 */
record Surveying(Deployment deployment, int index, long nowMillis) implements DeployState {
    /** How often a release that another helm works on is looked at again. */
    private static final long PAUSE_MILLIS = 5_000;
    /** In place of the time: nothing has to be waited for. */
    static final long TIME_IS_UP = Long.MAX_VALUE;

    @Override
    public Action action() {
        return new Action.Run(deployment.cli().history(deployment.release(index)));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Ran ran)) {
            return failed(event);
        }
        HelmHistory history;
        if (HelmErrors.isNotFound(ran)) {
            history = HelmHistory.none();
        } else if (!ran.found() || ran.timedOut() || ran.exitCode() != 0) {
            return notJudged(HelmErrors.reason("helm history", ran));
        } else {
            try {
                history = HelmHistory.read(ran.stdout());
            } catch (UnreadableReport e) {
                return notJudged(new Reason(e.code(), e.getMessage()));
            }
        }
        HelmHistory.Revision last = history.last().orElse(null);
        if (last != null && last.isPending()) {
            return pending(history, last);
        }
        if (last != null && last.status().equals("uninstalling")) {
            return notJudged(new Reason(
                    "UNINSTALLING",
                    "release '" + name()
                            + "' is being uninstalled, or that was killed; finish it with helm uninstall"));
        }
        Deployment surveyed = deployment.with(index, Progress.from(history.lastNumber(), history.lastGood()));
        return index < deployment.last() ? new Surveying(surveyed, index + 1, 0).enter() : surveyed.begin();
    }

    private Turn<DeployState> pending(HelmHistory history, HelmHistory.Revision last) {
        String what = "release '" + name() + "' is " + last.status() + " at revision " + last.number();
        if (!deployment.request().recoverPending()) {
            return end(Ending.refused(List.of(new Reason(
                    "IN_PROGRESS", what + ", and recoverPending is false; wait for its helm, or recover it by hand"))));
        }
        long deadline = last.updatedMillis() + deployment.request().timeoutSeconds() * 1000;
        if (nowMillis == 0 && deployment.rollout().abandoned().contains(name())) {
            return new SeekingHolder(deployment, index)
                    .enter(what + ", and the run that was at it is at work no more: looks whether its helm is");
        }
        if (nowMillis == 0) {
            // The past: answered at once, with the time.
            return new AwaitingHolder(deployment, index, deployment.opened().startedAtMillis())
                    .enter(what + "; its helm may still be at work: waits until its time is up");
        }
        if (nowMillis < deadline) {
            return new AwaitingHolder(deployment, index, Math.min(nowMillis + PAUSE_MILLIS, deadline)).enter();
        }
        int target = last.status().equals("pending-install") ? 0 : history.lastGood();
        if (target == 0 && !last.status().equals("pending-install")) {
            return notJudged(new Reason(
                    "RECOVERY_IMPOSSIBLE",
                    what + ", and no revision before it ever worked; look at it, then helm uninstall " + name()));
        }
        String how = what + " and its helm is gone: "
                + (target == 0 ? "uninstalls what was half installed" : "rolls back to revision " + target);
        return new Recovering(deployment.noting(how), index, target).enter(how);
    }

    private String name() {
        return deployment.release(index).release();
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
