package io.jenkins.plugins.mldeploy.verdict;

/** What a missed quality gate means for the run. */
public enum Criticality {
    /** Recorded, nothing else. */
    NOTE,
    /** Step and run are marked unstable. */
    UNSTABLE,
    /** The run is marked unstable, and no protected environment takes the subject. */
    ERROR,
    /** Everything is recorded first, then the step throws. */
    FAILURE
}
