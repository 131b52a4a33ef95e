package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.time.Instant;
import java.util.List;

/**
 * How far an approval lets a rollout go: up to a share of the traffic, and until a moment. A step beyond it is never begun: what has its share by then is held.
 *
 * @param maxTraffic percent that the new version may get at most, null: all of it
 * @param untilMillis the last moment at which anything more may be begun, null: any
 */
record Allowance(Integer maxTraffic, Long untilMillis) {
    static final Allowance ALL = new Allowance(null, null);

    /** Whether a whole rollout may be carried out. */
    boolean isAll() {
        return maxTraffic == null || maxTraffic >= 100;
    }

    /** Whether the new version of all releases may have that share; judged by the pods that there really are, where they make it. */
    boolean covers(Deployment deployment, int share) {
        Strategy strategy = deployment.request().strategy();
        if (isAll()) {
            return true;
        }
        if (strategy.kind() == Strategy.Kind.SHADOW) {
            return share == 0;
        }
        if (strategy.kind() != Strategy.Kind.CANARY || share > maxTraffic) {
            return false;
        }
        return strategy.exact()
                || deployment.guests().stream()
                        .flatMap(i -> deployment.progress().get(i).live().stream())
                        .allMatch(pods -> Strategy.share(pods, Strategy.pods(pods, share)) <= maxTraffic);
    }

    /** Why a rollout can't even begin; null when it can. Asked when the pods are counted, and nothing is written yet. */
    Reason whyNot(Deployment deployment) {
        if (isAll()) {
            return null;
        }
        List<Integer> guests = deployment.guests();
        for (int i = 0; i < deployment.progress().size(); i++) {
            if (!guests.contains(i)) {
                return refusal("release '" + deployment.release(i).release()
                        + "' is not there yet, so its first installation has all of the traffic; ask for all of it");
            }
        }
        List<Integer> shares = deployment.request().strategy().shares();
        if (shares.isEmpty()) {
            return refusal("strategy '" + deployment.request().strategy().name()
                    + "' gives the new version everything at once; plan again with 'canary', or ask for all of it");
        }
        int first = shares.get(0);
        if (covers(deployment, first)) {
            return null;
        }
        int pods = guests.stream()
                .flatMap(i -> deployment.progress().get(i).live().stream())
                .min(Integer::compare)
                .orElse(0);
        return refusal("with " + pods + " pods of the old version "
                + deployment.request().strategy().realShares(pods).get(first)
                + "; run more pods, or plan again with weights: 'exact', or ask for more");
    }

    private Reason refusal(String why) {
        return new Reason(
                "APPROVAL_CONDITION_TRAFFIC",
                "approval: it covers at most " + maxTraffic + " % of the traffic, and " + why);
    }

    /** Whether the moment has passed. */
    boolean isOver(long nowMillis) {
        return untilMillis != null && nowMillis > untilMillis;
    }

    Reason over() {
        return new Reason(
                "APPROVAL_EXPIRED",
                "approval: it was given until " + Instant.ofEpochMilli(untilMillis)
                        + ", which has passed; ask again, and run it again");
    }
}
