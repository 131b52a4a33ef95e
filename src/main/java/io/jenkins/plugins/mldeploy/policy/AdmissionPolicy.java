package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * May this enter that environment, and if not, what is missing? Everything at once. The codes of the answer are listed in {@code docs/environments.md}.
 */
public final class AdmissionPolicy {
    private static final Set<String> HISTORY =
            Set.of(Approval.STEP, Approval.EVENT, Deployed.STEP, Deployed.WATCH, ConfigurationRecord.STEP);

    private AdmissionPolicy() {}

    /**
     * Judges a request by the environment's own rules.
     *
     * @param now the moment that window, freezes, ages and the wait timer are judged at
     */
    public static Admission admit(
            Environments environments, AdmissionRequest request, EvidenceStore store, Instant now) {
        Optional<Environment> found = environments.find(request.environment());
        if (found.isEmpty()) {
            return new Admission.Refused(List.of(environments.unknown(request.environment())));
        }
        Environment environment = found.get();
        if (!environment.isProtected()) {
            return new Admission.Admitted(List.of(), List.of());
        }
        List<Reason> missing = new ArrayList<>();
        missing.addAll(origin(environment, request.origin()));
        List<Reason> closed = OpeningHours.missing(environment, now);
        int calendar = missing.size();

        Set<Set<Subject>> groups = new LinkedHashSet<>();
        for (AdmissionRequest.Image image : request.images()) {
            subjects(image, request).ifPresentOrElse(groups::add, () -> missing.add(notPinned(image)));
        }
        if (request.images().isEmpty()) {
            // A chart without images still changes what runs: then the source has to show the evidence.
            groups.add(Set.of(request.source()));
        }
        EvidenceCheck evidence = new EvidenceCheck(environment, store, now);
        for (RequiredEvidence required : environment.requiredEvidence()) {
            for (Set<Subject> subjects : groups) {
                missing.addAll(evidence.missing(required, subjects));
            }
        }

        Set<Subject> all = new LinkedHashSet<>();
        groups.forEach(all::addAll);
        ApprovalCheck.Outcome approval = byWatch(environment, request)
                ? new ApprovalCheck.Outcome(List.of(), List.of(), List.of(), true, Condition.NONE)
                : new ApprovalCheck(environment, request, store).check(all, now);
        List<Reason> warnings = new ArrayList<>(approval.warnings());
        if (byWatch(environment, request)) {
            warnings.add(new Reason(
                    "BY_WATCH",
                    "watch: '" + environment.name()
                            + "' lets its watch bring back what ran before, without an approval"));
            // It was let in by its evidence once; that this is long ago is the nature of what ran before.
            missing.stream().filter(AdmissionPolicy::isAboutAge).forEach(warnings::add);
            missing.removeIf(AdmissionPolicy::isAboutAge);
            calendar = Math.min(calendar, missing.size());
        }
        // Who decides past the rules decides past the calendar, too: an emergency keeps no hours. Evidence, jobs and
        // branches hold all the same.
        if (approval.bypassed()) {
            warnings.addAll(closed);
        } else {
            missing.addAll(calendar, closed);
        }
        RuleCheck rules = new RuleCheck(environment, store, now);
        for (Set<Subject> subjects : groups) {
            missing.addAll(rules.missing(environment.rules(), "RULE", subjects, request, all));
            missing.addAll(rules.missing(approval.condition().when(), "APPROVAL_CONDITION", subjects, request, all));
        }
        missing.addAll(approval.missing());
        if (!missing.isEmpty() && environment.enforcement() == Enforcement.BLOCK) {
            return new Admission.Refused(missing);
        }
        warnings.addAll(missing);
        return new Admission.Admitted(warnings, approval.approvers(), approval.condition());
    }

    /**
     * May this run look at what runs in an environment, with the environment's own credential? For that it must be one of the jobs that may deploy there, from source control and from a branch that
     * may; of images, evidence, approvals and the calendar nothing is asked, because nothing is changed.
     */
    public static Admission mayLook(Environments environments, String name, Origin origin) {
        Environment environment = environments.find(name).orElse(null);
        if (environment == null || !environment.isProtected()) {
            return new Admission.Admitted(List.of(), List.of());
        }
        List<Reason> missing = origin(environment, origin);
        return missing.isEmpty() || environment.enforcement() != Enforcement.BLOCK
                ? new Admission.Admitted(missing, List.of())
                : new Admission.Refused(missing);
    }

    /** Where the environment's own configuration says that its watch goes back, that is its approval. */
    private static boolean byWatch(Environment environment, AdmissionRequest request) {
        return request.byWatch()
                && environment.watch() != null
                && environment.watch().rollsBack();
    }

    private static boolean isAboutAge(Reason reason) {
        return reason.code().equals("EVIDENCE_TOO_OLD");
    }

    /** Why no deployment may start now by window and freezes; empty when one may. */
    public static List<Reason> closed(Environment environment, Instant now) {
        return OpeningHours.missing(environment, now);
    }

    /** The first moment from then on at which window and freezes let a deployment start; empty when none is known within a year. */
    public static Optional<Instant> opens(Environment environment, Instant from) {
        return OpeningHours.next(environment, from);
    }

    /**
     * The evidence that counts about these subjects, the newest of each subject, step and id, without approvals and deployments: what a gate shows, and what admission
     * compares with it again.
     */
    public static List<Entry> evidence(Environment environment, EvidenceStore store, Set<Subject> subjects) {
        return EvidenceCheck.newest(environment, store, subjects).stream()
                .filter(entry -> !HISTORY.contains(entry.evidence().step()))
                .toList();
    }

    private static List<Reason> origin(Environment environment, Origin origin) {
        List<Reason> missing = new ArrayList<>();
        if (!environment.jobs().isEmpty() && !environment.jobs().contains(origin.job())) {
            missing.add(new Reason(
                    "JOB_NOT_LISTED",
                    "job: '%s' may not deploy to '%s'; its jobs: %s"
                            .formatted(origin.job(), environment.name(), String.join(", ", environment.jobs()))));
        }
        if (!origin.fromScm()) {
            missing.add(new Reason(
                    "NOT_FROM_SCM",
                    ("run: the Jenkinsfile of %s is not from source control as committed, or was replayed; commit it,"
                                    + " and run the job")
                            .formatted(origin.display())));
        }
        if (!environment.branches().isEmpty()) {
            if (origin.branch() == null) {
                missing.add(new Reason(
                        "BRANCH_UNKNOWN",
                        "branch: unknown for %s; '%s' takes %s only"
                                .formatted(
                                        origin.display(),
                                        environment.name(),
                                        String.join(", ", environment.branches()))));
            } else if (!environment.branches().contains(origin.branch())) {
                missing.add(new Reason(
                        "BRANCH_NOT_ALLOWED",
                        "branch: '%s' may not be deployed to '%s'; its branches: %s"
                                .formatted(
                                        origin.branch(),
                                        environment.name(),
                                        String.join(", ", environment.branches()))));
            }
        }
        return missing;
    }

    /** What evidence may be about for this image; empty when nobody can say which image it is. */
    private static Optional<Set<Subject>> subjects(AdmissionRequest.Image image, AdmissionRequest request) {
        if (image.digest() == null) {
            return request.rehearsal() ? Optional.of(Set.of(request.source())) : Optional.empty();
        }
        Set<Subject> subjects = new LinkedHashSet<>();
        try {
            subjects.add(Subject.image(image.digest()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (image.revision() != null && image.revision().matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            subjects.add(Subject.commit(image.revision()));
        }
        return Optional.of(subjects);
    }

    private static Reason notPinned(AdmissionRequest.Image image) {
        return new Reason(
                "IMAGE_NOT_PINNED",
                "image: '%s' has no digest, so nobody knows what would run; deploy it as name@sha256:…"
                        .formatted(image.reference()));
    }
}
