package io.jenkins.plugins.mldeploy.pipeline.declarative;

import com.fasterxml.jackson.core.JsonGenerator;
import io.jenkins.plugins.mldeploy.report.StrictJson;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** What {@code mldeploy lint} found in some files, for people and for programs. */
public record LintReport(List<Jenkinsfile> files) {

    public LintReport {
        files = List.copyOf(files);
    }

    /** Whether no file has a problem. */
    public boolean isClean() {
        return files.stream().allMatch(file -> file.problems().isEmpty());
    }

    /** A line per problem, in the form that editors and CI systems recognise; empty when there is none. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (Jenkinsfile file : files) {
            for (Problem problem : file.problems()) {
                text.append(problem.render(file.fileName())).append('\n');
            }
        }
        return text.toString();
    }

    /**
     * A list of {@code {"file", "kind", "problems": [{"line", "column", "message", "hint"}]}}, with {@code kind} in lower case
     * and {@code hint} only where there is one.
     */
    public void json(Writer out) throws IOException {
        try (JsonGenerator json = StrictJson.factory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            json.writeStartArray();
            for (Jenkinsfile file : files) {
                json.writeStartObject();
                json.writeStringField("file", file.fileName());
                json.writeStringField("kind", file.kind() == Jenkinsfile.Kind.DECLARATIVE ? "declarative" : "scripted");
                json.writeArrayFieldStart("problems");
                for (Problem problem : file.problems()) {
                    write(problem, json);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private static void write(Problem problem, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("line", problem.line());
        json.writeNumberField("column", problem.column());
        json.writeStringField("message", problem.message());
        if (problem.hint().isPresent()) {
            json.writeStringField("hint", problem.hint().get());
        }
        json.writeEndObject();
    }
}
