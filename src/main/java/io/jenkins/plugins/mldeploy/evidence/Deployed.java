package io.jenkins.plugins.mldeploy.evidence;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What runs in an environment, as the journal knows it. helmDeploy appends one entry a subject (each image, and the source), with these details.
 */
public final class Deployed {
    /** Name of the step that deploys. */
    public static final String STEP = "helmDeploy";
    /** Detail: name of the environment. */
    public static final String ENVIRONMENT = "environment";
    /** Detail: shared by all entries of one deployment. */
    public static final String DEPLOYMENT_ID = "deploymentId";
    /** Detail: one of the outcomes below. */
    public static final String OUTCOME = "outcome";
    /** Outcome: a plan was recorded, nothing was applied. */
    public static final String PLANNED = "planned";
    /** Outcome: it runs there now. */
    public static final String DEPLOYED = "deployed";
    /** Outcome: it was removed on purpose; from then on nothing runs there. */
    public static final String UNINSTALLED = "uninstalled";
    /** Outcome: rendered and admitted, but no cluster was there; never counts as a deployment. */
    public static final String REHEARSED = "rehearsed";
    /** Outcome: the environment refused it; nothing was applied. */
    public static final String REFUSED = "refused";
    /** Outcome: it failed, and what ran before runs again. */
    public static final String ROLLED_BACK = "rolledBack";
    /** Outcome: it failed, and what runs now is not certain. */
    public static final String FAILED = "failed";
    /** Outcome: nothing was applied, because it could not be rendered or judged, was stopped before, or the first write was refused. */
    public static final String NOT_APPLIED = "notApplied";

    private Deployed() {}

    /** The entries of the deployment that runs in the environment now; empty when nothing was deployed yet. */
    public static List<Entry> now(EvidenceStore store, String environment) {
        EvidenceQuery there = EvidenceQuery.ofStep(STEP).environment(environment);
        Optional<Entry> newest;
        try (Stream<Entry> entries = store.find(there)) {
            newest = entries.filter(entry -> isThere(entry) || isGone(entry)).findFirst();
        }
        if (newest.isEmpty() || isGone(newest.get())) {
            return List.of();
        }
        Object deployment = newest.get().evidence().details().get(DEPLOYMENT_ID);
        if (!(deployment instanceof String id)) {
            return List.of(newest.get());
        }
        try (Stream<Entry> entries = store.find(there.deployment(id))) {
            return entries.filter(Deployed::isThere).toList();
        }
    }

    /** The subjects that run in the environment now. */
    public static Set<Subject> subjects(EvidenceStore store, String environment) {
        Set<Subject> subjects = new LinkedHashSet<>();
        now(store, environment).forEach(entry -> subjects.add(entry.evidence().subject()));
        return subjects;
    }

    private static boolean isGone(Entry entry) {
        return UNINSTALLED.equals(entry.evidence().details().get(OUTCOME));
    }

    private static boolean isThere(Entry entry) {
        return DEPLOYED.equals(entry.evidence().details().get(OUTCOME));
    }
}
