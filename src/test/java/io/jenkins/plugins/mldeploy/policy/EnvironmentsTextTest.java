package io.jenkins.plugins.mldeploy.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class EnvironmentsTextTest {
    private static Environments read(String yaml) throws IOException {
        return EnvironmentsFile.read("text", new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    public void theExampleOfTheDocumentationSurvivesTheWayThereAndBack() throws IOException {
        String page = Files.readString(Path.of("docs/environments.md"));
        int start = page.indexOf("```yaml") + 8;
        String example = page.substring(start, page.indexOf("```", start));

        assertThat(read(EnvironmentsText.of(EnvironmentsText.values(example)))).isEqualTo(read(example));
    }

    @Test
    public void textsThatLookLikeSomethingElseStayTexts() throws IOException {
        Map<String, Object> values =
                Map.of("users", List.of("4711", "true", "no", "2026-12-20", "null", "1e3", "a: b", "#x", ""));

        assertThat(EnvironmentsText.values(EnvironmentsText.of(values))).isEqualTo(values);
    }

    @Test
    public void whatIsNoMappingIsAnError() {
        assertThatThrownBy(() -> EnvironmentsText.values("- a")).isInstanceOf(IOException.class);
    }
}
