package io.jenkins.plugins.mldeploy.deploy;

import java.util.ArrayList;
import java.util.List;

/**
 * What a rollout has at hand and has seen.
 *
 * @param folder private folder on the agent with what is applied, null until it was made
 * @param series what was measured, one an analysis
 * @param watchedFrom version of the cluster that the watch of endpoints goes on from, null while nothing is watched
 * @param observed what the watch saw, null until it was read
 * @param held rollouts of these releases that an earlier deployment left at a share of the traffic
 * @param goesOn whether this deployment goes on with them; else it takes them away first
 * @param heldAt share that this deployment leaves the new version with, null while it does not
 * @param machine that its programs run on, null until asked, empty when it can't be told
 * @param lease under which name this deployment holds the Leases of its releases in the cluster, null when it holds none
 * @param abandoned releases whose lock was taken over from a run of this machine that is at work no more
 * @param searching whether a deployment of before ended on its way, so that what it may have left beside the releases is looked for
 * @param leasedMillis when the Leases were taken, or their renewal was last asked for; 0 for never
 * @param checked whether the cluster would take all releases of the unit, asked in one question
 */
record Rollout(
        String folder,
        List<Series> series,
        String watchedFrom,
        Observed observed,
        List<Held> held,
        boolean goesOn,
        Integer heldAt,
        String machine,
        String lease,
        List<String> abandoned,
        boolean searching,
        long leasedMillis,
        boolean checked) {
    Rollout {
        series = List.copyOf(series);
        held = held == null ? List.of() : List.copyOf(held);
        abandoned = abandoned == null ? List.of() : List.copyOf(abandoned);
    }

    static Rollout none() {
        return new Rollout(null, List.of(), null, null, List.of(), false, null, null, null, List.of(), false, 0, false);
    }

    Rollout in(String path) {
        return new Rollout(
                path, series, watchedFrom, observed, held, goesOn, heldAt, machine, lease, abandoned, searching, leasedMillis, checked);
    }

    Rollout watching(String version, Observed seen) {
        return new Rollout(folder, series, version, seen, held, goesOn, heldAt, machine, lease, abandoned, searching, leasedMillis, checked);
    }

    Rollout finding(List<Held> found, boolean same) {
        return new Rollout(
                folder, series, watchedFrom, observed, found, same, heldAt, machine, lease, abandoned, searching, leasedMillis, checked);
    }

    Rollout on(String thisMachine) {
        return new Rollout(
                folder, series, watchedFrom, observed, held, goesOn, heldAt, thisMachine, lease, abandoned, searching, leasedMillis, checked);
    }

    Rollout leasing(String identity) {
        return new Rollout(
                folder, series, watchedFrom, observed, held, goesOn, heldAt, machine, identity, abandoned, searching, leasedMillis, checked);
    }

    Rollout abandoned(List<String> releases) {
        return new Rollout(
                folder, series, watchedFrom, observed, held, goesOn, heldAt, machine, lease, releases, searching, leasedMillis, checked);
    }

    Rollout searches() {
        return new Rollout(
                folder, series, watchedFrom, observed, held, goesOn, heldAt, machine, lease, abandoned, true, leasedMillis, checked);
    }

    /** Something that an earlier deployment left goes first, too. */
    Rollout finding(Held more) {
        List<Held> all = new ArrayList<>(held);
        all.add(more);
        return finding(all, goesOn);
    }

    Rollout leasedAt(long millis) {
        return new Rollout(
                folder, series, watchedFrom, observed, held, goesOn, heldAt, machine, lease, abandoned, searching, millis, checked);
    }

    Rollout checked(boolean all) {
        return new Rollout(
                folder, series, watchedFrom, observed, held, goesOn, heldAt, machine, lease, abandoned, searching, leasedMillis, all);
    }

    Rollout holdingAt(int share) {
        return new Rollout(
                folder, series, watchedFrom, observed, held, goesOn, share, machine, lease, abandoned, searching, leasedMillis, checked);
    }

    /** Share of the traffic that the new version has already; -1 when it begins. */
    int reached() {
        return goesOn ? held.stream().mapToInt(Held::share).min().orElse(-1) : -1;
    }

    Series series(int metric) {
        return metric < series.size() ? series.get(metric) : Series.none();
    }

    Rollout with(int metric, Series measured) {
        List<Series> all = new ArrayList<>(series);
        while (all.size() <= metric) {
            all.add(Series.none());
        }
        all.set(metric, measured);
        return new Rollout(
                folder, all, watchedFrom, observed, held, goesOn, heldAt, machine, lease, abandoned, searching, leasedMillis, checked);
    }
}
