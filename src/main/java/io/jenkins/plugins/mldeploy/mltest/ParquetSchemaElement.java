package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.mltest.ParquetSchema.Annotation;
import io.jenkins.plugins.mldeploy.mltest.ParquetSchema.Physical;

/** Reads {@code SchemaElement} of Parquet's footer, whose annotation is either a {@code LogicalType} or, from older writers, a {@code ConvertedType}. */
final class ParquetSchemaElement {
    private static final long MILLIS = 1_000_000;
    private static final long MICROS = 1_000;

    private String name = "";
    private int physical = -1;
    private int length;
    private int repetition;
    private int children;
    private int converted = -1;
    private boolean logical;
    private Annotation annotation;
    private boolean list;
    private int scale;
    private int precision;
    private long nanos = 1;
    private boolean utc;

    void field(ThriftReader thrift, int id, int type) throws ParquetFault {
        switch (id) {
            case 1 -> physical = thrift.int32(type);
            case 2 -> length = thrift.int32(type);
            case 3 -> repetition = thrift.int32(type);
            case 4 -> name = thrift.text(type);
            case 5 -> children = thrift.int32(type);
            case 6 -> converted = thrift.int32(type);
            case 7 -> scale = thrift.int32(type);
            case 8 -> precision = thrift.int32(type);
            case 10 -> thrift.struct(type, (kind, inner) -> logical(thrift, kind, inner));
            default -> thrift.skip(type);
        }
    }

    ParquetSchema.Element element() throws ParquetFault {
        if (children < 0 || repetition < 0 || repetition > 2) {
            throw ParquetFault.malformed("a node of the schema is neither required, optional nor repeated");
        }
        Physical stored = physical < 0 ? null : Physical.of(physical);
        if (stored != null && children > 0) {
            throw ParquetFault.malformed("a node of the schema has both a type and children");
        }
        if (stored == Physical.FIXED_LEN_BYTE_ARRAY && (length < 1 || length > LimitedText.RECORD)) {
            throw ParquetFault.malformed("values of a fixed length of " + length + " bytes");
        }
        if (!logical && converted >= 0) {
            converted();
        }
        return new ParquetSchema.Element(
                name, stored, length, repetition, children, annotation, list, scale, precision, nanos, utc);
    }

    private void logical(ThriftReader thrift, int kind, int type) throws ParquetFault {
        logical = true;
        switch (kind) {
            case 1, 4, 12 -> annotation = Annotation.STRING;
            case 3 -> list = true;
            case 5 -> annotation = Annotation.DECIMAL;
            case 6 -> annotation = Annotation.DATE;
            case 7 -> annotation = Annotation.TIME;
            case 8 -> annotation = Annotation.TIMESTAMP;
            case 10 -> annotation = Annotation.SIGNED;
            case 13 -> annotation = Annotation.BINARY;
            case 14 -> annotation = Annotation.UUID;
            case 15 -> annotation = Annotation.FLOAT16;
            // Maps are objects as all groups are; others, also those to come, read as what is stored. An interval has
            // no logical type.
            default -> logical = kind != 9;
        }
        thrift.struct(type, (id, inner) -> {
            switch (kind * 100 + id) {
                case 501 -> scale = thrift.int32(inner);
                case 502 -> precision = thrift.int32(inner);
                case 701, 801 -> utc = thrift.bool(inner);
                case 702, 802 ->
                    thrift.struct(inner, (unit, nothing) -> {
                        nanos = unit == 1 ? MILLIS : unit == 2 ? MICROS : 1;
                        thrift.skip(nothing);
                    });
                case 1002 -> annotation = thrift.bool(inner) ? Annotation.SIGNED : Annotation.UNSIGNED;
                default -> thrift.skip(inner);
            }
        });
    }

    private void converted() {
        switch (converted) {
            case 0, 4, 19 -> annotation = Annotation.STRING;
            case 3 -> list = true;
            case 5 -> annotation = Annotation.DECIMAL;
            case 6 -> annotation = Annotation.DATE;
            case 7, 8 -> {
                annotation = Annotation.TIME;
                nanos = converted == 7 ? MILLIS : MICROS;
            }
            case 9, 10 -> {
                annotation = Annotation.TIMESTAMP;
                nanos = converted == 9 ? MILLIS : MICROS;
                utc = true;
            }
            case 11, 12, 13, 14 -> annotation = Annotation.UNSIGNED;
            case 15, 16, 17, 18 -> annotation = Annotation.SIGNED;
            case 20 -> annotation = Annotation.BINARY;
            case 21 -> annotation = Annotation.INTERVAL;
            default -> {
                // Maps are objects as all groups are.
            }
        }
    }
}
