package io.jenkins.plugins.mldeploy.pipeline;

/**
 * A step failed for a reason that its message tells in full, so no stack trace is shown. Jenkins calls it AbortException.
 */
public class StepFailed extends Exception {
    private static final long serialVersionUID = 1L;

    public StepFailed(String message) {
        super(message);
    }

    public StepFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
