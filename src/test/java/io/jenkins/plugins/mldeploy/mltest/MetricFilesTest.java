package io.jenkins.plugins.mldeploy.mltest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class MetricFilesTest {
    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private Findings read(String framework, Map<String, byte[]> files) throws IOException {
        java.nio.file.Path root = folder.newFolder().toPath();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            java.nio.file.Files.write(root.resolve(file.getKey()), file.getValue());
        }
        ReportPatterns patterns = new ReportPatterns(
                java.util.List.of(), java.util.List.of("*"), framework, java.util.List.of(), null, null);
        return new ReadReports(patterns, 1, 1, null, null, false)
                .run(new io.jenkins.plugins.mldeploy.host.Workspace(root, root));
    }

    private Findings read(String framework, String file, String text) throws IOException {
        return read(framework, Map.of(file, text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static Map<String, Double> values(Findings findings) {
        assertThat(findings.troubles()).isEmpty();
        Map<String, Double> values = new TreeMap<>();
        findings.metrics().forEach((name, measured) -> values.put(name, measured.value(name)));
        return values;
    }

    @Test
    public void nestedNumbersAreNamedWithDotsAndTheRestIsPassedOver() throws IOException {
        assertThat(
                        values(
                                read(
                                        "auto",
                                        "m.json",
                                        """
                {"accuracy": 0.9, "fairness": {"parityDiff": 1e-1, "groups": {"a": 1}}, "model": "gpt-x", "ok": true, "none": null,
                 "faithfulness": {"value": 0.87, "samples": [0.8, 0.94]}, "latency": [10, 20, 30], "mixed": [1, "x"], "empty": [],
                 "list": [{"name": "bleu", "value": 0.3}, {"score": 4}]}""")))
                .containsExactly(
                        Map.entry("accuracy", 0.9),
                        Map.entry("fairness.groups.a", 1.0),
                        Map.entry("fairness.parityDiff", 0.1),
                        Map.entry("faithfulness", 0.87),
                        Map.entry("latency", 20.0),
                        Map.entry("list.bleu", 0.3));
    }

    @Test
    public void samplesAreKeptAsCountMeanAndSpread() throws IOException {
        Samples samples = read("auto", "m.json", "{\"f\": {\"value\": 2, \"samples\": [1, 2, 3, 4]}}")
                .metrics()
                .get("f")
                .spread();
        assertThat(samples.count()).isEqualTo(4);
        assertThat(samples.mean()).isEqualTo(2.5);
        assertThat(samples.variance()).isCloseTo(5.0 / 3, within(1e-12));
    }

    @Test
    public void csvOfNamesAndValues() throws IOException {
        assertThat(values(read("auto", "m.csv", "\uFEFFname,value\r\n\"a,b\",0.5\r\nx, 2\r\n")))
                .containsExactly(Map.entry("a,b", 0.5), Map.entry("x", 2.0));
    }

    @Test
    public void promptfooResults() throws IOException {
        Findings findings = read("auto", Map.of("r.json", Reports.bytes("promptfoo-results.json")));
        assertThat(values(findings))
                .containsEntry("successes", 3.0)
                .containsEntry("failures", 3.0)
                .containsEntry("passRate", 0.5)
                .containsEntry("tokens", 36.0)
                .containsEntry("score", 0.5);
        assertThat(values(findings).get("cost")).isCloseTo(0.0003, within(1e-12));
        assertThat(findings.tests().total()).isEqualTo(6);
        assertThat(findings.tests().failedTests().get(0).display())
                .isEqualTo("[echo] prompt 1: question=capital of France?: Expected output to contain \"Paris\"");
    }

    @Test
    public void promptfooErrorsOfTheProviderAreNotFailures() throws IOException {
        String result = "{\"success\": false, \"failureReason\": %d, \"error\": \"%s\", \"vars\": {\"q\": \"%s\"}}";
        String json = "{\"evalId\": \"e\", \"results\": {\"results\": ["
                + result.formatted(2, "API error: 429 Too Many Requests", "a") + ","
                + result.formatted(2, "Request timed out after 300000 ms", "b") + ","
                + result.formatted(2, "TypeError: bad assertion", "c") + ","
                + result.formatted(1, "Expected HTTP 429", "d") + "]}}";
        Findings findings = read("promptfoo", "r.json", json);
        assertThat(findings.tests().notEvaluated()).isEqualTo(2);
        assertThat(findings.tests().failed()).isEqualTo(2);
    }

    @Test
    public void deepevalTestRun() throws IOException {
        Findings findings = read(
                "auto",
                "run.json",
                """
                {"testFile": "test_chat.py", "testCases": [
                   {"name": "test_a", "success": true, "metricsData": [{"name": "Answer Relevancy", "score": 1.0, "success": true, "error": null}]},
                   {"name": "test_b", "success": false, "metricsData": [{"name": "Answer Relevancy", "score": 0.2, "success": false, "error": null}]},
                   {"name": "test_c", "success": false, "metricsData": [{"name": "Answer Relevancy", "score": null, "success": false, "error": "Connection error."}]}],
                 "conversationalTestCases": [], "metricsScores": [{"metric": "Answer Relevancy", "scores": [1.0, 0.2], "passes": 1, "fails": 1, "errors": 1}],
                 "evaluationCost": 0.02, "runDuration": 3.5}""");
        assertThat(values(findings))
                .containsEntry("Answer Relevancy", 0.6)
                .containsEntry("cost", 0.02)
                .containsEntry("durationSeconds", 3.5);
        assertThat(findings.tests().passed()).isEqualTo(1);
        assertThat(findings.tests().notEvaluated()).isEqualTo(1);
        assertThat(findings.tests().failedTests().get(0).display()).isEqualTo("test_b: Answer Relevancy: score 0.2");
    }

    @Test
    public void evidentlyReportsOldAndNew() throws IOException {
        assertThat(
                        values(
                                read(
                                        "auto",
                                        "e.json",
                                        """
                {"metrics": [{"id": "1", "metric_id": "DriftedColumnsCount(drift_share=0.5)", "value": {"count": 1.0, "share": 0.25}},
                             {"metric": "DatasetDriftMetric", "result": {"drift_share": 0.5}}], "tests": []}""")))
                .containsExactly(
                        Map.entry("DatasetDriftMetric.result.drift_share", 0.5),
                        Map.entry("DriftedColumnsCount(drift_share=0.5).value.count", 1.0),
                        Map.entry("DriftedColumnsCount(drift_share=0.5).value.share", 0.25));
    }

    @Test
    public void mlflowRunsAndEvaluations() throws IOException {
        assertThat(
                        values(
                                read(
                                        "mlflow",
                                        "r.json",
                                        """
                {"info": {"run_id": "1", "start_time": 5}, "data": {"metrics": {"accuracy_score": 0.8}, "params": {"n": "3"}}}""")))
                .containsExactly(Map.entry("accuracy_score", 0.8));
        assertThat(values(read("mlflow", "metrics.json", "{\"accuracy_score\": 0.8}")))
                .containsKey("accuracy_score");
    }

    @Test
    public void aFileOfAnotherToolThanNamedIsAnError() throws IOException {
        assertThat(read("promptfoo", "m.json", "{\"a\": 1}").troubles().get(0).text())
                .contains(
                        "m.json: framework is 'promptfoo', but this is not what promptfoo writes; it looks like generic");
    }

    @Test
    public void aMetricInTwoFilesIsAnError() throws IOException {
        Findings findings =
                read("auto", Map.of("a.json", "{\"x\": 1}".getBytes(), "b.csv", "name,value\nx,2\n".getBytes()));
        assertThat(findings.troubles().get(0).code()).isEqualTo("METRIC_AMBIGUOUS");
        assertThat(findings.troubles().get(0).text()).contains("b.csv").contains("also in a.json");
    }

    @Test
    public void costsAddUpOverRunsAndTheRestIsAveraged() {
        Measured twice = Measured.of(2, Samples.NONE).and(Measured.of(4, Samples.NONE));
        assertThat(twice.value("cost.usd")).isEqualTo(6);
        assertThat(twice.value("tokens")).isEqualTo(6);
        assertThat(twice.value("faithfulness")).isEqualTo(3);
        assertThat(twice.spread().count()).isEqualTo(2);
    }

    @Test
    public void decimalNumbersOnly() {
        assertThat(Numbers.parse(" -1.5e3 ")).isEqualTo(-1500);
        for (String text : new String[] {"", "NaN", "Infinity", "0x10", "1f", "1d", "1e999", "1,5", "--1", "1e", "٣"}) {
            assertThat(Numbers.parse(text)).as(text).isNull();
        }
        assertThatThrownBy(() -> CsvMetrics.read(Reports.of("m.csv", "name,value\nx,NaN\n"), new MetricBook()))
                .hasMessageContaining("m.csv:2:1: 'NaN' is no number");
    }
}
