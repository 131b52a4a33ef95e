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
 */
record Rollout(String folder, List<Series> series, String watchedFrom, Observed observed) {
    Rollout {
        series = List.copyOf(series);
    }

    static Rollout none() {
        return new Rollout(null, List.of(), null, null);
    }

    Rollout in(String path) {
        return new Rollout(path, series, watchedFrom, observed);
    }

    Rollout watching(String version, Observed seen) {
        return new Rollout(folder, series, version, seen);
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
        return new Rollout(folder, all, watchedFrom, observed);
    }
}
