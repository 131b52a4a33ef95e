package io.jenkins.plugins.mldeploy.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A leaf step being carried out on a worker thread. */
final class StepRun implements StepContext {
    private final Program program;
    private final Branch branch;
    private final Branch.Pending pending;
    private final StepSpec spec;
    private final boolean resumed;
    private final String prefix;
    private final boolean printsTime;
    private final List<Runnable> onCancel = new ArrayList<>();
    private FlowInterrupted cancelled;
    private Thread worker;
    private boolean wake;
    private boolean tidies;
    private boolean first = true;

    StepRun(Program program, Branch branch, Branch.Pending pending, StepSpec spec, boolean resumed) {
        this.program = program;
        this.branch = branch;
        this.pending = pending;
        this.spec = spec;
        this.resumed = resumed;
        this.prefix = pending.frame.currentPrefix();
        this.printsTime = pending.frame.printsTime();
    }

    /** Carries the step out, or on; called on a worker thread. */
    void carryOut() {
        synchronized (this) {
            worker = Thread.currentThread();
            wake = false;
        }
        Object value = null;
        Throwable failure = null;
        try {
            value = spec.action().run(pending.call, this);
        } catch (Throwable t) {
            failure = t;
        }
        boolean again;
        FlowInterrupted stopped;
        synchronized (this) {
            worker = null;
            stopped = cancelled;
            again = wake;
            first = false;
        }
        Thread.interrupted();
        if (stopped != null) {
            if (tidies && failure != null && !(failure instanceof FlowInterrupted)) {
                log("was stopped, and could not tidy up: " + failure);
            }
            if (value instanceof Waiting) {
                // Stopped in the moment in which it began to wait: it does not know yet.
                spec.action().cancelled(pending.call, this, stopped);
            }
            program.ended(branch, pending, null, stopped);
        } else if (failure != null) {
            program.ended(branch, pending, null, failure);
        } else if (value instanceof Waiting waiting) {
            program.waits(branch, pending, again ? new Waiting(waiting.what(), java.time.Instant.EPOCH) : waiting);
        } else {
            program.ended(branch, pending, value, null);
        }
    }

    /** Stops the step; returns at once, the branch goes on when the step has let go. */
    void cancel(FlowInterrupted why) {
        List<Runnable> actions;
        synchronized (this) {
            if (cancelled != null) {
                return;
            }
            cancelled = why;
            if (worker == null && pending.waiting != null) {
                letGo();
                return;
            }
            actions = List.copyOf(onCancel);
            Thread running = worker;
            program.work(() -> {
                actions.forEach(Runnable::run);
                interrupt(running);
            });
        }
    }

    /** Ends the step, which was stopped and waits: no thread of its own would notice. */
    synchronized void letGo() {
        FlowInterrupted why = cancelled;
        program.work(() -> {
            try {
                spec.action().cancelled(pending.call, this, why);
            } finally {
                program.ended(branch, pending, null, why);
            }
        });
    }

    private synchronized void interrupt(Thread running) {
        if (worker == running && running != null && !tidies) {
            running.interrupt();
        }
    }

    synchronized boolean wasCancelled() {
        return cancelled != null;
    }

    Inputs inputs() {
        return program.inputs();
    }

    @Override
    public synchronized void tidiesUp() {
        tidies = true;
        Thread.interrupted();
    }

    @Override
    public synchronized void onCancel(Runnable action) {
        if (cancelled != null) {
            program.work(action);
        } else {
            onCancel.add(action);
        }
    }

    @Override
    public Runnable waker() {
        return () -> {
            synchronized (this) {
                wake = true;
            }
            program.wake(branch, pending);
        };
    }

    @Override
    public ProcessLauncher.Running launch(ProcessLauncher.Command command) throws IOException {
        ProcessLauncher.Running running = program.config().processes().start(command);
        onCancel(() -> running.kill(program.config().grace()));
        return running;
    }

    @Override
    public String stepId() {
        return pending.id;
    }

    @Override
    public Map<String, String> environment() {
        return program.environment().of(pending.frame);
    }

    @Override
    public Path directory() {
        String inner = pending.frame.currentDirectory();
        return inner == null ? workspace() : Path.of(inner);
    }

    @Override
    public Path workspace() {
        return program.config().workspace();
    }

    @Override
    public Path runDirectory() {
        return program.config().runDirectory();
    }

    @Override
    public String stage() {
        StageRecord stage = pending.frame.currentStage();
        return stage == null ? "" : stage.name();
    }

    @Override
    public RunConfig run() {
        return program.config();
    }

    @Override
    public void log(String line) {
        program.print(prefix, printsTime, line);
        program.heard(branch);
    }

    @Override
    public String mask(String text) {
        return program.secrets().mask(text);
    }

    @Override
    public Optional<String> savedState() {
        return program.store().readStepState(pending.id);
    }

    @Override
    public void saveState(String json) {
        program.store().writeStepState(pending.id, program.secrets().mask(json));
    }

    @Override
    public boolean resumed() {
        return resumed && first;
    }

    @Override
    public void worsen(RunResult result) {
        program.post(() -> program.worsen(pending.frame, result));
    }
}
