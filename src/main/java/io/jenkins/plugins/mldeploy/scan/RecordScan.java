package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.evidence.Baseline;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import io.jenkins.plugins.mldeploy.verdict.GateResult;
import io.jenkins.plugins.mldeploy.verdict.GateState;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import io.jenkins.plugins.mldeploy.verdict.OnError;
import io.jenkins.plugins.mldeploy.verdict.QualityGate;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Compares with the baseline, judges, and appends the evidence; only then does anybody hear of the result.
 *
 * @param summary what was read, null when there is a trouble
 * @param trouble why nothing could be judged, null when something can
 * @param fatal true when the trouble is a mistake in the configuration, which {@code onError} does not soften
 * @param repeated true after a restart of the host: what was recorded before it is not recorded again
 */
record RecordScan(
        ScanRequest request, ScanRun run, ScanSummary summary, Reason trouble, boolean fatal, boolean repeated)
        implements ControllerTask<ScanOutcome> {
    /** A database "from the future" means that two clocks differ, and then its age means nothing. */
    private static final Duration CLOCKS_MAY_DIFFER = Duration.ofHours(1);

    @Override
    public ScanOutcome run(Services services) throws IOException {
        Instant now = services.clock().instant();
        EvidenceStore store = services.evidence();
        if (trouble != null) {
            Judgement judgement = notEvaluated(fatal ? OnError.FAILURE : request.onError(), trouble);
            ScanAccount account = ScanAccount.ofTrouble(request, run, judgement);
            append(store, evidence(services, now, judgement, account, Map.of()));
            return account.outcome(judgement);
        }
        Comparison comparison = Comparison.of(
                store, request.baseline(), request.id(), services.run().origin(), summary);
        ScanAccount account = ScanAccount.of(request, run, summary, comparison);
        Judgement judgement = judge(services, now, account, comparison);
        String payload;
        try (InputStream lines = summary.findings().lines()) {
            payload = store.putPayload(lines);
        }
        append(store, evidence(services, now, judgement, account, Map.of(Comparison.PAYLOAD, payload)));
        return account.outcome(judgement);
    }

    private Judgement judge(Services services, Instant now, ScanAccount account, Comparison comparison) {
        Map<String, Double> before = comparison.entry() == null
                ? Map.of()
                : comparison.entry().evidence().metrics();
        Judgement judgement = Judgement.of(
                request.gates().stream()
                        .map(gate -> comparison.entry() == null && ScanRequest.comparing(gate.metric())
                                ? awaitsBaseline(gate)
                                : gate.judge(account.metrics(), before))
                        .toList(),
                request.onError());
        boolean comparing = request.gates().stream().map(QualityGate::metric).anyMatch(ScanRequest::comparing);
        if (comparison.trouble() != null && comparing) {
            judgement = judgement.and(notEvaluated(request.onError(), comparison.trouble()));
        }
        Optional<Reason> unknown = unknownEnvironment(services);
        if (unknown.isPresent()) {
            judgement = judgement.and(notEvaluated(OnError.FAILURE, unknown.get()));
        }
        Optional<Reason> age = databaseAge(now);
        return age.isEmpty() ? judgement : judgement.and(notEvaluated(request.onError(), age.get()));
    }

    /** A metric that is itself a difference: before there is a baseline its gate is neither missed nor passed. */
    private static GateResult awaitsBaseline(QualityGate gate) {
        return new GateResult(
                gate, GateState.NOT_APPLICABLE, null, null, gate.metric() + ": nothing to compare with yet");
    }

    private static Judgement notEvaluated(OnError onError, Reason reason) {
        return Judgement.notEvaluated(onError, reason);
    }

    /** A misspelt environment would never have a baseline, and its gates would stay "not applicable" for ever. */
    private Optional<Reason> unknownEnvironment(Services services) {
        String environment = request.baseline().environment();
        if (request.baseline().kind() != Baseline.Kind.DEPLOYED) {
            return Optional.empty();
        }
        try {
            if (services.environments().find(environment).isPresent()) {
                return Optional.empty();
            }
            return Optional.of(new Reason(
                    "ENVIRONMENT_UNKNOWN",
                    "baseline: there is no environment '" + environment + "'; there are "
                            + String.join(", ", services.environments().names())));
        } catch (IOException e) {
            return Optional.of(new Reason("ENVIRONMENT_UNKNOWN", "the environments can't be read: " + e.getMessage()));
        }
    }

    private Optional<Reason> databaseAge(Instant now) {
        if (request.maxDbAge() == null || run.dbLive()) {
            return Optional.empty();
        }
        for (ScanSummary.Read read : summary.reports()) {
            Instant built = read.facts().dbBuilt() == null
                    ? run.dbBuilt()
                    : read.facts().dbBuilt();
            if (built == null) {
                return Optional.of(new Reason(
                        "DB_AGE_UNKNOWN",
                        read.facts().file() + ": nothing says how old the database of "
                                + read.facts().scanner() + " is, and maxDbAge asks for it"));
            }
            Duration age = Duration.between(built, now);
            if (age.compareTo(CLOCKS_MAY_DIFFER.negated()) < 0) {
                return Optional.of(new Reason(
                        "DB_AGE_UNKNOWN",
                        read.facts().file() + ": its database is from the future (" + built + "); check the clocks"));
            }
            if (age.compareTo(request.maxDbAge()) > 0) {
                return Optional.of(new Reason(
                        "DB_TOO_OLD",
                        read.facts().file() + ": the database of "
                                + read.facts().scanner() + " is " + Durations.display(age) + " old, allowed are "
                                + Durations.display(request.maxDbAge()) + "; update it and scan again"));
            }
        }
        return Optional.empty();
    }

    private Evidence evidence(
            Services services, Instant now, Judgement judgement, ScanAccount account, Map<String, String> payloads) {
        Subject subject = account.digest() == null ? services.run().source() : Subject.image(account.digest());
        return new Evidence(
                subject,
                ContainerScan.STEP,
                request.id(),
                judgement.verdict(),
                account.metrics(),
                judgement.reasons(),
                account.details(judgement),
                payloads,
                services.run().origin(),
                now);
    }

    private void append(EvidenceStore store, Evidence evidence) throws IOException {
        if (repeated) {
            Optional<Entry> latest = store.latest(EvidenceQuery.of(evidence.subject())
                    .id(evidence.id())
                    .job(evidence.origin().job()));
            if (latest.isPresent() && same(latest.get().evidence(), evidence)) {
                return;
            }
        }
        store.append(evidence);
    }

    private static boolean same(Evidence before, Evidence now) {
        return before.step().equals(now.step())
                && before.origin().number() == now.origin().number()
                && before.verdict() == now.verdict()
                && before.metrics().equals(now.metrics())
                && before.payloads().equals(now.payloads())
                && before.reasons().equals(now.reasons());
    }
}
