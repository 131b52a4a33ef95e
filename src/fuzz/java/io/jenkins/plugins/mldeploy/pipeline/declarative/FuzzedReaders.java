package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.fuzz.FuzzedReader;
import io.jenkins.plugins.mldeploy.local.SuiteSteps;
import io.jenkins.plugins.mldeploy.pipeline.StepTable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Jenkinsfiles. */
public final class FuzzedReaders {
    private static final KnownSteps STEPS = StepTable.of(List.of(SuiteSteps::named));

    public static final List<FuzzedReader> ALL = List.of(new FuzzedReader(
            "jenkinsfile",
            "pipeline/declarative/{good,bad}/*.groovy",
            input -> Jenkinsfile.parse(new String(input, StandardCharsets.UTF_8), "Jenkinsfile", STEPS)));

    private FuzzedReaders() {}
}
