package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the unit back, its last touched release first. Each release is looked at, taken back to its numbered good revision (or uninstalled when it had none), and
 * looked at again. One that fails does not keep the others from being taken back.
 *
 * @param index release in hand
 * @param wanted how it ends when everything can be taken back
 * @param phase what is being done to the release in hand
 * @param acted whether the release in hand may have been taken back already
 * @param reverted how many releases were taken back
 * @param problems what could not be taken back
 */
record Reverting(
        Deployment deployment,
        int index,
        Ending wanted,
        Phase phase,
        boolean acted,
        int reverted,
        List<Reason> problems)
        implements Leased {
    enum Phase {
        /** Is a helm of before a restart still at it? */
        SEEK,
        LOOK,
        ACT,
        VERIFY,
        /** What did the good one hold? Asked where nobody did before. */
        OLD,
        /** Does the revision hold what the good one held? */
        READ
    }

    Reverting {
        problems = List.copyOf(problems);
    }

    static Turn<DeployState> because(Deployment deployment, int index, Reason cause) {
        return because(
                deployment, index, new Ending(Deployed.ROLLED_BACK, Verdict.FAIL, RunStatus.FAILURE, List.of(cause)));
    }

    static Turn<DeployState> stopped(Deployment deployment, int index, Reason cause) {
        return because(
                deployment, index, new Ending(Deployed.ROLLED_BACK, Verdict.FAIL, RunStatus.ABORTED, List.of(cause)));
    }

    static Turn<DeployState> because(Deployment deployment, int index, Ending wanted) {
        Reverting reverting = new Reverting(deployment, index, wanted, Phase.LOOK, false, 0, List.of());
        String cause = wanted.reasons().get(0).toString();
        if (deployment.request().rollBack()) {
            return reverting.enter(cause, "rolls back the unit, last release first");
        }
        List<Reason> reasons = new ArrayList<>(wanted.reasons());
        reasons.add(new Reason("KEPT", "onFailure is keep, so nothing was rolled back"));
        return reverting.end(new Ending(Deployed.FAILED, Verdict.FAIL, wanted.status(), reasons), cause);
    }

    @Override
    public Action action() {
        ReleaseRequest release = deployment.release(index);
        return switch (phase) {
            case SEEK ->
                new Action.OnAgent(
                        new HelmProcess(release.release(), deployment.opened().namespace()));
            case LOOK, VERIFY -> new Action.Run(deployment.cli().history(release));
            case OLD -> new Action.Run(deployment.cli().manifest(release, lastGood()));
            case READ ->
                new Action.Run(deployment
                        .cli()
                        .manifest(release, deployment.progress().get(index).revision()));
            case ACT ->
                new Action.Run(
                        lastGood() == 0
                                ? deployment.cli().uninstall(release)
                                : deployment.cli().rollback(release, lastGood()));
        };
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (phase == Phase.SEEK && !(event instanceof Event.Ran)) {
            boolean alive = event instanceof Event.Returned returned && Boolean.TRUE.equals(returned.value());
            return at(alive ? Phase.SEEK : Phase.LOOK).enter();
        }
        if (event instanceof Event.Failed failed) {
            return problem(new Reason(failed.code(), failed.text()));
        }
        if (!(event instanceof Event.Ran ran)) {
            return failed(event);
        }
        if (phase == Phase.ACT) {
            return ran.succeeded()
                    ? at(Phase.VERIFY).enter()
                    : problem(HelmErrors.reason("rollback of release " + name(), ran));
        }
        if (phase == Phase.OLD || phase == Phase.READ) {
            return read(ran);
        }
        HelmHistory history = HelmHistory.none();
        if (!HelmErrors.isNotFound(ran)) {
            if (!ran.succeeded()) {
                return problem(HelmErrors.reason("helm history " + name(), ran));
            }
            try {
                history = HelmHistory.read(ran.stdout());
            } catch (UnreadableReport e) {
                return problem(new Reason(e.code(), e.getMessage()));
            }
        }
        return phase == Phase.LOOK ? decide(history) : verify(history);
    }

    private Turn<DeployState> decide(HelmHistory history) {
        int base = deployment.progress().get(index).base();
        boolean isThere = history.lastNumber() > base;
        // An upgrade makes one revision, its rollback the next.
        boolean isBack = lastGood() == 0
                ? !isThere
                : history.lastNumber() > base + 1
                        && history.last().orElseThrow().isDeployed();
        if (acted && isBack) {
            return verify(history);
        }
        if (!isThere) {
            return next(reverted, "release " + name() + ": nothing was applied");
        }
        return Renewing.before(
                at(Phase.ACT),
                "release " + name() + ": "
                        + (lastGood() == 0
                                ? "uninstalls it, as there was no revision that worked"
                                : "rolls back to revision " + lastGood()));
    }

    @Override
    public Reverting with(Deployment other) {
        return new Reverting(other, index, wanted, phase, acted, reverted, problems);
    }

    private Turn<DeployState> verify(HelmHistory history) {
        String last = history.last().map(HelmHistory.Revision::status).orElse("uninstalled");
        boolean back = last.equals(lastGood() == 0 ? "uninstalled" : "deployed");
        Deployment now = deployment.with(
                index, deployment.progress().get(index).at(last.equals("uninstalled") ? 0 : history.lastNumber()));
        Reverting there = new Reverting(now, index, wanted, phase, acted, reverted, problems);
        if (!back) {
            return problem(new Reason(
                    "ROLLBACK_FAILED",
                    "release " + name() + " is " + last + " at revision " + history.lastNumber()
                            + " after its rollback"));
        }
        if (lastGood() == 0) {
            return there.next(reverted + 1, "release " + name() + ": is back, verified");
        }
        return there.at(deployment.progress().get(index).was() == null ? Phase.OLD : Phase.READ)
                .enter();
    }

    private Turn<DeployState> read(Event.Ran ran) {
        if (!ran.succeeded()) {
            return problem(HelmErrors.reason("reading back release " + name(), ran));
        }
        try {
            List<KubeObject> objects = KubeObject.list("helm get manifest", ran.stdout());
            Progress progress = deployment.progress().get(index);
            if (phase == Phase.OLD) {
                return with(deployment.with(
                                index, progress.keeping(KubeObject.fingerprint(objects), Shape.of(objects))))
                        .at(Phase.READ)
                        .enter();
            }
            return KubeObject.fingerprint(objects).equals(progress.was())
                    ? next(
                            reverted + 1,
                            "release " + name() + ": is back, with the manifest of revision " + lastGood()
                                    + ", verified")
                    : problem(new Reason(
                            "ROLLBACK_FAILED",
                            "release " + name() + " does not hold the manifest of revision " + lastGood()
                                    + " after its rollback"));
        } catch (UnreadableReport e) {
            return problem(new Reason(e.code(), e.getMessage()));
        }
    }

    private Turn<DeployState> problem(Reason reason) {
        List<Reason> more = new ArrayList<>(problems);
        more.add(reason);
        return new Reverting(deployment, index, wanted, phase, acted, reverted, more)
                .next(reverted, "could not take back release " + name() + ": " + reason);
    }

    private Turn<DeployState> next(int done, String line) {
        return index > 0
                ? new Reverting(deployment, index - 1, wanted, Phase.LOOK, false, done, problems).enter(line)
                : end(done, line);
    }

    /** What was put beside the named releases goes too, and then the cluster is compared with what ran before. */
    private Turn<DeployState> end(int done, String line) {
        boolean touched = done > 0 && deployment.progress().stream().anyMatch(each -> each.was() != null);
        if (deployment.guests().isEmpty() && !problems.isEmpty()) {
            return Serving.before(deployment, ending(done), line);
        }
        if (deployment.guests().isEmpty() && !touched) {
            return end(ending(done), line);
        }
        Turn<DeployState> undoing = Undoing.from(deployment, Integer.MAX_VALUE, true, ending(done));
        return new Turn<>(undoing.state(), undoing.action(), List.of(line));
    }

    private Ending ending(int done) {
        List<Reason> reasons = new ArrayList<>(wanted.reasons());
        if (!problems.isEmpty()) {
            reasons.add(new Reason(
                    "ROLLBACK_FAILED",
                    "not restored: not everything could be taken back, so what runs is not certain; look at helm history of "
                            + deployment.request().unit()));
            reasons.addAll(problems);
            return new Ending(Deployed.FAILED, Verdict.FAIL, wanted.status().and(RunStatus.FAILURE), reasons);
        }
        boolean nothing = done == 0 && deployment.guests().isEmpty();
        return new Ending(
                nothing ? Deployed.NOT_APPLIED : Deployed.ROLLED_BACK, wanted.verdict(), wanted.status(), reasons);
    }

    private int lastGood() {
        return deployment.progress().get(index).lastGood();
    }

    private String name() {
        return deployment.release(index).release();
    }

    private Reverting at(Phase other) {
        return new Reverting(deployment, index, wanted, other, acted || other == Phase.ACT, reverted, problems);
    }

    /** A rollback that was begun is finished: half a release is worse than a minute. */
    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return new Reverting(deployment, index, wanted.aborted(), Phase.LOOK, acted, reverted, problems)
                .enter(event.why() + "; the rollback goes on, so that no half release is left");
    }

    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return at(Phase.SEEK).enter("resumed: the rollback goes on");
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
