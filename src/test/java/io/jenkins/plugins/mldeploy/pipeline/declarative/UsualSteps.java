package io.jenkins.plugins.mldeploy.pipeline.declarative;

import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type.ANY;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type.BOOLEAN;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type.INTEGER;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type.LIST;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type.NUMBER;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type.STRING;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.optional;
import static io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.required;

import io.jenkins.plugins.mldeploy.pipeline.declarative.Signature.Body;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Some of the basic steps that each Jenkins has, and one of this project's with nested parameters. */
final class UsualSteps implements KnownSteps {

    private final Map<String, Signature> steps = new TreeMap<>();

    UsualSteps() {
        Parameter script = required("script", STRING);
        Signature shell = Signature.of(
                        script,
                        optional("returnStdout", BOOLEAN),
                        optional("returnStatus", BOOLEAN),
                        optional("label", STRING),
                        optional("encoding", STRING))
                .unnamed("script");
        steps.put("sh", shell);
        steps.put("bat", shell);
        steps.put("echo", Signature.of(required("message", STRING)).unnamed("message"));
        steps.put("error", Signature.of(required("message", STRING)).unnamed("message"));
        steps.put("unstable", Signature.of(required("message", STRING)).unnamed("message"));
        steps.put("deleteDir", Signature.of());
        steps.put("isUnix", Signature.of());
        steps.put("pwd", Signature.of(optional("tmp", BOOLEAN)));
        steps.put("dir", Signature.of(required("path", STRING)).unnamed("path").body(Body.REQUIRED));
        steps.put(
                "withEnv",
                Signature.of(required("overrides", LIST)).unnamed("overrides").body(Body.REQUIRED));
        steps.put(
                "node", Signature.of(optional("label", STRING)).unnamed("label").body(Body.REQUIRED));
        steps.put(
                "stage", Signature.of(required("name", STRING)).unnamed("name").body(Body.REQUIRED));
        steps.put(
                "timeout",
                Signature.of(required("time", INTEGER), optional("unit", STRING), optional("activity", BOOLEAN))
                        .unnamed("time")
                        .body(Body.REQUIRED));
        steps.put(
                "retry",
                Signature.of(required("count", INTEGER)).unnamed("count").body(Body.REQUIRED));
        steps.put("timestamps", Signature.of().body(Body.REQUIRED));
        steps.put("script", Signature.of().body(Body.REQUIRED));
        steps.put(
                "catchError",
                Signature.of(
                                optional("buildResult", STRING),
                                optional("stageResult", STRING),
                                optional("message", STRING),
                                optional("catchInterruptions", BOOLEAN))
                        .body(Body.REQUIRED));
        steps.put(
                "withCredentials",
                Signature.of(required("bindings", LIST)).unnamed("bindings").body(Body.REQUIRED));
        steps.put("parallel", Signature.open(Body.NONE));
        steps.put("checkout", Signature.open(Body.NONE));
        steps.put("properties", Signature.of(required("properties", LIST)).unnamed("properties"));
        steps.put(
                "archiveArtifacts",
                Signature.of(
                                required("artifacts", STRING),
                                optional("allowEmptyArchive", BOOLEAN),
                                optional("fingerprint", BOOLEAN))
                        .unnamed("artifacts"));
        steps.put(
                "junit",
                Signature.of(required("testResults", STRING), optional("allowEmptyResults", BOOLEAN))
                        .unnamed("testResults"));
        steps.put(
                "readFile",
                Signature.of(required("file", STRING), optional("encoding", STRING))
                        .unnamed("file"));
        steps.put("writeFile", Signature.of(required("file", STRING), required("text", STRING)));
        steps.put("fileExists", Signature.of(required("file", STRING)).unnamed("file"));
        steps.put(
                "sleep",
                Signature.of(required("time", INTEGER), optional("unit", STRING))
                        .unnamed("time"));
        steps.put(
                "stash",
                Signature.of(required("name", STRING), optional("includes", STRING))
                        .unnamed("name"));
        steps.put("unstash", Signature.of(required("name", STRING)).unnamed("name"));
        steps.put(
                "input",
                Signature.of(required("message", STRING), optional("ok", STRING))
                        .unnamed("message"));
        Parameter gates = optional("qualityGates", LIST)
                .withNested(List.of(
                        required("metric", STRING),
                        optional("threshold", NUMBER),
                        optional("maxDrop", NUMBER),
                        optional("direction", STRING).oneOf("HIGHER", "LOWER"),
                        optional("criticality", STRING).oneOf("NOTE", "UNSTABLE", "ERROR", "FAILURE")));
        steps.put(
                "mlTest",
                Signature.of(
                        optional("id", STRING),
                        optional("command", STRING),
                        optional("testResults", ANY),
                        optional("metrics", ANY),
                        optional("repeat", INTEGER),
                        gates));
    }

    @Override
    public Set<String> names() {
        return steps.keySet();
    }

    @Override
    public Optional<Signature> signatureOf(String step) {
        return Optional.ofNullable(steps.get(step));
    }
}
