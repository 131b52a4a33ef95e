package io.jenkins.plugins.mldeploy.mltest;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Walks structures in Thrift's compact protocol, in which Parquet's footer and page headers are written. Allocates only what is asked for, and believes
 * no length that goes beyond the bytes that are there.
 */
final class ThriftReader {
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int I64 = 6;
    private static final int DOUBLE = 7;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int SET = 10;
    private static final int MAP = 11;
    private static final int STRUCT = 12;
    private static final int UUID = 13;

    /** Structures nested deeper are no Parquet. */
    private static final int DEPTH = 32;
    /** A longer name is none. */
    private static final int NAME = 1 << 16;

    private final ByteBuffer bytes;
    private int depth;

    ThriftReader(byte[] bytes, int from, int to) {
        this.bytes = ByteBuffer.wrap(bytes, from, to - from).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The structure ends after the bytes. */
    static final class EndReached extends RuntimeException {
        private static final long serialVersionUID = 1;

        private EndReached() {
            super("it ends in the middle of a structure", null, false, false);
        }
    }

    /** Takes the fields of a structure. */
    @FunctionalInterface
    interface Fields {
        /** Must read the value by the method of its type, or pass it to {@link #skip}. */
        void field(int id, int type) throws ParquetFault;
    }

    /** Takes the elements of a list. */
    @FunctionalInterface
    interface Element {
        void read(int type) throws ParquetFault;
    }

    /** Index of the next byte. */
    int position() {
        return bytes.position();
    }

    /** Reads a structure that stands alone. */
    void struct(Fields fields) throws ParquetFault {
        if (++depth > DEPTH) {
            throw ParquetFault.malformed("structures nested deeper than " + DEPTH);
        }
        int id = 0;
        for (int header = unsignedByte(); header != 0; header = unsignedByte()) {
            id = header >> 4 == 0 ? (int) signed() : id + (header >> 4);
            fields.field(id, header & 15);
        }
        depth--;
    }

    /** Reads a structure that is a value. */
    void struct(int type, Fields fields) throws ParquetFault {
        expect(type == STRUCT, "a structure");
        struct(fields);
    }

    /** Reads a list; returns how many elements there were. */
    int list(int type, Element element) throws ParquetFault {
        expect(type == LIST || type == SET, "a list");
        int header = unsignedByte();
        long size = header >> 4 == 15 ? unsigned() : header >> 4;
        // Every element takes a byte at least.
        if (size < 0 || size > bytes.remaining()) {
            throw ParquetFault.malformed(
                    "a list claims " + Long.toUnsignedString(size) + " elements, more than there are bytes");
        }
        for (long i = 0; i < size; i++) {
            element.read(header & 15);
        }
        return (int) size;
    }

    long integer(int type) throws ParquetFault {
        expect(type >= BYTE && type <= I64, "an integer");
        return type == BYTE ? (byte) unsignedByte() : signed();
    }

    int int32(int type) throws ParquetFault {
        long value = integer(type);
        if (value != (int) value) {
            throw ParquetFault.malformed("the number " + value + " is out of range");
        }
        return (int) value;
    }

    boolean bool(int type) throws ParquetFault {
        expect(type == TRUE || type == FALSE, "true or false");
        return type == TRUE;
    }

    String text(int type) throws ParquetFault {
        int length = length(type);
        if (length > NAME) {
            throw ParquetFault.tooLarge("a name is longer than " + NAME + " bytes");
        }
        ByteBuffer slice = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
        } catch (CharacterCodingException e) {
            throw ParquetFault.malformed("a name is not UTF-8");
        }
    }

    /** Passes over a value of a field. */
    void skip(int type) throws ParquetFault {
        if (type != TRUE && type != FALSE) {
            skipElement(type);
        }
    }

    private void skipElement(int type) throws ParquetFault {
        switch (type) {
            // In a list, each takes a byte.
            case TRUE, FALSE, BYTE -> unsignedByte();
            case 4, 5, I64 -> signed();
            case DOUBLE -> pass(8);
            case UUID -> pass(16);
            case BINARY -> pass(length(type));
            case LIST, SET -> nested(() -> list(type, this::skipElement));
            case MAP -> nested(this::skipMap);
            case STRUCT -> struct((id, inner) -> skip(inner));
            default -> throw ParquetFault.malformed("there is no type " + type);
        }
    }

    private void skipMap() throws ParquetFault {
        long size = unsigned();
        if (size < 0 || size > bytes.remaining()) {
            throw ParquetFault.malformed("a map claims more entries than there are bytes");
        }
        int types = size == 0 ? 0 : unsignedByte();
        for (long i = 0; i < size; i++) {
            skipElement(types >> 4);
            skipElement(types & 15);
        }
    }

    @FunctionalInterface
    private interface Part {
        void read() throws ParquetFault;
    }

    private void nested(Part part) throws ParquetFault {
        if (++depth > DEPTH) {
            throw ParquetFault.malformed("structures nested deeper than " + DEPTH);
        }
        part.read();
        depth--;
    }

    private int length(int type) throws ParquetFault {
        expect(type == BINARY, "a text");
        long length = unsigned();
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw ParquetFault.malformed("a text claims " + Long.toUnsignedString(length) + " bytes");
        }
        if (length > bytes.remaining()) {
            throw new EndReached();
        }
        return (int) length;
    }

    private void pass(int length) {
        if (length > bytes.remaining()) {
            throw new EndReached();
        }
        bytes.position(bytes.position() + length);
    }

    private int unsignedByte() {
        if (!bytes.hasRemaining()) {
            throw new EndReached();
        }
        return bytes.get() & 0xff;
    }

    private long unsigned() throws ParquetFault {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = unsignedByte();
            value |= (long) (next & 0x7f) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw ParquetFault.malformed("a number of more than 64 bits");
    }

    private long signed() throws ParquetFault {
        long value = unsigned();
        return value >>> 1 ^ -(value & 1);
    }

    private static void expect(boolean fits, String what) throws ParquetFault {
        if (!fits) {
            throw ParquetFault.malformed("expected " + what);
        }
    }
}
