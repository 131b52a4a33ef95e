package io.jenkins.plugins.mldeploy.jenkins.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.model.CNode;
import io.jenkins.plugins.casc.yaml.YamlSource;
import io.jenkins.plugins.casc.yaml.YamlUtils;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.EnvironmentsFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

public class EnvironmentsConfiguratorTest {
    @Rule
    public JenkinsRule jenkins = new JenkinsRule();

    {
        // A busy machine starts its first Jenkins in minutes.
        jenkins.timeout = 600;
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void configure(String yaml) throws IOException {
        ConfigurationAsCode.get().configureWith(YamlSource.of(stream(yaml)));
    }

    /** The example of the engine's documentation, as it stands there. */
    private static String documented() throws IOException {
        String page = Files.readString(Path.of("../docs/environments.md"));
        int start = page.indexOf("```yaml") + 8;
        return page.substring(start, page.indexOf("```", start));
    }

    private static String exported() throws Exception {
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);
        String text = exported.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("mlDeployment:");
        return text.substring(text.indexOf("mlDeployment:"))
                .lines()
                .takeWhile(line -> line.startsWith("mlDeployment:") || line.startsWith(" "))
                .reduce("", (all, line) -> all + line + "\n");
    }

    @Before
    public void noOtherSource() {
        TestEnvironments.set("");
    }

    @Test
    public void theSameTextGivesTheSameEnvironmentsAsInAFile() throws Exception {
        configure("mlDeployment:\n" + documented().indent(2));

        Environments file = EnvironmentsFile.read("file", stream(documented()));
        assertThat(EnvironmentsSource.of(null)).isEqualTo(file);
    }

    @Test
    public void theExportConfiguresTheSameAgain() throws Exception {
        configure("mlDeployment:\n  retention: {payloads: 180d, records: 1095d}\n"
                + documented().indent(2));
        Environments before = EnvironmentsSource.of(null);
        String exported = exported();

        MlDeploymentConfiguration.get().replace("", "", "");
        assertThat(EnvironmentsSource.of(null).names()).isEmpty();
        configure(exported);

        assertThat(EnvironmentsSource.of(null)).isEqualTo(before);
        assertThat(MlDeploymentConfiguration.get().getKeepPayloads()).isEqualTo("180d");
        assertThat(MlDeploymentConfiguration.get().getKeepRecords()).isEqualTo("1095d");
    }

    @Test
    public void aWrongConfigurationIsRefusedWithItsMistakesAndChangesNothing() throws Exception {
        configure("mlDeployment:\n  environments: [{name: staging}]");

        assertThatThrownBy(() -> configure(
                        "mlDeployment:\n  environments: [{name: production, approvers: [{group: authenticated}]}]"))
                .hasMessageContaining("group 'authenticated' is everybody");

        assertThat(EnvironmentsSource.of(null).names()).containsExactly("staging");
    }

    @Test
    public void numbersBelowAKeyAreNumbersAndUsersOfDigitsAreTexts() throws Exception {
        configure(
                """
                mlDeployment:
                  teams: [{name: sre, users: ["4711", "bob"]}]
                  environments: [{name: production, approvers: [{group: sre, count: 2}], allowSelfApproval: true}]
                """);

        Environments environments = EnvironmentsSource.of(null);
        assertThat(environments.teams().get("sre").users()).containsExactly("4711", "bob");
        assertThat(environments
                        .find("production")
                        .orElseThrow()
                        .approvers()
                        .get(0)
                        .count())
                .isEqualTo(2);
        assertThat(environments.find("production").orElseThrow().allowSelfApproval())
                .isTrue();
    }

    /** A watch is the only place of the file with numbers that are not whole; configuration as code loses those that are not in quotes. */
    @Test
    public void whatIsWatchedIsTheSameAsInAFileAndItsExportConfiguresItAgain() throws Exception {
        String text =
                """
                environments:
                  - name: production
                    watch:
                      every: 10m
                      samples: 3
                      analysis:
                        - {metric: answerCorrectness, evidence: llm, min: 0.9, failureLimit: 1}
                        - {metric: drift, evidence: llm, min: -0.25, max: 1}
                """;
        Environments file = EnvironmentsFile.read("file", stream(text));
        configure("mlDeployment:\n"
                + text.replace("0.9", "\"0.9\"").replace("-0.25", "\"-0.25\"").indent(2));
        assertThat(EnvironmentsSource.of(null)).isEqualTo(file);

        String exported = exported();
        MlDeploymentConfiguration.get().replace("", "", "");
        configure(exported);
        assertThat(EnvironmentsSource.of(null)).isEqualTo(file);

        assertThatThrownBy(() -> configure("mlDeployment:\n"
                        + text.replace("min: -0.25, max", "max").indent(2)))
                .hasMessageContaining("needs 'min' or 'max'")
                .hasMessageContaining("in quotes");
    }

    @Test
    public void aCheckChangesNothing() throws Exception {
        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());
        CNode node = YamlUtils.loadFrom(
                        java.util.List.of(YamlSource.of(stream("mlDeployment:\n  environments: [{name: staging}]"))),
                        context)
                .get("mlDeployment");

        new EnvironmentsConfigurator().check(node, context);

        assertThat(EnvironmentsSource.of(null).names()).isEmpty();
    }
}
