package io.jenkins.plugins.mldeploy.pipeline;

/**
 * Thrown into a Jenkinsfile to stop it where it is: an abort, a time-out, a rejected input, a sibling that failed in a
 * {@code parallel} with {@code failFast}. Jenkins calls it FlowInterruptedException.
 */
public final class FlowInterrupted extends Exception {
    private static final long serialVersionUID = 1L;

    /** The scope of an interruption by {@code failFast}. */
    static final String FAIL_FAST = "failFast";

    private final RunResult result;
    private final String scope;
    private boolean actual = true;

    public FlowInterrupted(RunResult result, String message) {
        this(result, message, null);
    }

    /** @param scope the time-out that caused it, or null: only that one may call it its own */
    FlowInterrupted(RunResult result, String message, String scope) {
        super(message);
        this.result = result;
        this.scope = scope;
    }

    /** What the run ends with unless the Jenkinsfile catches this. */
    public RunResult getResult() {
        return result;
    }

    String scope() {
        return scope;
    }

    /** True when a sibling's failure is the reason: then the sibling's verdict counts, not this. */
    boolean byFailFast() {
        return FAIL_FAST.equals(scope);
    }

    /** False once the block that caused it has handled it: then {@code retry} outside may try again. */
    public boolean isActualInterruption() {
        return actual;
    }

    void handled() {
        actual = false;
    }
}
