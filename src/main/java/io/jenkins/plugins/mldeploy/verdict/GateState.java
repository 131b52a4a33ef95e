package io.jenkins.plugins.mldeploy.verdict;

/** How a quality gate ended. */
public enum GateState {
    PASSED,
    MISSED,
    /** The metric is absent or not a number. */
    NOT_EVALUATED,
    /** Relative to a baseline that does not exist yet. */
    NOT_APPLICABLE
}
