package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Appends one entry a subject: each image digest, and the source. Returns how long the deployment took, in milliseconds. */
record RecordOutcome(Deployment deployment, Ending ending) implements ControllerTask<Long> {
    @Override
    public Long run(Services services) throws IOException {
        try {
            return record(services);
        } finally {
            TakeLocks.locks(services, deployment).giveBack(TakeLocks.holder(services, deployment));
        }
    }

    private long record(Services services) throws IOException {
        long millis =
                Math.max(0, services.clock().millis() - deployment.opened().startedAtMillis());
        if (deployment.request().adopt()) {
            // What was found is recorded already, and looking is no deployment.
            return millis;
        }
        Map<String, Object> details = details(millis);
        Map<String, String> payloads = new LinkedHashMap<>();
        if (deployment.judged() != null) {
            payloads.put("manifest", deployment.judged().manifest());
            if (deployment.judged().difference() != null) {
                payloads.put("difference", deployment.judged().difference());
            }
        }
        for (Subject subject : subjects(services)) {
            if (!isRecorded(services.evidence(), subject)) {
                services.evidence()
                        .append(new Evidence(
                                subject,
                                HelmDeploy.STEP,
                                deployment.request().id(),
                                ending.verdict(),
                                Map.of(),
                                ending.reasons(),
                                details,
                                payloads,
                                services.run().origin(),
                                services.clock().instant()));
            }
        }
        return millis;
    }

    private Set<Subject> subjects(Services services) {
        Set<Subject> subjects = new LinkedHashSet<>();
        deployment.images().stream()
                .filter(image -> image.digest() != null)
                .forEach(image -> subjects.add(Subject.image(image.digest())));
        subjects.add(
                deployment.judged() == null
                        ? services.run().source()
                        : new Subject(deployment.judged().source()));
        return subjects;
    }

    private boolean isRecorded(EvidenceStore store, Subject subject) {
        EvidenceQuery query = EvidenceQuery.ofStep(HelmDeploy.STEP)
                .about(subject)
                .id(deployment.request().id());
        try (Stream<Entry> entries = store.find(query)) {
            return entries.map(entry -> entry.evidence().details())
                    .anyMatch(details -> deployment.opened().deploymentId().equals(details.get(Deployed.DEPLOYMENT_ID))
                            && ending.outcome().equals(details.get(Deployed.OUTCOME)));
        }
    }

    private Map<String, Object> details(long millis) {
        Request request = deployment.request();
        Opened opened = deployment.opened();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(Deployed.ENVIRONMENT, request.environment());
        details.put(Deployed.DEPLOYMENT_ID, opened.deploymentId());
        details.put(Deployed.OUTCOME, ending.outcome());
        details.put(PlanFacts.UNIT, request.unit());
        details.put("namespace", opened.namespace());
        if (opened.context() != null) {
            details.put("context", opened.context());
        }
        details.put("strategy", request.strategy().name());
        details.put(PlanFacts.RELEASES, PlanFacts.releases(deployment));
        details.put(PlanFacts.IMAGES, deployment.references());
        details.put("durationMillis", millis);
        if (deployment.helm() != null) {
            details.put("helm", deployment.helm().text());
        }
        if (deployment.judged() != null) {
            Judged judged = deployment.judged();
            details.put(PlanFacts.PLAN_HASH, judged.planHash());
            details.put(PlanFacts.SOURCE, judged.source());
            details.put("approvers", judged.approvers());
            details.put("missing", texts(judged.missing()));
            details.put("warnings", texts(judged.warnings()));
            details.put("changedLines", judged.changedLines());
            details.put("rehearsal", !deployment.reachable());
        }
        details.putAll(RolloutFacts.of(deployment));
        if (ending.outcome().equals(Deployed.HELD)) {
            details.put(Held.DETAIL, Held.details(deployment));
        }
        if (!ending.reasons().isEmpty()) {
            details.put("reason", ending.reasons().get(0).toString());
        }
        if (!deployment.notes().isEmpty()) {
            details.put("notes", deployment.notes());
        }
        return details;
    }

    private static List<String> texts(List<Reason> reasons) {
        return reasons.stream().map(Reason::toString).toList();
    }
}
