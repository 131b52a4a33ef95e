package io.jenkins.plugins.mldeploy.mltest;

import com.fasterxml.jackson.core.JsonToken;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** The rows of a data file: CSV with a header line, JSON Lines with an object a line, or Parquet. */
final class DataRows {
    private DataRows() {}

    /** Takes rows as they are read. */
    @FunctionalInterface
    interface Sink {
        /**
         * @param line the line that the row lies on, from 1; in a file without lines the number of the row
         * @param row values by column; the map is used again for the next row
         */
        void row(long line, Map<String, Cell> row) throws IOException;
    }

    /** What a place in the file begins with; the number that {@link Sink} gets follows. */
    static String place(ReportSource file) {
        return file.name() + (isParquet(file) ? ": row " : ":");
    }

    private static boolean isParquet(ReportSource file) {
        return file.name().toLowerCase(Locale.ROOT).endsWith(".parquet");
    }

    /** @param wanted columns whose values are looked at; where the others cost something, they have none */
    static void read(ReportSource file, Predicate<String> wanted, Sink sink) throws IOException {
        String name = file.name().toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            csv(file, sink);
        } else if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) {
            jsonLines(file, sink);
        } else if (isParquet(file)) {
            ParquetRows.read(file, wanted, sink);
        } else {
            throw new UnreadableReport(
                    "DATA_FORMAT_UNSUPPORTED",
                    file.name(),
                    "expected a file that ends in .csv, .jsonl, .ndjson or .parquet");
        }
    }

    private static void csv(ReportSource file, Sink sink) throws IOException {
        try (CsvRows rows = new CsvRows(file)) {
            List<String> header = rows.next();
            if (header == null) {
                return;
            }
            if (new HashSet<>(header).size() != header.size() || header.contains("")) {
                throw rows.error("the header must name every column, each once");
            }
            Map<String, Cell> cells = new LinkedHashMap<>();
            for (List<String> row = rows.next(); row != null; row = rows.next()) {
                if (row.size() != header.size()) {
                    throw rows.error("the header has " + header.size() + " columns, this row " + row.size());
                }
                for (int i = 0; i < row.size(); i++) {
                    cells.put(header.get(i), Cell.ofCsv(row.get(i)));
                }
                sink.row(rows.line(), cells);
            }
        }
    }

    private static void jsonLines(ReportSource file, Sink sink) throws IOException {
        try (JsonCursor json = JsonCursor.open(file)) {
            Map<String, Cell> cells = new LinkedHashMap<>();
            for (JsonToken token = json.nextDocument(); token != null; token = json.nextDocument()) {
                if (token != JsonToken.START_OBJECT) {
                    throw json.error("REPORT_FORMAT", "expected a JSON object on each line");
                }
                long line = json.line();
                cells.clear();
                for (String name = json.nextField(); name != null; name = json.nextField()) {
                    cells.put(name, cell(json));
                    json.skip();
                }
                sink.row(line, cells);
            }
        }
    }

    private static Cell cell(JsonCursor json) throws IOException {
        return switch (json.token()) {
            case VALUE_NULL -> Cell.NOTHING;
            case VALUE_STRING -> new Cell(Cell.Kind.STRING, json.text());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Cell(Cell.Kind.NUMBER, json.text());
            case VALUE_TRUE, VALUE_FALSE -> new Cell(Cell.Kind.BOOLEAN, json.text());
            case START_ARRAY -> new Cell(Cell.Kind.LIST, "");
            default -> new Cell(Cell.Kind.OBJECT, "");
        };
    }
}
