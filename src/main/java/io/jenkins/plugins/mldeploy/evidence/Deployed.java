package io.jenkins.plugins.mldeploy.evidence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What runs in an environment, as the journal knows it. helmDeploy appends one entry a subject (each image, and the source), with these details.
 */
public final class Deployed {
    /** Name of the step that deploys. */
    public static final String STEP = "helmDeploy";
    /** Pseudo step of the records of a watch: what was found out about what runs, each time that changed. It is history, not evidence that lets something in. */
    public static final String WATCH = "helmDeploy.watch";
    /** Detail: name of the environment. */
    public static final String ENVIRONMENT = "environment";
    /** Detail: shared by all entries of one deployment. */
    public static final String DEPLOYMENT_ID = "deploymentId";
    /** Detail: one map a release, with its name as {@code release} and its {@code images}. */
    public static final String RELEASES = "releases";
    /** Detail: one of the outcomes below. */
    public static final String OUTCOME = "outcome";
    /** Outcome: a plan was recorded, nothing was applied. */
    public static final String PLANNED = "planned";
    /** Outcome: it runs there now. */
    public static final String DEPLOYED = "deployed";
    /**
     * Outcome: it runs there, and this suite did not deploy it: found there, and recorded as it was. Nothing of it was judged or approved by that, and it is no deployment of ours.
     */
    public static final String ADOPTED = "adopted";
    /** Outcome: it was found there in a state that helm itself does not call deployed; what runs is not certain. */
    public static final String DOUBTFUL = "doubtful";
    /** Detail of a release in an adopted unit: id of the deployment by which the journal knew it already. */
    public static final String KNOWN = "known";
    /** Outcome: it was removed; from then on nothing runs there. */
    public static final String UNINSTALLED = "uninstalled";
    /** Outcome: rendered and admitted, but no cluster was there; never counts as a deployment. */
    public static final String REHEARSED = "rehearsed";
    /** Outcome: the environment refused it; nothing was applied. */
    public static final String REFUSED = "refused";
    /** Outcome: the approval went no further; the new version keeps its share beside the old one until somebody approves more, or takes it back. */
    public static final String HELD = "held";
    /** Outcome: it failed, and what ran before runs again. */
    public static final String ROLLED_BACK = "rolledBack";
    /** Outcome: it failed, and what runs now is not certain. */
    public static final String FAILED = "failed";
    /** Outcome: nothing was applied, because it could not be rendered or judged, was stopped before, or the first write was refused. */
    public static final String NOT_APPLIED = "notApplied";

    private Deployed() {}

    /**
     * The entries of the deployment that runs in the environment now; empty when nothing was deployed yet. Of a deployment of several releases, some of which were uninstalled since, what is about the
     * others. What was adopted since stands in the place of those releases that it is about, and comes first.
     */
    public static List<Entry> now(EvidenceStore store, String environment) {
        EvidenceQuery there = EvidenceQuery.ofStep(STEP).environment(environment);
        Set<String> gone = new HashSet<>();
        Map<String, Set<String>> adopted = new LinkedHashMap<>();
        Entry newest = null;
        try (Stream<Entry> entries = store.find(there)) {
            for (Entry entry : (Iterable<Entry>) entries::iterator) {
                Set<String> releases = releases(entry).keySet();
                if (isGone(entry)) {
                    if (releases.isEmpty()) {
                        // A record that does not say what was removed.
                        break;
                    }
                    gone.addAll(releases);
                } else if (isAdopted(entry) && adopted.containsKey(id(entry))) {
                    // Another image of what is known already.
                    continue;
                } else if (isThere(entry) && (releases.isEmpty() || !gone.containsAll(releases))) {
                    if (!isAdopted(entry)) {
                        newest = entry;
                        break;
                    }
                    adopted.put(id(entry), Set.copyOf(gone));
                    gone.addAll(releases);
                }
            }
        }
        List<Entry> all = new ArrayList<>();
        adopted.forEach((id, before) -> all.addAll(of(store, there.deployment(id), before)));
        if (newest != null) {
            String id = id(newest);
            all.addAll(id == null ? List.of(newest) : of(store, there.deployment(id), gone));
        }
        return List.copyOf(all);
    }

    private static List<Entry> of(EvidenceStore store, EvidenceQuery deployment, Set<String> gone) {
        try (Stream<Entry> entries = store.find(deployment)) {
            return entries.filter(Deployed::isThere)
                    .filter(entry -> isStillThere(entry, gone))
                    .toList();
        }
    }

    private static String id(Entry entry) {
        return entry.evidence().details().get(DEPLOYMENT_ID) instanceof String id ? id : null;
    }

    /** An image is gone when each release that has it is; the source stays as long as anything does. */
    private static boolean isStillThere(Entry entry, Set<String> gone) {
        Subject subject = entry.evidence().subject();
        List<String> owners = new ArrayList<>();
        releases(entry).forEach((release, images) -> {
            if (images.stream().anyMatch(image -> image.endsWith("@" + subject.value()))) {
                owners.add(release);
            }
        });
        return !subject.isImage() || owners.isEmpty() || !gone.containsAll(owners);
    }

    /** The releases of a record by namespace and name, each with its images. */
    private static Map<String, List<String>> releases(Entry entry) {
        Map<String, Object> details = entry.evidence().details();
        Map<String, List<String>> releases = new LinkedHashMap<>();
        if (details.get(RELEASES) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> release && release.get("release") instanceof String name) {
                    releases.put(
                            details.get("namespace") + "/" + name,
                            release.get("images") instanceof List<?> images
                                    ? images.stream().map(String::valueOf).toList()
                                    : List.of());
                }
            }
        }
        return releases;
    }

    /** Those of them that the journal knew already when they were found. */
    private static Set<String> known(Entry entry) {
        Map<String, Object> details = entry.evidence().details();
        Set<String> known = new HashSet<>();
        if (details.get(RELEASES) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> release && release.containsKey(KNOWN)) {
                    known.add(details.get("namespace") + "/" + release.get("release"));
                }
            }
        }
        return known;
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

    /** Whether the record says that something runs there: deployed, or found there. */
    public static boolean isThere(Entry entry) {
        return DEPLOYED.equals(entry.evidence().details().get(OUTCOME)) || isAdopted(entry);
    }

    /** Whether the record is about what this suite did not deploy. */
    public static boolean isAdopted(Entry entry) {
        return ADOPTED.equals(entry.evidence().details().get(OUTCOME));
    }

    /**
     * All subjects of the records that say of any release, in any environment, what is there: also of those that were deployed long before others. One reading of all records of the step.
     */
    static Set<Subject> everywhere(EvidenceStore store) {
        Set<Subject> subjects = new HashSet<>();
        Set<String> settled = new HashSet<>();
        Set<String> kept = new HashSet<>();
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(STEP))) {
            entries.forEach(entry -> {
                Map<String, Object> details = entry.evidence().details();
                boolean doubtful = DOUBTFUL.equals(details.get(OUTCOME));
                if (!(details.get(ENVIRONMENT) instanceof String environment)
                        || !(isThere(entry) || isGone(entry) || doubtful)) {
                    return;
                }
                // The records of one deployment follow each other.
                boolean news = false;
                Set<String> known = known(entry);
                for (String release : releases(entry).keySet()) {
                    // What is doubtful may have left what ran before, and what was known already is where it is known
                    // from.
                    String place = environment + " " + release;
                    news |= doubtful || known.contains(release) ? !settled.contains(place) : settled.add(place);
                }
                String id = environment + " " + details.get(DEPLOYMENT_ID);
                if (!isGone(entry)
                        && (news || kept.contains(id) || releases(entry).isEmpty())) {
                    kept.add(id);
                    subjects.add(entry.evidence().subject());
                }
            });
        }
        return subjects;
    }
}
