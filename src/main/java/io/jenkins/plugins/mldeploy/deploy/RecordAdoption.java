package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes down what runs and was not deployed by this suite, or not as the journal has it: one entry a subject (each image's digest, and the manifest). Nothing of it was judged: the verdict is
 * NOT_EVALUATED, no plan and no approver is named, and the origin has neither commit nor branch.
 */
record RecordAdoption(Deployment deployment, List<Adoptee> read) implements ControllerTask<RecordAdoption.Answer> {
    static final String ADOPTED = "ADOPTED";
    static final String CHANGED = "CHANGED_OUTSIDE";
    private static final int LONGEST_MANIFEST = 16 << 20;

    /**
     * @param reasons one a release that the journal did not know so
     * @param doubtful whether one of them is in no good state
     */
    record Answer(List<Reason> reasons, boolean doubtful) {}

    @Override
    public Answer run(Services services) throws IOException {
        List<Reason> all = new ArrayList<>();
        boolean doubtful = false;
        for (Adoption adoption : Adoption.missing(deployment, services.evidence())) {
            List<Reason> reasons = adoption.parts().stream()
                    .filter(Adoption.Part::isNews)
                    .map(this::reason)
                    .toList();
            if (reasons.isEmpty()) {
                reasons = List.of(
                        new Reason(
                                ADOPTED,
                                "releases " + adoption.unit()
                                        + " run as the journal knows each of them for itself; from here on it knows them as one unit"));
            }
            record(services, adoption, reasons);
            all.addAll(reasons);
            doubtful |= adoption.outcome().equals(Deployed.DOUBTFUL);
        }
        return new Answer(all, doubtful);
    }

    private void record(Services services, Adoption adoption, List<Reason> reasons) throws IOException {
        EvidenceStore store = services.evidence();
        String text = manifest(store, adoption);
        Map<String, String> payloads =
                text.isEmpty() ? Map.of() : Map.of("manifest", new StoreText(text).run(services));
        Origin run = services.run().origin();
        // Which run found it is known; what it was built from is not.
        Origin origin = new Origin(run.job(), run.number(), null, null, run.fromScm(), run.requesters());
        Instant now = services.clock().instant();
        for (Subject subject : subjects(adoption, text)) {
            if (!isRecorded(store, adoption, subject)) {
                store.append(new Evidence(
                        subject,
                        HelmDeploy.STEP,
                        deployment.request().id(),
                        Verdict.NOT_EVALUATED,
                        Map.of(),
                        reasons,
                        details(adoption, reasons),
                        payloads,
                        origin,
                        now));
            }
        }
    }

    private static boolean isRecorded(EvidenceStore store, Adoption adoption, Subject subject) {
        try (Stream<?> entries =
                store.find(EvidenceQuery.ofStep(HelmDeploy.STEP).about(subject).deployment(adoption.deploymentId()))) {
            return entries.findAny().isPresent();
        }
    }

    private Set<Subject> subjects(Adoption adoption, String text) {
        Set<Subject> subjects = new LinkedHashSet<>();
        for (Adoption.Part part : adoption.parts()) {
            adoptee(part).ifPresent(adoptee -> {
                adoptee.images().stream()
                        .flatMap(image -> ImageReference.tryParse(image).stream())
                        .filter(image -> image.digest() != null)
                        .forEach(image -> subjects.add(Subject.image(image.digest())));
                adoptee.digests().values().forEach(digests -> digests.forEach(d -> subjects.add(Subject.image(d))));
            });
        }
        if (adoption.outcome().equals(Deployed.UNINSTALLED)) {
            return Set.of(new Subject(adoption.parts().get(0).subject()));
        }
        Sha256 manifest = new Sha256();
        if (text.isEmpty()) {
            // It could not be read: which revision it was is all that is known of it.
            manifest.add(deployment.request().environment())
                    .add(deployment.opened().namespace());
            adoption.parts().forEach(part -> manifest.add(name(part))
                    .add(String.valueOf(found(part).revision())));
        } else {
            manifest.add(text);
        }
        subjects.add(Subject.manifest(manifest.hex()));
        return subjects;
    }

    /** As {@link JudgePlan} puts it together, so that the next plan can be compared with it. */
    private String manifest(EvidenceStore store, Adoption adoption) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Adoption.Part part : adoption.parts()) {
            Optional<Adoptee> adoptee = adoptee(part);
            if (adoptee.isPresent() && adoptee.get().manifest() != null) {
                all.append("# Release: ").append(name(part)).append('\n');
                all.append(text(store, adoptee.get().manifest()));
                all.append(text(store, adoptee.get().hooks()));
            }
        }
        return all.toString();
    }

    private static String text(EvidenceStore store, String payload) throws IOException {
        Optional<InputStream> content = payload == null ? Optional.empty() : store.payload(payload);
        if (content.isEmpty()) {
            return "";
        }
        try (InputStream in = content.get()) {
            return new String(in.readNBytes(LONGEST_MANIFEST), StandardCharsets.UTF_8);
        }
    }

    private Map<String, Object> details(Adoption adoption, List<Reason> reasons) {
        Request request = deployment.request();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(Deployed.ENVIRONMENT, request.environment());
        details.put(Deployed.DEPLOYMENT_ID, adoption.deploymentId());
        details.put(Deployed.OUTCOME, adoption.outcome());
        details.put(PlanFacts.UNIT, adoption.unit());
        details.put("namespace", deployment.opened().namespace());
        if (deployment.context() != null) {
            details.put("context", deployment.context());
        }
        Set<String> images = new LinkedHashSet<>();
        Set<String> notes = new LinkedHashSet<>();
        List<Map<String, Object>> releases = new ArrayList<>();
        for (Adoption.Part part : adoption.parts()) {
            releases.add(release(part));
            adoptee(part).ifPresent(adoptee -> {
                images.addAll(adoptee.images());
                notes.addAll(adoptee.notes());
            });
        }
        details.put(PlanFacts.RELEASES, releases);
        details.put(PlanFacts.IMAGES, List.copyOf(images));
        details.put("origin", "unknown");
        details.put("helm", deployment.helm().text());
        details.put("reason", reasons.get(0).toString());
        notes.addAll(deployment.notes());
        if (!notes.isEmpty()) {
            details.put("notes", List.copyOf(notes));
        }
        return details;
    }

    private Map<String, Object> release(Adoption.Part part) {
        Found found = found(part);
        Map<String, Object> release = new LinkedHashMap<>();
        release.put("release", name(part));
        if (found.isThere()) {
            put(release, "chart", found.chart());
            put(release, "version", found.version());
            put(release, "appVersion", found.appVersion());
            release.put("status", found.status());
            release.put("lastDeployed", time(found));
            put(release, "how", found.how());
        }
        adoptee(part).ifPresent(adoptee -> {
            release.put(PlanFacts.IMAGES, adoptee.images());
            if (!adoptee.digests().isEmpty()) {
                release.put("digests", adoptee.digests());
            }
            if (adoptee.manifest() != null) {
                release.put("manifestDigest", adoptee.manifest());
            }
        });
        release.put("revision", found.revision());
        if (part.from() > 0 && part.from() != found.revision()) {
            release.put("previousRevision", part.from());
        } else if (!found.isGood() && found.lastGood() > 0) {
            release.put("previousRevision", found.lastGood());
        }
        if (part.known() != null) {
            release.put(Deployed.KNOWN, part.known());
        }
        return release;
    }

    private static void put(Map<String, Object> release, String name, String text) {
        if (!text.isEmpty()) {
            release.put(name, text);
        }
    }

    private Reason reason(Adoption.Part part) {
        Found found = found(part);
        String release = "release '" + name(part) + "'";
        if (part.difference() == Adoption.Difference.REMOVED) {
            return new Reason(
                    CHANGED,
                    release + " was removed outside of this suite: the journal knows revision " + part.from()
                            + ", and it is not there any more");
        }
        String what = "revision " + found.revision() + " of "
                + (found.isGood() ? time(found) : time(found) + ", which helm calls " + found.status())
                + (found.chart().isEmpty() ? "" : ", chart " + (found.chart() + " " + found.version()).strip())
                + (found.appVersion().isEmpty() ? "" : ", application " + found.appVersion())
                + (found.how().startsWith("Rollback to ") ? ", by a helm rollback: " + found.how() : "");
        String unknown = found.isGood()
                ? "; who deployed it, and whether it was tested, scanned or approved, is not known"
                : "; what runs is not certain, and it is not taken for good";
        return part.difference() == Adoption.Difference.UNKNOWN
                ? new Reason(ADOPTED, release + " was not deployed by this suite: " + what + unknown)
                : new Reason(
                        CHANGED,
                        release + " was changed outside of this suite: "
                                + (part.from() == 0
                                        ? "it was removed, and is there again"
                                        : "from revision " + part.from())
                                + " to " + what + unknown);
    }

    private static String time(Found found) {
        return Instant.ofEpochMilli(found.updatedMillis())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    private Found found(Adoption.Part part) {
        return deployment.rollout().found().get(part.index());
    }

    private String name(Adoption.Part part) {
        return deployment.release(part.index()).release();
    }

    private Optional<Adoptee> adoptee(Adoption.Part part) {
        return read.stream().filter(each -> each.index() == part.index()).findFirst();
    }
}
