package io.jenkins.plugins.mldeploy.verdict;

/**
 * What a step found out about its subject. The order is the order of severity, so that the worst of several verdicts is
 * their maximum.
 */
public enum Verdict {
    /** Judged, and every rule holds. */
    PASS,
    /** Judged, and a rule is missed that marks the run but does not stop it. */
    UNSTABLE,
    /** Could not be judged: a tool broke, a report was empty, a metric is absent. Never accepted in place of a pass. */
    NOT_EVALUATED,
    /** Judged, and a rule is missed that no protected environment accepts. */
    FAIL;

    /** The more severe of the two. */
    public Verdict and(Verdict other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
