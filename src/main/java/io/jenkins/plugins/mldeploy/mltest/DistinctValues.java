package io.jenkins.plugins.mldeploy.mltest;

import java.util.Arrays;

/** A set of {@link Hash64}s that grows up to a limit. */
final class DistinctValues {
    /** Of all columns of a data set that must be unique, together: 16 MiB. */
    static final int LIMIT = 1_000_000;

    private long[] slots = new long[1 << 10];
    private int size;

    /** False when the value was there. */
    boolean add(long hash) {
        if (size * 2 >= slots.length) {
            long[] before = slots;
            slots = new long[before.length * 2];
            Arrays.stream(before).filter(value -> value != 0).forEach(value -> slots[find(value)] = value);
        }
        int slot = find(hash);
        if (slots[slot] == hash) {
            return false;
        }
        slots[slot] = hash;
        size++;
        return true;
    }

    private int find(long hash) {
        int slot = (int) hash & (slots.length - 1);
        while (slots[slot] != 0 && slots[slot] != hash) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }
}
