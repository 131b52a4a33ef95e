package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The records of a CSV file (RFC 4180: comma, double quotes, quoted line ends), one at a time. Blank lines are passed over. */
final class CsvRows implements Closeable {
    /** A table with more columns is none. */
    private static final int COLUMNS = 10_000;

    private final String file;
    private final LimitedText text;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private long line;

    CsvRows(ReportSource report) throws IOException {
        file = report.name();
        text = LimitedText.open(report);
        parser = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get().parse(text);
        records = parser.iterator();
    }

    /** The next record, null after the last. */
    List<String> next() throws IOException {
        try {
            if (!records.hasNext()) {
                return null;
            }
            CSVRecord record = records.next();
            line = parser.getCurrentLineNumber();
            text.recordRead();
            if (record.size() > COLUMNS) {
                throw error("a record with more than " + COLUMNS + " values");
            }
            return record.toList();
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof UnreadableReport unreadable) {
                throw unreadable;
            }
            line = parser.getCurrentLineNumber();
            throw error("not valid CSV: " + e.getCause().getMessage());
        } catch (IllegalStateException e) {
            line = parser.getCurrentLineNumber();
            throw error("not valid CSV: " + e.getMessage());
        }
    }

    /** The line that the last record ended on, from 1. */
    long line() {
        return line;
    }

    UnreadableReport error(String what) {
        return new UnreadableReport("REPORT_MALFORMED", file, line, 1, what);
    }

    @Override
    public void close() throws IOException {
        parser.close();
        text.close();
    }
}
