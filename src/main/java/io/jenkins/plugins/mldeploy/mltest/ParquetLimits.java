package io.jenkins.plugins.mldeploy.mltest;

/**
 * How much one Parquet file may cost. A few bytes of it can claim any number of rows and unpack to any length, so that its size limits neither memory nor time.
 */
final class ParquetLimits {
    static final int FOOTER = 16 << 20;
    static final int COLUMNS = 10_000;
    static final int GROUPS = 100_000;
    static final int PAGE = 64 << 20;
    static final long ROWS = 100_000_000;
    /** Rows times columns, and elements of lists. */
    static final long VALUES = 2_000_000_000;
    /** Pages without their compression, and texts of values. */
    static final long UNPACKED = 10L << 30;

    private static final long MOST_HELD = 256 << 20;

    private final long most = Math.min(MOST_HELD, Runtime.getRuntime().maxMemory() / 4);
    private long held;
    private long values;
    private long unpacked;

    /** Before memory is taken for a page or a dictionary, each column having one of each. */
    void hold(long bytes) throws ParquetFault {
        if (!fits(bytes)) {
            throw ParquetFault.tooLarge("the pages and dictionaries of its columns take more than " + (most >> 20)
                    + " MiB of memory at once; write smaller pages (pyarrow: data_page_size, write_batch_size, dictionary_pagesize_limit),"
                    + " name fewer columns in the schema, or give Java more memory");
        }
        held += bytes;
    }

    boolean fits(long bytes) {
        return held + bytes <= most;
    }

    void release(long bytes) {
        held -= bytes;
    }

    /** Counts values that are going to be read. */
    void values(long count) throws ParquetFault {
        values += count;
        if (values > VALUES || values < 0) {
            throw ParquetFault.tooLarge(
                    "it has more than " + VALUES + " values; check a sample of it, or fewer columns");
        }
    }

    /** Counts bytes that were unpacked. */
    void unpacked(long bytes) throws ParquetFault {
        unpacked += bytes;
        if (unpacked > UNPACKED) {
            throw ParquetFault.tooLarge(
                    "unpacked it is longer than " + (UNPACKED >> 30) + " GiB; check a sample of it, or fewer columns");
        }
    }
}
