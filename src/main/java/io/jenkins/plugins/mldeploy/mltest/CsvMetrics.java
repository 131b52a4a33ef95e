package io.jenkins.plugins.mldeploy.mltest;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Metrics as CSV: a header {@code name,value} ({@code metric} or {@code key} will do for {@code name}), then a line a metric. */
final class CsvMetrics {
    private static final Set<String> NAME = Set.of("name", "metric", "key");

    private CsvMetrics() {}

    static void read(ReportSource report, MetricBook book) throws IOException {
        try (CsvRows rows = new CsvRows(report)) {
            List<String> header = rows.next();
            if (header == null) {
                return;
            }
            int name = column(header, NAME);
            int value = column(header, Set.of("value"));
            if (name < 0 || value < 0) {
                throw rows.error("the first line must name the columns: name,value");
            }
            for (List<String> row = rows.next(); row != null; row = rows.next()) {
                if (row.size() != header.size()) {
                    throw rows.error("expected " + header.size() + " values, found " + row.size());
                }
                book.put(report.name(), row.get(name).strip(), number(rows, row.get(value)), Samples.NONE);
            }
        }
    }

    private static int column(List<String> header, Set<String> names) {
        for (int i = 0; i < header.size(); i++) {
            if (names.contains(header.get(i).strip().toLowerCase(Locale.ROOT))) {
                return i;
            }
        }
        return -1;
    }

    private static double number(CsvRows rows, String text) throws IOException {
        Double value = Numbers.parse(text);
        if (value == null) {
            throw rows.error("'" + Text.line(text, 40) + "' is no number");
        }
        return value;
    }
}
