package io.jenkins.plugins.mldeploy.mltest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Checks a data set against a schema, and compares it with a reference, each file read once. */
final class DataCheck {
    /** More columns can't be compared in bounded memory. */
    private static final int COMPARED = 100;

    private final DataSchema schema;
    private final List<String> unjudged = new ArrayList<>();
    private final TreeMap<String, Double> metrics = new TreeMap<>();

    private DataCheck(DataSchema schema) {
        this.schema = schema;
    }

    /**
     * @param schema null for none
     * @param reference null for none
     */
    static DataSummary check(List<ReportSource> data, ReportSource schema, ReportSource reference) throws IOException {
        return new DataCheck(schema == null ? DataSchema.NONE : DataSchema.read(schema)).check(data, reference);
    }

    private DataSummary check(List<ReportSource> data, ReportSource reference) throws IOException {
        Map<String, ColumnProfile> before = new LinkedHashMap<>();
        if (reference != null) {
            Set<String> compared = new HashSet<>();
            DataRows.read(
                    reference,
                    name -> schema.properties().isEmpty()
                            ? compared.size() < COMPARED && compared.add(name)
                            : schema.properties().containsKey(name),
                    (line, row) -> profile(before, row, true));
            if (before.isEmpty()) {
                unjudged.add("the reference " + reference.name() + " has no rows");
            }
        }
        SchemaCheck check = new SchemaCheck(schema);
        Map<String, ColumnProfile> now = new LinkedHashMap<>();
        before.keySet().forEach(name -> now.put(name, new ColumnProfile()));
        for (ReportSource file : data) {
            String place = DataRows.place(file);
            DataRows.read(
                    file, name -> now.containsKey(name) || schema.properties().containsKey(name), (line, row) -> {
                        check.row(place, line, row);
                        profile(now, row, false);
                    });
        }
        if (check.rows() == 0) {
            unjudged.add("the data has no rows");
        }
        check.end(metrics, unjudged);
        metrics.put("data.rows", (double) check.rows());
        if (check.rows() > 0) {
            before.forEach((name, profile) -> compare(name, profile, now.get(name)));
        }
        return new DataSummary(check.rows(), check.violations(), check.examples(), unjudged, metrics);
    }

    private void profile(Map<String, ColumnProfile> profiles, Map<String, Cell> row, boolean add) {
        for (Map.Entry<String, Cell> cell : row.entrySet()) {
            ColumnProfile profile = profiles.get(cell.getKey());
            if (profile == null
                    && add
                    && (schema.properties().isEmpty() || schema.properties().containsKey(cell.getKey()))) {
                if (profiles.size() == COMPARED) {
                    String sentence = "the reference has more than " + COMPARED
                            + " columns; the others are not compared: name the ones that matter in the schema";
                    if (!unjudged.contains(sentence)) {
                        unjudged.add(sentence);
                    }
                    continue;
                }
                profile = new ColumnProfile();
                profiles.put(cell.getKey(), profile);
            }
            if (profile != null) {
                profile.add(cell.getValue());
            }
        }
    }

    private void compare(String column, ColumnProfile before, ColumnProfile now) {
        ColumnRule rule = schema.properties().get(column);
        if (rule != null && rule.unique()) {
            return;
        }
        if (before.values() == 0 || now.values() == 0) {
            unjudged.add("column '" + Text.line(column, 60) + "' has no value in the "
                    + (before.values() == 0 ? "reference" : "data") + ", so that they can't be compared");
            return;
        }
        boolean numbers = before.allNumbers()
                && now.allNumbers()
                && (rule == null || rule.types().isEmpty() || rule.numeric());
        if (numbers) {
            Drift.numbers(column, before, now, metrics);
        } else if (before.repeats() && now.repeats()) {
            Drift.categories(column, before, now, metrics);
        }
        // Identifiers and free text have no distribution worth a figure: a gate that asks for one says that the metric
        // is in no report.
    }
}
