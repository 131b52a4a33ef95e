package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Carries what happened to a gate into the chain: each vote, withdrawal, comment, bypass, question, answer, reminder and the end, with who, how authenticated, from where, when, and the hash of what was shown.
 * The gate's own file acknowledges; the one writer of the journal follows when the run looks. Repeated after a kill, nothing is recorded twice.
 */
final class GateHistory {
    private GateHistory() {}

    static void record(Services services, Gate gate) throws IOException {
        if (gate.events().isEmpty()) {
            return;
        }
        EvidenceStore store = services.evidence();
        int recorded = recorded(store, gate);
        for (Gate.GateEvent event : gate.events()) {
            if (event.line() > recorded) {
                store.append(new Evidence(
                        new Subject(gate.opening().subjects().get(0)),
                        Approval.EVENT,
                        gate.opening().step(),
                        Verdict.PASS,
                        Map.of(),
                        List.of(),
                        details(gate, event),
                        Map.of(),
                        services.run().origin(),
                        services.clock().instant()));
            }
        }
    }

    private static int recorded(EvidenceStore store, Gate gate) {
        EvidenceQuery query =
                EvidenceQuery.ofStep(Approval.EVENT).id(gate.opening().step());
        try (Stream<Entry> entries = store.find(query)) {
            return entries.map(entry -> entry.evidence().details())
                    .filter(details -> gate.opening().nonce().equals(details.get("nonce")))
                    .map(details -> details.get("line"))
                    .filter(Number.class::isInstance)
                    .mapToInt(line -> ((Number) line).intValue())
                    .max()
                    .orElse(0);
        }
    }

    private static Map<String, Object> details(Gate gate, Gate.GateEvent event) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("gate", gate.id());
        details.put("nonce", gate.opening().nonce());
        details.put("line", event.line());
        details.put("event", event.kind());
        details.put("user", event.user());
        details.put("text", event.text());
        details.put("happenedAt", event.at().toString());
        details.put("authenticatedBy", event.authenticatedBy());
        details.put("from", event.from());
        details.put("environment", gate.opening().environment());
        details.put("planHash", gate.opening().planHash());
        details.put("evidenceHash", gate.opening().evidenceHash());
        details.values().removeIf(value -> value == null);
        return details;
    }
}
