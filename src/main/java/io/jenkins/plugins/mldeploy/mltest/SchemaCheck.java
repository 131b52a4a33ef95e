package io.jenkins.plugins.mldeploy.mltest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Holds the rows of a data set against a schema, in one pass. */
final class SchemaCheck {
    /** Violations that are shown. */
    static final int SHOWN = 20;

    private final DataSchema schema;
    private final Map<String, Column> columns = new LinkedHashMap<>();
    private final Map<String, String> unknown = new TreeMap<>();
    private final List<String> examples = new ArrayList<>();
    private long rows;
    private long violations;
    private int distinct;

    SchemaCheck(DataSchema schema) {
        this.schema = schema;
        schema.properties()
                .forEach((name, rule) ->
                        columns.put(name, new Column(rule, schema.required().contains(name) && !rule.nullable())));
    }

    private static final class Column {
        private final ColumnRule rule;
        private final boolean mustHaveValue;
        private DistinctValues values;
        private String uniqueUnknown;
        private boolean patternUnknown;
        private long missing;
        private long nulls;
        private long violations;

        private Column(ColumnRule rule, boolean mustHaveValue) {
            this.rule = rule;
            this.mustHaveValue = mustHaveValue;
            this.values = rule.unique() ? new DistinctValues() : null;
        }
    }

    /** @param place what the place of a row begins with: name of the file and what stands before the line */
    void row(String place, long line, Map<String, Cell> row) {
        rows++;
        for (Map.Entry<String, Column> entry : columns.entrySet()) {
            Column column = entry.getValue();
            Cell cell = row.get(entry.getKey());
            if (cell == null || cell.isNothing()) {
                column.missing += cell == null ? 1 : 0;
                column.nulls++;
                if (column.mustHaveValue && cell != null) {
                    violated(
                            column,
                            "%s%d: column '%s': no value".formatted(place, line, Text.line(entry.getKey(), 60)));
                }
                continue;
            }
            String problem;
            try {
                problem = column.rule.problem(cell);
            } catch (PatientText.TooLong e) {
                column.patternUnknown = true;
                continue;
            }
            if (problem == null && column.values != null) {
                problem = duplicate(column, cell);
            }
            if (problem != null) {
                violated(
                        column,
                        "%s%d: column '%s': '%s' %s"
                                .formatted(
                                        place,
                                        line,
                                        Text.line(entry.getKey(), 60),
                                        Text.line(cell.text(), 40),
                                        problem));
            }
        }
        if (!schema.additionalProperties() && row.size() > 0 && unknown.size() < SHOWN) {
            for (String name : row.keySet()) {
                if (!columns.containsKey(name) && unknown.size() < SHOWN) {
                    unknown.putIfAbsent(name, place + line);
                }
            }
        }
    }

    private String duplicate(Column column, Cell cell) {
        boolean nested = cell.kind() == Cell.Kind.LIST || cell.kind() == Cell.Kind.OBJECT;
        if (nested || distinct == DistinctValues.LIMIT) {
            column.uniqueUnknown = nested
                    ? "it holds lists or objects, whose values are not kept"
                    : "more than " + DistinctValues.LIMIT + " different values";
            column.values = null;
            return null;
        }
        if (!column.values.add(Hash64.of(cell.text()))) {
            return "occurs twice";
        }
        distinct++;
        return null;
    }

    private void violated(Column column, String sentence) {
        violations++;
        if (column != null) {
            column.violations++;
        }
        if (examples.size() < SHOWN) {
            examples.add(sentence);
        }
    }

    /** To be called after the last row. */
    void end(Map<String, Double> metrics, List<String> unjudged) {
        columns.forEach((name, column) -> {
            String shown = Text.line(name, 60);
            if (column.missing > 0 && schema.required().contains(name)) {
                violated(column, "column '%s' is missing in %d of %d rows".formatted(shown, column.missing, rows));
            }
            Double share = column.rule.maxNullShare();
            if (share != null && column.nulls > share * rows) {
                violated(
                        column,
                        "column '%s': %d of %d rows have no value, allowed is a share of %s"
                                .formatted(shown, column.nulls, rows, share));
            }
            if (column.patternUnknown) {
                unjudged.add("column '" + shown
                        + "': a value takes too long to compare with the pattern; write a simpler one");
            }
            if (column.uniqueUnknown != null) {
                unjudged.add("whether column '" + shown + "' is unique is unknown: " + column.uniqueUnknown);
            }
            metrics.put("data." + name + ".violations", (double) column.violations);
            if (rows > 0) {
                metrics.put("data." + name + ".nullShare", (double) column.nulls / rows);
            }
        });
        unknown.forEach((name, place) ->
                violated(null, "column '" + Text.line(name, 60) + "' (first at " + place + ") is not in the schema"));
        // No rows at all is nothing to judge, not data that is wrong.
        if (rows > 0 && rows < schema.minRows()) {
            violated(null, rows + " rows, at least " + schema.minRows() + " are asked for");
        }
        metrics.put("data.violations", (double) violations);
    }

    long rows() {
        return rows;
    }

    long violations() {
        return violations;
    }

    List<String> examples() {
        return examples;
    }
}
