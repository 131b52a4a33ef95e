package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.policy.Admission;
import io.jenkins.plugins.mldeploy.policy.AdmissionPolicy;
import io.jenkins.plugins.mldeploy.policy.AdmissionRequest;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** May this enter that environment now, and if not, why? */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Says whether a subject may enter an environment now, and if not, everything that is missing.")
final class ExplainCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "SUBJECT",
            description = "sha256:… of an image, git:… or tree:… of a source; a unique beginning will do.")
    private String subject;

    @Option(
            names = {"-e", "--environment"},
            required = true,
            paramLabel = "NAME",
            description = "The environment.")
    private String environment;

    @Mixin
    private Place place;

    @Override
    public Integer call() throws IOException {
        ProjectHome project = place.project();
        JournalFileStore store = JournalFileStore.readOnly(project.journal());
        Environments environments = project.environments();
        if (environments.find(environment).isEmpty()) {
            throw new IllegalArgumentException(project.environmentsFile() + ": "
                    + environments.unknown(environment).text());
        }
        Entry newest = newest(store);
        Admission admission = AdmissionPolicy.admit(environments, request(store, newest), store, Instant.now());
        if (admission instanceof Admission.Admitted admitted) {
            System.out.println(newest.evidence().subject() + " may enter " + environment + " now.");
            admitted.warnings().forEach(warning -> System.out.println("  warning  " + warning));
            return 0;
        }
        List<Reason> missing = ((Admission.Refused) admission).missing();
        System.out.println(newest.evidence().subject() + " may not enter " + environment + " now; missing:");
        missing.forEach(reason -> System.out.println("  " + reason));
        return 1;
    }

    private Entry newest(JournalFileStore store) {
        try (Stream<Entry> entries = store.find(EvidenceQuery.all())) {
            List<Subject> found = entries.map(entry -> entry.evidence().subject())
                    .distinct()
                    .filter(candidate -> candidate.value().startsWith(subject))
                    .toList();
            if (found.size() != 1) {
                throw new IllegalArgumentException(
                        found.isEmpty()
                                ? "nothing is known about '" + subject + "'; mldeploy evidence list shows what there is"
                                : "'" + subject + "' is not unique: " + found);
            }
            return store.latest(EvidenceQuery.of(found.get(0))).orElseThrow();
        }
    }

    /** As the newest run about the subject would ask, with the plan that it recorded for this environment. */
    private AdmissionRequest request(JournalFileStore store, Entry newest) {
        Evidence evidence = newest.evidence();
        Optional<Evidence> plan;
        try (Stream<Entry> entries =
                store.find(EvidenceQuery.of(evidence.subject()).step(Deployed.STEP))) {
            plan = entries.map(Entry::evidence)
                    .filter(candidate -> environment.equals(candidate.details().get(Deployed.ENVIRONMENT)))
                    .findFirst();
        }
        Origin origin = plan.map(Evidence::origin).orElse(evidence.origin());
        boolean image = evidence.subject().isImage();
        String revision = image ? origin.commit() : null;
        String digest = image ? evidence.subject().value() : null;
        return new AdmissionRequest(
                environment,
                plan.map(Evidence::id).orElse("explain"),
                origin,
                evidence.subject(),
                List.of(new AdmissionRequest.Image(evidence.subject().value(), digest, revision)),
                plan.map(found -> String.valueOf(found.details().get("planHash")))
                        .orElse("none"),
                !image);
    }
}
