package io.jenkins.plugins.mldeploy.mltest;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.UUID;

/**
 * How the stored values of a column read as cells: what the column's physical type holds, and its annotation says that it means.
 *
 * @param bits for values of up to eight bytes: integers with their sign, floating point numbers as their bits, booleans as 0 and 1; null for the other types
 * @param bytes for longer ones; null for the other types
 */
record ParquetText(Bits bits, Bytes bytes) {
    /** Digits of a decimal number; Parquet's writers know 76 at most. */
    private static final int PRECISION = 1_000;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_LOCAL_TIME;
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ISO_LOCAL_DATE_TIME;
    private static final long JULIAN_EPOCH = 2_440_588;
    private static final long NANOS_OF_DAY = 86_400_000_000_000L;

    private static final Cell TRUE = new Cell(Cell.Kind.BOOLEAN, "true");
    private static final Cell FALSE = new Cell(Cell.Kind.BOOLEAN, "false");

    /** Reads a short value. */
    @FunctionalInterface
    interface Bits {
        Cell of(long bits) throws ParquetFault;
    }

    /** Reads a long value. */
    @FunctionalInterface
    interface Bytes {
        Cell of(byte[] bytes, int at, int length) throws ParquetFault;
    }

    /** For a column of this kind; a {@link ParquetFault} when the annotation does not go with the type. */
    static ParquetText of(ParquetSchema.Element element) throws ParquetFault {
        ParquetText text = element.annotation() == null ? plain(element) : annotated(element);
        if (text == null) {
            throw ParquetFault.malformed("the type " + element.physical() + " can't hold " + element.annotation());
        }
        return text;
    }

    private static ParquetText plain(ParquetSchema.Element element) {
        return switch (element.physical()) {
            case BOOLEAN -> bits(value -> value == 0 ? FALSE : TRUE);
            case INT32, INT64 -> bits(value -> number(Long.toString(value)));
            case FLOAT -> bits(value -> number(decimal(Float.intBitsToFloat((int) value))));
            case DOUBLE -> bits(value -> number(decimal(Double.longBitsToDouble(value))));
            case INT96 -> bytes(ParquetText::int96);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> bytes(ParquetText::binary);
        };
    }

    private static ParquetText annotated(ParquetSchema.Element element) throws ParquetFault {
        ParquetSchema.Physical physical = element.physical();
        boolean int32 = physical == ParquetSchema.Physical.INT32;
        boolean int64 = physical == ParquetSchema.Physical.INT64;
        boolean binary = physical == ParquetSchema.Physical.BYTE_ARRAY;
        int fixed = physical == ParquetSchema.Physical.FIXED_LEN_BYTE_ARRAY ? element.length() : 0;
        return switch (element.annotation()) {
            case STRING -> binary || fixed > 0 ? bytes(ParquetText::string) : null;
            case UUID -> fixed == 16 ? bytes(ParquetText::uuid) : null;
            case FLOAT16 -> fixed == 2 ? bytes((b, at, n) -> number(decimal(half(b, at)))) : null;
            case INTERVAL -> fixed == 12 ? bytes(ParquetText::interval) : null;
            case BINARY -> binary ? bytes(ParquetText::object) : null;
            case SIGNED -> int32 || int64 ? plain(element) : null;
            case UNSIGNED ->
                int32
                        ? bits(value -> number(Long.toString(value & 0xffffffffL)))
                        : int64 ? bits(value -> number(Long.toUnsignedString(value))) : null;
            case DATE ->
                int32 ? bits(value -> string(LocalDate.ofEpochDay(value).toString())) : null;
            case TIME -> {
                long unit = element.nanos();
                yield int32 || int64
                        ? bits(value -> string(LocalTime.ofNanoOfDay(Math.multiplyExact(value, unit))
                                .format(TIME)))
                        : null;
            }
            case TIMESTAMP -> {
                long perSecond = 1_000_000_000 / element.nanos();
                long unit = element.nanos();
                String zone = element.utc() ? "Z" : "";
                yield int64
                        ? bits(value -> string(LocalDateTime.ofEpochSecond(
                                                Math.floorDiv(value, perSecond),
                                                (int) (Math.floorMod(value, perSecond) * unit),
                                                ZoneOffset.UTC)
                                        .format(DATE_TIME)
                                + zone))
                        : null;
            }
            case DECIMAL -> {
                int scale = element.scale();
                if (scale < 0 || element.precision() < Math.max(1, scale) || element.precision() > PRECISION) {
                    throw ParquetFault.malformed(
                            "a decimal of precision " + element.precision() + " and scale " + scale);
                }
                yield int32 || int64
                        ? bits(value -> number(BigDecimal.valueOf(value, scale).toPlainString()))
                        : binary || fixed > 0
                                ? bytes((b, at, n) -> number(new BigDecimal(unscaled(b, at, n), scale).toPlainString()))
                                : null;
            }
        };
    }

    private static ParquetText bits(Bits bits) {
        return new ParquetText(bits, null);
    }

    private static ParquetText bytes(Bytes bytes) {
        return new ParquetText(null, bytes);
    }

    private static Cell number(String text) {
        return new Cell(Cell.Kind.NUMBER, text);
    }

    private static Cell string(String text) {
        return new Cell(Cell.Kind.STRING, text);
    }

    /** As most writers of CSV have it: whole numbers without an exponent, and with a point. */
    private static String decimal(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 && Math.abs(value) >= 1e7
                ? (long) value + ".0"
                : Double.toString(value);
    }

    private static String decimal(float value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 && Math.abs(value) >= 1e7
                ? (long) value + ".0"
                : Float.toString(value);
    }

    private static Cell string(byte[] bytes, int at, int length) throws ParquetFault {
        String text = utf8(bytes, at, length);
        if (text == null) {
            throw ParquetFault.malformed("the text is not UTF-8");
        }
        return string(text);
    }

    private static Cell binary(byte[] bytes, int at, int length) {
        String text = utf8(bytes, at, length);
        return text == null ? object(bytes, at, length) : string(text);
    }

    private static Cell object(byte[] bytes, int at, int length) {
        return new Cell(Cell.Kind.OBJECT, HexFormat.of().formatHex(bytes, at, at + length));
    }

    /** Null when it is none. */
    private static String utf8(byte[] bytes, int at, int length) {
        for (int i = at; i < at + length; i++) {
            if (bytes[i] < 0) {
                try {
                    return StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, at, length))
                            .toString();
                } catch (CharacterCodingException e) {
                    return null;
                }
            }
        }
        return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    }

    private static BigInteger unscaled(byte[] bytes, int at, int length) throws ParquetFault {
        if (length == 0 || length > PRECISION / 2) {
            throw ParquetFault.malformed("a decimal of " + length + " bytes");
        }
        return new BigInteger(bytes, at, length);
    }

    private static Cell uuid(byte[] bytes, int at, int length) {
        ByteBuffer value = ByteBuffer.wrap(bytes, at, length);
        return string(new UUID(value.getLong(), value.getLong()).toString());
    }

    /** Months, days and milliseconds, which ISO 8601 keeps apart as well. */
    private static Cell interval(byte[] bytes, int at, int length) {
        ByteBuffer value = ByteBuffer.wrap(bytes, at, length).order(ByteOrder.LITTLE_ENDIAN);
        return string("P" + Integer.toUnsignedString(value.getInt()) + "M" + Integer.toUnsignedString(value.getInt())
                + "DT" + BigDecimal.valueOf(value.getInt() & 0xffffffffL, 3).toPlainString() + "S");
    }

    /** Nanoseconds of a day and its Julian number; nothing says in which time zone. */
    private static Cell int96(byte[] bytes, int at, int length) {
        ByteBuffer value = ByteBuffer.wrap(bytes, at, length).order(ByteOrder.LITTLE_ENDIAN);
        long nanos = value.getLong();
        long day = (value.getInt() & 0xffffffffL) - JULIAN_EPOCH + Math.floorDiv(nanos, NANOS_OF_DAY);
        return string(
                LocalDateTime.of(LocalDate.ofEpochDay(day), LocalTime.ofNanoOfDay(Math.floorMod(nanos, NANOS_OF_DAY)))
                        .format(DATE_TIME));
    }

    /** IEEE 754 binary16. */
    private static float half(byte[] bytes, int at) {
        int bits = bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
        int exponent = bits >> 10 & 31;
        int fraction = bits & 1023;
        float magnitude = exponent == 31
                ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
                : exponent == 0 ? fraction * 0x1p-24f : Math.scalb(1024 + fraction, exponent - 25);
        return bits >> 15 == 0 ? magnitude : -magnitude;
    }
}
