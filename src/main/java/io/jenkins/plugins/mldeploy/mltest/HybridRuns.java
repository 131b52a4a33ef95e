package io.jenkins.plugins.mldeploy.mltest;

/**
 * Small numbers in Parquet's hybrid of run lengths and packed bits: levels, indexes of a dictionary, booleans. Read one at a time, so that a run of any
 * length costs nothing.
 */
final class HybridRuns {
    private final byte[] bytes;
    private final int end;
    private final int width;
    private final int highest;
    private int at;
    private long left;
    private boolean packed;
    private int value;
    private long bit;

    /**
     * @param width bits of a number
     * @param highest number allowed
     */
    HybridRuns(byte[] bytes, int at, int end, int width, int highest) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
        this.width = width;
        this.highest = highest;
    }

    /** Bits that levels up to {@code highest} need. */
    static int width(int highest) {
        return 32 - Integer.numberOfLeadingZeros(highest);
    }

    int next() throws ParquetFault {
        if (left == 0) {
            run();
        }
        left--;
        if (!packed) {
            return value;
        }
        int number = (int) PackedBits.at(bytes, bit, width);
        bit += width;
        return checked(number);
    }

    private void run() throws ParquetFault {
        long header = header();
        packed = (header & 1) == 1;
        left = packed ? (header >>> 1) * 8 : header >>> 1;
        if (left == 0) {
            throw ParquetFault.malformed("a run of no values");
        }
        if (packed) {
            bit = at * 8L;
            // The last group may be cut behind the last value.
            long bits = Math.min(left * width, (end - at) * 8L);
            if (width > 0) {
                left = bits / width;
            }
            if (left == 0) {
                throw ended();
            }
            at += (int) ((bits + 7) / 8);
        } else {
            int length = (width + 7) / 8;
            if (length > end - at) {
                throw ended();
            }
            value = 0;
            for (int i = 0; i < length; i++) {
                value |= (bytes[at++] & 0xff) << 8 * i;
            }
            checked(value);
        }
    }

    private int checked(int number) throws ParquetFault {
        if (number < 0 || number > highest) {
            throw ParquetFault.malformed(
                    "the number " + Integer.toUnsignedString(number) + " where " + highest + " is the highest");
        }
        return number;
    }

    private long header() throws ParquetFault {
        long header = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at == end) {
                throw ended();
            }
            int next = bytes[at++];
            header |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return header;
            }
        }
        throw ParquetFault.malformed("a run of more than 32 bits");
    }

    private static ParquetFault ended() {
        return ParquetFault.malformed("a page ends before its last value");
    }
}
