package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.List;

/**
 * Looks at every release of the unit before any of them is touched: what to go back to, and whether another helm is at it. Where the last revision is the one that works, one question is enough.
 *
 * @param nowMillis the time, 0 while nobody asked for it
 * @param latest whether the last revision alone is asked for, with its manifest; else the history
 */
record Surveying(Deployment deployment, int index, long nowMillis, boolean latest) implements Leased {
    /** How often a release that another helm works on is looked at again. */
    private static final long PAUSE_MILLIS = 5_000;
    /** In place of the time: nothing has to be waited for. */
    static final long TIME_IS_UP = Long.MAX_VALUE;

    /** All at once where that is enough, else each. */
    static DeployState begin(Deployment deployment) {
        return SurveyingUnit.isEnoughFor(deployment) ? new SurveyingUnit(deployment) : each(deployment);
    }

    /** Begins with the first release. */
    static Surveying each(Deployment deployment) {
        // Whoever goes back asks for the revision that is meant.
        return new Surveying(deployment, 0, 0, deployment.request().isForward());
    }

    /** Once more, with all that helm knows about each: the journal does not know what runs, or an earlier build kept less of it. */
    static Surveying closely(Deployment deployment) {
        return new Surveying(deployment.with(deployment.rollout().unseen()), 0, 0, false);
    }

    @Override
    public Surveying with(Deployment other) {
        return new Surveying(other, index, nowMillis, latest);
    }

    @Override
    public Action action() {
        ReleaseRequest release = deployment.release(index);
        return new Action.Run(
                latest ? deployment.cli().latest(release) : deployment.cli().history(release));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Ran ran)) {
            return failed(event);
        }
        HelmHistory history;
        boolean good = ran.succeeded();
        if (latest && good) {
            return latest(ran.stdout());
        }
        if (HelmErrors.isNotFound(ran)) {
            history = HelmHistory.none();
        } else if (!good) {
            return notJudged(HelmErrors.reason("helm history", ran));
        } else {
            try {
                history = HelmHistory.read(ran.stdout());
            } catch (UnreadableReport e) {
                return notJudged(new Reason(e.code(), e.getMessage()));
            }
        }
        HelmHistory.Revision last = history.last().orElse(null);
        Deployment seen = deployment.with(deployment.rollout().seeing(index, Found.of(history)));
        if (seen.request().adopt()) {
            return next(seen, Progress.from(history.lastNumber(), history.lastGood()));
        }
        if (last != null && last.isPending()) {
            return new Surveying(seen, index, nowMillis, false).pending(history, last);
        }
        if (last != null && last.status().equals("uninstalling")) {
            return notJudged(new Reason(
                    "UNINSTALLING",
                    "release '" + name()
                            + "' is being uninstalled, or that was killed; finish it with helm uninstall"));
        }
        return next(seen, Progress.from(history.lastNumber(), history.lastGood()));
    }

    /** What was found is recorded, where the journal does not know it, before anything is changed. */
    private Turn<DeployState> next(Deployment seen, Progress progress) {
        Deployment surveyed = seen.with(index, progress);
        return index < surveyed.last()
                ? new Surveying(surveyed, index + 1, 0, latest).enter()
                : Adopting.begin(surveyed);
    }

    /** A revision that works is what to go back to. Anything else takes its history to understand. */
    private Turn<DeployState> latest(String text) {
        try {
            LatestRevision last = LatestRevision.read("helm get all", text);
            if (last.isDeployed()) {
                List<KubeObject> objects = last.objects();
                return next(
                        deployment.with(deployment.rollout().seeing(index, Found.deployed(last.number()))),
                        Progress.from(last.number(), last.number())
                                .keeping(KubeObject.fingerprint(objects), Shape.of(objects)));
            }
            return new Surveying(deployment, index, 0, false).enter();
        } catch (UnreadableReport e) {
            return notJudged(new Reason(e.code(), e.getMessage()));
        }
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
