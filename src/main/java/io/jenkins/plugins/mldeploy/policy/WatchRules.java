package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How an environment watches what was deployed to it, and what follows when that gets bad.
 *
 * @param release one of the releases of the unit that is watched; null where the environment has one unit only
 * @param every from one evaluation to the next, where the host itself repeats them
 * @param samples how many of the newest values of a metric are judged together
 * @param analysis the metrics
 * @param onFailure what follows when a metric is out of bounds too often
 * @param onNoData what follows when there is no data
 * @param tell names of the web hooks that are told
 * @param trigger name of the web hook that starts something, for example a retraining; null for none
 */
public record WatchRules(
        String release,
        Duration every,
        int samples,
        List<Metric> analysis,
        List<Reaction> onFailure,
        List<Reaction> onNoData,
        List<String> tell,
        String trigger)
        implements Serializable {
    /** What may follow. */
    public enum Reaction {
        /** The web hooks of {@code tell} are told. */
        NOTIFY,
        /** The version that ran before comes back, without anybody's approval: this configuration is it. */
        ROLLBACK,
        /** The web hook of {@code trigger} is called. */
        TRIGGER
    }

    public WatchRules {
        analysis = List.copyOf(analysis);
        onFailure = List.copyOf(onFailure);
        onNoData = List.copyOf(onNoData);
        tell = List.copyOf(tell);
    }

    /** Whether this watch may bring the earlier version back. */
    public boolean rollsBack() {
        return onFailure.contains(Reaction.ROLLBACK) || onNoData.contains(Reaction.ROLLBACK);
    }

    /**
     * A metric, in the form of helmDeploy's {@code analysis}; of the four sources just one is given.
     *
     * @param metric its name
     * @param prometheus address of the server
     * @param query PromQL
     * @param url address of a JSON document
     * @param pointer JSON Pointer to the number in it
     * @param command that prints the number
     * @param evidence {@code id} of an mlTest
     * @param min lowest good value, null for none
     * @param max highest good value, null for none
     * @param mustHaveData whether values that are missing are a problem of their own
     * @param failureLimit how many of the newest {@code samples} may be out of bounds, and how many may be missing
     */
    public record Metric(
            String metric,
            String prometheus,
            String query,
            String url,
            String pointer,
            String command,
            String evidence,
            Double min,
            Double max,
            boolean mustHaveData,
            int failureLimit)
            implements Serializable {}
}
