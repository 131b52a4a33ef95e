package io.jenkins.plugins.mldeploy.mltest;

/**
 * Where the values of one leaf lie within one row group.
 *
 * @param codec code of the compression
 * @param values how many there are, with nulls
 * @param from position of the first page in the file
 * @param to position behind the last page
 */
record ParquetChunk(int codec, long values, long from, long to) {
    /** Reads {@code ColumnChunk} of the footer. */
    static ParquetChunk read(ThriftReader thrift, int type, ParquetSchema.Physical stored, long pagesEnd)
            throws ParquetFault {
        Reading reading = new Reading();
        thrift.struct(type, (id, field) -> {
            switch (id) {
                case 1 ->
                    throw ParquetFault.unsupported(
                            "its values lie in other files; give those files, not the one that lists them");
                case 3 -> thrift.struct(field, (inner, value) -> reading.field(thrift, inner, value));
                case 8 -> throw encrypted();
                default -> thrift.skip(field);
            }
        });
        return reading.chunk(stored, pagesEnd);
    }

    static ParquetFault encrypted() {
        return ParquetFault.unsupported("it is encrypted; write it without encryption, or decrypt it before mlTest");
    }

    private static final class Reading {
        private int stored = -1;
        private int codec = -1;
        private long values = -1;
        private long size = -1;
        private long data = -1;
        private long dictionary;

        private void field(ThriftReader thrift, int id, int type) throws ParquetFault {
            switch (id) {
                case 1 -> stored = thrift.int32(type);
                case 4 -> codec = thrift.int32(type);
                case 5 -> values = thrift.integer(type);
                case 7 -> size = thrift.integer(type);
                case 9 -> data = thrift.integer(type);
                case 11 -> dictionary = thrift.integer(type);
                default -> thrift.skip(type);
            }
        }

        private ParquetChunk chunk(ParquetSchema.Physical expected, long pagesEnd) throws ParquetFault {
            if (stored != expected.ordinal()) {
                throw ParquetFault.malformed("the schema says " + expected + ", a row group type " + stored);
            }
            if (values == 0) {
                // Writers don't agree on where no pages lie.
                return new ParquetChunk(codec, 0, 0, 0);
            }
            long from = dictionary > 0 && dictionary < data ? dictionary : data;
            if (values < 0 || size < 0 || from < 4 || from > pagesEnd || size > pagesEnd - from) {
                throw ParquetFault.malformed("its pages lie outside of the file, or there is no word of them");
            }
            return new ParquetChunk(codec, values, from, from + size);
        }
    }
}
