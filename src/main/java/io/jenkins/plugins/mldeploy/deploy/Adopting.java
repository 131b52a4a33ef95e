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
import java.util.Optional;

/**
 * Records what was found where the journal knows something else, or nothing: releases that were deployed before this suite came, and those that somebody changed past it. Only reads the cluster.
 * What can't be found out is noted, and keeps nobody from deploying; a record that can't be written does.
 *
 * @param phase what is done
 * @param wanted indices of the releases about which more is found out
 * @param read those of them that are through
 * @param inHand the release in hand, null when there is none
 * @param workload whose pods are asked for
 */
record Adopting(
        Deployment deployment, Phase phase, List<Integer> wanted, List<Adoptee> read, Adoptee inHand, int workload)
        implements DeployState {
    enum Phase {
        COMPARE,
        MANIFEST,
        KEEP_MANIFEST,
        HOOKS,
        KEEP_HOOKS,
        PODS,
        RECORD
    }

    Adopting {
        wanted = List.copyOf(wanted);
        read = List.copyOf(read);
    }

    static Turn<DeployState> begin(Deployment deployment, String... log) {
        return deployment.rollout().found().size()
                        == deployment.request().releases().size()
                ? new Adopting(deployment, Phase.COMPARE, List.of(), List.of(), null, 0).enter(log)
                // An earlier build looked at them, and kept less of what it saw.
                : Surveying.closely(deployment).enter(log);
    }

    @Override
    public Action action() {
        return switch (phase) {
            case COMPARE -> new Action.OnController(new CompareWithJournal(deployment));
            case MANIFEST -> new Action.Run(deployment.cli().manifest(release(), revision()));
            case HOOKS -> new Action.Run(deployment.cli().hooks(release(), revision()));
            // The text was in the action that began it; after a restart it is read again.
            case KEEP_MANIFEST, KEEP_HOOKS -> throw new IllegalStateException("its action is not saved");
            case PODS -> new Action.Run(deployment.kube().pods(inHand.pods().get(workload)));
            case RECORD -> new Action.OnController(new RecordAdoption(deployment, read));
        };
    }

    @Override
    public Turn<DeployState> after(Event event) {
        return switch (phase) {
            case COMPARE -> compared(event);
            case MANIFEST -> manifest(event);
            case KEEP_MANIFEST -> kept(event, Phase.HOOKS);
            case HOOKS -> hooks(event);
            case KEEP_HOOKS -> kept(event, Phase.PODS);
            case PODS -> pods(event);
            case RECORD -> recorded(event);
        };
    }

    private Turn<DeployState> compared(Event event) {
        if (!(event instanceof Event.Returned returned)
                || !(returned.value() instanceof CompareWithJournal.Answer answer)) {
            return failed(event);
        }
        if (!answer.something()) {
            return done(List.of(), false);
        }
        if (!deployment.rollout().found().stream().allMatch(Found::isClose)) {
            return Surveying.closely(deployment).enter();
        }
        return new Adopting(deployment, Phase.RECORD, answer.wanted(), List.of(), null, 0).nextRelease();
    }

    private Turn<DeployState> nextRelease(String... log) {
        return read.size() < wanted.size()
                ? new Adopting(deployment, Phase.MANIFEST, wanted, read, Adoptee.of(wanted.get(read.size())), 0)
                        .enter(log)
                : new Adopting(deployment, Phase.RECORD, wanted, read, null, 0).enter(log);
    }

    private Turn<DeployState> manifest(Event event) {
        String what = "helm get manifest " + release().release();
        Optional<Event.Ran> ran = good(event);
        if (ran.isEmpty()) {
            return at(Phase.HOOKS, inHand.noting("its manifest is not known: " + why(what, event)))
                    .enter();
        }
        try {
            ManifestReader.Result result = ManifestReader.read(what, ran.get().stdout());
            List<KubeObject> objects = KubeObject.list(what, ran.get().stdout());
            return Turn.of(
                    at(
                            Phase.KEEP_MANIFEST,
                            inHand.with(result.rendered().images()).running(LivePods.labels(objects))),
                    new Action.OnController(new StoreText(result.text())));
        } catch (UnreadableReport e) {
            return at(Phase.HOOKS, inHand.noting("its manifest is not known: " + e.getMessage()))
                    .enter();
        }
    }

    private Turn<DeployState> hooks(Event event) {
        String what = "helm get hooks " + release().release();
        Optional<Event.Ran> ran = good(event);
        if (ran.isEmpty()) {
            return nextPods(inHand.noting("its hooks are not known: " + why(what, event)), 0);
        }
        if (ran.get().stdout().isBlank()) {
            return nextPods(inHand, 0);
        }
        try {
            ManifestReader.Result result = ManifestReader.read(what, ran.get().stdout());
            return Turn.of(
                    at(Phase.KEEP_HOOKS, inHand.with(result.rendered().images())),
                    new Action.OnController(new StoreText(result.text())));
        } catch (UnreadableReport e) {
            return nextPods(inHand.noting("its hooks are not known: " + e.getMessage()), 0);
        }
    }

    private Turn<DeployState> kept(Event event, Phase next) {
        if (!(event instanceof Event.Returned returned) || !(returned.value() instanceof String payload)) {
            return failed(event);
        }
        return next == Phase.HOOKS ? at(next, inHand.told(payload)).enter() : nextPods(inHand.hooked(payload), 0);
    }

    private Turn<DeployState> nextPods(Adoptee known, int next) {
        if (next < known.pods().size()) {
            return new Adopting(deployment, Phase.PODS, wanted, read, known, next).enter();
        }
        List<Adoptee> all = new ArrayList<>(read);
        all.add(known);
        return new Adopting(deployment, Phase.RECORD, wanted, all, null, 0).nextRelease();
    }

    private Turn<DeployState> pods(Event event) {
        Optional<Event.Ran> ran = good(event);
        if (ran.isEmpty()) {
            // What can't be asked once can't be asked of the next workload.
            return nextPods(
                    inHand.noting("which images its pods run is not known: " + why("kubectl get pods", event)),
                    Integer.MAX_VALUE);
        }
        return nextPods(inHand.seeing(LivePods.digests(ran.get().stdout())), workload + 1);
    }

    private Turn<DeployState> recorded(Event event) {
        if (!(event instanceof Event.Returned returned)
                || !(returned.value() instanceof RecordAdoption.Answer answer)) {
            return failed(event);
        }
        return done(answer.reasons(), answer.doubtful());
    }

    private Turn<DeployState> done(List<Reason> news, boolean doubtful) {
        List<String> log = new ArrayList<>(news.stream().map(Reason::text).toList());
        if (!deployment.request().adopt()) {
            if (!news.isEmpty()) {
                log.add("recorded as it was found, before anything is changed");
            }
            Turn<DeployState> first = deployment.begin();
            log.addAll(first.log());
            return new Turn<>(first.state(), first.action(), log);
        }
        List<Reason> reasons = new ArrayList<>(news);
        RunStatus status = doubtful ? RunStatus.UNSTABLE : RunStatus.SUCCESS;
        for (int i = 0; i < deployment.rollout().found().size(); i++) {
            String name = deployment.release(i).release();
            if (!deployment.rollout().found().get(i).isThere()
                    && news.stream().noneMatch(reason -> reason.text().startsWith("release '" + name + "' "))) {
                Reason absent = new Reason(
                        "NOT_THERE",
                        "release '" + name + "' is not in namespace '"
                                + deployment.opened().namespace() + "'; there is nothing of it to adopt");
                reasons.add(absent);
                log.add(absent.text());
                status = RunStatus.FAILURE;
            }
        }
        if (reasons.isEmpty()) {
            log.add("the journal knows what runs: " + deployment.request().unit());
        }
        Ending ending = new Ending(
                news.isEmpty() ? Ending.KNOWN : doubtful ? Deployed.DOUBTFUL : Deployed.ADOPTED,
                Verdict.NOT_EVALUATED,
                status,
                reasons);
        return end(ending, log.toArray(String[]::new));
    }

    private static Optional<Event.Ran> good(Event event) {
        return event instanceof Event.Ran ran && ran.succeeded() ? Optional.of(ran) : Optional.empty();
    }

    private static String why(String what, Event event) {
        return event instanceof Event.Ran ran && !ran.found()
                ? what.substring(0, what.indexOf(' ')) + " is not on PATH"
                : Operation.why(what, event).text();
    }

    private ReleaseRequest release() {
        return deployment.release(inHand.index());
    }

    private int revision() {
        return deployment.rollout().found().get(inHand.index()).revision();
    }

    private Adopting at(Phase other, Adoptee known) {
        return new Adopting(deployment, other, wanted, read, known, 0);
    }

    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return begin(deployment, "resumed: looks again whether the journal knows what runs");
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
