package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.pipeline.PipelineRun;
import io.jenkins.plugins.mldeploy.pipeline.RunResult;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C while a Jenkinsfile runs: the first one aborts it, so that its processes end and its {@code post} runs; the second one kills what is
 * left and ends this process at once. When the process is told to end (TERM), its processes are killed and the run stays as it was saved.
 */
public final class InterruptKey implements AutoCloseable {
    private final Signal signal = new Signal("INT");
    private final SignalHandler before;
    private final Thread hook;

    private InterruptKey(PipelineRun run) {
        AtomicInteger pressed = new AtomicInteger();
        before = Signal.handle(signal, ignored -> {
            if (pressed.incrementAndGet() == 1) {
                run.abort("Aborted by Ctrl-C; press it again to stop at once");
            } else {
                run.stopAtOnce();
                Runtime.getRuntime().halt(RunResult.ABORTED.exitCode());
            }
        });
        hook = new Thread(() -> {
            if (!run.isOver()) {
                run.stopAtOnce();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Listens until it is closed. */
    public static InterruptKey aborts(PipelineRun run) {
        return new InterruptKey(run);
    }

    @Override
    public void close() {
        Signal.handle(signal, before);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // Then the hook has nothing left to do.
        }
    }
}
