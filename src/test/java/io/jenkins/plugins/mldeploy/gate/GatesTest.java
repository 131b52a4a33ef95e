package io.jenkins.plugins.mldeploy.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.policy.ApproverRule;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.Quorum;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class GatesTest {
    private static final Environments NOBODY = new Environments(List.of(), Map.of());

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SettableClock clock = new SettableClock("2026-11-20T10:00:00Z");

    @Test
    public void sixtyFourPeopleAtTheSameMomentSettleAGateOnceAndHaveOneVoteEach() throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(64);
        try {
            for (int round = 0; round < 12; round++) {
                String id = gates().open(opening(round, 3, 2)).id();
                CountDownLatch start = new CountDownLatch(1);
                List<Future<List<Answer>>> answers = new ArrayList<>();
                for (int person = 0; person < 64; person++) {
                    String user = "p" + person;
                    // Every third one rejects, every second votes twice, each through a store of his or her own.
                    boolean approve = person % 3 != 0;
                    int times = 1 + person % 2;
                    answers.add(people.submit(() -> {
                        start.await();
                        List<Answer> mine = new ArrayList<>();
                        for (int i = 0; i < times; i++) {
                            mine.add(gates().vote(id, voter(user, "sre"), approve, "because", NOBODY));
                        }
                        return mine;
                    }));
                }
                start.countDown();
                int settledByMe = 0;
                for (Future<List<Answer>> answer : answers) {
                    for (Answer one : answer.get()) {
                        settledByMe += one.accepted() && !one.gate().isOpen() ? 1 : 0;
                        assertThat(one.kind()).isIn(Answer.Kind.ACCEPTED, Answer.Kind.SETTLED);
                    }
                }
                assertThat(settledByMe).isEqualTo(1);
                List<String> lines = lines(id);
                assertThat(lines)
                        .filteredOn(line -> line.contains("\"op\":\"SETTLE\""))
                        .hasSize(1);
                assertThat(lines.get(lines.size() - 1)).contains("\"op\":\"SETTLE\"");
                assertThat(gates().find(id).orElseThrow().votes())
                        .extracting(Gate.Vote::user)
                        .doesNotHaveDuplicates();
            }
        } finally {
            people.shutdownNow();
        }
    }

    @Test
    public void whatWasAcknowledgedSurvivesTwoProcessesThatAreKilledWhileTheyVote() throws Exception {
        String id = gates().open(opening(1, 999, 1)).id();
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            Process one = child("VotingProcess", id, "a" + round);
            Process other = child("VotingProcess", id, "b" + round);
            acknowledged.addAll(readAcknowledged(one, 15 + 10 * round));
            one.destroyForcibly().waitFor();
            acknowledged.addAll(readAcknowledged(other, 20));
            other.destroyForcibly().waitFor();
            acknowledged.addAll(readAcknowledged(one, Integer.MAX_VALUE));
            acknowledged.addAll(readAcknowledged(other, Integer.MAX_VALUE));
        }
        assertThat(acknowledged).hasSizeGreaterThan(100);
        Gate gate = gates().find(id).orElseThrow();
        assertThat(gate.votes())
                .extracting(Gate.Vote::user)
                .containsAll(acknowledged)
                .doesNotHaveDuplicates();
        // And the next writer goes on after whatever was torn.
        assertThat(gates().vote(id, voter("last", "sre"), true, null, NOBODY).accepted())
                .isTrue();
        assertThat(gates().find(id).orElseThrow().votes())
                .extracting(Gate.Vote::user)
                .containsAll(acknowledged)
                .contains("last");
    }

    @Test
    public void twoProcessesSettleAGateOnce() throws Exception {
        for (int round = 0; round < 2; round++) {
            String id = gates().open(opening(10 + round, 40, 1)).id();
            Process one = child("VotingProcess", id, "a");
            Process other = child("VotingProcess", id, "b");
            int accepted = readAcknowledged(one, Integer.MAX_VALUE).size()
                    + readAcknowledged(other, Integer.MAX_VALUE).size();
            assertThat(one.waitFor()).isZero();
            assertThat(other.waitFor()).isZero();
            assertThat(accepted).isEqualTo(40);
            assertThat(lines(id))
                    .hasSize(42)
                    .filteredOn(line -> line.contains("\"op\":\"SETTLE\""))
                    .hasSize(1);
        }
    }

    /** Votes as one person after the other, and says so once a vote was accepted, until the gate is settled. */
    public static final class VotingProcess {
        public static void main(String[] arguments) throws IOException {
            Gates gates = new Gates(
                    Path.of(arguments[0]),
                    Clock.fixed(Instant.parse("2026-11-20T10:00:00Z"), java.time.ZoneOffset.UTC));
            for (int i = 0; ; i++) {
                String user = arguments[2] + "-" + i;
                if (!gates.vote(arguments[1], voter(user, "sre"), true, null, NOBODY)
                        .accepted()) {
                    return;
                }
                System.out.println(user);
                System.out.flush();
            }
        }
    }

    @Test
    public void aFaultAtAnyWriteLosesNoAcknowledgedVoteAndMakesNoSecondSettlement() throws IOException {
        int faults = 0;
        for (boolean truncateFailsToo : new boolean[] {false, true}) {
            for (int at = 0; ; at++) {
                FailingDisk disk = new FailingDisk(at, truncateFailsToo);
                Path home = folder.newFolder().toPath();
                Set<String> acknowledged = new java.util.TreeSet<>();
                boolean failed = false;
                try {
                    answerAll(new Gates(home, clock, disk), acknowledged);
                } catch (IOException e) {
                    failed = true;
                    assertThat(e).hasMessageContaining("no space left");
                }
                Gates after = new Gates(home, clock);
                after.find("5-prod-1")
                        .ifPresent(gate -> assertThat(gate.votes().stream().map(Gate.Vote::user))
                                .as("a fault at a write")
                                .containsAll(acknowledged));
                // The same people answer again, as they would.
                answerAll(after, acknowledged);
                Gate gate = after.look("5-prod-1");
                assertThat(gate.settlement().decision()).isEqualTo(Gate.Decision.APPROVED);
                assertThat(gate.votes()).extracting(Gate.Vote::user).containsExactlyInAnyOrder("bob", "carol");
                assertThat(Files.readAllLines(home.resolve("gates/5-prod-1/gate.jsonl")))
                        .filteredOn(line -> line.contains("\"op\":\"SETTLE\""))
                        .hasSize(1);
                if (!failed) {
                    break;
                }
                faults++;
            }
        }
        assertThat(faults).isGreaterThan(20);
    }

    @Test
    public void aGateAwaitsThoseWhoMayVoteAndDidNot() throws IOException {
        Gate gate = gates().open(opening(5, 2, 1));

        assertThat(gates().awaits(gate, voter("bob", "sre"), NOBODY)).isTrue();
        assertThat(gates().awaits(gate, voter("eve", "x"), NOBODY)).isFalse();
        gate.opening().requesters().forEach(requester -> assertThat(
                        gates().awaits(gate, voter(requester, "sre"), NOBODY))
                .isFalse());
        Gate voted =
                gates().vote(gate.id(), voter("bob", "sre"), true, "ok", NOBODY).gate();
        assertThat(gates().awaits(voted, voter("BOB", "sre"), NOBODY)).isFalse();
        assertThat(gates().awaits(voted, voter("carol", "sre"), NOBODY)).isTrue();
        Gate settled = gates().vote(gate.id(), voter("carol", "sre"), true, "ok", NOBODY)
                .gate();
        assertThat(gates().awaits(settled, voter("dora", "sre"), NOBODY)).isFalse();
    }

    private void answerAll(Gates gates, Set<String> acknowledged) throws IOException {
        String id = gates.open(opening(5, 2, 1)).id();
        gates.comment(id, voter("eve", "x"), "hello");
        gates.vote(id, voter("bob", "sre"), true, "ok", NOBODY);
        acknowledged.add("bob");
        gates.comment(id, voter("eve", "x"), "bye");
        gates.vote(id, voter("carol", "sre"), true, "ok", NOBODY);
        acknowledged.add("carol");
    }

    /** Fails at the n-th write, half of it done, or at the n-th sync; and for ever after, as a full disk does. */
    private static final class FailingDisk implements GateFile.Disk {
        private final int at;
        private final boolean truncateFailsToo;
        private int operations;

        FailingDisk(int at, boolean truncateFailsToo) {
            this.at = at;
            this.truncateFailsToo = truncateFailsToo;
        }

        @Override
        public int write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
            if (operations++ >= at) {
                ByteBuffer half = bytes.slice();
                half.limit(half.remaining() / 2);
                channel.write(half, position);
                throw new IOException("no space left");
            }
            // Also short writes are writes.
            ByteBuffer some = bytes.slice();
            some.limit(Math.min(some.remaining(), 100 + some.remaining() / 2));
            int written = channel.write(some, position);
            bytes.position(bytes.position() + written);
            return written;
        }

        @Override
        public void force(FileChannel channel) throws IOException {
            if (operations++ >= at) {
                throw new IOException("no space left");
            }
            channel.force(true);
        }

        @Override
        public void truncate(FileChannel channel, long size) throws IOException {
            if (truncateFailsToo && operations > at) {
                throw new IOException("no space left either");
            }
            channel.truncate(size);
        }
    }

    @Test
    public void aTornTailIsOverlookedByReadersAndCutOffByTheNextWriter() throws IOException {
        String id = gates().open(opening(1, 2, 1)).id();
        gates().vote(id, voter("bob", "sre"), true, null, NOBODY);
        byte[] whole = Files.readAllBytes(file(id));
        gates().vote(id, voter("carol", "sre"), true, null, NOBODY);
        byte[] settled = Files.readAllBytes(file(id));
        for (int cut = whole.length; cut < settled.length; cut++) {
            Files.write(file(id), java.util.Arrays.copyOf(settled, cut));
            Gate torn = gates().find(id).orElseThrow();
            assertThat(torn.votes()).hasSizeBetween(1, 2);
            gates().vote(id, voter("carol", "sre"), true, null, NOBODY);
            Gate gate = gates().find(id).orElseThrow();
            assertThat(gate.settlement().decision()).isEqualTo(Gate.Decision.APPROVED);
            assertThat(gate.votes()).hasSize(2);
        }
    }

    @Test
    public void hostileFilesOfAGateAreRefusedWithTheirPlaceAndNeverApproved() throws IOException {
        String good = gates().open(opening(1, 2, 1)).id();
        String text = Files.readString(file(good));
        String open = text.strip();
        gates().vote(good, voter("bob", "sre"), true, null, NOBODY);
        String vote = lines(good).get(1);
        Map<String, String> hostile = new LinkedHashMap<>();
        hostile.put("an empty object", "{}");
        hostile.put("null", "null");
        hostile.put("a number", "42");
        hostile.put("a list", "[]");
        hostile.put("an error document", "{\"error\":\"not found\"}");
        hostile.put("html", "<html></html>");
        hostile.put("a blank line", "");
        hostile.put("NUL", "\0\0\0\0");
        hostile.put("another tool's report", "{\"Results\":[],\"SchemaVersion\":2}");
        hostile.put("a vote without a gate", vote);
        hostile.put("two openings", open + "\n" + open);
        hostile.put("a newer version", open.replace("\"v\":1", "\"v\":2"));
        hostile.put("no version", open.replace("\"v\":1,", ""));
        hostile.put("an unknown operation", open.replace("\"OPEN\"", "\"BYPASS\""));
        hostile.put("an unknown field", open.replace("\"v\":1", "\"v\":1,\"bypassed\":true"));
        hostile.put("duplicate keys", open.replace("\"v\":1", "\"v\":1,\"v\":1"));
        hostile.put("a vote for nobody", open + "\n" + vote.replace("\"user\":\"bob\",", ""));
        hostile.put("a vote without groups", open + "\n" + vote.replace("\"groups\":[\"sre\"],", ""));
        hostile.put("a vote for neither", open + "\n" + vote.replace("\"approves\":true", "\"approves\":null"));
        hostile.put(
                "a settlement without a decision",
                open + "\n{\"v\":1,\"op\":\"SETTLE\",\"at\":\"2026-11-20T10:00:00Z\"}");
        hostile.put(
                "an unknown decision",
                open + "\n{\"v\":1,\"op\":\"SETTLE\",\"at\":\"2026-11-20T10:00:00Z\",\"decision\":\"YES\"}");
        hostile.put("a time that is none", open + "\n" + vote.replace("2026-11-20", "2026-13-40"));
        hostile.put("a time beyond all times", open.replace("2026-11-20T10:00:00Z", "1e999"));
        hostile.put("count beyond all numbers", open.replace("\"count\":2", "\"count\":1e999"));
        hostile.put("negative count", open.replace("\"count\":2", "\"count\":-2"));
        hostile.put("everybody", open.replace("\"group\":\"sre\"", "\"group\":\"authenticated\""));
        hostile.put("no rules", open.replaceFirst("\"quorum\":\\{.*?\\}\\],\"minimum\":\\d+\\},", ""));
        hostile.put("deep nesting", "[".repeat(100_000));
        hostile.put("deep nesting inside", open.replace("\"plan\":{}", "\"plan\":{\"a\":" + "[".repeat(100_000)));
        hostile.put("a long number", open.replace("\"number\":1", "\"number\":" + "9".repeat(200)));
        hostile.put("a type name", open.replace("\"v\":1", "\"@class\":\"java.lang.Runtime\",\"v\":1"));
        hostile.put("a long string", open.replace("\"nonce\":\"", "\"nonce\":\"" + "x".repeat(2 << 20)));
        hostile.put("a byte order mark", "\uFEFF" + open);
        assertThat(hostile).hasSizeGreaterThanOrEqualTo(30);
        for (Map.Entry<String, String> one : hostile.entrySet()) {
            assertThat(one.getValue()).as(one.getKey()).isNotEqualTo(open).isNotEqualTo(open + "\n" + vote);
            Files.writeString(file(good), one.getValue() + "\n");
            assertThatThrownBy(() -> gates().find(good))
                    .as(one.getKey())
                    .isInstanceOf(UnreadableReport.class)
                    .hasMessageStartingWith("1-prod-1:");
            assertThatThrownBy(() -> gates().vote(good, voter("carol", "sre"), true, null, NOBODY))
                    .as(one.getKey())
                    .isInstanceOf(UnreadableReport.class);
            assertThat(Files.readString(file(good))).as(one.getKey()).isEqualTo(one.getValue() + "\n");
        }
        Files.write(file(good), ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16));
        assertThatThrownBy(() -> gates().find(good)).isInstanceOf(UnreadableReport.class);
        String other = gates().open(opening(2, 2, 1)).id();
        List<String> unreadable = new ArrayList<>();
        assertThat(gates().list(unreadable::add)).extracting(Gate::id).containsExactly(other);
        assertThat(unreadable).singleElement().asString().startsWith("gate 1-prod-1: ");
    }

    @Test
    public void aFileLargerThanItsLimitIsNotRead() throws IOException {
        String id = gates().open(opening(1, 2, 1)).id();
        try (FileChannel channel = FileChannel.open(file(id), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}), 1L << 30);
        }
        assertThatThrownBy(() -> gates().find(id)).hasMessageContaining("larger than 16 MiB");
    }

    @Test
    public void anIdThatHasNotTheFormNeverBecomesAPath() throws IOException {
        Files.createDirectories(folder.getRoot().toPath().resolve("gates"));
        Files.writeString(folder.getRoot().toPath().resolve("gate.jsonl"), "secret");
        for (String id : List.of("", ".", "..", "../x", "/etc", "a/b", "a\\b", "A", "a\0", "x".repeat(41), "-a", "é")) {
            assertThat(gates().find(id)).as(id).isEmpty();
            assertThat(gates().vote(id, voter("bob", "sre"), true, null, NOBODY).kind())
                    .as(id)
                    .isEqualTo(Answer.Kind.UNKNOWN);
            assertThat(gates().version(id)).as(id).isZero();
        }
        assertThat(gates().find(null)).isEmpty();
    }

    @Test
    public void everyChangeRaisesTheVersionAlsoForAnotherStore() throws IOException {
        Gates gates = gates();
        String id = gates.open(opening(1, 2, 1)).id();
        long opened = gates.version(Gates.topic(id));
        assertThat(opened).isPositive();
        gates().comment(id, voter("eve", "x"), "hello");
        assertThat(gates.version(Gates.topic(id))).isGreaterThan(opened);
        assertThat(gates.version("gate/none")).isZero();
    }

    @Test
    public void idsAreShortAndMadeHereAndARepeatedCallFindsItsOwnGate() throws IOException {
        Opening first = opening(123456789, 2, 1, "a-very-long-name-of-a-gate-with-40-letters");
        assertThat(gates().open(first).id())
                .isEqualTo("123456789-a-very-long-name-of-a-1")
                .hasSizeLessThanOrEqualTo(40);
        assertThat(gates().open(first).id()).isEqualTo("123456789-a-very-long-name-of-a-1");
        assertThat(gates().open(opening(123456789, 2, 2, "a-very-long-name-of-a-gate-with-40-letters"))
                        .id())
                .isEqualTo("123456789-a-very-long-name-of-a-2");
    }

    @Test
    public void theOpenOnesAreFoundByTheEndOfTheirFilesHoweverLongTheReasonAndHoweverTorn() throws IOException {
        List<String> ids = new ArrayList<>();
        for (int number = 1; number <= 5; number++) {
            ids.add(gates().open(opening(number, 1, 1)).id());
        }
        gates().vote(ids.get(1), voter("bob", "sre"), true, null, NOBODY);
        // Longer than the tail that is looked at.
        gates().vote(ids.get(2), voter("bob", "sre"), false, "\u0001".repeat(4_000), NOBODY);
        gates().comment(ids.get(3), voter("eve", "x"), "{\"v\":1,\"op\":\"SETTLE\"}");
        for (String torn : List.of(ids.get(1), ids.get(4))) {
            Files.write(
                    file(torn),
                    "{\"v\":1,\"op\":\"SETTLE\",\"at\"".getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.APPEND);
        }
        assertThat(gates().open(problem -> {}))
                .extracting(Gate::id)
                .containsExactly(ids.get(0), ids.get(3), ids.get(4));
        assertThat(gates().unsettledIds())
                .contains(ids.get(0), ids.get(3), ids.get(4))
                .doesNotContain(ids.get(1));
        assertThat(gates().settled(9, 9, gate -> true))
                .extracting(Gate::id)
                .containsExactlyInAnyOrder(ids.get(1), ids.get(2));
        List<String> unreadable = new ArrayList<>();
        Files.writeString(file(ids.get(0)), "{}\n");
        assertThat(gates().open(unreadable::add)).hasSize(2);
        assertThat(unreadable).singleElement().asString().startsWith("gate 1-prod-1: ");
    }

    @Test
    public void whatEndedLastComesFirstAndOnlySoManyFilesAreRead() throws IOException {
        for (int number = 1; number <= 4; number++) {
            String id = gates().open(opening(number, 1, 1)).id();
            if (number != 3) {
                gates().vote(id, voter("bob", "sre"), true, null, NOBODY);
            }
            Files.setLastModifiedTime(file(id), FileTime.from(clock.instant().plusSeconds(number == 1 ? 9 : number)));
        }
        assertThat(gates().settled(5, 100, gate -> true))
                .extracting(Gate::id)
                .containsExactly("1-prod-1", "4-prod-1", "2-prod-1");
        assertThat(gates().settled(5, 2, gate -> true)).extracting(Gate::id).containsExactly("1-prod-1", "4-prod-1");
        assertThat(gates().settled(1, 100, gate -> gate.opening().number() < 4))
                .extracting(Gate::id)
                .containsExactly("1-prod-1");
    }

    @Test
    public void aVoteAndTheSettlementThatItBringsAboutAreOneWrite() throws IOException {
        String id = gates().open(opening(1, 1, 1)).id();
        List<Integer> writes = new ArrayList<>();
        GateFile.Disk counting = new GateFile.Disk() {
            @Override
            public void force(FileChannel channel) throws IOException {
                writes.add(lines(id).size());
                GateFile.Disk.super.force(channel);
            }
        };
        assertThat(new Gates(folder.getRoot().toPath(), clock, counting)
                        .vote(id, voter("bob", "sre"), true, null, NOBODY)
                        .accepted())
                .isTrue();
        assertThat(writes).containsExactly(3);
    }

    @Test
    public void aJobWithAVeryLongNameStillEndsItsOwnOlderGate() throws IOException {
        // Longer than what is read at first; and another job's, which is named in the same words.
        String job = "shop/" + "x".repeat(3_000);
        Gate older = gates().open(opening(1, job));
        Gate others = gates().open(opening(2, job + "y"));
        Gate newer = gates().open(opening(3, job));
        assertThat(gates().find(older.id()).orElseThrow().settlement().decision())
                .isEqualTo(Gate.Decision.SUPERSEDED);
        assertThat(gates().open(problem -> {})).extracting(Gate::id).containsExactly(others.id(), newer.id());
    }

    @Test
    public void longTextsAreRefused() throws IOException {
        String id = gates().open(opening(1, 2, 1)).id();
        String text = "x".repeat(4_001);
        assertThat(gates().comment(id, voter("eve", "x"), text).kind()).isEqualTo(Answer.Kind.BAD);
        assertThat(gates().vote(id, voter("bob", "sre"), true, text, NOBODY).kind())
                .isEqualTo(Answer.Kind.BAD);
        assertThatThrownBy(() -> voter("bob\n", "sre")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> voter(" ", "sre")).isInstanceOf(IllegalArgumentException.class);
    }

    private Gates gates() {
        return new Gates(folder.getRoot().toPath(), clock);
    }

    private Path file(String id) {
        return folder.getRoot().toPath().resolve("gates").resolve(id).resolve("gate.jsonl");
    }

    private List<String> lines(String id) throws IOException {
        return Files.readAllLines(file(id));
    }

    private static Voter voter(String user, String group) {
        return new Voter(user, Set.of(group), "test", "test");
    }

    private Opening opening(long number, int count, int nonce) {
        return opening(number, count, nonce, "prod");
    }

    private Opening opening(long number, int count, int nonce, String step) {
        return opening(number, count, nonce, step, "shop/llm-app/main", false);
    }

    private Opening opening(long number, String job) {
        return opening(number, 1, 1, "prod", job, true);
    }

    private Opening opening(long number, int count, int nonce, String step, String job, boolean supersede) {
        return new Opening(
                "nonce-" + number + "-" + nonce,
                job,
                number,
                step,
                null,
                null,
                null,
                null,
                List.of("git:" + "a".repeat(40)),
                null,
                null,
                null,
                null,
                "0".repeat(64),
                new Quorum(List.of(new ApproverRule("sre", count)), 1),
                null,
                List.of("alice"),
                true,
                false,
                false,
                supersede,
                clock.instant(),
                clock.instant().plus(Duration.ofHours(24)),
                null,
                "FAILURE",
                null);
    }

    private Process child(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                GatesTest.class.getName() + "$" + main,
                folder.getRoot().toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private final Map<Process, BufferedReader> outputs = new java.util.HashMap<>();

    private List<String> readAcknowledged(Process process, int atMost) throws IOException {
        BufferedReader reader = outputs.computeIfAbsent(
                process,
                started -> new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8)));
        List<String> users = new ArrayList<>();
        try {
            while (users.size() < atMost) {
                String line = reader.readLine();
                if (line == null) {
                    break;
                }
                users.add(line);
            }
        } catch (IOException e) {
            // The stream of a process that was killed may be closed.
        }
        return users;
    }
}
