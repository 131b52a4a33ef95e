package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.ApproverRule;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.Quorum;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a person waits for who answers a gate, and a step that records evidence: each ends with a sync of the disk. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx256m"})
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 3)
@State(Scope.Benchmark)
public class VoteBenchmark {
    private static final Environments NO_TEAMS = new Environments(List.of(), Map.of());

    private Path home;
    private Gates gates;
    private JournalFileStore journal;
    private Evidence evidence;
    private String gate;
    private int number;

    @Setup(Level.Trial)
    public void open() throws IOException {
        Path data = Path.of(System.getProperty("bench.data", "target/bench/data"));
        Files.createDirectories(data);
        home = Files.createTempDirectory(data, "home-");
        gates = new Gates(home, Clock.systemUTC());
        journal = JournalFileStore.open(home.resolve("evidence"), warning -> {});
        evidence = evidence();
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        journal.close();
        try (var files = Files.walk(home)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A gate that one person has approved already; JMH does not count the time of this. */
    @State(Scope.Thread)
    public static class AlmostApproved {
        @Setup(Level.Invocation)
        public void open(VoteBenchmark bench) throws IOException {
            bench.gate = bench.gates.open(bench.opening(++bench.number)).id();
            bench.vote("dave");
        }
    }

    /** The second of two approvals, which settles the gate. Opening gates takes most of the time, so it takes longer to have enough samples. */
    @Benchmark
    @Measurement(iterations = 5, time = 6)
    public Answer approval(AlmostApproved gate) throws IOException {
        return vote("carol");
    }

    /** A record with a hundred findings. */
    @Benchmark
    public Object journalAppend() throws IOException {
        return journal.append(evidence);
    }

    private Answer vote(String user) throws IOException {
        Answer answer = gates.vote(
                gate, new Voter(user, Set.of("sre"), "benchmark", "benchmark"), true, "looks good", NO_TEAMS);
        if (answer.kind() != Answer.Kind.ACCEPTED) {
            throw new IllegalStateException(answer.toString());
        }
        return answer;
    }

    private Opening opening(long number) {
        Instant now = Instant.now();
        return new Opening(
                "nonce-" + number,
                "shop/llm-app/main",
                number,
                "prod",
                "http://127.0.0.1/run/" + number,
                "Deploy the new model?",
                "production",
                "b".repeat(64),
                List.of("git:" + "a".repeat(40)),
                null,
                null,
                null,
                null,
                "0".repeat(64),
                new Quorum(List.of(new ApproverRule("sre", 2)), 2),
                null,
                List.of("alice"),
                true,
                false,
                false,
                false,
                now,
                now.plus(Duration.ofHours(24)),
                null,
                "FAILURE",
                null);
    }

    private static Evidence evidence() {
        List<Map<String, Object>> findings = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Map<String, Object> finding = new LinkedHashMap<>();
            finding.put("id", "CVE-2026-" + i);
            finding.put("package", "package-" + i);
            finding.put("version", "1.0");
            finding.put("severity", "high");
            findings.add(finding);
        }
        return new Evidence(
                Subject.commit("a".repeat(40)),
                "containerScan",
                "image-scan",
                Verdict.PASS,
                Map.of("total.all", 100.0),
                List.of(),
                Map.of("findings", findings),
                Map.of(),
                new Origin("shop/llm-app/main", 1, "a".repeat(40), "main", true, List.of("alice")),
                Instant.EPOCH);
    }
}
