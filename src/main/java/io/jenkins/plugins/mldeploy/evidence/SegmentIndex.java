package io.jenkins.plugins.mldeploy.evidence;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Where each entry of one segment lies, its hash and its {@linkplain Fingerprints fingerprints}: about 90 bytes an entry. Filled while the segment is checked line by line; saved beside a
 * closed segment, so that opening the journal need not read it again. A saved index that is missing, damaged or of another file is made anew.
 */
final class SegmentIndex {
    private static final int MAGIC = 0x4d4c4a32;
    private static final int HASH = 32;

    private final long first;
    private final String before;
    private int count;
    private long end;
    private long[] offsets = new long[16];
    private byte[] hashes = new byte[16 * HASH];
    /** A column a field: a query reads only those that it names. */
    private long[][] prints = new long[Fingerprints.FIELDS][16];

    /**
     * @param first sequence number of the segment's first entry
     * @param before hash of the entry before it
     */
    SegmentIndex(long first, String before) {
        this.first = first;
        this.before = before;
    }

    long first() {
        return first;
    }

    int count() {
        return count;
    }

    /** Sequence number of the entry that comes after this segment. */
    long next() {
        return first + count;
    }

    /** Bytes of the whole lines so far. */
    long end() {
        return end;
    }

    /** Hash of the newest entry, or of the one before this segment. */
    String head() {
        return hash(count - 1);
    }

    /** Hash of the entry at a position, -1 for the one before this segment. */
    String hash(int position) {
        return position < 0 ? before : HexFormat.of().formatHex(hashes, position * HASH, (position + 1) * HASH);
    }

    long offset(int position) {
        return offsets[position];
    }

    /** Bytes of the line, its end not counted. */
    int length(int position) {
        return (int) ((position + 1 < count ? offsets[position + 1] : end) - offsets[position] - 1);
    }

    /** @param bytes of the line, its end not counted */
    void add(Entry entry, int bytes) {
        if (count == offsets.length) {
            // Copies, so that whoever reads an older state of this index is not disturbed.
            offsets = Arrays.copyOf(offsets, count * 2);
            hashes = Arrays.copyOf(hashes, count * 2 * HASH);
            long[][] wider = new long[Fingerprints.FIELDS][];
            for (int field = 0; field < Fingerprints.FIELDS; field++) {
                wider[field] = Arrays.copyOf(prints[field], count * 2);
            }
            prints = wider;
        }
        offsets[count] = end;
        System.arraycopy(HexFormat.of().parseHex(entry.hash()), 0, hashes, count * HASH, HASH);
        long[] fingerprints = Fingerprints.of(entry.evidence());
        for (int field = 0; field < Fingerprints.FIELDS; field++) {
            prints[field][count] = fingerprints[field];
        }
        end += bytes + 1;
        count++;
    }

    /** Whether the entry at a position may be one that is wanted. */
    boolean matches(int position, long[][] wanted) {
        for (int field = 0; field < Fingerprints.FIELDS; field++) {
            if (wanted[field] != null && !Fingerprints.among(wanted[field], prints[field][position])) {
                return false;
            }
        }
        return true;
    }

    /** The same as it is now; what is added to one later is not in the other. */
    SegmentIndex snapshot() {
        SegmentIndex copy = new SegmentIndex(first, before);
        copy.count = count;
        copy.end = end;
        copy.offsets = offsets;
        copy.hashes = hashes;
        copy.prints = prints;
        return copy;
    }

    void save(Path file) throws IOException {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        CRC32 sum = new CRC32();
        try (DataOutputStream out = new DataOutputStream(
                new BufferedOutputStream(new CheckedOutputStream(Files.newOutputStream(temporary), sum), 1 << 16))) {
            out.writeInt(MAGIC);
            out.writeLong(first);
            out.write(HexFormat.of().parseHex(before));
            out.writeInt(count);
            out.writeLong(end);
            for (int i = 0; i < count; i++) {
                out.writeLong(offsets[i]);
                out.write(hashes, i * HASH, HASH);
                for (int field = 0; field < Fingerprints.FIELDS; field++) {
                    out.writeLong(prints[field][i]);
                }
            }
            out.flush();
            out.writeLong(sum.getValue());
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What was saved for a segment of this size; empty when there is none that fits. */
    static Optional<SegmentIndex> load(Path file, long first, long size) {
        CRC32 sum = new CRC32();
        try (CheckedInputStream checked =
                        new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), sum);
                DataInputStream in = new DataInputStream(checked)) {
            if (in.readInt() != MAGIC || in.readLong() != first) {
                return Optional.empty();
            }
            SegmentIndex index = new SegmentIndex(first, HexFormat.of().formatHex(in.readNBytes(HASH)));
            int count = in.readInt();
            index.end = in.readLong();
            if (index.end != size || count < 0 || count > size) {
                return Optional.empty();
            }
            index.offsets = new long[Math.max(count, 1)];
            index.hashes = new byte[Math.max(count, 1) * HASH];
            index.prints = new long[Fingerprints.FIELDS][Math.max(count, 1)];
            for (int i = 0; i < count; i++) {
                index.offsets[i] = in.readLong();
                in.readFully(index.hashes, i * HASH, HASH);
                for (int field = 0; field < Fingerprints.FIELDS; field++) {
                    index.prints[field][i] = in.readLong();
                }
            }
            index.count = count;
            long expected = sum.getValue();
            return in.readLong() == expected ? Optional.of(index) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            // Only a copy of what the segment says: damaged, missing or of another version, it is made anew.
            return Optional.empty();
        }
    }
}
