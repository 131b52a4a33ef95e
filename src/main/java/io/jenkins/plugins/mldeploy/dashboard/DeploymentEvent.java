package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One record of {@code helmDeploy} that is more than a plan, as much of it as the dashboard's questions need.
 *
 * @param seq of its record
 * @param deployment shared by all records of one deployment
 * @param outcome one of {@link Deployed}'s
 * @param at when it ended
 * @param services names of the releases; of what was found, those that the journal did not know so
 * @param back true when it was asked to bring an earlier version back: no change of its own
 * @param took how long it worked, zero when that was not recorded
 */
record DeploymentEvent(
        long seq,
        String environment,
        String deployment,
        String outcome,
        Instant at,
        String job,
        long number,
        List<String> services,
        boolean back,
        Duration took) {
    private static final Set<String> REAL = Set.of(Deployed.DEPLOYED, Deployed.ROLLED_BACK, Deployed.FAILED);

    /** Null for a plan, and for what says neither where nor what. */
    static DeploymentEvent of(Entry entry) {
        Evidence evidence = entry.evidence();
        String environment = Details.text(evidence.details().get(Deployed.ENVIRONMENT));
        String outcome = Details.text(evidence.details().get(Deployed.OUTCOME));
        if (environment == null || outcome == null || outcome.equals(Deployed.PLANNED)) {
            return null;
        }
        return new DeploymentEvent(
                entry.seq(),
                environment,
                Objects.requireNonNullElse(
                        Details.text(evidence.details().get(Deployed.DEPLOYMENT_ID)), "record " + entry.seq()),
                outcome,
                evidence.at(),
                evidence.origin().job(),
                evidence.origin().number(),
                Details.maps(evidence.details().get("releases")).stream()
                        .filter(release -> !release.containsKey(Deployed.KNOWN))
                        .map(release -> Details.text(release.get("release")))
                        .filter(Objects::nonNull)
                        .toList(),
                evidence.details().containsKey("rollbackTo"),
                Duration.ofMillis(
                        evidence.details().get("durationMillis") instanceof Number millis
                                ? Math.max(0, millis.longValue())
                                : 0));
    }

    /** Whether it reached a cluster: a rehearsal, a refusal and what was never applied do not. */
    boolean isReal() {
        return REAL.contains(outcome);
    }

    /** Whether it was found there: no deployment of ours, neither a good nor a bad one. */
    boolean isFound() {
        return outcome.equals(Deployed.ADOPTED) || outcome.equals(Deployed.DOUBTFUL);
    }

    boolean succeeded() {
        return outcome.equals(Deployed.DEPLOYED);
    }

    boolean sharesServiceWith(DeploymentEvent other) {
        return services.stream().anyMatch(other.services()::contains);
    }

    /** As {@link io.jenkins.plugins.mldeploy.evidence.Origin#display()} names it. */
    String run() {
        return job + " #" + number;
    }
}
