package io.jenkins.plugins.mldeploy.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.host.SignedMessage;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.EnvironmentsFile;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** One settlement whatever happens: races, kills, and clocks that jump. */
public class GateReliabilityTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private JournalFileStore store;
    private Path home;

    @Before
    public void open() throws IOException {
        home = folder.getRoot().toPath();
        store = JournalFileStore.open(home.resolve("journal"), warning -> {});
    }

    @After
    public void close() throws IOException {
        store.close();
    }

    @Test
    public void whateverSixtyFourPeopleDoAtOnceAGateIsSettledOnceAndAPersonHasOneVote() throws Exception {
        Map<Gate.Decision, Integer> all = new EnumMap<>(Gate.Decision.class);
        for (int quorum = 1; quorum <= 5; quorum++) {
            new GateRace(home.resolve("q" + quorum), 100 + quorum)
                    .run(25, quorum)
                    .forEach((decision, count) -> all.merge(decision, count, Integer::sum));
        }
        // The race is one: every end comes about.
        assertThat(all.keySet()).contains(Gate.Decision.APPROVED, Gate.Decision.REJECTED);
        assertThat(all.keySet()).containsAnyOf(Gate.Decision.CANCELLED, Gate.Decision.EXPIRED);
    }

    @Test
    public void aKillAtAnyTaskOfAGateWithChecksAndRemindersAsksAndRecordsNothingTwice() throws Exception {
        Environments environments = environments("    checks: [{name: board, webHook: board, timeout: 2h}]\n"
                + "    notify: [chat]\n    remindEvery: 1h\n");
        for (int tasks = 0; tasks < 6; tasks++) {
            SettableClock clock = new SettableClock("2026-11-20T10:00:00Z");
            LocalGateHost run = new LocalGateHost(home, store, environments, clock, 100 + tasks, true, "zoe");
            run.dieAfter = tasks;
            try {
                run.begin(Map.of("id", "kill", "environment", "production"));
                clock.forward(Duration.ofHours(1));
                run.wake();
                run.dieAfter = -1;
            } catch (LocalGateHost.Died e) {
                run.dieAfter = -1;
                run.tell(new Event.Resumed(clock.instant()));
            }
            String id = "10" + tasks + "-kill-1";
            Gates gates = new Gates(home, clock);
            String question = CheckAnswer.question(gates.find(id).orElseThrow().opening(), "board");
            String body =
                    "{\"gate\":\"%s\",\"check\":\"board\",\"question\":\"%s\",\"passed\":true}".formatted(id, question);
            gates.answerCheck(
                    id,
                    "board",
                    SignedMessage.headers("shared between two", "m" + tasks, clock.instant(), body),
                    body,
                    "shared between two",
                    "test");
            for (String user : List.of("bob", "carol")) {
                gates.vote(id, new Voter(user, Set.of(), "test", "test"), true, null, environments);
            }
            // Killed again after the settlement, before and after it was recorded.
            run.dieAfter = tasks % 2;
            try {
                run.wake();
            } catch (LocalGateHost.Died e) {
                run.dieAfter = -1;
                run.tell(new Event.Resumed(clock.instant()));
            }
            assertThat(run.result().verdict()).as("after %d tasks", tasks).isEqualTo(Verdict.PASS);
            // A message may come twice, but then with the id of the first, by which its receiver knows it.
            assertThat(run.posted.stream()
                            .filter(posted -> posted.path().equals("/board"))
                            .map(posted -> posted.headers().get(SignedMessage.ID)))
                    .isNotEmpty()
                    .allMatch(message -> message.equals(run.posted.stream()
                            .filter(posted -> posted.path().equals("/board"))
                            .findFirst()
                            .orElseThrow()
                            .headers()
                            .get(SignedMessage.ID)));
            long number = 100 + tasks;
            assertThat(store.find(EvidenceQuery.ofStep(Approval.STEP).id("kill"))
                            .filter(entry -> entry.evidence().origin().number() == number))
                    .hasSize(1);
            assertThat(store.find(EvidenceQuery.ofStep(Approval.EVENT).id("kill"))
                            .filter(entry -> entry.evidence().origin().number() == number)
                            .map(entry -> entry.evidence().details().get("line")))
                    .doesNotHaveDuplicates()
                    .hasSizeGreaterThanOrEqualTo(5);
        }
    }

    @Test
    public void aClockThatJumpsEndsNoGateTooEarlyAndNoneTwice() throws IOException {
        Environments environments = environments("");
        SettableClock clock = new SettableClock("2026-11-20T10:00:00Z");
        LocalGateHost run = new LocalGateHost(home, store, environments, clock, 7, true, "zoe")
                .begin(Map.of("id", "prod", "environment", "production", "timeout", "2h"));
        Gates gates = new Gates(home, clock);
        // An hour forward and back: still open, and the deadline is where it was.
        clock.forward(Duration.ofHours(1));
        run.wake();
        clock.forward(Duration.ofHours(-2));
        run.wake();
        assertThat(run.waits()).isTrue();
        assertThat(run.until()).isEqualTo("2026-11-20T12:00:00Z");
        assertThat(gates.vote("7-prod-1", new Voter("bob", Set.of(), "t", "t"), true, null, environments)
                        .accepted())
                .isTrue();
        // Past the deadline and back before it: what was settled stays settled.
        clock.forward(Duration.ofHours(4));
        run.wake();
        assertThat(run.result().status()).isEqualTo(RunStatus.FAILURE);
        clock.forward(Duration.ofHours(-3));
        assertThat(gates.vote("7-prod-1", new Voter("carol", Set.of(), "t", "t"), true, null, environments)
                        .kind())
                .isEqualTo(Answer.Kind.SETTLED);
        assertThat(gates.find("7-prod-1").orElseThrow().settlement().decision()).isEqualTo(Gate.Decision.EXPIRED);
    }

    @Test
    public void aDeadlineThatPassesWhileTheHostIsDownSettlesOnceByWhatWasAcknowledgedBefore() throws IOException {
        Environments environments = environments("");
        for (boolean enough : List.of(false, true)) {
            SettableClock clock = new SettableClock("2026-11-20T10:00:00Z");
            int number = enough ? 8 : 7;
            LocalGateHost run = new LocalGateHost(home, store, environments, clock, number, true, "zoe")
                    .begin(Map.of("id", "prod", "environment", "production", "timeout", "2h"));
            Gates gates = new Gates(home, clock);
            for (String user : enough ? List.of("bob", "carol") : List.of("bob")) {
                gates.vote(run.gateId(), new Voter(user, Set.of(), "t", "t"), true, null, environments);
            }
            clock.forward(Duration.ofDays(3));
            run.tell(new Event.Resumed(clock.instant()));
            assertThat(run.result().returned()).containsEntry("decision", enough ? "APPROVED" : "EXPIRED");
        }
    }

    @Test
    public void aDayOfTwentyThreeOrTwentyFiveHoursChangesNoDeadlineAndOpensWindowsByTheirOwnClock() throws IOException {
        Environments environments = environments("    window: {cron: \"* 9-16 * * *\", timeZone: Europe/Paris}\n");
        // The night in which Paris goes from +01:00 to +02:00, and the one in which it goes back.
        Map<String, String> nights =
                Map.of("2027-03-27T20:00:00Z", "2027-03-28T07:00:00Z", "2026-10-24T20:00:00Z", "2026-10-25T08:00:00Z");
        int number = 20;
        for (Map.Entry<String, String> night : nights.entrySet()) {
            SettableClock clock = new SettableClock(night.getKey());
            LocalGateHost run = new LocalGateHost(home, store, environments, clock, number++, true, "zoe")
                    .begin(Map.of("id", "dst", "environment", "production", "timeout", "24h"));
            assertThat(Duration.between(clock.instant(), run.until())).isEqualTo(Duration.ofHours(24));
            Gates gates = new Gates(home, clock);
            for (String user : List.of("bob", "carol")) {
                gates.vote(run.gateId(), new Voter(user, Set.of(), "t", "t"), true, null, environments);
            }
            run.wake();
            assertThat(run.until()).as(night.getKey()).isEqualTo(night.getValue());
        }
    }

    private static Environments environments(String more) throws IOException {
        String text =
                """
                teams: [{name: sre, users: [bob]}, {name: security, users: [carol]}]
                webHooks:
                  - {name: chat, url: "https://chat.example/chat", secretId: hook-secret}
                  - {name: board, url: "https://board.example/board", secretId: hook-secret}
                environments:
                  - name: production
                    jobs: [shop/llm-app/main]
                    approvers: [{group: sre}, {group: security}]
                """
                        + more;
        return EnvironmentsFile.read(
                "environments.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
