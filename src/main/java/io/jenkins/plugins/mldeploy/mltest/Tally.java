package io.jenkins.plugins.mldeploy.mltest;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Adds executions up to tests. Counts are exact by the 64-bit hash of the name for any number of tests; names and messages are kept for the first
 * {@link #NAMED} tests that did not pass.
 */
final class Tally implements TestSink, Closeable {
    /** Tests with trouble whose name and message are kept. */
    static final int NAMED = 5_000;
    /** Tests of each kind that a summary lists. */
    static final int LISTED = 100;
    /** Tests that can be carried from one run of a command to the next. */
    static final int CARRIED = 100_000;

    private final CountsTable table = new CountsTable();
    private final Map<Long, Named> named = new HashMap<>();
    private long executions;
    private long notEvaluated;
    private long firstHash;
    private String firstName = "";

    /** What the log needs of a test with trouble. */
    record Named(String name, String message) implements Serializable {}

    /**
     * What goes from one run of a command to the next.
     *
     * @param counts as {@link CountsTable#write} wrote them
     */
    record Carry(byte[] counts, Map<Long, Named> named, long executions, long notEvaluated) implements Serializable {
        Carry {
            named = new TreeMap<>(named);
        }
    }

    @Override
    public void accept(String name, Outcome outcome, String message) throws IOException {
        long hash = Hash64.of(name);
        table.add(hash, outcome);
        executions++;
        if (executions == 1) {
            firstHash = hash;
            firstName = name;
        }
        if (outcome == Outcome.NOT_EVALUATED) {
            notEvaluated++;
        }
        if (outcome == Outcome.FAILED || outcome == Outcome.NOT_EVALUATED) {
            Named before = named.get(hash);
            if (before == null && named.size() < NAMED) {
                named.put(hash, new Named(Text.line(name, Text.NAME), message));
            }
        }
    }

    long executions() {
        return executions;
    }

    void addAll(Carry carry) throws IOException {
        table.addAll(carry.counts());
        named.putAll(carry.named());
        executions += carry.executions();
        notEvaluated += carry.notEvaluated();
    }

    /** Null when there are too many tests. */
    Carry carry() throws IOException {
        byte[] counts = table.write(CARRIED);
        return counts == null ? null : new Carry(counts, named, executions, notEvaluated);
    }

    /**
     * @param required share of its judged executions that each test must pass
     * @param repeat executions that each test must have
     */
    TestSummary summary(double required, long repeat) throws IOException {
        long[] standings = new long[Counts.Standing.values().length];
        long[] few = {0, Integer.MAX_VALUE};
        String[] fewName = {""};
        Map<Counts.Standing, List<TestLine>> lines = new HashMap<>();
        table.forEach((hash, counts) -> {
            Counts.Standing standing = counts.standing(required);
            standings[standing.ordinal()]++;
            Named known = named.get(hash);
            if (standing != Counts.Standing.SKIPPED) {
                few[1] = Math.min(few[1], counts.executions());
                if (counts.executions() < repeat) {
                    few[0]++;
                    fewName[0] = known != null ? known.name() : hash == firstHash ? firstName : fewName[0];
                }
            }
            if (known != null && standing != Counts.Standing.PASSED) {
                lines.computeIfAbsent(standing, any -> new ArrayList<>())
                        .add(new TestLine(
                                known.name(),
                                counts.passed(),
                                counts.judged(),
                                counts.notEvaluated(),
                                known.message()));
            }
        });
        long total = 0;
        for (long standing : standings) {
            total += standing;
        }
        return new TestSummary(
                executions,
                notEvaluated,
                total,
                standings[Counts.Standing.PASSED.ordinal()] + standings[Counts.Standing.FLAKY.ordinal()],
                standings[Counts.Standing.FAILED.ordinal()],
                standings[Counts.Standing.SKIPPED.ordinal()],
                standings[Counts.Standing.FLAKY.ordinal()],
                standings[Counts.Standing.NOT_EVALUATED.ordinal()],
                few[0],
                fewName[0],
                few[1] == Integer.MAX_VALUE ? 0 : (int) few[1],
                first(lines.get(Counts.Standing.FAILED)),
                first(lines.get(Counts.Standing.FLAKY)),
                first(lines.get(Counts.Standing.NOT_EVALUATED)));
    }

    @Override
    public void close() throws IOException {
        table.close();
    }

    private static List<TestLine> first(List<TestLine> lines) {
        return lines == null
                ? List.of()
                : lines.stream()
                        .sorted(Comparator.comparingDouble((TestLine line) ->
                                        line.judged() == 0 ? 0 : (double) line.passed() / line.judged())
                                .thenComparing(TestLine::name))
                        .limit(LISTED)
                        .toList();
    }
}
