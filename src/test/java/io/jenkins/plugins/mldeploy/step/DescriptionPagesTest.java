package io.jenkins.plugins.mldeploy.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.Test;

/** The documentation page of each step names every parameter with its default, and every key of the returned map. */
public class DescriptionPagesTest {
    @Test
    public void everyPageAgreesWithItsDescription() throws IOException {
        for (String step : List.of("mlTest", "containerScan", "generateSbom", "helmDeploy", "approveGate")) {
            StepDescription description = StepDescription.of(step);
            assertThat(description.step()).isEqualTo(step);
            List<String> rows =
                    Files.readAllLines(Path.of("docs/steps", step.toLowerCase(Locale.ROOT) + ".md")).stream()
                            .filter(line -> line.startsWith("|"))
                            .toList();
            for (Parameter parameter : description.parameters()) {
                assertThat(rows)
                        .as(
                                "%s: a table row for %s with its default %s",
                                step, parameter.name(), parameter.defaultValue())
                        .anyMatch(row -> row.matches("(?s).*`" + parameter.name() + "[`.\\[].*")
                                && (parameter.defaultValue() == null
                                        || row.contains(String.valueOf(parameter.defaultValue()))));
            }
            String page = Files.readString(Path.of("docs/steps", step.toLowerCase(Locale.ROOT) + ".md"));
            description.returns().forEach(key -> assertThat(page)
                    .as("%s returns %s", step, key.name())
                    .contains("`" + key.name() + "`"));
        }
    }
}
