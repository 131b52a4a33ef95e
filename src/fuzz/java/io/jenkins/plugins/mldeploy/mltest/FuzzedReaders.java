package io.jenkins.plugins.mldeploy.mltest;

import io.jenkins.plugins.mldeploy.fuzz.FuzzedReader;
import java.io.ByteArrayInputStream;
import java.util.List;

/** Reports and data of mlTest. */
public final class FuzzedReaders {
    public static final List<FuzzedReader> ALL = List.of(
            new FuzzedReader("junit", "mltest/*.xml", input -> {
                try (Tally tally = new Tally()) {
                    JunitReader.read(source("report.xml", input), tally);
                }
            }),
            new FuzzedReader("metrics-json", "mltest/*.json", input -> {
                ReportSource report = source("metrics.json", input);
                try (Tally tally = new Tally()) {
                    switch (MetricFormat.of(report, "auto")) {
                        case PROMPTFOO -> PromptfooResults.read(report, tally, new MetricBook());
                        case DEEPEVAL -> DeepevalRun.read(report, tally, new MetricBook());
                        default -> FlatMetrics.read(report, "", new MetricBook());
                    }
                }
            }),
            new FuzzedReader(
                    "metrics-csv", "none", input -> CsvMetrics.read(source("metrics.csv", input), new MetricBook())),
            new FuzzedReader("data-csv", "none", input -> DataRows.read(source("data.csv", input), (line, row) -> {})),
            new FuzzedReader(
                    "data-jsonl",
                    "mltest/*.json",
                    input -> DataRows.read(source("data.jsonl", input), (line, row) -> {})),
            new FuzzedReader("schema-json", "mltest/*.json", input -> DataSchema.read(source("schema.json", input))),
            new FuzzedReader("schema-yaml", "policy/*.yaml", input -> DataSchema.read(source("schema.yaml", input))));

    private FuzzedReaders() {}

    private static ReportSource source(String name, byte[] input) {
        return new ReportSource(name, () -> new ByteArrayInputStream(input));
    }
}
