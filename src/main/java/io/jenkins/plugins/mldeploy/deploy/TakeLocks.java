package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Takes the unit's locks, and then looks whether somebody deployed something newer meanwhile. */
record TakeLocks(Deployment deployment) implements ControllerTask<TakeLocks.Answer> {
    /**
     * @param locks the locks
     * @param older why this run may not deploy over what runs; null when it may
     * @param held what an earlier deployment left at a share of the traffic
     * @param identity of this deployment among all hosts
     * @param nowMillis the time
     */
    record Answer(ReleaseLocks.Answer locks, Reason older, List<Held> held, LeaseIdentity identity, long nowMillis) {}

    @Override
    public Answer run(Services services) throws IOException {
        Origin mine = services.run().origin();
        if (deployment.request().adopt()) {
            return look(services);
        }
        ReleaseLocks.Answer taken = locks(services, deployment)
                .take(holder(services, deployment), holder -> services.isGone(holder.job(), holder.number()));
        Reason older = taken.holder() == null && deployment.request().isForward() ? older(services, mine) : null;
        List<Held> held = taken.holder() == null ? Held.find(services.evidence(), deployment) : List.of();
        return new Answer(
                taken,
                older,
                held,
                LeaseIdentity.of(services, deployment.opened().deploymentId()),
                services.clock().millis());
    }

    /** Takes nothing over: what a dead run left beside the releases is looked for by the next deployment, because it finds that lock. */
    private Answer look(Services services) throws IOException {
        ReleaseLocks locks = locks(services, deployment);
        Optional<ReleaseLocks.Holder> dead =
                locks.holder().filter(holder -> services.isGone(holder.job(), holder.number()));
        ReleaseLocks.Answer taken = dead.isPresent()
                ? new ReleaseLocks.Answer(null, null, null, Map.of())
                : locks.take(holder(services, deployment), holder -> false);
        return new Answer(
                taken,
                dead.map(holder -> new Reason(
                                "INTERRUPTED",
                                holder.display() + " deployed here and is at work no more, so what runs is about to be"
                                        + " recovered by the next deployment; run that first, then adopt"))
                        .orElse(null),
                List.of(),
                LeaseIdentity.of(services, deployment.opened().deploymentId()),
                services.clock().millis());
    }

    static ReleaseLocks locks(Services services, Deployment deployment) {
        return new ReleaseLocks(
                services.home(),
                deployment.request().environment(),
                deployment.request().releases().stream()
                        .map(ReleaseRequest::release)
                        .toList());
    }

    static ReleaseLocks.Holder holder(Services services, Deployment deployment) {
        return ReleaseLocks.Holder.of(
                services.run().origin(),
                deployment.opened().deploymentId(),
                deployment.rollout().machine());
    }

    /** By the history of the sources where the host knows it, else by the number of the run. */
    private Reason older(Services services, Origin mine) {
        Optional<Entry> newest = newestOfTheUnit(services);
        if (newest.isEmpty()) {
            return null;
        }
        Origin there = newest.get().evidence().origin();
        String what =
                "what runs in '" + deployment.request().environment() + "' is newer: " + there.display() + " deployed ";
        String advice = "; run the newer one again, or go back on purpose with rollbackTo";
        if (mine.commit() != null && there.commit() != null) {
            if (mine.commit().equals(there.commit())) {
                return null;
            }
            Optional<Boolean> isOlder = services.isAncestor(mine.commit(), there.commit());
            if (isOlder.isPresent()) {
                return isOlder.get()
                        ? new Reason(
                                "OLDER_THAN_DEPLOYED",
                                what + "commit " + there.commit().substring(0, 12) + ", and this run's "
                                        + mine.commit().substring(0, 12) + " lies in its history" + advice)
                        : null;
            }
        }
        return mine.job().equals(there.job()) && mine.number() < there.number()
                ? new Reason(
                        "OLDER_THAN_DEPLOYED", what + "after this run, " + mine.display() + ", had started" + advice)
                : null;
    }

    private Optional<Entry> newestOfTheUnit(Services services) {
        try (Stream<Entry> entries = services.evidence()
                .find(EvidenceQuery.ofStep(HelmDeploy.STEP)
                        .environment(deployment.request().environment()))) {
            return entries.filter(entry -> {
                        Map<String, Object> details = entry.evidence().details();
                        return Deployed.DEPLOYED.equals(details.get(Deployed.OUTCOME))
                                && deployment.request().environment().equals(details.get(Deployed.ENVIRONMENT))
                                && deployment.opened().namespace().equals(details.get("namespace"))
                                && isAboutOneOfOurs(details.get(PlanFacts.RELEASES));
                    })
                    .findFirst();
        }
    }

    private boolean isAboutOneOfOurs(Object releases) {
        return releases instanceof List<?> list
                && list.stream()
                        .anyMatch(each -> each instanceof Map<?, ?> release
                                && deployment.request().releases().stream()
                                        .anyMatch(ours -> ours.release().equals(release.get("release"))));
    }
}
