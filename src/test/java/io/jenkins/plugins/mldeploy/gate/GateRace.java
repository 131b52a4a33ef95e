package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.policy.ApproverRule;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.Quorum;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * 64 people at the same gate at the same moment, who approve, reject, comment, withdraw, click twice and try again, while the run is cancelled or the deadline passes; checked after every round. The disk is not synced, so
 * that threads meet more often; that acknowledged votes survive a kill is shown elsewhere.
 */
final class GateRace {
    static final int PEOPLE = 64;
    private static final Environments NOBODY = new Environments(List.of(), Map.of());
    private static final GateFile.Disk UNSYNCED = new GateFile.Disk() {
        @Override
        public void force(FileChannel channel) {}
    };

    private final Path home;
    private final Random random;
    private final Map<Gate.Decision, Integer> decisions = new EnumMap<>(Gate.Decision.class);
    private final ExecutorService people = Executors.newFixedThreadPool(PEOPLE + 1);
    private long answers;

    GateRace(Path home, long seed) {
        this.home = home;
        this.random = new Random(seed);
    }

    /** How gates ended; throws at the first round that breaks a promise. */
    Map<Gate.Decision, Integer> run(int rounds, int quorum) throws Exception {
        try {
            for (int round = 0; round < rounds; round++) {
                round(quorum * 1_000_000L + round, quorum);
            }
            return decisions;
        } finally {
            people.shutdownNow();
        }
    }

    long answers() {
        return answers;
    }

    private void round(long number, int quorum) throws Exception {
        SettableClock clock = new SettableClock("2026-11-20T10:00:00Z");
        Opening opening = opening(number, quorum, clock);
        String id = new Gates(home, clock, UNSYNCED).open(opening).id();
        CyclicBarrier start = new CyclicBarrier(PEOPLE + 1);
        AtomicInteger settledByMe = new AtomicInteger();
        List<Callable<Set<String>>> tasks = new ArrayList<>();
        // One round in four has somebody who rejects, one in five nobody who approves at once.
        int rejecter = random.nextInt(4) == 0 ? random.nextInt(PEOPLE) : -1;
        boolean shy = random.nextInt(5) == 0;
        if (shy && rejecter >= 0) {
            // The only one who votes: rejections come about however the threads are scheduled.
            rejecter = 0;
        }
        for (int person = 0; person < PEOPLE; person++) {
            tasks.add(
                    person(new Gates(home, clock, UNSYNCED), id, person, person == rejecter, shy, start, settledByMe));
        }
        int interference = random.nextInt(4);
        int delay = random.nextInt(2_000);
        tasks.add(() -> {
            start.await();
            for (int i = 0; i < delay * 100; i++) {
                Thread.onSpinWait();
            }
            Gates gates = new Gates(home, clock, UNSYNCED);
            if (interference == 0) {
                gates.end(id, Gate.Decision.CANCELLED, null, "stopped by sam");
            } else if (interference == 1) {
                clock.forward(Duration.ofHours(25));
                gates.look(id);
            }
            return Set.of();
        });
        Set<String> acknowledged = new HashSet<>();
        List<Future<Set<String>>> futures = new ArrayList<>();
        tasks.forEach(task -> futures.add(people.submit(task)));
        for (Future<Set<String>> future : futures) {
            acknowledged.addAll(future.get());
        }
        check(id, clock, acknowledged, settledByMe.get());
    }

    /** @return the person's id when the vote was acknowledged, and not taken back */
    private Callable<Set<String>> person(
            Gates gates,
            String id,
            int person,
            boolean rejects,
            boolean shy,
            CyclicBarrier start,
            AtomicInteger settledByMe) {
        String user = "p" + person;
        Voter voter = new Voter(user, Set.of("sre"), "test", "test");
        int habit = random.nextInt(6);
        return () -> {
            start.await();
            boolean acknowledged = false;
            if (habit == 0 || shy) {
                gates.comment(id, voter, "what about the cache?");
            }
            int clicks = habit == 1 || habit == 2 ? 2 : 1;
            for (int i = 0; i < clicks && !(shy && person > 0); i++) {
                Answer answer = gates.vote(id, voter, !rejects, "because", NOBODY);
                expect(answer.kind() == Answer.Kind.ACCEPTED || answer.kind() == Answer.Kind.SETTLED, answer);
                if (answer.accepted()) {
                    acknowledged = true;
                    settledByMe.addAndGet(answer.gate().isOpen() ? 0 : 1);
                }
            }
            if (habit == 3 && acknowledged && gates.withdraw(id, voter).accepted()) {
                acknowledged = false;
            }
            return acknowledged ? Set.of(user) : Set.of();
        };
    }

    private void check(String id, SettableClock clock, Set<String> acknowledged, int settledByMe) throws IOException {
        Path file = home.resolve("gates").resolve(id).resolve("gate.jsonl");
        List<String> lines = Files.readAllLines(file);
        answers += lines.size();
        long settlements = lines.stream()
                .filter(line -> line.contains("\"op\":\"SETTLE\""))
                .count();
        Gate gate = new Gates(home, clock, UNSYNCED).find(id).orElseThrow();
        expect(settlements == (gate.isOpen() ? 0 : 1), id + ": " + settlements + " settlements");
        expect(settledByMe <= 1, id + ": settled by " + settledByMe + " people");
        expect(
                gate.isOpen() || lines.get(lines.size() - 1).contains("\"op\":\"SETTLE\""),
                id + ": something follows the settlement");
        Set<String> voters = new HashSet<>();
        gate.votes().forEach(vote -> expect(voters.add(vote.user()), id + ": two votes of " + vote.user()));
        expect(voters.equals(acknowledged), id + ": votes of " + voters + ", acknowledged were " + acknowledged);
        long approvals = gate.votes().stream().filter(Gate.Vote::approves).count();
        long rejections = gate.votes().size() - approvals;
        int need = gate.opening().quorum().minimum();
        if (gate.isOpen()) {
            expect(approvals < need && rejections == 0, id + ": is open with " + approvals + " of " + need);
        } else {
            decisions.merge(gate.settlement().decision(), 1, Integer::sum);
            switch (gate.settlement().decision()) {
                case APPROVED -> expect(approvals == need && rejections == 0, id + ": APPROVED with " + approvals);
                case REJECTED -> expect(rejections == 1, id + ": REJECTED by " + rejections);
                default -> expect(approvals < need && rejections == 0, id + ": " + gate.settlement());
            }
        }
        Files.delete(file);
        Files.delete(file.getParent());
    }

    private static void expect(boolean holds, Object otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.toString());
        }
    }

    static Opening opening(long number, int quorum, SettableClock clock) {
        return new Opening(
                "nonce-" + number,
                "shop/llm-app/main",
                number,
                "prod",
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
                new Quorum(List.of(new ApproverRule("sre", quorum)), 1),
                null,
                List.of("alice"),
                true,
                false,
                false,
                false,
                clock.instant(),
                clock.instant().plus(Duration.ofHours(24)),
                null,
                "FAILURE",
                null);
    }

    /** {@code HOME ROUNDS}: the whole of it, for quorums 1 to 5. */
    public static void main(String[] arguments) throws Exception {
        Path home = Files.createDirectories(Path.of(arguments[0]));
        int rounds = Integer.parseInt(arguments[1]);
        System.out.println("| people | rounds | quorum | events written | ended as | broken promises | seconds |");
        for (int quorum = 1; quorum <= 5; quorum++) {
            long start = System.nanoTime();
            GateRace race = new GateRace(home, quorum);
            Map<Gate.Decision, Integer> decisions = race.run(rounds, quorum);
            System.out.printf(
                    "| %d | %d | %d | %d | %s | 0 | %.0f |%n",
                    PEOPLE, rounds, quorum, race.answers(), decisions, (System.nanoTime() - start) / 1e9);
        }
    }
}
