package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The steps that whoever runs the Jenkinsfile can run, as far as a check before the run needs to know them. */
public interface KnownSteps {

    /** The names of all steps, as they are written: {@code sh}, {@code echo}, {@code mlTest}. */
    Set<String> names();

    /** What the step takes, or nothing when there is no such step. */
    Optional<Signature> signatureOf(String step);

    /**
     * What is wrong with a value that is written out, beyond what its signature says; one sentence a mistake.
     *
     * @param value strings, numbers, booleans, lists and maps
     */
    default List<String> problemsOf(String step, String parameter, Object value) {
        return List.of();
    }

    /** What the arguments contradict each other in, where all of them are written out; one sentence a mistake. */
    default List<String> problemsOf(String step, Map<String, Object> arguments) {
        return List.of();
    }

    /**
     * Further names that make a value for an argument, as {@code usernamePassword(…)} does in {@code withCredentials}; those of
     * Jenkins' own parameters, triggers, options and credentials bindings are always known.
     */
    default Set<String> symbols() {
        return Set.of();
    }
}
