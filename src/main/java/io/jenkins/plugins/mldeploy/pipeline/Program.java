package io.jenkins.plugins.mldeploy.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Envs;
import com.cloudbees.groovy.cps.Outcome;
import com.cloudbees.groovy.cps.impl.CpsCallableInvocation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A running Jenkinsfile. One thread owns the whole object graph ({@link RunState}): it takes one event after another, runs the branch
 * that the event is for until that suspends again, then saves the graph, and only then starts the steps that were called. So a
 * saved graph is always one in which every branch is between steps or in a step.
 */
final class Program {
    private static final Duration STUCK = Duration.ofSeconds(2);

    private final RunConfig config;
    private final RunStore store;
    private final StepTable table;
    private final CompiledJenkinsfile compiled;
    private final RunState state;
    private final Secrets secrets;
    private final RunEnvironment environment;
    private final RunLog log;

    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final RunThreads threads;
    private final CompletableFuture<RunResult> result = new CompletableFuture<>();
    private final TimeLimits timeLimits;
    private final WaitingSteps waitingSteps;
    private final Forks forks = new Forks(this);
    private final List<Branch> toStart = new ArrayList<>();
    private final Inputs inputs = new Inputs();
    private final AtomicBoolean abortAsked = new AtomicBoolean();
    private Throwable printed;
    private boolean dirty;
    private boolean over;
    private volatile boolean detached;
    private volatile Branch executing;
    private Branch current;

    Program(
            RunConfig config,
            RunStore store,
            StepTable table,
            CompiledJenkinsfile compiled,
            RunState state,
            Secrets secrets,
            RunLog log) {
        this.config = config;
        this.threads = new RunThreads(config.clock());
        this.store = store;
        this.table = table;
        this.compiled = compiled;
        this.state = state;
        this.secrets = secrets;
        this.environment = new RunEnvironment(config, state, secrets);
        this.log = log;
        this.timeLimits = new TimeLimits(this, threads);
        this.waitingSteps = new WaitingSteps(state, config.listener());
    }

    // ---- from other threads ----

    /** Begins with the script's first line. */
    void start() {
        post(() -> {
            PipelineScript script = compiled.newScript();
            state.script = script;
            Branch main =
                    new Branch(0, null, null, new Continuable(script, Envs.empty(new LocalInvoker())), Frame.root());
            state.branches.add(main);
            resume(main, new Outcome(null, null));
        });
        loop();
    }

    /** Goes on where the saved state left off. */
    void proceed() {
        post(() -> {
            timeLimits.proceed();
            for (Branch branch : List.copyOf(state.branches)) {
                if (branch.pending != null) {
                    proceed(branch, branch.pending);
                }
            }
            dirty = true;
        });
        loop();
    }

    private void proceed(Branch branch, Branch.Pending pending) {
        StepSpec spec = table.find(pending.call.step()).orElse(null);
        if (spec == null) {
            ended(branch, pending, null, new StepFailed(table.unknown(pending.call.step())));
        } else if (pending.waiting != null || spec.action().survivesRestart()) {
            pending.run = new StepRun(this, branch, pending, spec, true);
            pending.waiting = null;
            work(pending.run::carryOut);
        } else {
            ended(
                    branch,
                    pending,
                    null,
                    new StepFailed("the step '" + pending.call.step()
                            + "' was interrupted by the end of the process; not run again"));
        }
    }

    private void loop() {
        Thread owner = new Thread(this::own, "pipeline");
        owner.setDaemon(true);
        owner.start();
    }

    void post(Runnable event) {
        events.add(event);
    }

    void work(Runnable task) {
        threads.work(task);
    }

    CompletableFuture<RunResult> result() {
        return result;
    }

    /** Stops everything that runs; {@code post} blocks and {@code finally} then run. */
    void abort(String why) {
        FlowInterrupted cause = new FlowInterrupted(RunResult.ABORTED, why);
        abortAsked.set(true);
        AtomicBoolean heard = new AtomicBoolean();
        post(() -> {
            heard.set(true);
            print(null, false, why);
            interrupt(state.branches.get(0), cause);
        });
        threads.later(STUCK, () -> {
            Branch busy = executing;
            if (!heard.get() && busy != null) {
                busy.continuable.superInterrupt(cause);
            }
        });
    }

    /** Lets go of the run as it was last saved: nothing of it goes on in this process. */
    void detach() {
        post(() -> detached = true);
    }

    /** Keeps the owning thread from doing anything more. */
    void freeze() {
        post(() -> {
            while (true) {
                LockSupport.park();
            }
        });
    }

    void ended(Branch branch, Branch.Pending pending, Object value, Throwable failure) {
        post(() -> {
            if (branch.pending != pending) {
                return;
            }
            branch.pending = null;
            try {
                store.forgetStep(pending.id);
            } catch (IOException stays) {
                // A left-over file of an ended step is never read again: ids are not reused.
            }
            resume(branch, new Outcome(failure == null ? StepTable.plain(value) : null, failure));
        });
    }

    void waits(Branch branch, Branch.Pending pending, Waiting waiting) {
        post(() -> {
            if (branch.pending != pending) {
                return;
            }
            pending.waiting = new Waiting(secrets.mask(waiting.what()), waiting.until());
            dirty = true;
            if (pending.run.wasCancelled()) {
                // It was stopped in the moment in which it began to wait.
                pending.run.letGo();
                return;
            }
            if (waiting.until() != null) {
                threads.at(waiting.until(), () -> wake(branch, pending));
            }
        });
    }

    void wake(Branch branch, Branch.Pending pending) {
        post(() -> {
            if (branch.pending == pending && pending.waiting != null) {
                pending.waiting = null;
                waitingSteps.changed();
                work(pending.run::carryOut);
            }
        });
    }

    /** Output of a step moves the deadlines that count inactivity. */
    void heard(Branch branch) {
        timeLimits.heard(branch);
    }

    // ---- on the owning thread ----

    private void own() {
        Kernel.enter(this);
        CpsCallableInvocation.registerMismatchHandler(this::mismatch);
        try {
            while (!over && !detached) {
                Runnable event = events.take();
                do {
                    event.run();
                    event = over || detached ? null : events.poll();
                } while (event != null);
                if (!over && !detached) {
                    flush();
                }
            }
            if (detached && !over) {
                threads.stop();
                log.close();
                store.release();
                result.cancel(false);
            }
        } catch (Throwable broken) {
            threads.stop();
            result.completeExceptionally(broken);
        } finally {
            CpsCallableInvocation.registerMismatchHandler(null);
            Kernel.leave();
        }
    }

    /** Saves, then starts what was called. */
    private void flush() throws IOException {
        if (dirty) {
            dirty = false;
            if (!save()) {
                return;
            }
        }
        List<Branch> starting = List.copyOf(toStart);
        toStart.clear();
        for (Branch branch : starting) {
            Branch.Pending pending = branch.pending;
            if (pending != null && pending.run == null) {
                StepSpec spec = table.find(pending.call.step()).orElseThrow();
                pending.run = new StepRun(this, branch, pending, spec, false);
                work(pending.run::carryOut);
            }
        }
        waitingSteps.tell();
    }

    private boolean save() throws IOException {
        try {
            store.writeProgram(new ProgramCodec(secrets, compiled).write(state));
            store.writeState(RunReport.of(config, state, waitingSteps.now(), secrets::mask));
            return true;
        } catch (java.io.NotSerializableException unsaveable) {
            refuse(unsaveable);
            return false;
        }
    }

    /** Fails the step in whose branch something lies that cannot be saved. */
    private void refuse(java.io.NotSerializableException unsaveable) {
        Branch guilty = null;
        String message = null;
        for (Branch branch : List.copyOf(toStart)) {
            message = Unsaveable.find(branch).orElse(null);
            if (message != null) {
                guilty = branch;
                break;
            }
        }
        if (guilty == null) {
            message = Unsaveable.find(state).orElse(unsaveable.getMessage() + " cannot be saved");
            guilty = toStart.isEmpty() ? null : toStart.get(0);
        }
        dirty = true;
        if (guilty == null) {
            for (Branch branch : List.copyOf(state.branches)) {
                interrupt(branch, new FlowInterrupted(RunResult.FAILURE, message));
            }
            return;
        }
        Branch failed = guilty;
        String step = failed.pending.call.step();
        failed.pending = null;
        toStart.remove(failed);
        resume(failed, new Outcome(null, new StepFailed("before the step '" + step + "': " + message)));
        post(() -> {});
    }

    /** Runs a branch until it suspends in a step that takes time, or ends. */
    void resume(Branch branch, Outcome outcome) {
        Outcome next = outcome;
        while (true) {
            dirty = true;
            waitingSteps.changed();
            current = branch;
            executing = branch;
            Outcome yielded;
            Failures.locate(next.getAbnormal(), branch.continuable);
            try {
                yielded = branch.continuable.run0(next, Kernel.CATEGORIES);
            } finally {
                executing = null;
                current = null;
            }
            if (!branch.continuable.isResumable()) {
                finished(branch, yielded);
                return;
            }
            Object call = yielded.getNormal();
            if (call instanceof ParallelCall parallel) {
                forks.fork(branch, parallel);
                return;
            }
            StepCall step = (StepCall) call;
            StepSpec spec = table.find(step.step()).orElseThrow();
            Branch.Pending pending = new Branch.Pending(state.nextId(), step, branch.frame);
            if (spec.kind() != StepSpec.Kind.IMMEDIATE) {
                branch.pending = pending;
                toStart.add(branch);
                return;
            }
            next = atOnce(branch, pending, spec);
        }
    }

    private Outcome atOnce(Branch branch, Branch.Pending pending, StepSpec spec) {
        try {
            Object value = spec.action().run(pending.call, new StepRun(this, branch, pending, spec, false));
            return new Outcome(StepTable.plain(value), null);
        } catch (Throwable failure) {
            return new Outcome(null, failure);
        }
    }

    private void finished(Branch branch, Outcome outcome) {
        state.branches.remove(branch);
        if (branch.origin == null) {
            end(outcome.getAbnormal());
        } else {
            forks.join(branch, outcome);
        }
    }

    void interrupt(Branch branch, FlowInterrupted cause) {
        if (branch.fork != null) {
            for (Branch child : List.copyOf(branch.fork.children)) {
                if (state.branches.contains(child)) {
                    interrupt(child, cause);
                }
            }
        } else if (branch.pending != null) {
            Branch.Pending pending = branch.pending;
            if (pending.run != null) {
                pending.run.cancel(cause);
            } else {
                toStart.remove(branch);
                ended(branch, pending, null, cause);
            }
        } else {
            branch.continuable.superInterrupt(cause);
        }
    }

    private void mismatch(Object expectedReceiver, String expected, Object actualReceiver, String actual) {
        String inside = expectedReceiver == null
                ? expected
                : expectedReceiver.getClass().getSimpleName() + "." + expected;
        boolean step = table.find(actual).isPresent();
        String message = step
                ? "the step '" + actual + "' was called inside " + inside
                        + ", which cannot be suspended: it would silently end "
                        + expected + " with a wrong value. Call steps outside of @NonCPS methods and of closures that "
                        + expected + " runs; a for loop or each { } works"
                : "a block or method of the Jenkinsfile ('" + actual + "') was called from inside " + inside
                        + ", which cannot be suspended: it would silently give a wrong value. Put the whole call into a method"
                        + " with @NonCPS (without steps in it), or write it as a for loop";
        Branch branch = executing;
        if (branch != null) {
            branch.continuable.superInterrupt(new IllegalStateException(message));
        }
    }

    private void end(Throwable failure) {
        if (failure instanceof FlowInterrupted interrupted) {
            state.worsen(interrupted.getResult());
        } else if (failure != null) {
            state.worsen(RunResult.FAILURE);
        }
        if (failure != null && !(abortAsked.get() && failure instanceof FlowInterrupted)) {
            printOnce(failure, Frame.root());
        }
        over = true;
        RunResult ended = state.currentResult();
        try {
            config.processes().killAll(cookie(), config.grace());
            store.forgetProgram();
            store.writeState(RunReport.of(config, state, List.of(), secrets::mask));
        } catch (IOException e) {
            print(null, false, "ERROR: the end of the run could not be recorded: " + e.getMessage());
        }
        threads.stop();
        print(null, false, "Finished: " + ended);
        log.close();
        store.release();
        config.listener().ended(ended);
        result.complete(ended);
    }

    // ---- for the kernel and the steps ----

    Branch current() {
        return current;
    }

    RunConfig config() {
        return config;
    }

    RunState state() {
        return state;
    }

    StepTable table() {
        return table;
    }

    CompiledJenkinsfile compiled() {
        return compiled;
    }

    RunStore store() {
        return store;
    }

    Secrets secrets() {
        return secrets;
    }

    RunEnvironment environment() {
        return environment;
    }

    Inputs inputs() {
        return inputs;
    }

    /** Value of the variable that marks every process of the run. */
    String cookie() {
        return config.runDirectory() + "#" + config.number();
    }

    void print(String prefix, boolean timed, String line) {
        log.line(prefix, timed, secrets.mask(line));
    }

    /** Prints a failure, unless it is the one that was printed last: it comes by again on its way out. */
    void printOnce(Throwable failure, Frame where) {
        if (failure != printed) {
            printed = failure;
            Failures.lines(failure).forEach(line -> print(where.currentPrefix(), where.printsTime(), line));
        }
    }

    void worsen(Frame frame, RunResult worse) {
        state.worsen(worse);
        StageRecord stage = frame.currentStage();
        if (stage != null) {
            stage.worsen(worse);
        }
    }

    RunState.TimeLimit limit(long millis, boolean activity) {
        return timeLimits.begin(current, millis, activity);
    }
}
