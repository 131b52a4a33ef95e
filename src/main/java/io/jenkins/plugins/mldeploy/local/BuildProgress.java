package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.verdict.Durations;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Says now and then how far a long build is, also while the compiler is silent. */
final class BuildProgress implements AutoCloseable {
    private static final long EVERY_SECONDS = 15;

    private final PrintStream out;
    private final int total;
    private final long began = System.nanoTime();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "mldeploy-progress");
        thread.setDaemon(true);
        return thread;
    });
    private volatile int done;
    private volatile String last = "";

    /** @param total of packages, when none of them was ever compiled here */
    BuildProgress(PrintStream out, int total) {
        this.out = out;
        this.total = total;
        clock.scheduleAtFixedRate(this::say, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** One more package is at work or done. */
    void compiled(String what) {
        done++;
        last = what;
    }

    private void say() {
        String now = last.isEmpty() ? "looks what Go's cache holds" : "now " + last;
        out.printf("  %s: compiled %d of at most %d packages, %s%n", elapsed(), done, total, now);
        out.flush();
    }

    String elapsed() {
        return Durations.display(Duration.ofNanos(System.nanoTime() - began));
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
