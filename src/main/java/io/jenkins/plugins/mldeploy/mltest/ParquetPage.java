package io.jenkins.plugins.mldeploy.mltest;

/** Reads {@code PageHeader}, which stands before each page. */
final class ParquetPage {
    static final int DATA = 0;
    static final int DICTIONARY = 2;
    static final int DATA_2 = 3;

    private int type = -1;
    private int unpacked = -1;
    private int stored = -1;
    private Integer checksum;
    private int values = -1;
    private int encoding = -1;
    private int definitionEncoding = -1;
    private int repetitionEncoding = -1;
    private int definitionLength;
    private int repetitionLength;
    private boolean compressed = true;

    private ParquetPage() {}

    static ParquetPage read(ThriftReader thrift) throws ParquetFault {
        ParquetPage page = new ParquetPage();
        thrift.struct((id, type) -> page.field(thrift, id, type));
        page.check();
        return page;
    }

    private void field(ThriftReader thrift, int id, int type) throws ParquetFault {
        switch (id) {
            case 1 -> this.type = thrift.int32(type);
            case 2 -> unpacked = thrift.int32(type);
            case 3 -> stored = thrift.int32(type);
            case 4 -> checksum = thrift.int32(type);
            case 5, 7, 8 ->
                thrift.struct(type, (inner, field) -> {
                    switch (id * 100 + inner) {
                        case 501, 701, 801 -> values = thrift.int32(field);
                        case 502, 702, 804 -> encoding = thrift.int32(field);
                        case 503 -> definitionEncoding = thrift.int32(field);
                        case 504 -> repetitionEncoding = thrift.int32(field);
                        case 805 -> definitionLength = thrift.int32(field);
                        case 806 -> repetitionLength = thrift.int32(field);
                        case 807 -> compressed = thrift.bool(field);
                        default -> thrift.skip(field);
                    }
                });
            default -> thrift.skip(type);
        }
    }

    private void check() throws ParquetFault {
        if (type < 0 || type > DATA_2 || unpacked < 0 || stored < 0) {
            throw ParquetFault.malformed("there is no page where one must be");
        }
        if (unpacked > ParquetLimits.PAGE || stored > ParquetLimits.PAGE) {
            throw ParquetFault.tooLarge("a page is longer than " + (ParquetLimits.PAGE >> 20)
                    + " MiB; write smaller ones (pyarrow: data_page_size, write_batch_size)");
        }
        if (type != 1 && (values < 0 || encoding < 0)) {
            throw ParquetFault.malformed("a page that doesn't say how many values it has, or in which encoding");
        }
        if (definitionLength < 0
                || repetitionLength < 0
                || (long) definitionLength + repetitionLength > Math.min(unpacked, stored)) {
            throw ParquetFault.malformed("the levels of a page are longer than the page");
        }
    }

    int type() {
        return type;
    }

    boolean hasValues() {
        return type == DATA || type == DATA_2;
    }

    /** Bytes without compression. */
    int unpacked() {
        return unpacked;
    }

    /** Bytes in the file. */
    int stored() {
        return stored;
    }

    /** CRC-32 of the bytes in the file, null when the writer made none. */
    Integer checksum() {
        return checksum;
    }

    int values() {
        return values;
    }

    int encoding() {
        return encoding;
    }

    int definitionEncoding() {
        return definitionEncoding;
    }

    int repetitionEncoding() {
        return repetitionEncoding;
    }

    /** Of a page of the second version, whose levels are never compressed. */
    int definitionLength() {
        return definitionLength;
    }

    int repetitionLength() {
        return repetitionLength;
    }

    boolean compressed() {
        return compressed;
    }
}
