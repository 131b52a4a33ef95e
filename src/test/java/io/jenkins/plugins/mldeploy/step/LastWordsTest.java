package io.jenkins.plugins.mldeploy.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.Test;

public class LastWordsTest {
    @Test
    public void theLineInWordsOfFailureIsNamedAndNotWhatTheProgramDidAfterIt() {
        assertThat(ran(
                                "",
                                "Scanning dir api\nUnable to parse git ignores: not a directory\nLoaded local db from all.zip\n")
                        .lastWords())
                .isEqualTo("Unable to parse git ignores: not a directory");
    }

    @Test
    public void theLastOfSeveralFailuresIsNamedWithoutColours() {
        assertThat(ran("", "\u001b[31mERROR\u001b[0m first failed\n\u001b[31merror:\u001b[0m second failed\n\n")
                        .lastWords())
                .isEqualTo("error: second failed");
    }

    @Test
    public void withoutSuchWordsItIsTheLastLine() {
        assertThat(ran("", "one\ntwo\n").lastWords()).isEqualTo("two");
        assertThat(ran("Error: on standard output\n", "").lastWords()).isEqualTo("Error: on standard output");
        assertThat(ran("", "\n \n").lastWords()).isEqualTo("it said nothing");
    }

    @Test
    public void aVeryLongLineIsCut() {
        assertThat(ran("", "x".repeat(100_000)).lastWords()).hasSize(301).endsWith("…");
    }

    private static Event.Ran ran(String stdout, String stderr) {
        return new Event.Ran(1, true, stdout, stderr, false, Duration.ZERO);
    }
}
