package io.jenkins.plugins.mldeploy.mltest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** The values of a page that are there, one after the other, in one of Parquet's encodings. */
@FunctionalInterface
interface ParquetValues {
    Set<ParquetSchema.Physical> SPLIT = EnumSet.of(
            ParquetSchema.Physical.INT32,
            ParquetSchema.Physical.INT64,
            ParquetSchema.Physical.FLOAT,
            ParquetSchema.Physical.DOUBLE,
            ParquetSchema.Physical.FIXED_LEN_BYTE_ARRAY);

    /** The next value; a {@link ParquetFault} when the page has no more. */
    Cell next() throws ParquetFault;

    /**
     * @param encoding its code
     * @param bytes a page whose values begin at {@code at}
     * @param dictionary null when the chunk has none
     */
    static ParquetValues of(ParquetColumn column, int encoding, byte[] bytes, int at, ParquetDictionary dictionary)
            throws ParquetFault {
        return switch (encoding) {
            case 0 -> plain(column, bytes, at);
            case 2, 8 -> indexes(bytes, at, dictionary);
            case 3 -> runs(column, bytes, at);
            case 5 -> deltas(column, bytes, at);
            case 6 -> texts(column, bytes, at);
            case 7 -> prefixes(column, bytes, at);
            case 9 -> split(column, bytes, at);
            default ->
                throw ParquetFault.unsupported("its values are in the encoding " + encoding
                        + ", which this version does not read; write them as PLAIN or with a dictionary");
        };
    }

    /** Bytes of a value that is not a BYTE_ARRAY. */
    static int length(ParquetColumn column) {
        return switch (column.type()) {
            case INT32, FLOAT -> 4;
            case INT64, DOUBLE -> 8;
            case INT96 -> 12;
            default -> column.length();
        };
    }

    /** The length that stands before a BYTE_ARRAY; its bytes are there. */
    static int length(byte[] bytes, int at) throws ParquetFault {
        return checked(span(bytes, at), bytes.length - at - 4L);
    }

    /** The length that stands before a part of a page, which is there. */
    static int span(byte[] bytes, int at) throws ParquetFault {
        if (bytes.length - at < 4) {
            throw ended();
        }
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
        if (length < 0 || length > bytes.length - at - 4) {
            throw ParquetFault.malformed("a length of " + length + " bytes, more than the page has");
        }
        return length;
    }

    /** A value of a fixed length. */
    static Cell fixed(ParquetColumn column, byte[] bytes, int at, int length) throws ParquetFault {
        if (length > bytes.length - at) {
            throw ended();
        }
        ParquetText text = column.text();
        return text.bits() == null
                ? text.bytes().of(bytes, at, length)
                : text.bits().of(bits(column, bytes, at, length));
    }

    private static long bits(ParquetColumn column, byte[] bytes, int at, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return length == 4 ? buffer.getInt(at) : buffer.getLong(at);
    }

    private static ParquetValues plain(ParquetColumn column, byte[] bytes, int start) {
        int[] at = {start};
        switch (column.type()) {
            case BOOLEAN -> {
                long[] bit = {start * 8L};
                return () -> {
                    if (bit[0] >= bytes.length * 8L) {
                        throw ended();
                    }
                    return column.text().bits().of(PackedBits.at(bytes, bit[0]++, 1));
                };
            }
            case BYTE_ARRAY -> {
                return () -> {
                    int length = length(bytes, at[0]);
                    int from = at[0] + 4;
                    at[0] = from + length;
                    return column.text().bytes().of(bytes, from, length);
                };
            }
            default -> {
                int length = length(column);
                return () -> {
                    Cell cell = fixed(column, bytes, at[0], length);
                    at[0] += length;
                    return cell;
                };
            }
        }
    }

    private static ParquetValues indexes(byte[] bytes, int at, ParquetDictionary dictionary) throws ParquetFault {
        if (dictionary == null || dictionary.size() == 0) {
            throw ParquetFault.malformed("its values are numbers of a dictionary that is not there");
        }
        if (at >= bytes.length) {
            throw ended();
        }
        int width = bytes[at] & 0xff;
        if (width > 32) {
            throw ParquetFault.malformed("numbers of " + width + " bits");
        }
        HybridRuns runs = new HybridRuns(bytes, at + 1, bytes.length, width, dictionary.size() - 1);
        return () -> dictionary.get(runs.next());
    }

    private static ParquetValues runs(ParquetColumn column, byte[] bytes, int at) throws ParquetFault {
        fits(column.type() == ParquetSchema.Physical.BOOLEAN, column, "RLE");
        HybridRuns runs = new HybridRuns(bytes, at + 4, at + 4 + span(bytes, at), 1, 1);
        return () -> column.text().bits().of(runs.next());
    }

    private static ParquetValues deltas(ParquetColumn column, byte[] bytes, int at) throws ParquetFault {
        boolean narrow = column.type() == ParquetSchema.Physical.INT32;
        fits(narrow || column.type() == ParquetSchema.Physical.INT64, column, "DELTA_BINARY_PACKED");
        DeltaNumbers numbers = new DeltaNumbers(bytes, at, bytes.length);
        return () -> column.text().bits().of(narrow ? (int) numbers.next() : numbers.next());
    }

    private static ParquetValues texts(ParquetColumn column, byte[] bytes, int start) throws ParquetFault {
        fits(column.type() == ParquetSchema.Physical.BYTE_ARRAY, column, "DELTA_LENGTH_BYTE_ARRAY");
        DeltaNumbers lengths = new DeltaNumbers(bytes, start, bytes.length);
        int[] at = {lengths.end()};
        return () -> {
            int length = checked(lengths.next(), bytes.length - at[0]);
            at[0] += length;
            return column.text().bytes().of(bytes, at[0] - length, length);
        };
    }

    private static ParquetValues prefixes(ParquetColumn column, byte[] bytes, int start) throws ParquetFault {
        boolean fixed = column.type() == ParquetSchema.Physical.FIXED_LEN_BYTE_ARRAY;
        fits(fixed || column.type() == ParquetSchema.Physical.BYTE_ARRAY, column, "DELTA_BYTE_ARRAY");
        DeltaNumbers prefixes = new DeltaNumbers(bytes, start, bytes.length);
        DeltaNumbers suffixes = new DeltaNumbers(bytes, prefixes.end(), bytes.length);
        int[] at = {suffixes.end()};
        byte[][] last = {new byte[0]};
        return () -> {
            int prefix = checked(prefixes.next(), last[0].length);
            int suffix = checked(suffixes.next(), bytes.length - at[0]);
            if ((long) prefix + suffix > LimitedText.RECORD) {
                throw longValue();
            }
            if (fixed && prefix + suffix != column.length()) {
                throw ParquetFault.malformed(
                        "a value of " + (prefix + suffix) + " bytes, its type has " + column.length());
            }
            byte[] value = Arrays.copyOf(last[0], prefix + suffix);
            System.arraycopy(bytes, at[0], value, prefix, suffix);
            at[0] += suffix;
            last[0] = value;
            return column.text().bytes().of(value, 0, value.length);
        };
    }

    private static ParquetValues split(ParquetColumn column, byte[] bytes, int start) throws ParquetFault {
        int length = length(column);
        fits(SPLIT.contains(column.type()), column, "BYTE_STREAM_SPLIT");
        int count = (bytes.length - start) / length;
        byte[] value = new byte[length];
        int[] read = {0};
        return () -> {
            if (read[0] == count) {
                throw ended();
            }
            for (int i = 0; i < length; i++) {
                value[i] = bytes[start + i * count + read[0]];
            }
            read[0]++;
            return fixed(column, value, 0, length);
        };
    }

    private static void fits(boolean fits, ParquetColumn column, String encoding) throws ParquetFault {
        if (!fits) {
            throw ParquetFault.malformed("the encoding " + encoding + " can't hold " + column.type());
        }
    }

    private static int checked(long length, long most) throws ParquetFault {
        if (length > LimitedText.RECORD && length <= most) {
            throw longValue();
        }
        if (length < 0 || length > most) {
            throw ParquetFault.malformed("a value claims " + length + " bytes, more than there are");
        }
        return (int) length;
    }

    private static ParquetFault longValue() {
        return ParquetFault.tooLarge("a value is longer than " + LimitedText.RECORD + " bytes");
    }

    private static ParquetFault ended() {
        return ParquetFault.malformed("a page ends before its last value");
    }
}
