package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.evidence.Baseline;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Looks the baseline up in the journal. */
record FindBaseline(String id, Baseline baseline) implements ControllerTask<BaselineFigures> {
    @Override
    public BaselineFigures run(Services services) {
        String token = UUID.randomUUID().toString();
        Optional<Entry> found =
                baseline.find(services.evidence(), "mlTest", id, services.run().origin());
        if (found.isEmpty()) {
            return BaselineFigures.none(token);
        }
        Evidence evidence = found.get().evidence();
        String name = baseline.kind() == Baseline.Kind.DEPLOYED
                ? "the deployed " + evidence.subject().abbreviated()
                : "the previous " + evidence.origin().display();
        return new BaselineFigures(
                name, evidence.metrics(), samples(evidence.details().get(RecordEvidence.SAMPLES)), token);
    }

    /** Whatever the journal gives back: after JSON, numbers may be of any type. */
    private static Map<String, Samples> samples(Object recorded) {
        Map<String, Samples> samples = new TreeMap<>();
        if (recorded instanceof Map<?, ?> metrics) {
            metrics.forEach((name, value) -> {
                if (value instanceof Map<?, ?> figures
                        && figures.get("count") instanceof Number count
                        && figures.get("mean") instanceof Number mean
                        && figures.get("squares") instanceof Number squares) {
                    samples.put(
                            String.valueOf(name),
                            new Samples(count.longValue(), mean.doubleValue(), squares.doubleValue()));
                }
            });
        }
        return samples;
    }
}
