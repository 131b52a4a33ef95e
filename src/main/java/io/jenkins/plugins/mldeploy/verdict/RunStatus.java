package io.jenkins.plugins.mldeploy.verdict;

/** The result of a step or a run, in the words and the order of severity of Jenkins' {@code hudson.model.Result}. */
public enum RunStatus {
    SUCCESS,
    UNSTABLE,
    FAILURE,
    NOT_BUILT,
    ABORTED;

    /** The more severe of the two. */
    public RunStatus and(RunStatus other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
