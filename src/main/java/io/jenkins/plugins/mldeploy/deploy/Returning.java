package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.List;

/**
 * Goes back on purpose: each release to its recorded revision, checked before and read back after; or each release uninstalled, the last one first.
 *
 * @param index release in hand
 * @param phase what is being done to it
 */
record Returning(Deployment deployment, int index, Phase phase) implements Leased {
    enum Phase {
        /** Does the revision hold what was admitted? */
        CHECK,
        ACT,
        /** After a restart: is a helm of before still at it? */
        SEEK,
        /** After a restart: did it have an effect? */
        LOOK,
        VERIFY,
        READ
    }

    static Turn<DeployState> begin(Deployment deployment) {
        return deployment.request().uninstall() ? clear(deployment) : new Returning(deployment, 0, Phase.CHECK).enter();
    }

    /** What an earlier deployment left beside the releases goes first: it has a share of their traffic. */
    private static Turn<DeployState> clear(Deployment deployment) {
        return deployment.rollout().held().isEmpty() && !deployment.rollout().searching()
                ? act(deployment)
                : Carrying.begin(deployment, Program.Stage.CLEAR);
    }

    /** Everything was checked. */
    static Turn<DeployState> act(Deployment deployment, String... log) {
        if (!deployment.request().uninstall()) {
            return Renewing.before(new Returning(deployment, 0, Phase.ACT), log);
        }
        String[] lines = java.util.Arrays.copyOf(log, log.length + 1);
        lines[log.length] = "uninstalls " + deployment.request().unit();
        return Renewing.before(new Returning(deployment, deployment.last(), Phase.ACT), lines);
    }

    @Override
    public Returning with(Deployment other) {
        return new Returning(other, index, phase);
    }

    private boolean removes() {
        return deployment.request().uninstall();
    }

    private int target() {
        return deployment.target().revisions().get(index);
    }

    @Override
    public Action action() {
        ReleaseRequest release = deployment.release(index);
        HelmCli cli = deployment.cli();
        return switch (phase) {
            case CHECK -> new Action.Run(cli.manifest(release, target()));
            case ACT -> new Action.Run(removes() ? cli.uninstall(release) : cli.rollback(release, target()));
            case SEEK ->
                new Action.OnAgent(
                        new HelmProcess(release.release(), deployment.opened().namespace()));
            case LOOK, VERIFY -> new Action.Run(cli.history(release));
            case READ ->
                new Action.Run(
                        cli.manifest(release, deployment.progress().get(index).revision()));
        };
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (phase == Phase.SEEK && !(event instanceof Event.Ran)) {
            boolean alive = event instanceof Event.Returned returned && Boolean.TRUE.equals(returned.value());
            return at(alive ? Phase.SEEK : Phase.LOOK).enter();
        }
        if (!(event instanceof Event.Ran ran)) {
            return broken(
                    event instanceof Event.Failed failed ? new Reason(failed.code(), failed.text()) : null, event);
        }
        boolean gone = HelmErrors.isNotFound(ran);
        boolean good = ran.succeeded();
        if (removes() && gone && phase != Phase.READ) {
            return next("release " + name() + ": is not there");
        }
        if (!good) {
            return phase == Phase.CHECK && ran.found() && !ran.timedOut()
                    ? end(Ending.refused(List.of(new Reason(
                            "REVISION_GONE",
                            "release '" + name() + "' has no revision " + target()
                                    + " any more; deploy the version instead, and keep more with historyMax. "
                                    + HelmErrors.reason("helm get manifest", ran)
                                            .text()))))
                    : broken(
                            HelmErrors.reason(removes() ? "helm uninstall " + name() : "helm rollback " + name(), ran),
                            event);
        }
        try {
            return switch (phase) {
                case CHECK -> check(ran.stdout());
                case ACT -> at(Phase.VERIFY).enter();
                case LOOK, VERIFY -> history(HelmHistory.read(ran.stdout()));
                default -> read(ran.stdout());
            };
        } catch (UnreadableReport e) {
            return broken(new Reason(e.code(), e.getMessage()), event);
        }
    }

    private Turn<DeployState> check(String manifest) throws UnreadableReport {
        List<String> beyond = ManifestReader.beyond(
                ManifestReader.read("helm get manifest", manifest).rendered().images(), deployment.references());
        if (!beyond.isEmpty()) {
            return end(Ending.refused(List.of(new Reason(
                    "IMAGE_NOT_ADMITTED",
                    "image: revision " + target() + " of release '" + name() + "' runs " + String.join(", ", beyond)
                            + ", which the record of that deployment does not name; nothing was applied"))));
        }
        List<KubeObject> objects = KubeObject.list("helm get manifest", manifest);
        Deployment checked = deployment.with(
                index, deployment.progress().get(index).expecting(KubeObject.fingerprint(objects), Shape.of(objects)));
        return index < deployment.last() ? new Returning(checked, index + 1, Phase.CHECK).enter() : clear(checked);
    }

    private Turn<DeployState> history(HelmHistory history) {
        HelmHistory.Revision last = history.last().orElse(null);
        if (removes()) {
            return last == null || last.status().equals("uninstalled")
                    ? next("release " + name() + ": is uninstalled")
                    : phase == Phase.LOOK
                            ? Renewing.before(at(Phase.ACT))
                            : broken(
                                    new Reason("READ_BACK_FAILED", "release " + name() + " is still " + last.status()),
                                    null);
        }
        boolean moved =
                last != null && last.number() > deployment.progress().get(index).base();
        if (moved && last.isDeployed()) {
            return new Returning(
                            deployment.with(
                                    index, deployment.progress().get(index).at(last.number())),
                            index,
                            Phase.READ)
                    .enter();
        }
        return phase == Phase.LOOK && !moved
                ? Renewing.before(at(Phase.ACT), "helm had written nothing: goes on")
                : broken(
                        new Reason(
                                "READ_BACK_FAILED",
                                "release " + name() + " is "
                                        + (last == null ? "not there" : last.status() + " at revision " + last.number())
                                        + " after going back"),
                        null);
    }

    private Turn<DeployState> read(String manifest) throws UnreadableReport {
        Progress progress = deployment.progress().get(index);
        return KubeObject.fingerprint(KubeObject.list("helm get manifest", manifest))
                        .equals(progress.expected())
                ? next("release " + name() + ": revision " + progress.revision()
                        + " runs, with the content of revision " + target() + ", read back")
                : broken(
                        new Reason(
                                "READ_BACK_FAILED",
                                "release " + name() + " does not hold what revision " + target() + " held"),
                        null);
    }

    private Turn<DeployState> next(String line) {
        if (removes()) {
            return index > 0
                    ? Renewing.before(new Returning(deployment, index - 1, Phase.ACT), line)
                    : end(
                            Ending.uninstalled(),
                            line,
                            "UNINSTALLED " + deployment.request().unit());
        }
        return index < deployment.last()
                ? Renewing.before(new Returning(deployment, index + 1, Phase.ACT), line)
                : end(
                        Ending.deployed(),
                        line,
                        "WENT BACK to " + deployment.target().what());
    }

    private Turn<DeployState> broken(Reason reason, Event event) {
        if (reason == null) {
            return failed(event);
        }
        if (phase == Phase.CHECK) {
            return notJudged(reason);
        }
        return removes()
                ? end(new Ending(Deployed.FAILED, Verdict.FAIL, RunStatus.FAILURE, List.of(reason)))
                : Reverting.because(deployment, index, reason);
    }

    private Returning at(Phase other) {
        return new Returning(deployment, index, other);
    }

    private String name() {
        return deployment.release(index).release();
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        if (phase == Phase.CHECK) {
            return end(Ending.stopped(event.why()));
        }
        Reason reason = new Reason("STOPPED", event.why());
        return removes()
                ? end(new Ending(
                        Deployed.FAILED,
                        Verdict.FAIL,
                        RunStatus.ABORTED,
                        List.of(new Reason(
                                "STOPPED", event.why() + " while " + name() + " was being uninstalled; run it again"))))
                : Reverting.stopped(deployment, index, reason);
    }

    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return phase == Phase.CHECK ? begin(deployment) : at(Phase.SEEK).enter("resumed: looks what became of it");
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
