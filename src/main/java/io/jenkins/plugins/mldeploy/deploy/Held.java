package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A rollout that an earlier deployment stopped on purpose, because its approval went no further: the temporary release still has its share of the traffic. Or what is left of one that ended on its
 * way, because its process is gone.
 *
 * @param release the named release, which was not changed
 * @param guest the temporary release beside it, null when only the traffic is as that deployment set it
 * @param share of the traffic in percent, as the step was asked for; 0 for a copy, or for those who match
 * @param routed whether the share is written in a route of the named release
 * @param planHash of the plan that was held, null when that is not known
 * @param deploymentId of the deployment that was held, null when that is not known
 * @param certain false when somebody tried something else since, so that it may be gone
 */
record Held(
        String release,
        String guest,
        int share,
        boolean routed,
        String planHash,
        String deploymentId,
        boolean certain) {
    /** Detail of the record: one map a release. */
    static final String DETAIL = "held";

    /** What a deployment left that nobody knows any more: its traffic is taken back, and the temporary release goes. */
    static Held left(String release, String guest) {
        return new Held(release, guest, 0, true, null, null, false);
    }

    /** What is held of a unit's releases, as the journal knows it. */
    static List<Held> find(EvidenceStore store, Deployment deployment) {
        List<Held> all = new ArrayList<>();
        for (ReleaseRequest release : deployment.request().releases()) {
            find(store, deployment, release.release()).ifPresent(all::add);
        }
        return all;
    }

    private static Optional<Held> find(EvidenceStore store, Deployment deployment, String release) {
        boolean certain = true;
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(HelmDeploy.STEP)
                .environment(deployment.request().environment()))) {
            for (Entry entry : (Iterable<Entry>) entries::iterator) {
                Map<String, Object> details = entry.evidence().details();
                if (!deployment.opened().namespace().equals(details.get("namespace"))
                        || !names(details.get(PlanFacts.RELEASES), release)) {
                    continue;
                }
                String outcome = String.valueOf(details.get(Deployed.OUTCOME));
                switch (outcome) {
                    case Deployed.HELD -> {
                        return of(details, release, certain);
                    }
                    case Deployed.DEPLOYED, Deployed.UNINSTALLED -> {
                        return Optional.empty();
                    }
                    case Deployed.ROLLED_BACK, Deployed.FAILED, Deployed.ADOPTED, Deployed.DOUBTFUL -> certain = false;
                    default -> {
                        // Nothing was applied.
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static boolean names(Object releases, String release) {
        return releases instanceof List<?> list
                && list.stream().anyMatch(each -> each instanceof Map<?, ?> map && release.equals(map.get("release")));
    }

    private static Optional<Held> of(Map<String, Object> details, String release, boolean certain) {
        if (!(details.get(DETAIL) instanceof List<?> list)) {
            return Optional.empty();
        }
        return list.stream()
                .filter(each -> each instanceof Map<?, ?> map && release.equals(map.get("release")))
                .map(each -> (Map<?, ?>) each)
                .findFirst()
                .map(map -> new Held(
                        release,
                        String.valueOf(map.get("guest")),
                        map.get("share") instanceof Number share ? share.intValue() : 0,
                        Boolean.TRUE.equals(map.get("routed")),
                        Objects.toString(details.get(PlanFacts.PLAN_HASH), null),
                        String.valueOf(details.get(Deployed.DEPLOYMENT_ID)),
                        certain));
    }

    /** For the record of a deployment that is held at a share. */
    static List<Map<String, Object>> details(Deployment deployment) {
        int share = deployment.rollout().heldAt();
        List<Map<String, Object>> all = new ArrayList<>();
        for (ReleaseRequest release : deployment.request().releases()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("release", release.release());
            one.put("guest", deployment.request().strategy().guestOf(release.release()));
            one.put("share", share);
            one.put("routed", deployment.request().strategy().needsRouter());
            all.add(one);
        }
        return all;
    }
}
