package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.policy.Admission;
import io.jenkins.plugins.mldeploy.policy.AdmissionPolicy;
import io.jenkins.plugins.mldeploy.policy.AdmissionRequest;
import io.jenkins.plugins.mldeploy.policy.Condition;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Completes the plan (its hash, its difference to what runs), compares it with the one that was planned, and asks the environment. */
record JudgePlan(Deployment deployment) implements ControllerTask<Judged> {
    private static final int LONGEST_MANIFEST = 16 << 20;
    private static final String TRAFFIC = "APPROVAL_CONDITION_TRAFFIC";

    @Override
    public Judged run(Services services) throws IOException {
        EvidenceStore store = services.evidence();
        Origin origin = services.run().origin();
        Subject source = services.sourceNow();
        Request request = deployment.request();
        String planHash = PlanFacts.hash(deployment, source.value());

        String manifest = manifest(store);
        String stored = new StoreText(manifest).run(services);
        Optional<String> before = before(store);
        UnifiedDiff.Result difference =
                before.map(text -> UnifiedDiff.of(text, manifest)).orElse(null);

        Set<Reason> missing = new LinkedHashSet<>(misplacedObjects());
        if (!request.dryRun()) {
            missing.addAll(changedSincePlanned(store, origin, source.value(), planHash));
        }
        Admission admission = AdmissionPolicy.admit(
                services.environments(),
                new AdmissionRequest(
                        request.environment(),
                        request.id(),
                        origin,
                        source,
                        deployment.images().stream()
                                .map(image ->
                                        new AdmissionRequest.Image(image.reference(), image.digest(), image.revision()))
                                .toList(),
                        planHash,
                        !deployment.reachable(),
                        peakTraffic(),
                        request.cause() != null),
                store,
                services.clock().instant());
        List<Reason> warnings = new ArrayList<>();
        List<String> approvers = List.of();
        Allowance allowance = Allowance.ALL;
        if (admission instanceof Admission.Refused refused) {
            refused.missing().forEach(reason -> missing.add(explained(reason)));
        } else if (admission instanceof Admission.Admitted admitted) {
            admitted.warnings().forEach(reason -> warnings.add(explained(reason)));
            approvers = admitted.approvers();
            allowance = allowance(admitted);
        }
        return new Judged(
                planHash,
                source.value(),
                List.copyOf(missing),
                warnings,
                approvers,
                allowance,
                stored,
                difference == null ? null : new StoreText(difference.text()).run(services),
                difference == null ? 0 : difference.changedLines());
    }

    /** What the new version gets at most before the approval is looked at again. */
    private int peakTraffic() {
        return deployment.request().isForward()
                ? deployment.request().strategy().lowestStop()
                : 100;
    }

    /** What an environment that only warns let in in spite of it binds nobody. */
    private static Allowance allowance(Admission.Admitted admitted) {
        Condition condition = admitted.condition();
        List<String> ignored = admitted.warnings().stream().map(Reason::code).toList();
        return new Allowance(
                ignored.contains(TRAFFIC) ? null : condition.maxTraffic(),
                condition.until() == null || ignored.contains("APPROVAL_EXPIRED")
                        ? null
                        : condition.until().toEpochMilli());
    }

    private Reason explained(Reason reason) {
        if (!reason.code().equals(TRAFFIC)) {
            return reason;
        }
        Strategy strategy = deployment.request().strategy();
        String why = !deployment.request().isForward()
                ? "going back and removing are for all of the traffic"
                : strategy.kind() == Strategy.Kind.CANARY
                        ? "this canary begins with " + strategy.lowestStop() + " %"
                        : strategy.kind() == Strategy.Kind.AB_TEST
                                ? "nobody knows which share those who match an 'abTest' are"
                                : "strategy '" + strategy.name() + "' gives the new version everything at once";
        return new Reason(reason.code(), reason.text() + "; " + why + ", 'canary' stops at its steps");
    }

    private String manifest(EvidenceStore store) throws IOException {
        if (deployment.target() != null) {
            return text(store, deployment.target().manifest()).orElse("");
        }
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < deployment.rendered().size(); i++) {
            all.append("# Release: ").append(deployment.release(i).release()).append('\n');
            all.append(text(store, deployment.rendered().get(i).payload())
                    .orElseThrow(() -> new IOException("the manifest that was just stored is gone")));
        }
        return all.toString();
    }

    /** Of the newest deployment or rehearsal of the same unit, or of what was adopted as that; another unit has nothing to compare with. */
    private Optional<String> before(EvidenceStore store) throws IOException {
        Request request = deployment.request();
        Optional<Entry> last = newest(store, EvidenceQuery.ofStep(HelmDeploy.STEP), entry -> {
            Object outcome = entry.evidence().details().get(Deployed.OUTCOME);
            return (Deployed.isThere(entry) || Deployed.REHEARSED.equals(outcome))
                    && request.environment().equals(entry.evidence().details().get(Deployed.ENVIRONMENT))
                    && request.unit().equals(entry.evidence().details().get(PlanFacts.UNIT));
        });
        return last.isEmpty()
                ? Optional.empty()
                : text(store, last.get().evidence().payloads().get("manifest"));
    }

    private static Optional<String> text(EvidenceStore store, String payload) throws IOException {
        if (payload == null) {
            return Optional.empty();
        }
        Optional<InputStream> content = store.payload(payload);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = content.get()) {
            return Optional.of(new String(in.readNBytes(LONGEST_MANIFEST), StandardCharsets.UTF_8));
        }
    }

    private List<Reason> changedSincePlanned(EvidenceStore store, Origin origin, String source, String planHash) {
        Optional<Entry> planned = newest(
                store,
                EvidenceQuery.ofStep(HelmDeploy.STEP)
                        .id(deployment.request().id())
                        .job(origin.job()),
                entry -> entry.evidence().origin().number() == origin.number()
                        && Deployed.PLANNED.equals(entry.evidence().details().get(Deployed.OUTCOME)));
        return planned.isEmpty()
                ? List.of()
                : PlanFacts.changes(planned.get().evidence().details(), deployment, source, planHash).stream()
                        .map(change -> new Reason("PLAN_CHANGED", "plan: " + change))
                        .toList();
    }

    private List<Reason> misplacedObjects() {
        Opened opened = deployment.opened();
        if (opened.namespaces().isEmpty()) {
            return List.of();
        }
        return deployment.rendered().stream()
                .flatMap(rendered -> rendered.namespaces().stream())
                .distinct()
                .filter(namespace -> !opened.namespaces().contains(namespace))
                .map(namespace -> new Reason(
                        "NAMESPACE_NOT_ALLOWED",
                        "namespace: an object of the chart goes to '" + namespace + "'; the environment allows "
                                + String.join(", ", opened.namespaces())))
                .toList();
    }

    private static Optional<Entry> newest(EvidenceStore store, EvidenceQuery query, Predicate<Entry> wanted) {
        try (Stream<Entry> entries = store.find(query)) {
            return entries.filter(wanted).findFirst();
        }
    }
}
