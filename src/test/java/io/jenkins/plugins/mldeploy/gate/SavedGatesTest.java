package io.jenkins.plugins.mldeploy.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.EnvironmentsFile;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StateCodec;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Gates, their journal and the states of their steps, as an earlier build left them, are read and gone on with by this one. The home in {@code saved-1} was written by the build of 26 November 2026
 * ({@link #main}) and is never written again.
 */
public class SavedGatesTest {
    private static final Path SAVED = Path.of("src/test/resources/io/jenkins/plugins/mldeploy/gate/saved-1");
    private static final ApproveGate STEP = new ApproveGate();
    private static final String ENVIRONMENTS =
            """
            teams: [{name: sre, users: [bob]}, {name: security, users: [carol]}]
            environments:
              - {name: production, approvers: [{group: sre}, {group: security}]}
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SettableClock clock = new SettableClock("2026-11-20T10:05:00Z");
    private Path home;
    private Gates gates;

    @Before
    public void copiesTheHome() throws IOException {
        home = folder.newFolder("home").toPath();
        try (Stream<Path> files = Files.walk(SAVED)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = home.resolve(SAVED.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        gates = new Gates(home, clock);
    }

    private static Environments environments() throws IOException {
        return EnvironmentsFile.read(
                "environments.yaml", new ByteArrayInputStream(ENVIRONMENTS.getBytes(StandardCharsets.UTF_8)));
    }

    private String saved(String name) throws IOException {
        return Files.readString(home.resolve("states/" + name + ".json")).strip();
    }

    @Test
    public void everyGateIsAsItWasLeft() throws IOException {
        assertThat(gates.list(problem -> {
                    throw new AssertionError(problem);
                }))
                .extracting(Gate::id)
                .containsExactlyInAnyOrder("1-prod-1", "2-prod-1", "3-prod-1", "4-prod-1");
        assertThat(gates.find("1-prod-1").orElseThrow().count()).hasToString("0/2 (sre, security)");
        assertThat(gates.find("2-prod-1").orElseThrow().count()).hasToString("1/2 (security)");
        assertThat(gates.find("3-prod-1").orElseThrow().settlement().decision()).isEqualTo(Gate.Decision.APPROVED);
        assertThat(gates.find("4-prod-1").orElseThrow().settlement().decision()).isEqualTo(Gate.Decision.REJECTED);
    }

    @Test
    public void theChainIsWholeAndIsGoneOnWith() throws IOException {
        try (JournalFileStore journal = JournalFileStore.open(home.resolve("journal"), warning -> {
            throw new AssertionError(warning);
        })) {
            long before = journal.verify();
            assertThat(before).isPositive();

            LocalGateHost run = goesOn(journal, 4, "4-waiting");

            assertThat(run.result().status()).isEqualTo(RunStatus.ABORTED);
            assertThat(journal.verify()).isGreaterThan(before);
            try (Stream<Entry> records = journal.find(EvidenceQuery.ofStep("approveGate"))) {
                assertThat(records.map(entry -> entry.evidence().details().get("decision")))
                        .contains("REJECTED");
            }
        }
    }

    @Test
    public void aStepThatWaitedAtAPartlyApprovedGateTakesTheLastVote() throws IOException {
        try (JournalFileStore journal = JournalFileStore.open(home.resolve("journal"), warning -> {})) {
            assertThat(gates.vote("2-prod-1", new Voter("carol", Set.of(), "test", "test"), true, null, environments())
                            .accepted())
                    .isTrue();

            LocalGateHost run = goesOn(journal, 2, "2-waiting");

            assertThat(run.result().status()).isEqualTo(RunStatus.SUCCESS);
            assertThat(run.result().returned()).containsEntry("approvers", List.of("bob", "carol"));
        }
    }

    @Test
    public void everySavedStateIsReadAndGoesOn() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("states"))) {
            List<String> names = files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .toList();
            assertThat(names).hasSizeGreaterThanOrEqualTo(5);
            for (String name : names) {
                GateRun state = StateCodec.read(STEP, saved(name));
                assertThat(state.nonce()).as(name).isNotBlank();
                Turn<GateRun> resumed = STEP.next(state, new Event.Resumed(clock.instant()));
                assertThat(resumed.action()).as(name).isNotNull();
            }
        }
    }

    private LocalGateHost goesOn(JournalFileStore journal, long number, String state) throws IOException {
        LocalGateHost run = new LocalGateHost(home, journal, environments(), clock, number, true, "alice");
        run.goOn(saved(state));
        return run;
    }

    /** Writes the home; for the next form, into another folder. */
    public static void main(String[] arguments) throws IOException {
        SettableClock clock = new SettableClock("2026-11-20T10:00:00Z");
        Gates gates = new Gates(SAVED, clock);
        Map<String, ?> call = Map.of("id", "prod", "environment", "production", "supersedeOlder", false);
        Files.createDirectories(SAVED.resolve("states"));
        try (JournalFileStore journal = JournalFileStore.open(SAVED.resolve("journal"), warning -> {})) {
            for (long number = 1; number <= 4; number++) {
                LocalGateHost run = new LocalGateHost(SAVED, journal, environments(), clock, number, true, "alice");
                run.begin(call);
                String gate = number + "-prod-1";
                if (number == 2 || number == 3) {
                    gates.vote(gate, new Voter("bob", Set.of(), "test", "test"), true, null, environments());
                }
                if (number == 3) {
                    gates.vote(gate, new Voter("carol", Set.of(), "test", "test"), true, "seen", environments());
                }
                if (number == 4) {
                    gates.vote(gate, new Voter("carol", Set.of(), "test", "test"), false, "not yet", environments());
                }
                GateRun state = StateCodec.read(STEP, run.state());
                write(number + "-waiting", state);
                if (number == 1) {
                    write(
                            "1-opening",
                            new GateRun(GateRun.Phase.OPENING, state.arguments(), state.nonce(), null, null, 0, null));
                    write("1-looking", state.now(GateRun.Phase.LOOKING));
                    write("1-cancelling", state.stop("stopped by sam"));
                }
                if (number == 3) {
                    write("3-holding", state.waits(GateRun.Phase.HOLDING, gate, clock.instant()));
                }
            }
        }
    }

    private static void write(String name, GateRun state) throws IOException {
        Files.writeString(SAVED.resolve("states/" + name + ".json"), StateCodec.write(STEP, state) + "\n");
    }
}
