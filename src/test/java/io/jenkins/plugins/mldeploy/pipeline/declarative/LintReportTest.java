package io.jenkins.plugins.mldeploy.pipeline.declarative;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.Test;

public class LintReportTest {

    private final LintReport report = new LintReport(List.of(
            Jenkinsfile.parse("node {\n  ecoh 'x'\n  echo\n}", "a/Jenkinsfile", new UsualSteps()),
            Jenkinsfile.parse("pipeline {", "b \"c\"", new UsualSteps())));

    @Test
    public void shouldPrintALinePerProblem() {
        assertThat(report.isClean()).isFalse();
        assertThat(report.text().lines())
                .containsExactly(
                        "a/Jenkinsfile:2:3: unknown step \"ecoh\"; did you mean \"echo\"?",
                        "b \"c\":1:11: syntax error: unexpected end of the file");
    }

    @Test
    public void shouldWriteTheSameAsJson() throws IOException {
        StringWriter out = new StringWriter();
        report.json(out);

        JsonNode files = StrictJson.mapper().readTree(out.toString());
        assertThat(files).hasSize(2);
        JsonNode problem = files.get(0).get("problems").get(0);
        assertThat(files.get(0).get("file").asText()).isEqualTo("a/Jenkinsfile");
        assertThat(files.get(0).get("kind").asText()).isEqualTo("scripted");
        assertThat(problem.get("line").asInt()).isEqualTo(2);
        assertThat(problem.get("column").asInt()).isEqualTo(3);
        assertThat(problem.get("message").asText()).isEqualTo("unknown step \"ecoh\"");
        assertThat(problem.get("hint").asText()).isEqualTo("did you mean \"echo\"?");
        assertThat(files.get(1).get("kind").asText()).isEqualTo("declarative");
        assertThat(files.get(1).get("problems").get(0).has("hint")).isFalse();
    }

    @Test
    public void shouldBeCleanWithoutProblems() throws IOException {
        LintReport clean = new LintReport(List.of(Jenkinsfile.parse("echo 'x'", "Jenkinsfile", new UsualSteps())));
        StringWriter out = new StringWriter();
        clean.json(out);

        assertThat(clean.isClean()).isTrue();
        assertThat(clean.text()).isEmpty();
        assertThat(StrictJson.mapper().readTree(out.toString()).get(0).get("problems"))
                .isEmpty();
    }
}
