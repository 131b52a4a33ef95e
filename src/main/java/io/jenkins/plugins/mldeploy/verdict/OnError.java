package io.jenkins.plugins.mldeploy.verdict;

/**
 * What "could not judge" does to the run. It never touches the verdict, which stays {@link Verdict#NOT_EVALUATED}.
 */
public enum OnError {
    /** Default: the step throws. */
    FAILURE,
    /** Step and run are marked unstable. */
    UNSTABLE,
    /** Recorded, and the run goes on. */
    NOTE
}
