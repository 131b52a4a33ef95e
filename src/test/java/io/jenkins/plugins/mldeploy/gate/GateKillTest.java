package io.jenkins.plugins.mldeploy.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.host.SignedMessage;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.EnvironmentsFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The host dies while a line of a gate is written, whichever line it is: a vote, a question, the answer of a check, a notice, a reminder, an escalation, a bypass, the settlement. Before its first byte, in the middle
 * of it, before its end, and after it: nothing that was acknowledged is lost, nothing happens twice, and there is one settlement.
 */
public class GateKillTest {
    private static final String SECRET = "shared between two";
    private static final String START = "2026-11-20T10:00:00Z";
    private static final Duration PLAYED = Duration.ofHours(3);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** How a gate ends here. */
    private enum End {
        /** A stand-in approves after the escalation, and the check agrees. */
        APPROVED,
        /** Somebody decides past the rules. */
        BYPASSED,
        /** The check objects. */
        OBJECTED
    }

    /** @param size of the gate's file once somebody was told @param line the line that was told of */
    private record Told(long size, String line) {}

    @Test
    public void atEveryLineOfAGateThatIsApproved() throws Exception {
        atEveryLine(
                End.APPROVED, Set.of("OPEN", "ASK", "NOTICE", "VOTE", "ESCALATE", "CHECK", "SETTLE"), "APPROVED", 12);
    }

    @Test
    public void atEveryLineOfAGateThatIsBypassed() throws Exception {
        atEveryLine(
                End.BYPASSED, Set.of("OPEN", "ASK", "NOTICE", "VOTE", "ESCALATE", "BYPASS", "SETTLE"), "APPROVED", 11);
    }

    @Test
    public void atEveryLineOfAGateThatACheckRejects() throws Exception {
        atEveryLine(
                End.OBJECTED, Set.of("OPEN", "ASK", "NOTICE", "VOTE", "ESCALATE", "CHECK", "SETTLE"), "REJECTED", 11);
    }

    private void atEveryLine(End end, Set<String> kinds, String decision, int lines) throws Exception {
        Path whole = folder.newFolder().toPath();
        SettableClock clock = new SettableClock(START);
        List<Told> told = new ArrayList<>();
        String opening;
        String waiting;
        String id;
        try (JournalFileStore store = JournalFileStore.open(whole.resolve("journal"), warning -> {})) {
            LocalGateHost run = host(whole, store, clock);
            run.dieAfter = 0;
            try {
                run.begin(Map.of("id", "kill", "environment", "production"));
            } catch (LocalGateHost.Died e) {
                run.dieAfter = -1;
            }
            opening = run.saved();
            run.comeBack(opening);
            waiting = run.saved();
            id = run.gateId();
            Gates gates = new Gates(whole, clock);
            told(told, whole, id);
            vote(gates, id, "bob");
            told(told, whole, id);
            for (int hour = 0; hour < PLAYED.toHours(); hour++) {
                clock.forward(Duration.ofHours(1));
                run.wake();
                told(told, whole, id);
            }
            decide(end, gates, id, clock);
            told(told, whole, id);
            run.wake();
            assertThat(run.result().returned()).containsEntry("decision", decision);
        }
        byte[] bytes = Files.readAllBytes(file(whole, id));
        assertThat(operations(new String(bytes, StandardCharsets.UTF_8))).hasSize(lines);
        assertThat(kinds(bytes)).isEqualTo(kinds);
        int start = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] != '\n') {
                continue;
            }
            for (int length : new int[] {start, start + 1, (start + at) / 2, at, at + 1}) {
                String state = length <= at && start == 0 ? opening : waiting;
                afterDeath(end, id, Arrays.copyOf(bytes, length), state, told, decision, kinds);
            }
            start = at + 1;
        }
    }

    private void afterDeath(
            End end, String id, byte[] left, String state, List<Told> told, String decision, Set<String> kinds)
            throws Exception {
        String as = left.length + " bytes were left";
        Path home = folder.newFolder().toPath();
        Files.createDirectories(file(home, id).getParent());
        Files.write(file(home, id), left);
        SettableClock clock = new SettableClock(START);
        boolean opened = new Gates(home, clock).find(id).isPresent();
        if (opened) {
            clock.forward(PLAYED);
        }
        try (JournalFileStore store = JournalFileStore.open(home.resolve("journal"), warning -> {})) {
            LocalGateHost run = host(home, store, clock);
            run.comeBack(state);
            if (!opened) {
                clock.forward(PLAYED);
                run.wake();
            }
            Gates gates = new Gates(home, clock);
            // People and systems do again what nobody acknowledged.
            vote(gates, id, "bob");
            decide(end, gates, id, clock);
            if (run.waits()) {
                run.wake();
            }
            assertThat(run.result().returned()).as(as).containsEntry("decision", decision);
            assertThat(run.result().returned()).as(as).containsEntry("bypassed", end == End.BYPASSED);
            assertThat(run.posted.stream()
                            .filter(posted -> posted.path().equals("/board"))
                            .count())
                    .as(as)
                    .isLessThanOrEqualTo(1);
            List<String> after = Files.readAllLines(file(home, id));
            List<String> acknowledged = told.stream()
                    .filter(each -> each.size() <= left.length)
                    .map(Told::line)
                    .toList();
            assertThat(after).as(as).containsAll(acknowledged);
            assertThat(kinds(Files.readAllBytes(file(home, id)))).as(as).isEqualTo(kinds);
            // What happened, happened once: of a notice its name says which.
            assertThat(after.stream().map(GateKillTest::what))
                    .as(as)
                    .doesNotHaveDuplicates()
                    .contains("NOTICE opened", "NOTICE reminder 3", "NOTICE escalation", "ESCALATE");
            assertThat(after.get(after.size() - 1)).as(as).contains("\"op\":\"SETTLE\"");
            Gate gate = gates.find(id).orElseThrow();
            assertThat(gate.settlement().decision().name()).as(as).isEqualTo(decision);
            assertThat(store.find(EvidenceQuery.ofStep(Approval.STEP))).as(as).hasSize(1);
            assertThat(store.find(EvidenceQuery.ofStep(Approval.EVENT))
                            .map(entry -> entry.evidence().details().get("line")))
                    .as(as)
                    .doesNotHaveDuplicates()
                    .hasSize(after.size() - 1);
        }
    }

    private static void decide(End end, Gates gates, String id, SettableClock clock) throws IOException {
        switch (end) {
            case APPROVED -> {
                answer(gates, id, clock, true);
                vote(gates, id, "lena");
            }
            case BYPASSED -> gates.bypass(id, voter("lena"), "the site is down", environments());
            case OBJECTED -> answer(gates, id, clock, false);
        }
    }

    private static void vote(Gates gates, String id, String user) throws IOException {
        Answer answer = gates.vote(id, voter(user), true, null, environments());
        assertThat(answer.kind()).as(answer.text()).isIn(Answer.Kind.ACCEPTED, Answer.Kind.SETTLED);
    }

    private static void answer(Gates gates, String id, SettableClock clock, boolean passed) throws IOException {
        String question = CheckAnswer.question(gates.find(id).orElseThrow().opening(), "board");
        String body = "{\"gate\":\"%s\",\"check\":\"board\",\"question\":\"%s\",\"passed\":%s}"
                .formatted(id, question, passed);
        Answer answer = gates.answerCheck(
                id, "board", SignedMessage.headers(SECRET, "m1", clock.instant(), body), body, SECRET, "test");
        assertThat(answer.kind()).as(answer.text()).isIn(Answer.Kind.ACCEPTED, Answer.Kind.SETTLED);
    }

    private static Voter voter(String user) {
        return new Voter(user, Set.of(), "test", "test");
    }

    private static LocalGateHost host(Path home, JournalFileStore store, SettableClock clock) throws IOException {
        return new LocalGateHost(home, store, environments(), clock, 7, true, "zoe");
    }

    private static Path file(Path home, String id) {
        return home.resolve("gates").resolve(id).resolve("gate.jsonl");
    }

    private static void told(List<Told> told, Path home, String id) throws IOException {
        for (String line : Files.readAllLines(file(home, id))) {
            if (told.stream().noneMatch(each -> each.line().equals(line))) {
                told.add(new Told(Files.size(file(home, id)), line));
            }
        }
    }

    private static String what(String line) {
        String operation = operations(line).get(0);
        int check = line.indexOf("\"check\":\"");
        int user = line.indexOf("\"user\":\"");
        int from = operation.equals("VOTE") ? user : operation.equals("NOTICE") ? check : -1;
        int value = from < 0 ? -1 : line.indexOf(":\"", from) + 2;
        return value < 0 ? operation : operation + " " + line.substring(value, line.indexOf('"', value));
    }

    private static Set<String> kinds(byte[] bytes) {
        return operations(new String(bytes, StandardCharsets.UTF_8)).stream().collect(Collectors.toSet());
    }

    private static List<String> operations(String text) {
        return text.lines()
                .map(line -> line.replaceFirst(".*?\"op\":\"([A-Z]+)\".*", "$1"))
                .toList();
    }

    private static Environments environments() throws IOException {
        String text =
                """
                teams: [{name: sre, users: [bob]}, {name: security, users: [carol]}, {name: leads, users: [lena]}]
                webHooks:
                  - {name: chat, url: "https://chat.example/chat", secretId: hook-secret}
                  - {name: board, url: "https://board.example/board", secretId: hook-secret}
                environments:
                  - name: production
                    jobs: [shop/llm-app/main]
                    approvers: [{group: sre}, {group: security}]
                    checks: [{name: board, webHook: board, timeout: 12h}]
                    notify: [chat]
                    remindEvery: 1h
                    escalation: {after: 3h, notify: [chat], standIns: [leads]}
                    bypass: [leads]
                """;
        return EnvironmentsFile.read(
                "environments.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
