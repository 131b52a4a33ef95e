package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.evidence.BrokenChain;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceExport;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Pruned;
import io.jenkins.plugins.mldeploy.evidence.Retention;
import io.jenkins.plugins.mldeploy.evidence.SigningKey;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.ConfigurationRecord;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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
        try (Stream<Entry> entries = store.find(EvidenceQuery.ofStep(step))) {
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
        Entry entry = store.entry(seq)
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
        return 0;
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Checks that the journal is what was appended to it.")
    int verify(@Mixin Place place) throws IOException {
        try {
            JournalFileStore store = JournalFileStore.readOnly(place.project().journal());
            System.out.println("The chain holds: " + store.verify() + " records, head " + store.head());
            return 0;
        } catch (BrokenChain e) {
            System.out.println("THE CHAIN IS BROKEN: " + e.getMessage());
            return 1;
        }
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = {
                "Writes what is known about a subject for other tools: in-toto statements (v1), one a record, and",
                "CycloneDX attestations. With --key each is signed, in a DSSE envelope."
            })
    int export(
            @Mixin Place place,
            @Parameters(
                            paramLabel = "SUBJECT",
                            description =
                                    "sha256:… of an image, git:… or tree:… of a source; a unique beginning will do.")
                    String subject,
            @Option(
                            names = {"-o", "--output"},
                            required = true,
                            paramLabel = "DIR",
                            description = "Where to write.")
                    Path output,
            @Option(
                            names = "--key",
                            paramLabel = "FILE",
                            description = "Private key: ECDSA P-256, PKCS#8 in PEM, without a password.")
                    Path key)
            throws IOException {
        JournalFileStore store = JournalFileStore.readOnly(place.project().journal());
        List<Entry> entries;
        try (Stream<Entry> all = store.find(EvidenceQuery.all())) {
            entries = new ArrayList<>(
                    // Changed rules are about no image and no source.
                    all.filter(entry -> !entry.evidence().step().equals(ConfigurationRecord.STEP))
                            .filter(entry -> entry.evidence().subject().value().startsWith(subject))
                            .toList());
        }
        List<Subject> subjects = entries.stream()
                .map(entry -> entry.evidence().subject())
                .distinct()
                .toList();
        if (subjects.size() != 1) {
            throw new IllegalArgumentException(
                    subjects.isEmpty()
                            ? "nothing is known about '" + subject + "'; mldeploy evidence list shows what there is"
                            : "'" + subject + "' is not unique: " + subjects);
        }
        Collections.reverse(entries);
        List<Path> written =
                new EvidenceExport(subjects.get(0), entries, key == null ? null : SigningKey.read(key)).write(output);
        written.forEach(System.out::println);
        if (key == null) {
            System.err.println("warning: not signed, so they prove nothing; sign them with --key");
        }
        return 0;
    }

    @Command(
            name = "prune",
            mixinStandardHelpOptions = true,
            description = {
                "Removes what need not be kept any longer: payloads first, then the oldest records.",
                "What runs in an environment now stays, with all that is known about it."
            })
    int prune(
            @Mixin Place place,
            @Option(
                            names = "--payloads",
                            paramLabel = "AGE",
                            defaultValue = "90d",
                            description = "Keep reports, SBOMs and manifests so long. Default: ${DEFAULT-VALUE}.")
                    String payloads,
            @Option(
                            names = "--records",
                            paramLabel = "AGE",
                            defaultValue = "1825d",
                            description = "Keep records so long. Default: ${DEFAULT-VALUE}.")
                    String records)
            throws IOException {
        Retention retention = new Retention(Durations.parse(payloads), Durations.parse(records));
        Origin origin =
                new Origin("mldeploy evidence prune", 0, null, null, false, List.of(System.getProperty("user.name")));
        try (JournalFileStore store = JournalFileStore.open(place.project().journal(), System.err::println)) {
            Pruned pruned = store.prune(retention, Instant.now(), origin);
            System.out.println(
                    pruned.isSomething()
                            ? "removed " + pruned.payloads() + " payloads and " + pruned.entries() + " records; entry "
                                    + store.size() + " says so"
                            : "nothing is that old");
        }
        return 0;
    }
}
