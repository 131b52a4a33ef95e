package io.jenkins.plugins.mldeploy.mltest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Data and reference in Parquet, through the whole step. */
public class ParquetDataTest {
    private static final String SCHEMA =
            """
            {"required": ["id", "channel", "chars", "at"], "additionalProperties": false,
             "properties": {"id": {"type": "integer", "unique": true}, "channel": {"enum": ["web", "api"]},
                            "chars": {"type": "integer", "minimum": 0, "maximum": 200},
                            "rating": {"type": ["integer", "null"], "minimum": 1, "maximum": 5},
                            "score": {"type": "number"}, "at": {"type": "string", "format": "date-time"}}}""";

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private TestHost host;

    @Before
    public void files() throws IOException {
        host = new TestHost(folder.getRoot().toPath());
        host.write("s.json", SCHEMA);
        for (String name : List.of("reference", "drifted", "broken", "empty")) {
            Files.copy(
                    ParquetRowsTest.fixture(name + ".parquet"), host.workspace().resolve(name + ".parquet"));
        }
        csv("reference.csv", i -> (i % 3 == 0 ? "web" : "api") + "," + i % 100 + "," + (i % 2 == 0 ? "5" : ""));
        csv("drifted.csv", i -> (i % 3 == 0 ? "api" : "web") + "," + (50 + i % 100) + "," + (i % 2 == 0 ? "4" : ""));
    }

    @After
    public void close() throws IOException {
        host.close();
    }

    private void csv(String name, IntFunction<String> middle) throws IOException {
        StringBuilder rows = new StringBuilder("id,channel,chars,rating,score,at\n");
        for (int i = 0; i < 600; i++) {
            rows.append(
                    "%d,%s,%s,2026-11-22T13:%02d:%02dZ\n".formatted(i, middle.apply(i), i % 7 / 8.0, i / 60, i % 60));
        }
        host.write(name, rows.toString());
    }

    private StepResult run(String data, String reference) throws IOException {
        Map<String, Object> call = new HashMap<>(Map.of(
                "data",
                data,
                "schema",
                "s.json",
                "qualityGates",
                List.of(
                        Map.of("metric", "data.chars.psi", "threshold", 0.2, "direction", "LOWER"),
                        Map.of("metric", "data.channel.chi2P", "threshold", 0.05))));
        call.put("reference", reference);
        return host.run(call);
    }

    @Test
    public void driftIsTheSameInWhicheverFormat() throws IOException {
        StepResult csv = run("drifted.csv", "reference.csv");
        assertThat(csv.verdict()).as(host.log()).isEqualTo(Verdict.UNSTABLE);
        Map<?, ?> figures = (Map<?, ?>) csv.returned().get("metrics");
        assertThat(figures.keySet().stream().map(Object::toString))
                .contains("data.chars.ks", "data.score.psi", "data.channel.chi2", "data.rating.nullShare");
        for (String data : List.of("drifted.csv", "drifted.parquet")) {
            for (String reference : List.of("reference.csv", "reference.parquet")) {
                StepResult other = run(data, reference);
                assertThat(other.verdict()).as(host.log()).isEqualTo(Verdict.UNSTABLE);
                assertThat(other.returned().get("metrics"))
                        .as(data + " against " + reference)
                        .isEqualTo(figures);
            }
        }
        assertThat(run("reference.parquet", "reference.csv").verdict())
                .as(host.log())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    public void violationsNameTheRow() throws IOException {
        StepResult broken = host.run(Map.of("data", "broken.parquet", "schema", "s.json"));
        assertThat(broken.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(host.log())
                .contains("broken.parquet: row 2: column 'id': '7' occurs twice")
                .contains("broken.parquet: row 2: column 'channel': 'phone' is none of the allowed values")
                .contains("broken.parquet: row 2: column 'chars': '900' is above 200.0")
                .contains("broken.parquet: row 2: column 'score': 'NaN' is no number")
                .contains("broken.parquet: row 1: column 'at': '2026-11-22T00:00:00' is no date-time")
                .contains("broken.parquet: row 2: column 'at': no value")
                .contains("column 'more' (first at broken.parquet: row 1) is not in the schema");
    }

    @Test
    public void noRowsAreNoPass() throws IOException {
        StepResult empty = host.run(Map.of("data", "empty.parquet", "schema", "s.json"));
        assertThat(empty.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(empty.sentence()).contains("no rows");
    }

    @Test
    public void severalFilesOfSeveralFormatsAreOneDataSet() throws IOException {
        StepResult twice = host.run(Map.of("data", "reference.*", "schema", "s.json"));
        assertThat(twice.verdict()).as("the same ids").isEqualTo(Verdict.FAIL);
        assertThat(((Map<?, ?>) twice.returned().get("metrics")).get("data.rows"))
                .isEqualTo(1200.0);
    }
}
