package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The rows of an Apache Parquet file (format version 2, <a href="https://parquet.apache.org/docs/file-format/">file format</a>). Holds a page and a dictionary of
 * each column, whatever the size of the row groups, and of {@link ParquetLimits} no more.
 */
final class ParquetRows {
    private final ReportSource file;
    private final FileChannel channel;
    private final ParquetLimits limits = new ParquetLimits();
    private ParquetColumn column;
    private long row;

    private ParquetRows(ReportSource file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * @param wanted columns whose values are looked at; the others are not read, and appear without a value
     * @throws UnreadableReport with the column and the row, counted from 1
     */
    static void read(ReportSource file, Predicate<String> wanted, DataRows.Sink sink) throws IOException {
        if (file.path() == null) {
            throw new IOException(file.name() + ": Parquet is read from a file, not from a stream");
        }
        try (FileChannel channel = FileChannel.open(file.path())) {
            new ParquetRows(file, channel).read(wanted, sink);
        }
    }

    private void read(Predicate<String> asked, DataRows.Sink sink) throws IOException {
        ParquetFooter footer = located(() -> ParquetFooter.read(channel));
        List<ParquetColumn> columns = footer.columns();
        boolean[] wanted = new boolean[columns.size()];
        Map<String, Cell> cells = new LinkedHashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = asked.test(columns.get(i).name());
            cells.put(columns.get(i).name(), Cell.NOTHING);
        }
        located(() -> {
            limits.values(footer.rows() * wanted.length);
            return null;
        });
        for (int group = 0; group < footer.groups(); group++) {
            group(footer, group, wanted, cells, sink);
        }
    }

    private void group(ParquetFooter footer, int group, boolean[] wanted, Map<String, Cell> cells, DataRows.Sink sink)
            throws IOException {
        long rows = footer.rows(group);
        ParquetCells[] open = located(() -> open(footer, group, wanted));
        for (long i = 0; i < rows; i++) {
            row++;
            fill(footer.columns(), open, cells);
            sink.row(row, cells);
        }
        located(() -> {
            for (int i = 0; i < open.length; i++) {
                if (open[i] != null) {
                    column = footer.columns().get(i);
                    open[i].end();
                }
            }
            column = null;
            return null;
        });
    }

    private ParquetCells[] open(ParquetFooter footer, int group, boolean[] wanted) throws ParquetFault {
        ParquetChunk[] chunks = footer.chunks(group, wanted);
        ParquetCells[] open = new ParquetCells[chunks.length];
        for (int i = 0; i < chunks.length; i++) {
            if (chunks[i] != null) {
                column = footer.columns().get(i);
                open[i] = new ParquetCells(column, chunks[i], footer.rows(group), channel, limits);
            }
        }
        column = null;
        return open;
    }

    private void fill(List<ParquetColumn> columns, ParquetCells[] open, Map<String, Cell> cells) throws IOException {
        long length = 0;
        try {
            for (int i = 0; i < open.length; i++) {
                if (open[i] != null) {
                    column = columns.get(i);
                    Cell cell = open[i].next();
                    length += cell.text().length();
                    if (length > LimitedText.RECORD) {
                        throw ParquetFault.tooLarge("a row is longer than " + LimitedText.RECORD + " characters");
                    }
                    cells.put(column.name(), cell);
                }
            }
        } catch (ParquetFault | RuntimeException e) {
            throw unreadable("row " + row + ": ", e);
        }
        column = null;
    }

    @FunctionalInterface
    private interface Part<T> {
        T read() throws IOException;
    }

    private <T> T located(Part<T> part) throws IOException {
        try {
            return part.read();
        } catch (ParquetFault | RuntimeException e) {
            throw unreadable("", e);
        }
    }

    /** Says where it went wrong. What a damaged page leads to in the end can't be foreseen, so that any exception counts. */
    private UnreadableReport unreadable(String place, Exception e) {
        UnreadableReport unreadable = new UnreadableReport(
                e instanceof ParquetFault fault ? fault.code() : "REPORT_MALFORMED",
                file.name(),
                place
                        + (column == null ? "" : "column '" + Text.line(column.name(), 60) + "': ")
                        + (e instanceof ParquetFault ? e.getMessage() : "a value can't be read: " + e.getMessage()));
        unreadable.initCause(e);
        return unreadable;
    }
}
