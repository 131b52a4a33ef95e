package io.jenkins.plugins.mldeploy.mltest;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The counts of any number of tests, by the {@link Hash64} of their names, in 13 MiB: when the table is full, it goes to a temporary file, sorted by
 * hash, and the files are merged at the end.
 */
final class CountsTable implements Closeable {
    private static final int SLOTS = 1 << 19;
    private static final int FULL = SLOTS / 4 * 3;

    private final long[] keys = new long[SLOTS];
    private final int[] counts = new int[SLOTS * Outcome.values().length];
    private final List<Path> spilled = new ArrayList<>();
    private int size;

    /** Sees each test once. */
    @FunctionalInterface
    interface Visitor {
        void test(long hash, Counts counts) throws IOException;
    }

    void add(long hash, Outcome outcome) throws IOException {
        int at = slot(hash) * Outcome.values().length + outcome.ordinal();
        if (counts[at] < Integer.MAX_VALUE) {
            counts[at]++;
        }
    }

    /** Takes over what {@link #write} wrote. */
    void addAll(byte[] written) throws IOException {
        try (Run run = new Run(new ByteArrayInputStream(written))) {
            while (run.next()) {
                int at = slot(run.hash) * Outcome.values().length;
                counts[at] += run.counts.passed();
                counts[at + 1] += run.counts.failed();
                counts[at + 2] += run.counts.skipped();
                counts[at + 3] += run.counts.notEvaluated();
            }
        }
    }

    /** All counts as bytes, or null when there are more than {@code limit} tests. */
    byte[] write(int limit) throws IOException {
        if (size > limit || !spilled.isEmpty()) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(bytes);
        return bytes.toByteArray();
    }

    /** Every test once, in the order of the hashes. */
    void forEach(Visitor visitor) throws IOException {
        if (!spilled.isEmpty()) {
            spill();
            merge(visitor);
            return;
        }
        for (long key : sortedKeys()) {
            visitor.test(key, at(find(key)));
        }
    }

    @Override
    public void close() throws IOException {
        for (Path file : spilled) {
            Files.deleteIfExists(file);
        }
    }

    private int slot(long key) throws IOException {
        int slot = find(key);
        if (keys[slot] == 0) {
            if (size == FULL) {
                spill();
                slot = find(key);
            }
            keys[slot] = key;
            size++;
        }
        return slot;
    }

    private int find(long key) {
        int slot = (int) key & (SLOTS - 1);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        return slot;
    }

    private Counts at(int slot) {
        int at = slot * Outcome.values().length;
        return new Counts(counts[at], counts[at + 1], counts[at + 2], counts[at + 3]);
    }

    private long[] sortedKeys() {
        long[] sorted = new long[size];
        int next = 0;
        for (long key : keys) {
            if (key != 0) {
                sorted[next++] = key;
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    private void write(OutputStream to) throws IOException {
        DataOutputStream out = new DataOutputStream(to);
        for (long key : sortedKeys()) {
            Counts test = at(find(key));
            out.writeLong(key);
            out.writeInt(test.passed());
            out.writeInt(test.failed());
            out.writeInt(test.skipped());
            out.writeInt(test.notEvaluated());
        }
        out.flush();
    }

    private void spill() throws IOException {
        Path file = Files.createTempFile("mltest-", ".counts");
        spilled.add(file);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            write(out);
        }
        Arrays.fill(keys, 0);
        Arrays.fill(counts, 0);
        size = 0;
    }

    private void merge(Visitor visitor) throws IOException {
        PriorityQueue<Run> runs = new PriorityQueue<>(Comparator.comparingLong(run -> run.hash));
        List<Run> open = new ArrayList<>();
        try {
            for (Path file : spilled) {
                Run run = new Run(new BufferedInputStream(Files.newInputStream(file), 1 << 14));
                open.add(run);
                if (run.next()) {
                    runs.add(run);
                }
            }
            while (!runs.isEmpty()) {
                long hash = runs.peek().hash;
                Counts together = new Counts(0, 0, 0, 0);
                while (!runs.isEmpty() && runs.peek().hash == hash) {
                    Run run = runs.poll();
                    together = together.and(run.counts);
                    if (run.next()) {
                        runs.add(run);
                    }
                }
                visitor.test(hash, together);
            }
        } finally {
            for (Run run : open) {
                run.close();
            }
        }
    }

    /** A sorted run of records. */
    private static final class Run implements Closeable {
        private final DataInputStream in;
        private long hash;
        private Counts counts;

        private Run(InputStream in) {
            this.in = new DataInputStream(in);
        }

        private boolean next() throws IOException {
            try {
                hash = in.readLong();
            } catch (EOFException e) {
                return false;
            }
            counts = new Counts(in.readInt(), in.readInt(), in.readInt(), in.readInt());
            return true;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
