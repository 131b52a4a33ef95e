package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Parameter;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Test;

/** The page of the step says what the step does. */
public class HelmDeployPageTest {
    private final StepDescription description = new HelmDeploy().description();

    private static String page() throws Exception {
        return Files.readString(Path.of("docs/steps/helmdeploy.md"));
    }

    @Test
    public void everyParameterStandsThereWithItsDefault() throws Exception {
        List<String> lines = page().lines().toList();
        for (Parameter parameter : description.parameters()) {
            String value = parameter.required()
                    ? "required"
                    : parameter.defaultValue() == null ? "—" : "`" + parameter.defaultValue() + "`";
            assertThat(lines)
                    .as(parameter.name())
                    .anyMatch(line ->
                            line.startsWith("| `" + parameter.name() + "` | " + value + " | " + parameter.help()));
        }
    }

    @Test
    public void everyReturnedKeyStandsThere() throws Exception {
        String page = page();
        description.returns().forEach(key -> assertThat(page).contains("| `" + key.name() + "` | " + key.help()));
    }

    @Test
    public void everyReasonCodeOfThePackageStandsThere() throws Exception {
        TreeSet<String> codes = new TreeSet<>();
        Pattern code = Pattern.compile("(?:Reason|Meaning|UnreadableReport)\\(\\s*\"([A-Z][A-Z_]+)\"");
        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/jenkins/plugins/mldeploy/deploy"))) {
            for (Path file : files.toList()) {
                Matcher matcher = code.matcher(Files.readString(file));
                while (matcher.find()) {
                    codes.add(matcher.group(1));
                }
            }
        }
        String page = page();
        assertThat(codes).hasSizeGreaterThan(30).allMatch(each -> page.contains("`" + each + "`"));
    }
}
