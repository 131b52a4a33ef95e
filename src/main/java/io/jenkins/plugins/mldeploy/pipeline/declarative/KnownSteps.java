package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.Optional;
import java.util.Set;

/** The steps that whoever runs the Jenkinsfile can run, as far as a check before the run needs to know them. */
public interface KnownSteps {

    /** The names of all steps, as they are written: {@code sh}, {@code echo}, {@code mlTest}. */
    Set<String> names();

    /** What the step takes, or nothing when there is no such step. */
    Optional<Signature> signatureOf(String step);
}
