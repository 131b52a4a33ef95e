package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the controller knows and the merge needs.
 *
 * @param now its time
 * @param metrics id of an mlTest step to what it recorded about one of the subjects, or in this run; absent when it recorded nothing that was judged
 */
record Inquiry(Instant now, TreeMap<String, Map<String, Double>> metrics) {
    private static final String MEASURED_BY = "mlTest";

    static Inquiry of(Call call, Services services) {
        TreeMap<String, Map<String, Double>> metrics = new TreeMap<>();
        for (Model model : call.models()) {
            if (model.metricsFrom() != null) {
                measured(call, model.metricsFrom(), services)
                        .ifPresent(entry -> metrics.put(
                                model.metricsFrom(), entry.evidence().metrics()));
            }
        }
        return new Inquiry(services.clock().instant(), metrics);
    }

    private static Optional<Entry> measured(Call call, String id, Services services) {
        Origin origin = services.run().origin();
        try (Stream<Entry> entries =
                services.evidence().find(EvidenceQuery.ofStep(MEASURED_BY).id(id))) {
            return entries.filter(entry -> {
                        Evidence evidence = entry.evidence();
                        boolean sameRun = evidence.origin().job().equals(origin.job())
                                && evidence.origin().number() == origin.number();
                        return evidence.verdict() != Verdict.NOT_EVALUATED
                                && (sameRun || call.subjects().contains(evidence.subject()));
                    })
                    .findFirst();
        }
    }
}
