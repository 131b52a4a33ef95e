package io.jenkins.plugins.mldeploy.mltest;

/** The different values of a chunk, which its pages name by number. Kept as stored; short dictionaries also as cells, so that a value that occurs a million times is made into text once. */
final class ParquetDictionary {
    private static final int KEPT = 1_000;
    /** Bytes of a cell with its text, beside the text's own. */
    private static final int CELL = 100;

    private final ParquetColumn column;
    private final byte[] bytes;
    private final int size;
    /** Where each value begins; null where all are of the same length. */
    private final int[] starts;

    private final Cell[] cells;
    private final long held;

    /**
     * @param bytes a page in the encoding PLAIN
     * @param size values in it
     */
    ParquetDictionary(ParquetColumn column, byte[] bytes, int size, ParquetLimits limits) throws ParquetFault {
        this.column = column;
        this.bytes = bytes;
        this.size = size;
        boolean varies = column.type() == ParquetSchema.Physical.BYTE_ARRAY;
        long least = (long) size * (varies ? 4 : ParquetValues.length(column));
        if (size < 0 || least > bytes.length || column.type() == ParquetSchema.Physical.BOOLEAN) {
            throw ParquetFault.malformed("a dictionary claims " + size + " values in " + bytes.length + " bytes");
        }
        long cost = varies ? 4L * size : 0;
        boolean kept = size <= KEPT && limits.fits(cost + bytes.length * 2L + (long) size * CELL);
        held = cost + (kept ? bytes.length * 2L + (long) size * CELL : 0);
        limits.hold(held);
        starts = varies ? new int[size] : null;
        cells = kept ? new Cell[size] : null;
        if (varies) {
            int at = 0;
            for (int i = 0; i < size; i++) {
                starts[i] = at;
                at += 4 + ParquetValues.length(bytes, at);
            }
        }
    }

    int size() {
        return size;
    }

    /** Memory beside that of the page, to be released. */
    long held() {
        return held;
    }

    Cell get(int index) throws ParquetFault {
        if (cells == null) {
            return read(index);
        }
        if (cells[index] == null) {
            cells[index] = read(index);
        }
        return cells[index];
    }

    private Cell read(int index) throws ParquetFault {
        if (starts != null) {
            int at = starts[index];
            return column.text().bytes().of(bytes, at + 4, ParquetValues.length(bytes, at));
        }
        int length = ParquetValues.length(column);
        return ParquetValues.fixed(column, bytes, index * length, length);
    }
}
