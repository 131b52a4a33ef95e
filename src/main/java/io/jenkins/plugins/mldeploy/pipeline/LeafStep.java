package io.jenkins.plugins.mldeploy.pipeline;

/**
 * What a step without a body does. It runs on a worker thread, never on the thread that owns the program.
 *
 * <p>A step that has to outlive the process says so with {@link #survivesRestart()}: it keeps its progress with
 * {@link StepContext#saveState(String)}, and when the run is resumed it is called again and finds that text in
 * {@link StepContext#savedState()}. Any other step that was under way when the process ended fails on resume with that
 * reason; it is never silently run a second time.
 *
 * <p>A step that has nothing to do until something happens outside returns a {@link Waiting}. It holds no thread then, and is
 * called again, with its saved state, when its {@link StepContext#waker()} was called or the time in the {@code Waiting} has
 * come.
 */
@FunctionalInterface
public interface LeafStep {

    /**
     * @return the step's value: null, text, number, boolean, or a list or map of those; or a {@link Waiting}
     * @throws StepFailed for a failure whose message says everything
     * @throws FlowInterrupted to end the run with another result than FAILURE, for example a rejected gate
     */
    Object run(StepCall call, StepContext context) throws Exception;

    /** True when the step can go on from its saved state, or anew when it had not saved any. */
    default boolean survivesRestart() {
        return false;
    }

    /**
     * Called once when a step that was {@link Waiting} is stopped, before its block goes on with the interruption. A running step
     * is told by {@link StepContext#onCancel(Runnable)} and by its thread's interruption instead.
     */
    default void cancelled(StepCall call, StepContext context, FlowInterrupted why) {}
}
