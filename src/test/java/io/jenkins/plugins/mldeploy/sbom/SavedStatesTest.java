package io.jenkins.plugins.mldeploy.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.SavedStates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What an earlier build saved of a generateSbom goes on in this one. */
public class SavedStatesTest {
    private static final SavedStates<SbomState> SAVED = new SavedStates<>(new GenerateSbom(), "sbom", "state");

    @Test
    public void eachIsReadAndGoesOn() throws IOException {
        assertThat(SAVED.texts())
                .containsOnlyKeys(
                        "preparing", "probing", "generating", "inquiring", "merging", "fetching", "recording");
        SAVED.assertThatEachGoesOn();
    }

    /** Writes the files that are not there yet. */
    public static void main(String[] arguments) throws IOException {
        Path root = Files.createTempDirectory("saved");
        Host host = new Host(root).syft(Map.of("charts", "syft-1.54-image-trimmed.cdx.json"));
        Files.createDirectories(host.file("charts"));
        host.saves = SAVED.recorder(root);
        host.run(Map.of("targets", List.of(Map.of("dir", "charts"))));
    }
}
