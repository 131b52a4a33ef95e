package io.jenkins.plugins.mldeploy.local;

import java.io.Closeable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Wakes who waits for a topic when it changes, also when another process (the command line, the dashboard) changed it. Looks every 200 ms, and only
 * while somebody waits.
 */
final class Topics implements Closeable {
    private record Waiting(long version, Runnable waker) {}

    private final ToLongFunction<String> version;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "mldeploy-topics");
        thread.setDaemon(true);
        return thread;
    });

    /** @param version changes whenever the topic does; cheap */
    Topics(ToLongFunction<String> version) {
        this.version = version;
        clock.scheduleWithFixedDelay(this::look, 200, 200, TimeUnit.MILLISECONDS);
    }

    long version(String topic) {
        return version.applyAsLong(topic);
    }

    /** Calls {@code waker} once, when the topic has another version than {@code seen}. */
    void watch(String topic, long seen, Runnable waker) {
        waiting.put(topic, new Waiting(seen, waker));
    }

    void forget(String topic) {
        waiting.remove(topic);
    }

    private void look() {
        waiting.forEach((topic, waits) -> {
            if (version.applyAsLong(topic) != waits.version() && waiting.remove(topic, waits)) {
                waits.waker().run();
            }
        });
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
