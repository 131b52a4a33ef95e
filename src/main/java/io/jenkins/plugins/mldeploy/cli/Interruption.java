package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.pipeline.PipelineRun;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import sun.misc.Signal;

/**
 * Ctrl-C: the first one aborts the run, whose {@code post} still runs; the second one ends everything at once. A termination signal ends the process and
 * what it started; a run that waits is on disk already and can be resumed.
 */
final class Interruption {
    private Interruption() {}

    static void install(PipelineRun run, Terminal terminal, int number) {
        AtomicBoolean again = new AtomicBoolean();
        Signal.handle(new Signal("INT"), signal -> {
            if (again.getAndSet(true)) {
                run.killProcesses();
                Runtime.getRuntime().halt(4);
            }
            terminal.line("Aborting; press Ctrl-C again to end at once.");
            run.abort("aborted by Ctrl-C");
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!run.isOver()) {
                run.killProcesses();
                terminal.line("The process ends; go on with: mldeploy resume " + number);
            }
        }));
    }

    /**
     * For a process that makes one run after the other.
     *
     * @param running what is at work at the moment, if anything
     * @param stop told that nothing more is to be begun
     */
    static void install(AtomicReference<PipelineRun> running, Terminal terminal, Runnable stop) {
        AtomicBoolean again = new AtomicBoolean();
        Signal.handle(new Signal("INT"), signal -> {
            PipelineRun run = running.get();
            if (again.getAndSet(true)) {
                if (run != null) {
                    run.killProcesses();
                }
                Runtime.getRuntime().halt(4);
            }
            stop.run();
            if (run != null) {
                terminal.line("Ends what is at work; press Ctrl-C again to end at once.");
                run.abort("stopped by Ctrl-C");
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            PipelineRun run = running.get();
            if (run != null && !run.isOver()) {
                run.killProcesses();
            }
        }));
    }
}
