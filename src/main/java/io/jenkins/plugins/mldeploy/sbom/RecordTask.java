package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Criticality;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * Stores the document, compares it with the baseline, and appends the evidence.
 *
 * @param call of the step
 * @param merged what was written; null when nothing was
 * @param judgement so far
 * @param document compressed; null or empty when there is none or it is too large to travel
 */
record RecordTask(Call call, Merged merged, Judgement judgement, byte[] document)
        implements ControllerTask<RecordTask.Recorded> {
    /** Payload of the evidence. */
    static final String PAYLOAD = "sbom";

    /**
     * What was recorded.
     *
     * @param judgement the final one
     * @param difference to the baseline, null when there is none
     * @param baseline what it was compared with, null when there is none
     */
    record Recorded(Judgement judgement, SbomDifference difference, String baseline) {}

    @Override
    public Recorded run(Services services) throws IOException {
        EvidenceStore store = services.evidence();
        Origin origin = services.run().origin();
        String payload = null;
        Judgement all = judgement;
        if (document != null && document.length > 0) {
            try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(document))) {
                payload = store.putPayload(in);
            }
        } else if (merged != null) {
            all = all.and(note(
                    "SBOM_NOT_STORED",
                    "the document is larger than " + (FetchTask.LIMIT >> 20)
                            + " MiB compressed, so the journal has only its hash; archive " + merged.file()));
        }
        SbomDifference difference = null;
        String against = null;
        if (merged != null && call.baseline().kind() != io.jenkins.plugins.mldeploy.evidence.Baseline.Kind.NONE) {
            Optional<Entry> baseline = call.baseline().find(store, Call.STEP, call.id(), origin);
            String old = baseline.map(entry -> entry.evidence().payloads().get(PAYLOAD))
                    .orElse(null);
            if (baseline.isEmpty()) {
                all = all.and(note("BASELINE_ABSENT", "nothing to compare with yet for " + call.baseline()));
            } else if (old == null || payload == null || !isThere(store, old)) {
                all = all.and(note(
                        "BASELINE_UNREADABLE",
                        "the document of " + call.baseline()
                                + " or of this run is not stored, so they can't be compared"));
            } else {
                against = baseline.get().evidence().subject().abbreviated();
                difference = SbomDifference.between(stored(store, old), stored(store, payload));
            }
        }
        for (Subject subject : call.subjects()) {
            Evidence evidence = evidence(subject, origin, all, difference, against, payload, services);
            if (!isRecorded(store, evidence)) {
                store.append(evidence);
            }
        }
        return new Recorded(all, difference, against);
    }

    private Evidence evidence(
            Subject subject,
            Origin origin,
            Judgement all,
            SbomDifference difference,
            String against,
            String payload,
            Services services) {
        Map<String, Double> metrics = new TreeMap<>();
        Map<String, Object> details = new LinkedHashMap<>();
        if (merged != null) {
            metrics.put("components", (double) merged.components());
            metrics.put("dependencies", (double) merged.dependencies());
            metrics.put("licenseViolations", (double) merged.violationCount());
            metrics.put("unknownLicenses", (double) merged.unknownCount());
            details.put("file", merged.file());
            details.put("sha256", merged.sha256());
            details.put("serialNumber", merged.serialNumber());
            if (merged.signature() != null) {
                details.put("signature", merged.signature());
            }
            Map<String, Object> targets = new LinkedHashMap<>();
            merged.targets().forEach(found -> targets.put(found.key(), found.components()));
            details.put("targets", targets);
            if (!merged.violations().isEmpty()) {
                details.put(
                        "violations",
                        merged.violations().stream()
                                .map(Merged.Violation::sentence)
                                .toList());
            }
        }
        if (difference != null) {
            metrics.put("added", (double) difference.added());
            metrics.put("removed", (double) difference.removed());
            metrics.put("changed", (double) difference.changed());
            details.put("baseline", call.baseline() + " " + against);
            details.put("added", difference.addedNames());
            details.put("removed", difference.removedNames());
            details.put("changed", difference.changedNames());
        }
        return new Evidence(
                subject,
                Call.STEP,
                call.id(),
                all.verdict(),
                metrics,
                all.reasons(),
                details,
                payload == null ? Map.of() : Map.of(PAYLOAD, payload),
                origin,
                services.clock().instant());
    }

    /** After a kill the task may run again; the serial number says whether it was recorded before. */
    private boolean isRecorded(EvidenceStore store, Evidence evidence) {
        return merged != null
                && store.latest(EvidenceQuery.of(evidence.subject())
                                .id(call.id())
                                .job(evidence.origin().job()))
                        .filter(entry -> merged.serialNumber()
                                .equals(entry.evidence().details().get("serialNumber")))
                        .isPresent();
    }

    private static boolean isThere(EvidenceStore store, String payload) throws IOException {
        Optional<InputStream> content = store.payload(payload);
        if (content.isPresent()) {
            content.get().close();
        }
        return content.isPresent();
    }

    private static BomFile stored(EvidenceStore store, String payload) {
        return new BomFile(
                () -> store.payload(payload).orElseThrow(() -> new FileNotFoundException("payload " + payload)),
                "stored SBOM " + payload);
    }

    private static Judgement note(String code, String text) {
        return Judgement.missed(Criticality.NOTE, new Reason(code, text));
    }
}
