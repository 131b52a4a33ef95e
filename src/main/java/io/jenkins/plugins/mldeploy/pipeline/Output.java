package io.jenkins.plugins.mldeploy.pipeline;

/** Where a run's log goes. Called from several threads at once; lines are whole and masked. */
@FunctionalInterface
public interface Output {
    /** @param branch the {@code parallel} branch that says it, or null; it is not part of the line */
    void line(String branch, String line);
}
