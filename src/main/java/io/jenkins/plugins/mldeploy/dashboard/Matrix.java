package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.Approval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is where, folded from the journal's newest record to its oldest. */
final class Matrix {
    private static final Set<String> THERE = Set.of(Deployed.DEPLOYED, Deployed.REHEARSED);
    private static final Set<String> TRIED =
            Set.of(Deployed.REFUSED, Deployed.FAILED, Deployed.ROLLED_BACK, Deployed.NOT_APPLIED);

    private record Place(String environment, String service) {}

    private final List<Entry> newestFirst;
    private final Map<Place, Entry> there = new LinkedHashMap<>();
    private final Map<Place, Entry> newest = new LinkedHashMap<>();

    Matrix(List<Entry> newestFirst) {
        this.newestFirst = newestFirst;
        newestFirst.stream()
                .filter(entry -> entry.evidence().step().equals(Deployed.STEP))
                .forEach(this::take);
    }

    private void take(Entry entry) {
        Map<String, Object> details = entry.evidence().details();
        String environment = Details.text(details.get(Deployed.ENVIRONMENT));
        String outcome = outcome(entry);
        boolean succeeded = THERE.contains(outcome);
        if (environment == null || !(succeeded || TRIED.contains(outcome))) {
            return;
        }
        for (Map<?, ?> release : Details.maps(details.get("releases"))) {
            String service = Details.text(release.get("release"));
            if (service == null) {
                continue;
            }
            Place place = new Place(environment, service);
            newest.putIfAbsent(place, entry);
            if (succeeded) {
                // A rehearsal is shown only until something is really deployed.
                there.merge(
                        place,
                        entry,
                        (known, older) -> outcome(known).equals(Deployed.REHEARSED) && outcome.equals(Deployed.DEPLOYED)
                                ? older
                                : known);
            }
        }
    }

    List<Cell> cells() {
        List<Cell> cells = new ArrayList<>();
        newest.forEach((place, entry) -> {
            Attempt attempt = TRIED.contains(outcome(entry)) ? Attempt.of(entry) : null;
            cells.add(
                    there.containsKey(place)
                            ? cell(place, there.get(place), attempt)
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
        Set<Subject> subjects = subjects(evidence, images);
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
                bypassed(place, evidence));
    }

    /** The plan that is there was let in by a decision past the rules; this is never forgotten. */
    private boolean bypassed(Place place, Evidence deployment) {
        Object plan = deployment.details().get("planHash");
        return newestFirst.stream()
                .map(Entry::evidence)
                .filter(gate -> gate.step().equals(Approval.STEP)
                        && Boolean.TRUE.equals(gate.details().get("bypassed"))
                        && place.environment().equals(gate.details().get("environment")))
                .anyMatch(gate ->
                        gate.origin().display().equals(deployment.origin().display())
                                || plan != null && plan.equals(gate.details().get("planHash")));
    }

    private List<Finding> verdicts(Place place, Set<Subject> subjects, Origin run) {
        Map<String, Finding> verdicts = new LinkedHashMap<>();
        for (Entry entry : newestFirst) {
            Evidence evidence = entry.evidence();
            if (subjects.contains(evidence.subject())
                    && !evidence.step().equals(Deployed.STEP)
                    && !evidence.step().equals(Approval.EVENT)
                    && !isForElsewhere(evidence, place, run)) {
                verdicts.computeIfAbsent(evidence.step() + " " + evidence.id(), key -> Finding.of(entry));
            }
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
