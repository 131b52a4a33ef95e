package io.jenkins.plugins.mldeploy.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.SavedStates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.junit.Test;

/** What an earlier build saved of a containerScan goes on in this one. */
public class SavedStatesTest {
    private static final SavedStates<ScanState> SAVED = new SavedStates<>(new ContainerScan(), "scan", "phase");

    @Test
    public void eachIsReadAndGoesOn() throws IOException {
        assertThat(SAVED.texts().keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ScanState.Phase.values())
                        .map(phase -> phase.name().toLowerCase(Locale.ROOT))
                        .toList());
        SAVED.assertThatEachGoesOn();
    }

    /** Writes the files that are not there yet. */
    public static void main(String[] arguments) throws IOException {
        Path root = Files.createTempDirectory("saved");
        for (String scanner : new String[] {"grype", "trivy"}) {
            try (ScanHost host = new ScanHost(Files.createDirectory(root.resolve(scanner)))) {
                host.saves = SAVED.recorder(root);
                int[] scans = {0};
                host.programs = command -> {
                    if (command.argv().contains("--version")) {
                        return new Event.Ran(0, true, scanner + " 0.120.0", "", false, Duration.ofSeconds(1));
                    }
                    if (scans[0]++ == 0) {
                        return new Event.Ran(
                                1,
                                true,
                                "",
                                "failed to load vulnerability db: i/o timeout",
                                false,
                                Duration.ofSeconds(1));
                    }
                    try {
                        host.fixture("grype-dir.json");
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    return new Event.Ran(0, true, "", "", false, Duration.ofSeconds(1));
                };
                host.scan(Map.of("dir", ".", "scanner", scanner, "maxDbAge", "24h"));
            }
        }
    }
}
