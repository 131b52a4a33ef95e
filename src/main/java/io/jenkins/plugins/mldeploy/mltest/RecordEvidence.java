package io.jenkins.plugins.mldeploy.mltest;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Judgement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Appends the evidence of a call; a second time it finds that it did. */
record RecordEvidence(
        Settings settings,
        Subject subject,
        Findings findings,
        Map<String, Double> metrics,
        String token,
        Judgement judgement)
        implements ControllerTask<Long> {
    /** Detail: metric to count, mean and sum of squares of its samples. */
    static final String SAMPLES = "samples";

    private static final String TOKEN = "call";
    /** Metrics whose samples are recorded, for the baseline of a later call. */
    private static final int SAMPLED = 200;

    /** @return the number of the entry */
    @Override
    public Long run(Services services) throws IOException {
        RunInfo run = services.run();
        EvidenceQuery mine = EvidenceQuery.ofStep("mlTest")
                .id(settings.id())
                .job(run.origin().job());
        try (Stream<Entry> entries = services.evidence().find(mine)) {
            Optional<Entry> recorded = entries.filter(entry ->
                            entry.evidence().origin().number() == run.origin().number())
                    .filter(entry -> token.equals(entry.evidence().details().get(TOKEN)))
                    .findFirst();
            if (recorded.isPresent()) {
                return recorded.get().seq();
            }
        }
        String summary = services.evidence().putPayload(new ByteArrayInputStream(summary()));
        return services.evidence()
                .append(new Evidence(
                        subject,
                        "mlTest",
                        settings.id(),
                        judgement.verdict(),
                        metrics,
                        judgement.reasons(),
                        details(),
                        Map.of("summary", summary),
                        run.origin(),
                        services.clock().instant()))
                .seq();
    }

    private Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(TOKEN, token);
        details.put("name", settings.title());
        details.put("failed", names(findings.tests().failedTests()));
        details.put("flaky", names(findings.tests().flakyTests()));
        details.put("notEvaluated", names(findings.tests().notEvaluatedTests()));
        details.put("gates", gates());
        Map<String, Object> samples = new TreeMap<>();
        findings.metrics().forEach((name, measured) -> {
            Samples spread = measured.spread();
            if (spread.count() >= 2 && samples.size() < SAMPLED) {
                samples.put(name, Map.of("count", spread.count(), "mean", spread.mean(), "squares", spread.squares()));
            }
        });
        details.put(SAMPLES, samples);
        return details;
    }

    private List<Map<String, Object>> gates() {
        return judgement.gates().stream()
                .map(result -> {
                    Map<String, Object> gate = new LinkedHashMap<>();
                    gate.put("metric", result.gate().metric());
                    gate.put("state", result.state().name());
                    gate.put("criticality", result.gate().criticality().name());
                    gate.put("sentence", result.sentence());
                    return gate;
                })
                .toList();
    }

    private byte[] summary() throws JsonProcessingException {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("id", settings.id());
        summary.put("name", settings.title());
        summary.put("verdict", judgement.verdict());
        summary.put("reasons", judgement.reasons());
        summary.put("tests", findings.tests());
        summary.put("metrics", metrics);
        summary.put("gates", gates());
        return StrictJson.mapper().writeValueAsBytes(summary);
    }

    private static List<String> names(List<TestLine> lines) {
        return lines.stream().map(TestLine::name).toList();
    }
}
