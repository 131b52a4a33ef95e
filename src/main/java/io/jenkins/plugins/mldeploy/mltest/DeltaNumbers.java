package io.jenkins.plugins.mldeploy.mltest;

/** Integers in Parquet's encoding {@code DELTA_BINARY_PACKED}: each as its difference to the one before, packed by blocks. Read one at a time, whatever lengths are claimed. */
final class DeltaNumbers {
    private final byte[] bytes;
    private final int start;
    private final int end;
    private final int miniblocks;
    private final int perMiniblock;
    private final long count;
    private int at;
    private long read;
    private long value;
    private long lowest;
    private int widthsAt;
    private int miniblock;
    private int width;
    private long bit;
    private long left;

    DeltaNumbers(byte[] bytes, int at, int end) throws ParquetFault {
        this.bytes = bytes;
        this.start = at;
        this.at = at;
        this.end = end;
        long block = unsigned();
        long parts = unsigned();
        count = unsigned();
        value = signed();
        if (block < 8
                || block > 1 << 20
                || parts < 1
                || parts > block / 8
                || block % parts != 0
                || block / parts % 8 != 0) {
            throw ParquetFault.malformed("a block of " + Long.toUnsignedString(block) + " numbers in "
                    + Long.toUnsignedString(parts) + " parts");
        }
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw ParquetFault.malformed("a page claims " + Long.toUnsignedString(count) + " numbers");
        }
        miniblocks = (int) parts;
        perMiniblock = (int) (block / parts);
        miniblock = miniblocks;
    }

    long count() {
        return count;
    }

    long next() throws ParquetFault {
        if (read == count) {
            throw ParquetFault.malformed("a page ends before its last value");
        }
        if (read++ > 0) {
            if (left == 0) {
                part();
            }
            left--;
            value += lowest + PackedBits.at(bytes, bit, width);
            bit += width;
        }
        return value;
    }

    /** Index of the byte behind the last number, none of which has been read. */
    int end() throws ParquetFault {
        DeltaNumbers ahead = new DeltaNumbers(bytes, start, end);
        for (long passed = 1; passed < count; passed += perMiniblock) {
            ahead.part();
        }
        return ahead.at;
    }

    private void part() throws ParquetFault {
        if (miniblock == miniblocks) {
            lowest = signed();
            widthsAt = at;
            at = behind(miniblocks);
            miniblock = 0;
        }
        width = bytes[widthsAt + miniblock++] & 0xff;
        if (width > 64) {
            throw ParquetFault.malformed("numbers of " + width + " bits");
        }
        left = perMiniblock;
        bit = at * 8L;
        at = behind(perMiniblock / 8 * width);
    }

    private int behind(int length) throws ParquetFault {
        if (length > end - at) {
            throw ParquetFault.malformed("a page ends before its last value");
        }
        return at + length;
    }

    private long unsigned() throws ParquetFault {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = bytes[behind(1) - 1];
            at++;
            number |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw ParquetFault.malformed("a number of more than 64 bits");
    }

    private long signed() throws ParquetFault {
        long number = unsigned();
        return number >>> 1 ^ -(number & 1);
    }
}
