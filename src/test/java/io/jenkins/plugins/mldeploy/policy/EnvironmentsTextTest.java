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

    @Test
    public void whatAThingIsCalledComesFirstHoweverTheHostKeptIt() {
        Map<String, Object> production = new java.util.LinkedHashMap<>();
        production.put("cluster", Map.of("namespaces", List.of("shop")));
        production.put("somethingNew", 1);
        production.put("approvers", List.of(new java.util.TreeMap<>(Map.of("count", 1, "group", "sre"))));
        production.put("name", "production");

        assertThat(EnvironmentsText.of(Map.of("environments", List.of(production))))
                .isEqualTo(
                        """
                        environments:
                        - name: production
                          approvers:
                          - group: sre
                            count: 1
                          cluster:
                            namespaces:
                            - shop
                          somethingNew: 1
                        """);
    }
}
