package io.jenkins.plugins.mldeploy.sbom;

import io.jenkins.plugins.mldeploy.evidence.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A set of texts that keeps only the first 64 bits of each one's SHA-256: 16 to 32 bytes an element, so that the references of a document with a million
 * components fit into a small heap. For a million elements the chance that any two are confused is 1 in 30 million.
 */
final class RefSet {
    private static final int SMALL = 64;

    private final MessageDigest sha256 = Sha256.digest();
    private long[] table = new long[SMALL];
    private int size;

    /** True when it was not there before. */
    boolean add(String text) {
        if (size * 4L >= table.length * 3L) {
            grow();
        }
        int slot = slot(table, hash(text));
        if (table[slot] != 0) {
            return false;
        }
        table[slot] = hash(text);
        size++;
        return true;
    }

    boolean contains(String text) {
        return table[slot(table, hash(text))] != 0;
    }

    /** Forgets everything. */
    void clear() {
        if (table.length > SMALL) {
            table = new long[SMALL];
        } else {
            java.util.Arrays.fill(table, 0);
        }
        size = 0;
    }

    int size() {
        return size;
    }

    /** True when every element is in {@code other} too. */
    boolean within(RefSet other) {
        for (long element : table) {
            if (element != 0 && other.table[slot(other.table, element)] == 0) {
                return false;
            }
        }
        return true;
    }

    /** How many elements {@code other} has too. */
    int common(RefSet other) {
        int common = 0;
        for (long element : table) {
            if (element != 0 && other.table[slot(other.table, element)] != 0) {
                common++;
            }
        }
        return common;
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
        for (long element : table) {
            if (element != 0) {
                larger[slot(larger, element)] = element;
            }
        }
        table = larger;
    }

    private long hash(String text) {
        byte[] digest = sha256.digest(text.getBytes(StandardCharsets.UTF_8));
        long hash = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = hash << 8 | digest[i] & 0xff;
        }
        return hash == 0 ? 1 : hash;
    }

    private static int slot(long[] table, long element) {
        int mask = table.length - 1;
        int slot = (int) element & mask;
        while (table[slot] != 0 && table[slot] != element) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
