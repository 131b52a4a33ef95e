package io.jenkins.plugins.mldeploy.policy;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * Evidence that an environment demands, judged by its own rules, whatever gates the Jenkinsfile set.
 *
 * @param step for example {@code mlTest}
 * @param id of the step; null: any
 * @param maxAge how old it may be; null: any age
 * @param rules comparisons that must all hold, for example {@code metrics.faithfulness >= 0.85}
 */
public record RequiredEvidence(String step, String id, Duration maxAge, List<String> rules) implements Serializable {
    public RequiredEvidence {
        if (step == null || step.isBlank()) {
            throw new IllegalArgumentException("required evidence needs the name of a step");
        }
        rules = rules == null ? List.of() : List.copyOf(rules);
    }
}
