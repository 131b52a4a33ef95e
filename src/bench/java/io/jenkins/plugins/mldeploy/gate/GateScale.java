package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.dashboard.GateBoard;
import io.jenkins.plugins.mldeploy.dashboard.PageJson;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.policy.ApproverRule;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.Quorum;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Ten thousand open gates: how long a host takes to know them after a start, and a person to approve one. */
public final class GateScale {
    private static final int GATES = 10_000;
    private static final int APPROVALS = 500;
    private static final Environments NO_TEAMS = new Environments(List.of(), Map.of());

    private GateScale() {}

    /** Rows of a table: what, milliseconds at the median, at 99 %, at most. */
    public static List<String> measure(Path home) throws IOException {
        Files.createDirectories(home);
        Gates gates = new Gates(home, Clock.systemUTC());
        if (!Files.exists(home.resolve("made"))) {
            for (int i = 0; i < GATES; i++) {
                gates.open(opening(i, "job-" + i, false));
            }
            Files.createFile(home.resolve("made"));
        }
        List<String> rows = new ArrayList<>();
        // In a fresh process, as after a start: the first call counts.
        long begun = System.nanoTime();
        long used = cpu();
        int known = gates.unsettledIds().size();
        double wall = (System.nanoTime() - begun) / 1e6;
        rows.add(row("CPU of the next row, all cores together", new double[] {(cpu() - used) / 1e6}));
        rows.add(row("know " + known + " open gates after a start, once", new double[] {wall}));
        List<Gate> open = new ArrayList<>();
        double[] starts = new double[5];
        double[] work = new double[starts.length];
        for (int i = 0; i < starts.length; i++) {
            long start = System.nanoTime();
            long cpu = cpu();
            open = new Gates(home, Clock.systemUTC()).open(unreadable -> {});
            starts[i] = (System.nanoTime() - start) / 1e6;
            work[i] = (cpu() - cpu) / 1e6;
        }
        rows.add(row("CPU of the next row, all cores together", work));
        rows.add(row("read " + open.size() + " open gates", starts));
        double[] approvals = new double[APPROVALS];
        double[] thinking = new double[APPROVALS];
        for (int i = 0; i < APPROVALS; i++) {
            String id = open.get(i * (open.size() / APPROVALS)).id();
            Voter voter = new Voter("p" + i + "-" + System.nanoTime(), Set.of("sre"), "bench", "bench");
            long start = System.nanoTime();
            long mine = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            if (!gates.vote(id, voter, true, "looks good", NO_TEAMS).accepted()) {
                throw new IllegalStateException(id);
            }
            approvals[i] = (System.nanoTime() - start) / 1e6;
            thinking[i] = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - mine) / 1e6;
        }
        rows.add(row("CPU of the next row", thinking));
        rows.add(row("approve one of them", approvals));
        double[] boards = new double[10];
        EvidenceStore journal = JournalFileStore.readOnly(home.resolve("journal"));
        for (int i = 0; i < boards.length; i++) {
            long start = System.nanoTime();
            PageJson.write(new GateBoard(new Gates(home, Clock.systemUTC()), journal, Clock.systemUTC()).board());
            boards[i] = (System.nanoTime() - start) / 1e6;
        }
        rows.add(row("what the page of the local host asks for every three seconds", boards));
        double[] openings = new double[20];
        for (int i = 0; i < openings.length; i++) {
            long start = System.nanoTime();
            gates.open(opening(System.nanoTime() % 1_000_000_000L, "job-" + i, true));
            openings[i] = (System.nanoTime() - start) / 1e6;
        }
        rows.add(row("open one more, which ends older ones of its job", openings));
        return rows;
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static String row(String what, double[] times) {
        Arrays.sort(times);
        return "| %s | %.1f | %.1f | %.1f |"
                .formatted(
                        what,
                        times[times.length / 2],
                        times[Math.min(times.length - 1, times.length * 99 / 100)],
                        times[times.length - 1]);
    }

    private static Opening opening(long number, String job, boolean supersede) {
        Instant now = Instant.now();
        return new Opening(
                "nonce-" + job + "-" + number,
                job,
                number,
                "prod",
                null,
                "Release?",
                "production",
                "b".repeat(64),
                List.of("git:" + "a".repeat(40)),
                Map.of("images", List.of("reg/api@sha256:" + "1".repeat(64))),
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
                supersede,
                now,
                now.plus(Duration.ofDays(30)),
                null,
                "FAILURE",
                null);
    }

    public static void main(String[] arguments) throws IOException {
        System.out.printf(
                "load %.1f on %d processors%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                Runtime.getRuntime().availableProcessors());
        System.out.println("| with 10,000 open gates, milliseconds | median | 99 % | at most |");
        System.out.println("|---|---|---|---|");
        measure(Files.createDirectories(Path.of(arguments[0]))).forEach(System.out::println);
    }
}
