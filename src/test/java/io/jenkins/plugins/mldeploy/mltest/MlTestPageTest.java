package io.jenkins.plugins.mldeploy.mltest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Parameter;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** The page says what the description says. */
public class MlTestPageTest {
    private final StepDescription description = new MlTest().description();

    @Test
    public void everyParameterIsThereWithItsDefaultAndItsSentence() throws IOException {
        String page = Files.readString(Path.of("docs/steps/mltest.md"));
        rows(page, "", description.parameters());
        for (StepDescription.Returned returned : description.returns()) {
            assertThat(page).contains("| `" + returned.name() + "` | " + returned.help() + " |");
        }
    }

    private static void rows(String page, String under, List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            Object value = parameter.defaultValue();
            String shown = parameter.required() ? "required" : value == null ? "none" : "`" + value + "`";
            assertThat(page.lines())
                    .filteredOn(line -> line.startsWith("| `" + under + parameter.name() + "` |"))
                    .anyMatch(line -> line.endsWith(" | " + shown + " | " + parameter.help() + " |"));
            rows(page, under + parameter.name() + ".", parameter.fields());
        }
    }
}
