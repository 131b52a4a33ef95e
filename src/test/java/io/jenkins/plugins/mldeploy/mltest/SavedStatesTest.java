package io.jenkins.plugins.mldeploy.mltest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.SavedStates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What an earlier build saved of an mlTest goes on in this one. */
public class SavedStatesTest {
    private static final SavedStates<MlTestState> SAVED = new SavedStates<>(new MlTest(), "mltest", "at");

    @Test
    public void eachIsReadAndGoesOn() throws IOException {
        assertThat(SAVED.texts()).containsOnlyKeys("marking", "running", "reading", "comparing", "recording");
        SAVED.assertThatEachGoesOn();
    }

    /** Writes the files that are not there yet. */
    public static void main(String[] arguments) throws IOException {
        Path root = Files.createTempDirectory("saved");
        try (TestHost host = new TestHost(root)) {
            host.saves = SAVED.recorder(root);
            host.write("metrics.json", "{\"accuracy\": 0.9}");
            host.run(Map.of(
                    "command",
                    "mkdir -p out && echo \"<testsuite><testcase classname='a' name='b'/></testsuite>\" >out/t.xml",
                    "testResults",
                    "out/*.xml",
                    "metrics",
                    "metrics.json",
                    "baseline",
                    "PREVIOUS",
                    "qualityGates",
                    List.of(Map.of("metric", "accuracy", "threshold", 0.8))));
        }
    }
}
