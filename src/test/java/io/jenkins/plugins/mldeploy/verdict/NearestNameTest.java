package io.jenkins.plugins.mldeploy.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

public class NearestNameTest {

    private static final List<String> KNOWN =
            List.of("sh", "bat", "echo", "stage", "stages", "steps", "withEnv", "archiveArtifacts", "i");

    @Test
    public void shouldFindWhatWasMeant() {
        assertThat(NearestName.of("ehco", KNOWN)).contains("echo");
        assertThat(NearestName.of("shh", KNOWN)).contains("sh");
        assertThat(NearestName.of("WITHENV", KNOWN)).contains("withEnv");
        assertThat(NearestName.of("stags", KNOWN)).contains("stage");
        assertThat(NearestName.of("archivArtefact", KNOWN)).contains("archiveArtifacts");
    }

    @Test
    public void shouldNotGuessWildly() {
        assertThat(NearestName.of("a", KNOWN)).isEmpty();
        assertThat(NearestName.of("deploy", KNOWN)).isEmpty();
        assertThat(NearestName.of("", KNOWN)).isEmpty();
        assertThat(NearestName.of("x".repeat(1_000_000), KNOWN)).isEmpty();
        assertThat(NearestName.of("echo", List.of())).isEmpty();
    }
}
