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
 * @param found how each release was when it was first looked at, before anything was changed
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
        boolean checked,
        List<Found> found) {
    Rollout {
        series = List.copyOf(series);
        held = held == null ? List.of() : List.copyOf(held);
        abandoned = abandoned == null ? List.of() : List.copyOf(abandoned);
        found = found == null ? List.of() : List.copyOf(found);
    }

    static Rollout none() {
        return new Rollout(
                null, List.of(), null, null, List.of(), false, null, null, null, List.of(), false, 0, false, List.of());
    }

    Rollout in(String path) {
        Copy copy = new Copy(this);
        copy.folder = path;
        return copy.done();
    }

    Rollout watching(String version, Observed seen) {
        Copy copy = new Copy(this);
        copy.watchedFrom = version;
        copy.observed = seen;
        return copy.done();
    }

    Rollout finding(List<Held> left, boolean same) {
        Copy copy = new Copy(this);
        copy.held = left;
        copy.goesOn = same;
        return copy.done();
    }

    /** Something that an earlier deployment left goes first, too. */
    Rollout finding(Held more) {
        List<Held> all = new ArrayList<>(held);
        all.add(more);
        return finding(all, goesOn);
    }

    Rollout on(String thisMachine) {
        Copy copy = new Copy(this);
        copy.machine = thisMachine;
        return copy.done();
    }

    Rollout leasing(String identity) {
        Copy copy = new Copy(this);
        copy.lease = identity;
        return copy.done();
    }

    Rollout leasedAt(long millis) {
        Copy copy = new Copy(this);
        copy.leasedMillis = millis;
        return copy.done();
    }

    Rollout checked(boolean all) {
        Copy copy = new Copy(this);
        copy.checked = all;
        return copy.done();
    }

    Rollout abandoned(List<String> releases) {
        Copy copy = new Copy(this);
        copy.abandoned = releases;
        return copy.done();
    }

    Rollout searches() {
        Copy copy = new Copy(this);
        copy.searching = true;
        return copy.done();
    }

    /** The first look counts: what a recovery makes of it later is this deployment's own doing. */
    Rollout seeing(int release, Found state) {
        if (release != found.size()) {
            return this;
        }
        Copy copy = new Copy(this);
        copy.found = new ArrayList<>(found);
        copy.found.add(state);
        return copy.done();
    }

    /** To be looked at again. */
    Rollout unseen() {
        Copy copy = new Copy(this);
        copy.found = List.of();
        return copy.done();
    }

    Rollout holdingAt(int share) {
        Copy copy = new Copy(this);
        copy.heldAt = share;
        return copy.done();
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
        Copy copy = new Copy(this);
        copy.series = all;
        return copy.done();
    }

    /** One of these with something changed. */
    private static final class Copy {
        private String folder;
        private List<Series> series;
        private String watchedFrom;
        private Observed observed;
        private List<Held> held;
        private boolean goesOn;
        private Integer heldAt;
        private String machine;
        private String lease;
        private List<String> abandoned;
        private boolean searching;
        private long leasedMillis;
        private boolean checked;
        private List<Found> found;

        private Copy(Rollout from) {
            folder = from.folder;
            series = from.series;
            watchedFrom = from.watchedFrom;
            observed = from.observed;
            held = from.held;
            goesOn = from.goesOn;
            heldAt = from.heldAt;
            machine = from.machine;
            lease = from.lease;
            abandoned = from.abandoned;
            searching = from.searching;
            leasedMillis = from.leasedMillis;
            checked = from.checked;
            found = from.found;
        }

        private Rollout done() {
            return new Rollout(
                    folder,
                    series,
                    watchedFrom,
                    observed,
                    held,
                    goesOn,
                    heldAt,
                    machine,
                    lease,
                    abandoned,
                    searching,
                    leasedMillis,
                    checked,
                    found);
        }
    }
}
