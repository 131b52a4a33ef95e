package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.listeners.ItemListener;
import hudson.security.ACL;
import hudson.util.DaemonThreadFactory;
import hudson.util.NamingThreadFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import jenkins.security.ImpersonatingExecutorService;
import jenkins.util.Timer;

/** The threads on which steps work between two waits, as SYSTEM like every build; never the thread of the Pipeline engine. Nobody interrupts them: an interrupt would close the journal under a write. */
final class StepPool {
    private static final Executor THREADS = new ImpersonatingExecutorService(
            Executors.newCachedThreadPool(new NamingThreadFactory(new DaemonThreadFactory(), "mldeploy-step")),
            ACL.SYSTEM2);

    private StepPool() {}

    static void run(Runnable work) {
        THREADS.execute(work);
    }

    static void later(Duration delay, Runnable work) {
        Timer.get().schedule(() -> run(work), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
    }

    /** True when this controller is going down: a step then leaves everything as it was saved, and goes on from there afterwards. */
    static boolean isStopping() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        return jenkins == null
                || jenkins.isTerminating()
                || ExtensionList.lookup(Shutdown.class).stream().anyMatch(shutdown -> shutdown.begun);
    }

    /** Notices the shutdown before anything is closed. */
    @Extension
    public static final class Shutdown extends ItemListener {
        private volatile boolean begun;

        @Override
        public void onBeforeShutdown() {
            begun = true;
        }
    }
}
