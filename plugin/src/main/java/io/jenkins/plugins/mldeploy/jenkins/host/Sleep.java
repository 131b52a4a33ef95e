package io.jenkins.plugins.mldeploy.jenkins.host;

import io.jenkins.plugins.mldeploy.step.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** The wait of one step: an entry in a table and a timer. Ends at its deadline, or when its topic changes, or when it is woken; then calls {@code onWake} once. */
final class Sleep {
    private static final Duration LONGEST_STRETCH = Duration.ofSeconds(30);

    private final Runnable onWake;
    private TopicWatch watch;
    private Instant until;

    /** @param onWake called on a thread of the pool */
    Sleep(Runnable onWake) {
        this.onWake = onWake;
    }

    /** @return true when the topic was not watched before, so that something may have happened unseen */
    boolean watch(String topic) {
        if (watch != null && watch.isFor(topic)) {
            return false;
        }
        end();
        watch = new TopicWatch(topic, this::wake);
        return true;
    }

    /** Call before the step looks at what it waits for. */
    void looking() {
        watch.looking();
    }

    /**
     * Sleeps, or wakes at once when there is a reason.
     *
     * @param stopped asked after the sleep has begun, so that a stop is either seen here or wakes it
     */
    void begin(Action.Wait wait, BooleanSupplier stopped) {
        synchronized (this) {
            until = wait.until();
        }
        if (stopped.getAsBoolean() || watch.rang() || !SuiteClock.now().isBefore(wait.until())) {
            wake();
        } else {
            stretch(wait.until());
        }
    }

    /** In short stretches: the deadline is a time of the day, and a clock may be set. */
    private void stretch(Instant deadline) {
        Duration left = Duration.between(SuiteClock.now(), deadline);
        StepPool.later(left.compareTo(LONGEST_STRETCH) < 0 ? left.plusMillis(5) : LONGEST_STRETCH, () -> {
            if (!isStill(deadline) || StepPool.isStopping()) {
                return;
            }
            if (SuiteClock.now().isBefore(deadline) && !watch.rang()) {
                stretch(deadline);
            } else {
                wake();
            }
        });
    }

    private synchronized boolean isStill(Instant deadline) {
        return deadline.equals(until);
    }

    /** Of several callers at once, one wakes it; nobody does when it does not sleep. */
    void wake() {
        synchronized (this) {
            if (until == null) {
                return;
            }
            until = null;
        }
        StepPool.run(onWake);
    }

    synchronized Instant until() {
        return until;
    }

    void end() {
        if (watch != null) {
            watch.end();
            watch = null;
        }
    }
}
