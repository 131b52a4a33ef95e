package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.ConfigurationRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is where, folded from the journal's newest record to its oldest. */
final class Matrix {
    private static final Set<String> THERE = Set.of(Deployed.DEPLOYED, Deployed.ADOPTED, Deployed.REHEARSED);
    private static final Set<String> TRIED = Set.of(
            Deployed.REFUSED,
            Deployed.FAILED,
            Deployed.ROLLED_BACK,
            Deployed.NOT_APPLIED,
            Deployed.HELD,
            Deployed.DOUBTFUL);

    /** Steps whose records are not about the quality of what is there. */
    private static final Set<String> NO_VERDICTS = Set.of(Deployed.STEP, Approval.EVENT, ConfigurationRecord.STEP);

    private record Place(String environment, String service) {}

    private final EvidenceStore store;
    private final Predicate<Entry> visible;
    private final Map<Place, DeploymentEvent> there = new LinkedHashMap<>();
    private final Map<Place, DeploymentEvent> newest = new LinkedHashMap<>();
    private final Set<Place> gone = new HashSet<>();

    /**
     * @param newestFirst as far as the reader may see them
     * @param visible which records the reader may see
     */
    Matrix(List<DeploymentEvent> newestFirst, EvidenceStore store, Predicate<Entry> visible) {
        this.store = store;
        this.visible = visible;
        newestFirst.forEach(this::take);
    }

    private void take(DeploymentEvent event) {
        if (event.outcome().equals(Deployed.UNINSTALLED)) {
            // Whatever is older does not run there any more.
            event.services().forEach(service -> gone.add(new Place(event.environment(), service)));
            return;
        }
        boolean succeeded = THERE.contains(event.outcome());
        if (!succeeded && !TRIED.contains(event.outcome())) {
            return;
        }
        for (String service : event.services()) {
            Place place = new Place(event.environment(), service);
            if (gone.contains(place)) {
                continue;
            }
            newest.putIfAbsent(place, event);
            if (succeeded) {
                // A rehearsal is shown only until something really runs there.
                there.merge(
                        place,
                        event,
                        (known, older) -> known.outcome().equals(Deployed.REHEARSED)
                                        && !older.outcome().equals(Deployed.REHEARSED)
                                ? older
                                : known);
            }
        }
    }

    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        newest.forEach((place, event) -> {
            Attempt attempt = TRIED.contains(event.outcome())
                    ? store.entry(event.seq()).map(Attempt::of).orElse(null)
                    : null;
            Optional<Entry> entry = Optional.ofNullable(there.get(place)).flatMap(held -> store.entry(held.seq()));
            cells.add(
                    entry.isPresent()
                            ? cell(place, entry.get(), attempt)
                            : Cell.tried(place.environment(), place.service(), attempt));
        });
        return cells;
    }

    private Cell cell(Place place, Entry entry, Attempt attempt) {
        Evidence evidence = entry.evidence();
        Map<?, ?> release = Details.maps(evidence.details().get("releases")).stream()
                .filter(each -> place.service().equals(Details.text(each.get("release"))))
                .findFirst()
                .orElseThrow();
        List<String> images = Details.texts(release.get("images"));
        Adopted adopted = Deployed.isAdopted(entry) ? Adopted.of(release, evidence.reasons()) : null;
        Set<Subject> subjects = subjects(evidence, images);
        if (adopted != null) {
            // What the tags hide, the pods told.
            adopted.digests().forEach(digest -> subjects.add(Subject.image(digest)));
        }
        String chart = Details.text(release.get("chart"));
        Object version = release.get("version");
        return new Cell(
                place.environment(),
                place.service(),
                outcome(entry),
                attempt,
                images,
                chart == null || version == null ? chart : chart + " " + version,
                subjects.iterator().next().abbreviated(),
                evidence.origin().commit(),
                evidence.origin().job(),
                evidence.origin().number(),
                evidence.at().toString(),
                Details.text(evidence.details().get("strategy")),
                Details.texts(evidence.details().get("approvers")),
                verdicts(place, subjects, evidence.origin()),
                adopted,
                bypassed(place, evidence));
    }

    /** The plan that is there was let in by a decision past the rules; this is never forgotten. */
    private boolean bypassed(Place place, Evidence deployment) {
        Object plan = deployment.details().get("planHash");
        EvidenceQuery gates = EvidenceQuery.ofStep(Approval.STEP).environment(place.environment());
        try (Stream<Entry> entries = store.find(gates)) {
            return entries.filter(visible)
                    .map(Entry::evidence)
                    .filter(gate -> Boolean.TRUE.equals(gate.details().get("bypassed")))
                    .anyMatch(gate ->
                            gate.origin().display().equals(deployment.origin().display())
                                    || plan != null
                                            && plan.equals(gate.details().get("planHash")));
        }
    }

    private List<Finding> verdicts(Place place, Set<Subject> subjects, Origin run) {
        Map<String, Finding> verdicts = new LinkedHashMap<>();
        try (Stream<Entry> entries = store.find(EvidenceQuery.all().about(subjects))) {
            entries.filter(visible)
                    .filter(entry -> !NO_VERDICTS.contains(entry.evidence().step())
                            && !isForElsewhere(entry.evidence(), place, run))
                    .forEach(entry -> verdicts.computeIfAbsent(
                            entry.evidence().step() + " " + entry.evidence().id(), key -> Finding.of(entry)));
        }
        return List.copyOf(verdicts.values());
    }

    /** A gate decides for one environment and one run: what it said for another says nothing about what is here. */
    private static boolean isForElsewhere(Evidence gate, Place place, Origin run) {
        return gate.step().equals(Approval.STEP)
                && !(place.environment().equals(gate.details().get("environment"))
                        && gate.origin().display().equals(run.display()));
    }

    /** The service's own images first, then what the run was about: tests of a commit are shown with the image that was built from it. */
    private static Set<Subject> subjects(Evidence evidence, List<String> images) {
        Set<Subject> subjects = new LinkedHashSet<>();
        for (String image : images) {
            int at = image.indexOf("@sha256:");
            if (at >= 0 && image.substring(at + 1).matches("sha256:[0-9a-f]{64}")) {
                subjects.add(Subject.image(image.substring(at + 1)));
            }
        }
        // With several services in one deployment, the record of another service's image is not about this one.
        if (!evidence.subject().isImage() || subjects.isEmpty()) {
            subjects.add(evidence.subject());
        }
        if (evidence.details().get("source") instanceof String source
                && source.matches("(git:([0-9a-f]{40}|[0-9a-f]{64})|tree:[0-9a-f]{64})")) {
            subjects.add(new Subject(source));
        }
        return subjects;
    }

    private static String outcome(Entry entry) {
        return String.valueOf(entry.evidence().details().get(Deployed.OUTCOME));
    }
}
