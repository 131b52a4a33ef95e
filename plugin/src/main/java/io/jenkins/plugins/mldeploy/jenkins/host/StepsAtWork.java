package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Executor;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.RunListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import jenkins.model.queue.AsynchronousExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/**
 * The steps that are at work, with their runs. Jenkins can end a run without asking its steps ("hard kill", which is also what it makes of a stop before a run that it
 * loads after a restart has an executor), and can lose a stop in the moment in which the run gets that executor. So a step whose run is over is stopped here, and tidies
 * up behind it; and a stop that the executor noted and nobody carried out is carried out.
 */
@Extension
public final class StepsAtWork extends RunListener<Run<?, ?>> {
    /** After a resumption, when the run's executor is looked at. */
    private static final List<Duration> LOOKS = List.of(Duration.ofSeconds(2), Duration.ofSeconds(20));

    private final Map<StepDrive, Run<?, ?>> steps = new ConcurrentHashMap<>();

    static StepsAtWork get() {
        return ExtensionList.lookupSingleton(StepsAtWork.class);
    }

    void add(Run<?, ?> run, StepDrive step) {
        steps.put(step, run);
    }

    void remove(StepDrive step) {
        steps.remove(step);
    }

    /** When a step of the run that sleeps wakes by itself; null when none does. For tests that let time pass. */
    static Instant sleepsUntil(Run<?, ?> run) {
        return get().steps.entrySet().stream()
                .filter(step -> step.getValue().equals(run))
                .map(step -> step.getKey().sleepsUntil())
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }

    /** Everybody who sleeps looks at the clock. */
    static void clockMoved() {
        get().steps.keySet().forEach(StepDrive::clockMoved);
    }

    /** True when a step of the run is at work. */
    public static boolean has(Run<?, ?> run) {
        return get().steps.containsValue(run);
    }

    @Override
    public void onCompleted(Run<?, ?> run, TaskListener listener) {
        if (run instanceof FlowExecutionOwner.Executable) {
            steps.forEach((step, of) -> {
                if (of.equals(run)) {
                    step.stop(runEnded());
                }
            });
        }
    }

    static FlowInterruptedException runEnded() {
        return new FlowInterruptedException(Result.ABORTED, true, new StepEnded("its run ended while it was at work"));
    }

    /** Has the run's executor carry out a stop that it noted before the run took it over. */
    static void watchForLostStop(Run<?, ?> run) {
        LOOKS.forEach(delay -> StepPool.later(delay, () -> carryOutLostStop(run)));
    }

    private static void carryOutLostStop(Run<?, ?> run) {
        Executor executor = StepPool.isStopping() ? null : run.getExecutor();
        AsynchronousExecution execution = executor == null ? null : executor.getAsynchronousExecution();
        // A stop that was carried out leaves no cause behind.
        if (execution != null && !executor.getCausesOfInterruption().isEmpty()) {
            execution.interrupt(false);
        }
    }
}
