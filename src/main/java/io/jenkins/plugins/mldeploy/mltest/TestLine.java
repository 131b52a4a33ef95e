package io.jenkins.plugins.mldeploy.mltest;

import java.io.Serializable;

/**
 * A test that did not simply pass, as log and record show it.
 *
 * @param name class and name
 * @param passed executions that passed
 * @param judged executions that passed or failed
 * @param notEvaluated executions that the provider spoilt
 * @param message first line of the first failure
 */
record TestLine(String name, int passed, int judged, int notEvaluated, String message) implements Serializable {
    /** {@code name: 1/5 passed: message}. */
    String display() {
        String times = judged == 1 && notEvaluated == 0
                ? ""
                : ": %d/%d passed".formatted(passed, judged)
                        + (notEvaluated > 0 ? ", %d not evaluated".formatted(notEvaluated) : "");
        return name + times + (message.isEmpty() ? "" : ": " + message);
    }
}
