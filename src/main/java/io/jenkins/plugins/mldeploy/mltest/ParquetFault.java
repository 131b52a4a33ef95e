package io.jenkins.plugins.mldeploy.mltest;

import java.io.IOException;

/** What is wrong with a Parquet file, found where neither the file's name nor the column is known; {@link ParquetRows} and {@link ParquetCells} add them. */
final class ParquetFault extends IOException {
    private static final long serialVersionUID = 1;

    private final String code;

    private ParquetFault(String code, String what) {
        super(what);
        this.code = code;
    }

    static ParquetFault malformed(String what) {
        return new ParquetFault("REPORT_MALFORMED", what);
    }

    static ParquetFault truncated(String what) {
        return new ParquetFault("REPORT_TRUNCATED", what);
    }

    static ParquetFault tooLarge(String what) {
        return new ParquetFault("REPORT_TOO_LARGE", what);
    }

    static ParquetFault unsupported(String what) {
        return new ParquetFault("DATA_FORMAT_UNSUPPORTED", what);
    }

    /** Stable reason code. */
    String code() {
        return code;
    }
}
