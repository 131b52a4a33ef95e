package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A dry run of rules over past deployments: which of them would have been stopped? Each is judged with the evidence of its time, at its time. An image's label is not in the record of a deployment;
 * the commit that its run checked out stands for it.
 */
public final class PolicyTrial {
    private PolicyTrial() {}

    /**
     * One past deployment.
     *
     * @param deployment the first of its records
     * @param stoppedBy why it would not enter; empty when it would
     */
    public record Judged(Entry deployment, List<Reason> stoppedBy) implements Serializable {
        public Judged {
            stoppedBy = List.copyOf(stoppedBy);
        }

        public boolean stopped() {
            return !stoppedBy.isEmpty();
        }
    }

    /**
     * Judges the newest deployments that reached an environment, or were rehearsed for it; newest first.
     *
     * @param environments the rules to try, with the environment among them
     * @param last how many at most
     */
    public static List<Judged> run(Environments environments, String environment, EvidenceStore store, int last) {
        Map<Object, List<Entry>> deployments = new LinkedHashMap<>();
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(Deployed.STEP))) {
            for (Entry entry : (Iterable<Entry>) entries::iterator) {
                Map<String, Object> details = entry.evidence().details();
                Object outcome = details.get(Deployed.OUTCOME);
                if (environment.equals(details.get(Deployed.ENVIRONMENT))
                        && List.of(Deployed.DEPLOYED, Deployed.REHEARSED, Deployed.ROLLED_BACK, Deployed.FAILED)
                                .contains(outcome)) {
                    Object id = details.get(Deployed.DEPLOYMENT_ID);
                    if (deployments.size() == last && !deployments.containsKey(id)) {
                        break;
                    }
                    deployments.computeIfAbsent(id, none -> new ArrayList<>()).add(entry);
                }
            }
        }
        return deployments.values().stream()
                .map(records -> judge(environments, environment, store, records))
                .toList();
    }

    /** How many would have been stopped, in one line. */
    public static String sentence(List<Judged> judged) {
        return judged.isEmpty()
                ? "Nothing was deployed there yet, so there is nothing to try the rules on."
                : "%d of the last %d would have been stopped."
                        .formatted(judged.stream().filter(Judged::stopped).count(), judged.size());
    }

    private static Judged judge(
            Environments environments, String environment, EvidenceStore store, List<Entry> newestFirst) {
        Entry first = newestFirst.get(newestFirst.size() - 1);
        Evidence evidence = first.evidence();
        Map<String, Object> details = evidence.details();
        List<AdmissionRequest.Image> images = new ArrayList<>();
        if (details.get("images") instanceof List<?> references) {
            for (Object each : references) {
                String reference = String.valueOf(each);
                int at = reference.indexOf("@sha256:");
                images.add(new AdmissionRequest.Image(
                        reference,
                        at < 0 ? null : reference.substring(at + 1),
                        evidence.origin().commit()));
            }
        }
        AdmissionRequest request = new AdmissionRequest(
                environment,
                evidence.id(),
                evidence.origin(),
                details.get("source") instanceof String source
                        ? new io.jenkins.plugins.mldeploy.evidence.Subject(source)
                        : evidence.subject(),
                images,
                String.valueOf(details.get("planHash")),
                Deployed.REHEARSED.equals(details.get(Deployed.OUTCOME)));
        Instant at = evidence.at();
        Admission admission = AdmissionPolicy.admit(blocking(environments), request, before(store, first.seq()), at);
        return new Judged(first, admission instanceof Admission.Refused refused ? refused.missing() : List.of());
    }

    /** What only warns would say nothing here. */
    private static Environments blocking(Environments environments) {
        return new Environments(
                environments.environments().stream()
                        .map(each ->
                                each.toBuilder().enforcement(Enforcement.BLOCK).build())
                        .toList(),
                environments.teams(),
                environments.delegations(),
                environments.webHooks());
    }

    /** The journal as it was before that record. */
    private static EvidenceStore before(EvidenceStore store, long seq) {
        return new EvidenceStore() {
            @Override
            public Entry append(Evidence evidence) throws IOException {
                throw new IOException("a dry run records nothing");
            }

            @Override
            public Stream<Entry> find(EvidenceQuery query) {
                return store.find(query).filter(entry -> entry.seq() < seq);
            }

            @Override
            public String putPayload(InputStream content) throws IOException {
                throw new IOException("a dry run records nothing");
            }

            @Override
            public Optional<InputStream> payload(String sha256) throws IOException {
                return store.payload(sha256);
            }
        };
    }
}
