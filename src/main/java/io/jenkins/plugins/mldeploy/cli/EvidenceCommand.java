package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.evidence.BrokenChain;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Questions to the journal. */
@Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        description = "Reads the journal of evidence.",
        subcommands = ExplainCommand.class)
final class EvidenceCommand {
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the newest records, one a line.")
    int list(
            @Mixin Place place,
            @Option(names = "--step", paramLabel = "STEP", description = "Only of this step.") String step,
            @Option(
                            names = {"-n", "--last"},
                            paramLabel = "N",
                            defaultValue = "50",
                            description = "How many. Default: ${DEFAULT-VALUE}.")
                    int last)
            throws IOException {
        JournalFileStore store = JournalFileStore.readOnly(place.project().journal());
        try (Stream<Entry> entries = store.find(new EvidenceQuery(null, step, null, null))) {
            List<Entry> newest = entries.limit(last).toList();
            if (newest.isEmpty()) {
                System.out.println("No evidence yet: run a Jenkinsfile first (mldeploy run).");
            }
            for (int i = newest.size() - 1; i >= 0; i--) {
                System.out.println(line(newest.get(i)));
            }
        }
        return 0;
    }

    private static String line(Entry entry) {
        Evidence evidence = entry.evidence();
        return "%6d  %s  %-13s %-13s %-10s %-20s %s"
                .formatted(
                        entry.seq(),
                        evidence.at().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                        evidence.verdict(),
                        evidence.step(),
                        evidence.id(),
                        evidence.subject().abbreviated(),
                        evidence.origin().display());
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one record in full.")
    int show(@Mixin Place place, @Parameters(paramLabel = "SEQ", description = "Number of the record.") long seq)
            throws IOException {
        JournalFileStore store = JournalFileStore.readOnly(place.project().journal());
        try (Stream<Entry> entries = store.find(EvidenceQuery.all())) {
            Entry entry = entries.filter(candidate -> candidate.seq() == seq)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "there is no record " + seq + "; mldeploy evidence list shows what there is"));
            Evidence evidence = entry.evidence();
            System.out.println(line(entry));
            System.out.println("subject   " + evidence.subject());
            for (Reason reason : evidence.reasons()) {
                System.out.println("reason    " + reason);
            }
            evidence.metrics().forEach((name, value) -> System.out.println("metric    " + name + " = " + value));
            evidence.details().forEach((name, value) -> System.out.println("detail    " + name + " = " + value));
            evidence.payloads().forEach((name, hash) -> System.out.println("payload   " + name + " = sha256:" + hash));
            System.out.println("hash      " + entry.hash());
            System.out.println("after     " + entry.prev());
        }
        return 0;
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Checks that the journal is what was appended to it.")
    int verify(@Mixin Place place) throws IOException {
        try {
            JournalFileStore store = JournalFileStore.readOnly(place.project().journal());
            try (Stream<Entry> entries = store.find(EvidenceQuery.all())) {
                System.out.println("The chain holds: " + entries.count() + " records, head " + store.head());
            }
            return 0;
        } catch (BrokenChain e) {
            System.out.println("THE CHAIN IS BROKEN: " + e.getMessage());
            return 1;
        }
    }
}
