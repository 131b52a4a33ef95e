package io.jenkins.plugins.mldeploy.pipeline;

import java.util.List;

/** Is told how a run goes on. Called on the thread that owns the program: return quickly and throw nothing. */
public interface RunListener {

    default void stageStarted(StageRecord stage) {}

    /** Also for a skipped stage, with {@link StageRecord#skipped()} set. */
    default void stageEnded(StageRecord stage) {}

    /** A step began to wait for a person or for a time; all that wait now. */
    default void waiting(List<WaitingStep> steps) {}

    /** Every branch waits, the run is saved: the process may end, and the run be resumed. */
    default void parked(List<WaitingStep> steps) {}

    default void ended(RunResult result) {}

    /**
     * A step that waits.
     *
     * @param id of the step in the run
     * @param branch the parallel branch, or null
     */
    record WaitingStep(String id, StepCall call, Waiting waiting, String stage, String branch) {}
}
