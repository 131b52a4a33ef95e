package io.jenkins.plugins.mldeploy.pipeline;

/** How a run, or a stage of it, ended; from best to worst, in Jenkins' order. */
public enum RunResult {
    SUCCESS(0),
    UNSTABLE(3),
    FAILURE(1),
    NOT_BUILT(1),
    ABORTED(4);

    private final int exitCode;

    RunResult(int exitCode) {
        this.exitCode = exitCode;
    }

    /** What the command line exits with. */
    public int exitCode() {
        return exitCode;
    }

    /** The worse of the two: a result never gets better. */
    public RunResult worse(RunResult other) {
        return other != null && other.ordinal() > ordinal() ? other : this;
    }

    /**
     * Reads a result as a Jenkinsfile writes it.
     *
     * @throws IllegalArgumentException naming the five results when it is none of them
     */
    public static RunResult of(Object text) {
        for (RunResult result : values()) {
            if (result.name().equals(String.valueOf(text))) {
                return result;
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no result; a result is one of SUCCESS, UNSTABLE, FAILURE, NOT_BUILT, ABORTED");
    }
}
