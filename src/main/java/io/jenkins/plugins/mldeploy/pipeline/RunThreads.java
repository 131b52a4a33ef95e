package io.jenkins.plugins.mldeploy.pipeline;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads of a run beside the one that owns its state: the steps' work and the timers. What comes after {@link #stop} is dropped. */
final class RunThreads {
    /** A laptop sleeps, and a clock may be set: neither moves a timer, so a long one looks at the clock again and again. */
    private static final Duration LONGEST_STRETCH = Duration.ofMillis(200);

    private final Clock clock;
    private final ExecutorService workers = Executors.newCachedThreadPool(daemon("step"));
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(daemon("timer"));

    /** @param clock of the times of the day that are waited for */
    RunThreads(Clock clock) {
        this.clock = clock;
    }

    private static ThreadFactory daemon(String name) {
        return task -> {
            Thread thread = new Thread(task, "pipeline-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }

    void work(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException atTheEnd) {
            // The run is over: nobody is left to hear of it.
        }
    }

    /** At that time, or at once when it has passed. */
    void at(Instant when, Runnable task) {
        Duration left = Duration.between(clock.instant(), when);
        if (left.compareTo(LONGEST_STRETCH) > 0) {
            later(LONGEST_STRETCH, () -> at(when, task));
        } else {
            later(left.isNegative() ? Duration.ZERO : left, task);
        }
    }

    void later(Duration wait, Runnable task) {
        try {
            timers.schedule(task, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException atTheEnd) {
            // The run is over.
        }
    }

    void stop() {
        workers.shutdown();
        timers.shutdownNow();
    }
}
