package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.verdict.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The moves of a rollout, in order, with a barrier over all releases of the unit between any two kinds of move. A pure function of the deployment, so that only the position
 * is saved.
 */
final class Program {
    /** The stretches of a rollout; the upgrade of the named releases lies between the second and the third. */
    enum Stage {
        /** Nothing is written to the cluster. */
        PREPARE,
        /** What an earlier deployment left at a share of the traffic goes, before going back. */
        CLEAR,
        /** The new version runs beside the old. */
        RUN,
        /** The named releases are the new version. */
        FINISH
    }

    private Program() {}

    static List<Operation> of(Deployment deployment, Stage stage) {
        return switch (stage) {
            case PREPARE -> Preparing.all(deployment);
            case CLEAR -> clear(deployment, true);
            case RUN -> run(deployment);
            case FINISH -> finish(deployment);
        };
    }

    private static List<Operation> run(Deployment deployment) {
        List<Integer> guests = deployment.guests();
        List<Operation> moves = new ArrayList<>();
        Strategy strategy = deployment.request().strategy();
        if (deployment.rollout().goesOn()) {
            shared(deployment, guests, moves);
            return moves;
        }
        moves.addAll(clear(deployment, false));
        if (strategy.kind() == Strategy.Kind.RECREATE && deployment.helm().major() > 3) {
            for (int i = 0; i < deployment.progress().size(); i++) {
                Shape old = deployment.progress().get(i).old();
                if (old != null && !old.deployments().isEmpty()) {
                    moves.add(new Moves.Apply(i, Preparing.OLD_NAMED));
                }
            }
        }
        if (guests.isEmpty()) {
            return moves;
        }
        for (int i : guests) {
            moves.add(new Moves.RemoveGuest(i));
            moves.add(new Moves.InstallGuest(i));
        }
        for (int i : guests) {
            tests(deployment, i, true, moves);
        }
        if (strategy.kind() == Strategy.Kind.BLUE_GREEN) {
            blueGreen(deployment, guests, moves);
        } else {
            shared(deployment, guests, moves);
        }
        return moves;
    }

    /**
     * Takes away what an earlier deployment left at a share of the traffic, or where it ended on its way.
     *
     * @param alone whether nothing else prepares the files that lead back
     */
    private static List<Operation> clear(Deployment deployment, boolean alone) {
        List<Operation> moves = new ArrayList<>();
        for (int i = 0; alone && i < deployment.progress().size(); i++) {
            if (deployment.progress().get(i).lastGood() > 0) {
                moves.add(new Preparing.FindLeft(i));
            }
        }
        for (int i = 0; i < deployment.progress().size(); i++) {
            String release = deployment.release(i).release();
            List<Held> all = deployment.rollout().held();
            boolean routed = all.stream().anyMatch(held -> held.release().equals(release) && held.routed());
            if (routed && deployment.progress().get(i).lastGood() > 0) {
                if (alone) {
                    moves.add(new Preparing.MakeFolder());
                    moves.add(new Preparing.KeepOld(i, true));
                }
                moves.add(new Moves.Apply(i, Preparing.OLD_TRAFFIC));
                if (deployment.progress().get(i).old() != null) {
                    eachRoute(deployment, List.of(i), false, (of, r) -> moves.add(new RouteMoves.Settle(of, r)));
                }
            }
            for (int k = 0; k < all.size(); k++) {
                if (all.get(k).release().equals(release)) {
                    moves.add(new Moves.RemoveHeld(k));
                }
            }
        }
        return moves;
    }

    private static void blueGreen(Deployment deployment, List<Integer> guests, List<Operation> moves) {
        stillApproved(deployment, -1, moves);
        eachService(deployment, guests, (i, k) -> moves.add(new Moves.Switch(i, k, true)));
        Strategy strategy = deployment.request().strategy();
        if (!deployment.request().analysis().isEmpty()) {
            measure(deployment, true, moves);
        }
        pause(deployment, strategy.scaleDownMillis(), "keeps the old version", moves);
        Leases.renew(deployment, moves);
        eachService(deployment, guests, (i, k) -> moves.add(new Moves.StillSwitched(i, k)));
        guests.forEach(i -> moves.add(new Moves.Apply(i, Preparing.QUIET)));
        eachWorkload(deployment, guests, (i, k) -> moves.add(new Moves.Await(i, k, false)));
        guests.forEach(i -> moves.add(new Moves.Apply(i, Preparing.OLD_TRAFFIC)));
    }

    /** Both versions share the traffic, step by step. */
    private static void shared(Deployment deployment, List<Integer> guests, List<Operation> moves) {
        Strategy strategy = deployment.request().strategy();
        List<Integer> shares = strategy.shares();
        Allowance allowance = deployment.judged().allowance();
        int before = deployment.rollout().reached();
        int reached = before;
        for (int step = 0; step < shares.size(); step++) {
            int share = shares.get(step);
            if (share < before) {
                continue;
            }
            if (!allowance.covers(deployment, share)) {
                hold(deployment, reached, moves);
                return;
            }
            if (reached >= 0 && share > before) {
                stillApproved(deployment, reached, moves);
            }
            reached = share;
            if (strategy.needsRouter()) {
                eachRoute(deployment, guests, false, (i, k) -> moves.add(new RouteMoves.Divide(i, k, share)));
                eachRoute(deployment, guests, true, (i, k) -> moves.add(new RouteMoves.Confirm(i, k, share)));
            } else {
                eachWorkload(deployment, guests, (i, k) -> moves.add(new Moves.Scale(i, k, share)));
                eachWorkload(deployment, guests, (i, k) -> moves.add(new Moves.Await(i, k, true)));
            }
            boolean last = step == shares.size() - 1 || !allowance.covers(deployment, shares.get(step + 1));
            if (share > before) {
                measure(deployment, last, moves);
            }
        }
        if (!allowance.isAll()) {
            hold(deployment, reached, moves);
            return;
        }
        stillApproved(deployment, reached, moves);
        if (strategy.needsRouter()) {
            guests.forEach(i -> moves.add(new Moves.Apply(i, Preparing.OLD_TRAFFIC)));
            eachRoute(
                    deployment,
                    guests,
                    false,
                    (i, k) -> moves.add(new RouteMoves.Confirm(i, k, RouteMoves.Confirm.RESTORED)));
        }
    }

    private static void hold(Deployment deployment, int share, List<Operation> moves) {
        if (Observing.isOn(deployment)) {
            moves.add(new Observing.GoOn(true));
        }
        moves.add(new Approved.Hold(share));
    }

    /** More traffic only while the approval lasts. */
    private static void stillApproved(Deployment deployment, int reached, List<Operation> moves) {
        if (deployment.judged().allowance().untilMillis() != null) {
            moves.add(new Approved.Still(reached));
        }
    }

    /** Watches a step: pauses, with measurements between them, and a judgement at its end. */
    private static void measure(Deployment deployment, boolean last, List<Operation> moves) {
        Strategy strategy = deployment.request().strategy();
        int rounds = deployment.request().analysis().isEmpty() ? 1 : strategy.rounds();
        for (int round = 0; round < rounds; round++) {
            pause(deployment, strategy.intervalMillis() / rounds, round == 0 ? "watches it" : null, moves);
            for (int metric = 0; metric < deployment.request().analysis().size(); metric++) {
                Measuring.moves(deployment, metric, moves);
            }
        }
        Leases.renew(deployment, moves);
        for (int metric = 0; metric < deployment.request().analysis().size(); metric++) {
            moves.add(new Measuring.Judge(metric, last));
        }
    }

    /** In pieces that the watch of endpoints can bridge. */
    private static void pause(Deployment deployment, long millis, String why, List<Operation> moves) {
        boolean watched = Observing.isOn(deployment);
        String line = why == null ? null : why + " for " + Durations.display(Duration.ofMillis(millis));
        for (long left = millis; left > 0; left -= Observing.LONGEST_PAUSE_MILLIS) {
            moves.add(new Moves.Pause(watched ? Math.min(left, Observing.LONGEST_PAUSE_MILLIS) : left, line));
            line = null;
            if (!watched) {
                return;
            }
            moves.add(new Observing.GoOn(false));
        }
    }

    private static List<Operation> finish(Deployment deployment) {
        List<Operation> moves = new ArrayList<>();
        List<Integer> guests = deployment.guests();
        guests.forEach(i -> moves.add(new Moves.RemoveGuest(i)));
        if (Observing.isOn(deployment)) {
            moves.add(new Observing.GoOn(true));
        }
        if (guests.isEmpty()) {
            for (int i = 0; i < deployment.progress().size(); i++) {
                tests(deployment, i, false, moves);
            }
            if (!deployment.request().analysis().isEmpty()) {
                measure(deployment, true, moves);
            }
        }
        return moves;
    }

    private static void tests(Deployment deployment, int index, boolean ofGuest, List<Operation> moves) {
        if (deployment.request().helmTest() && !ofGuest) {
            moves.add(new Moves.HelmTest(index, false));
        }
        if (deployment.request().smokeTest() != null) {
            moves.add(new SmokeMove(index, ofGuest));
        }
    }

    /**
     * The way back from a position, last move first in spirit: traffic to where the old version runs, then the old version where it was replaced, then the temporary
     * releases away, then a look whether it is so.
     *
     * @param reached how many moves of {@link Stage#RUN} may have had an effect
     * @param byHelm whether the named releases were taken back by helm already
     */
    static List<Operation> back(Deployment deployment, int reached, boolean byHelm) {
        List<Integer> guests = deployment.guests();
        List<Operation> done = run(deployment);
        done = done.subList(0, Math.min(reached, done.size()));
        List<Operation> moves = new ArrayList<>();
        moves.add(new Preparing.MakeFolder());
        for (int i = 0; i < deployment.progress().size(); i++) {
            if (deployment.progress().get(i).lastGood() > 0) {
                moves.add(new Preparing.KeepOld(i, true));
            }
        }
        if (!byHelm) {
            boolean replaced = done.stream()
                    .anyMatch(move ->
                            move instanceof Moves.Apply apply && apply.file().equals(Preparing.QUIET));
            boolean divided = done.stream().anyMatch(RouteMoves.Divide.class::isInstance)
                    || deployment.rollout().goesOn()
                            && deployment.request().strategy().needsRouter();
            boolean switched = done.stream().anyMatch(Moves.Switch.class::isInstance);
            if (replaced) {
                guests.forEach(i -> moves.add(new Moves.Apply(i, Preparing.OLD_QUIET)));
                eachWorkload(deployment, guests, (i, k) -> moves.add(new Moves.Await(i, k, false)));
            }
            if (switched) {
                eachService(deployment, guests, (i, k) -> moves.add(new Moves.Switch(i, k, false)));
            }
            if (divided || switched) {
                guests.forEach(i -> moves.add(new Moves.Apply(i, Preparing.OLD_TRAFFIC)));
            }
            if (divided) {
                eachRoute(deployment, guests, false, (i, k) -> moves.add(new RouteMoves.Settle(i, k)));
            }
        }
        guests.forEach(i -> moves.add(new Moves.RemoveGuest(i)));
        if (deployment.rollout().observed() != null) {
            moves.add(new Observing.GoOn(true));
        }
        for (int i = 0; i < deployment.progress().size(); i++) {
            if (deployment.progress().get(i).lastGood() > 0) {
                moves.add(new Moves.Compare(i));
            }
        }
        return moves;
    }

    private interface Each {
        void accept(int release, int part);
    }

    private static void eachService(Deployment deployment, List<Integer> releases, Each each) {
        for (int i : releases) {
            Shape old = deployment.progress().get(i).old();
            for (int k = 0; k < old.services().size(); k++) {
                if (old.serving().contains(old.services().get(k))) {
                    each.accept(i, k);
                }
            }
        }
    }

    /** Those that lead to a Service of the named release; or to one of the temporary release, where it brings its own. */
    private static void eachRoute(Deployment deployment, List<Integer> releases, boolean confirmed, Each each) {
        boolean own = confirmed && deployment.request().strategy().kind() == Strategy.Kind.AB_TEST;
        for (int i : releases) {
            Progress progress = deployment.progress().get(i);
            Shape shape = own ? progress.guest() : progress.old();
            for (int k = 0; k < shape.routes().size(); k++) {
                each.accept(i, k);
            }
        }
    }

    private static void eachWorkload(Deployment deployment, List<Integer> releases, Each each) {
        for (int i : releases) {
            for (int k = 0; k < deployment.progress().get(i).old().deployments().size(); k++) {
                each.accept(i, k);
            }
        }
    }
}
