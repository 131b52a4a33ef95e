package io.jenkins.plugins.mldeploy.mltest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The acceptance examples of the step, one a test, on real files. */
public class MlTestAcceptanceTest {
    private static final String DEPLOYED_DIGEST = "sha256:" + "ab".repeat(32);
    private static final String TESTED_DIGEST = "sha256:" + "cd".repeat(32);

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private TestHost host;

    @Before
    public void start() throws IOException {
        host = new TestHost(folder.getRoot().toPath());
    }

    @After
    public void stop() throws IOException {
        host.close();
    }

    /** 50 tests five times; the last one passes as often as said. */
    private static String fiftyTestsFiveTimes(int lastPasses) {
        StringBuilder xml = new StringBuilder("<testsuites>");
        for (int run = 0; run < 5; run++) {
            xml.append("<testsuite name=\"llm\">");
            for (int test = 1; test <= 50; test++) {
                boolean passes = test < 50 || run < lastPasses;
                xml.append("<testcase classname=\"eval\" name=\"question-%d\" time=\"0.1\">".formatted(test))
                        .append(passes ? "" : "<failure message=\"expected Paris\">got Rome</failure>")
                        .append("</testcase>");
            }
            xml.append("</testsuite>");
        }
        return xml.append("</testsuites>").toString();
    }

    private static Map<String, Object> gate(Object... pairs) {
        java.util.LinkedHashMap<String, Object> gate = new java.util.LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            gate.put((String) pairs[i], pairs[i + 1]);
        }
        return gate;
    }

    private static List<String> codes(StepResult result) {
        return result.reasons().stream().map(Reason::code).toList();
    }

    /** Records that production runs an image with these metrics. */
    private void deployed(Map<String, Double> metrics, Map<String, Object> details) throws IOException {
        Subject subject = Subject.image(DEPLOYED_DIGEST);
        host.evidence()
                .append(new Evidence(
                        subject,
                        "mlTest",
                        "llm",
                        Verdict.PASS,
                        metrics,
                        List.of(),
                        details,
                        Map.of(),
                        host.run().origin(),
                        host.clock().instant()));
        host.evidence()
                .append(new Evidence(
                        subject,
                        Deployed.STEP,
                        "prod",
                        Verdict.PASS,
                        Map.of(),
                        List.of(),
                        Map.of(
                                Deployed.ENVIRONMENT, "production",
                                Deployed.DEPLOYMENT_ID, "d1",
                                Deployed.OUTCOME, Deployed.DEPLOYED),
                        Map.of(),
                        host.run().origin(),
                        host.clock().instant()));
    }

    private static final Map<String, Object> MAX_DROP =
            gate("metric", "faithfulness", "maxDrop", 0.02, "criticality", "FAILURE");

    @Test
    public void aTestThatNeverPassesFailsByNameThoughTheOverallRateIs98Percent() throws IOException {
        host.write("out/llm.xml", fiftyTestsFiveTimes(0));
        StepResult result =
                host.run(Map.of("id", "llm", "testResults", "out/*.xml", "repeat", 5, "perTestPassRate", 0.8));
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.sentence()).contains("eval.question-50: 0/5 passed").contains("expected Paris");
        assertThat(result.returned()).containsEntry("totalCount", 50L).containsEntry("failCount", 1L);
        assertThat(host.log()).contains("50 tests: 49 passed, 1 failed, 0 skipped, in 250 executions");
        assertThat(host.recorded().get(0).evidence().details().get("failed")).isEqualTo(List.of("eval.question-50"));
    }

    @Test
    public void aTestThatPassesFourOfFiveTimesIsFlakyAndSucceeds() throws IOException {
        host.write("out/llm.xml", fiftyTestsFiveTimes(4));
        StepResult result =
                host.run(Map.of("id", "llm", "testResults", "out/*.xml", "repeat", 5, "perTestPassRate", 0.8));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(result.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(result.returned()).containsEntry("flakyCount", 1L).containsEntry("passCount", 50L);
    }

    @Test
    public void aProviderThatAnswers429ToAllIsNotAModelThatGotWorse() throws IOException {
        host.write(
                "out/llm.xml",
                "<testsuite><testcase classname='eval' name='a'><error message='HTTP 429 Too Many Requests'/></testcase>"
                        + "<testcase classname='eval' name='b'><error message='HTTP 429 Too Many Requests'/></testcase></testsuite>");
        host.write("out/metrics.json", "{\"faithfulness\": 0.0}");
        deployed(Map.of("faithfulness", 0.9), Map.of());
        StepResult result = host.run(Map.of(
                "id",
                "llm",
                "testResults",
                "out/*.xml",
                "metrics",
                "out/metrics.json",
                "baseline",
                "DEPLOYED:production",
                "qualityGates",
                List.of(MAX_DROP)));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(codes(result)).containsExactly("PROVIDER_UNAVAILABLE");
        assertThat(result.sentence())
                .contains("provider failed in 2 of 2 executions")
                .doesNotContain("worse");
        assertThat(result.returned()).containsEntry("notEvaluated", 2L).containsEntry("failCount", 0L);
        assertThat(host.log()).doesNotContain("MISSED");
    }

    @Test
    public void aDropAgainstTheDeployedImageFailsAndNamesIt() throws IOException {
        deployed(Map.of("faithfulness", 0.90), Map.of());
        host.write("out/metrics.json", "{\"faithfulness\": 0.87}");
        StepResult result = host.run(Map.of(
                "id",
                "llm",
                "metrics",
                "out/metrics.json",
                "baseline",
                "DEPLOYED:production",
                "image",
                "registry.example/api@" + TESTED_DIGEST,
                "qualityGates",
                List.of(MAX_DROP)));
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.sentence()).contains("−0.03 against the deployed sha256:abababababab");
        assertThat((Double) ((Map<?, ?>) result.returned().get("deltas")).get("faithfulness"))
                .isCloseTo(-0.03, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(host.recorded().get(0).evidence().subject()).isEqualTo(Subject.image(TESTED_DIGEST));
    }

    @Test
    public void withSamplesOnlyADropOutsideTheConfidenceIntervalFails() throws IOException {
        deployed(Map.of("faithfulness", 0.90), Map.of());
        Map<String, Object> call = Map.of(
                "id",
                "llm",
                "metrics",
                "out/metrics.json",
                "baseline",
                "DEPLOYED:production",
                "qualityGates",
                List.of(MAX_DROP));
        host.write(
                "out/metrics.json",
                "{\"faithfulness\": {\"value\": 0.87, \"samples\": [0.60, 0.99, 0.80, 0.99, 0.97]}}");
        assertThat(host.run(call).status()).as(host.log()).isEqualTo(RunStatus.SUCCESS);
        assertThat(host.log()).contains("within the 95 % confidence interval of 5 samples");

        host.write(
                "out/metrics.json",
                "{\"faithfulness\": {\"value\": 0.87, \"samples\": [0.86, 0.88, 0.87, 0.87, 0.87]}}");
        assertThat(host.run(call).status()).isEqualTo(RunStatus.FAILURE);
        assertThat(host.log()).contains("outside the 95 % confidence interval");
    }

    @Test
    public void aMissedGateOfCriticalityUnstableMarksTheRun() throws IOException {
        host.write("out/metrics.json", "{\"fairness\": {\"parityDiff\": 0.12}}");
        StepResult result = host.run(Map.of(
                "metrics",
                "out/metrics.json",
                "qualityGates",
                List.of(gate(
                        "metric",
                        "fairness.parityDiff",
                        "threshold",
                        0.1,
                        "direction",
                        "LOWER",
                        "criticality",
                        "UNSTABLE"))));
        assertThat(result.verdict()).isEqualTo(Verdict.UNSTABLE);
        assertThat(result.status()).isEqualTo(RunStatus.UNSTABLE);
    }

    @Test
    public void aMetricThatNoFileHoldsIsNotEvaluatedAndTheOnesThereAreAreListed() throws IOException {
        host.write("out/metrics.json", "{\"fairness\": {\"parityDiff\": 0.12}, \"accuracy\": 1}");
        StepResult result = host.run(Map.of(
                "metrics",
                "out/metrics.json",
                "qualityGates",
                List.of(gate("metric", "faithfulness", "threshold", 0.85))));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.sentence()).contains("accuracy, fairness.parityDiff");
    }

    @Test
    public void beforeAnythingIsDeployedRelativeGatesAreNotApplicable() throws IOException {
        host.write("out/metrics.json", "{\"faithfulness\": 0.87}");
        Map<String, Object> threshold = gate("metric", "faithfulness", "threshold", 0.85);
        StepResult both = host.run(Map.of(
                "id",
                "llm",
                "metrics",
                "out/metrics.json",
                "baseline",
                "DEPLOYED:production",
                "qualityGates",
                List.of(MAX_DROP, threshold)));
        assertThat(both.verdict()).isEqualTo(Verdict.PASS);
        assertThat(host.log()).contains("gate not applicable: faithfulness = 0.87, nothing to compare with yet");

        StepResult onlyRelative = host.run(Map.of(
                "id",
                "llm",
                "metrics",
                "out/metrics.json",
                "baseline",
                "DEPLOYED:production",
                "qualityGates",
                List.of(MAX_DROP)));
        assertThat(onlyRelative.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(codes(onlyRelative)).containsExactly("ONLY_RELATIVE_GATES");
    }

    @Test
    public void thePreviousRunOfTheJobIsABaseline() throws IOException {
        Map<String, Object> call =
                Map.of("id", "llm", "metrics", "m.json", "baseline", "PREVIOUS", "qualityGates", List.of(MAX_DROP));
        host.write("m.json", "{\"faithfulness\": 0.90}");
        host.run(Map.of("id", "llm", "metrics", "m.json"));
        host.nextRun().write("m.json", "{\"faithfulness\": 0.80}");
        StepResult result = host.run(call);
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.sentence()).contains("−0.1 against the previous shop/llm-app #1 (0.9)");
    }

    @Test
    public void dataIsHeldAgainstItsSchemaAndComparedWithTheReference() throws IOException {
        StringBuilder reference = new StringBuilder("id,channel,chars,rating\n");
        StringBuilder data = new StringBuilder("id,channel,chars,rating\n");
        for (int i = 0; i < 300; i++) {
            reference.append("%d,%s,%d,%s\n".formatted(i, i % 3 == 0 ? "web" : "api", i % 100, i % 2 == 0 ? "5" : ""));
            data.append("%d,%s,%d,%s\n".formatted(i, i % 3 == 0 ? "api" : "web", 50 + i % 100, i % 2 == 0 ? "4" : ""));
        }
        host.write("ref.csv", reference.toString()).write("data.csv", data.toString());
        host.write(
                "schema.json",
                """
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                 "required": ["id", "channel", "chars"], "additionalProperties": false,
                 "properties": {"id": {"type": "string", "pattern": "^[0-9]+$", "unique": true},
                                "channel": {"enum": ["web", "api"]},
                                "chars": {"type": "integer", "minimum": 0, "maximum": 200},
                                "rating": {"type": ["integer", "null"], "minimum": 1, "maximum": 5}}}""");
        Map<String, Object> call = Map.of(
                "id",
                "data",
                "data",
                "data.csv",
                "schema",
                "schema.json",
                "reference",
                "ref.csv",
                "qualityGates",
                List.of(
                        gate("metric", "data.chars.psi", "threshold", 0.2, "direction", "LOWER"),
                        gate("metric", "data.chars.ks", "threshold", 0.3, "direction", "LOWER"),
                        gate("metric", "data.channel.chi2P", "threshold", 0.05)));
        StepResult drifted = host.run(call);
        assertThat(drifted.verdict()).as(host.log()).isEqualTo(Verdict.UNSTABLE);
        assertThat(codes(drifted)).containsExactly("GATE_MISSED", "GATE_MISSED", "GATE_MISSED");
        assertThat(((Map<?, ?>) drifted.returned().get("metrics")).keySet().stream())
                .as("identifiers are not compared")
                .noneMatch("data.id.psi"::equals);

        host.write("data.csv", reference.toString());
        assertThat(host.run(call).verdict()).as(host.log()).isEqualTo(Verdict.PASS);

        host.write("data.csv", "id,channel,chars,rating\n7,web,12,3\n7,phone,900,9\n");
        StepResult broken = host.run(Map.of("data", "data.csv", "schema", "schema.json"));
        assertThat(broken.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(host.log())
                .contains("data.csv:3: column 'id': '7' occurs twice")
                .contains("data.csv:3: column 'channel': 'phone' is none of the allowed values")
                .contains("data.csv:3: column 'chars': '900' is above 200.0")
                .contains("data.csv:3: column 'rating': '9' is above 5.0");
    }
}
