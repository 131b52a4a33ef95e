package io.jenkins.plugins.mldeploy.jenkins.host;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import hudson.AbortException;
import hudson.FilePath;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.NewerState;
import io.jenkins.plugins.mldeploy.step.StateCodec;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Drives the {@link StepMachine} of one step from turn to turn: saves its state, carries its action out, feeds what came of it. Lives as long as this controller; what a
 * restart needs is in {@link StepProgress}. Programs are {@link ProgramWatch}'s, waits {@link Sleep}'s.
 */
final class StepDrive {
    private static final Logger LOGGER = Logger.getLogger(StepDrive.class.getName());

    private final StepScene scene;
    private final StepProgress progress;
    private final ProgramWatch programs;
    private final Sleep sleep = new Sleep(() -> guarded(this::lookAgain));
    private final AgentAbsence absence = new AgentAbsence();
    private final AtomicBoolean working = new AtomicBoolean();
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile Throwable stopCause;
    private volatile boolean needsNewerPlugin;

    StepDrive(StepScene scene, StepProgress progress) {
        this.scene = scene;
        this.progress = progress;
        this.programs = new ProgramWatch(this, scene, progress);
    }

    void begin(Map<String, Object> given) throws Exception {
        begin(machine(), given);
    }

    private <S> void begin(StepMachine<S> machine, Map<String, Object> given) throws Exception {
        Turn<S> first;
        try {
            first = machine.begin(Arguments.check(machine.description(), given), RunFacts.of(scene.run()));
        } catch (BadArguments e) {
            throw new AbortException(e.getMessage());
        }
        progress.at(Position.of(StateCodec.write(machine, first.state()), false));
        working.set(true);
        StepsAtWork.get().add(scene.run(), this);
        StepPool.run(() -> guarded(() -> take(machine, first, false)));
    }

    /** After a restart, from what was saved; a second call does nothing. */
    void resume() {
        if (!working.compareAndSet(false, true)) {
            return;
        }
        StepPool.run(() -> guarded(() -> {
            StepsAtWork.get().add(scene.run(), this);
            StepsAtWork.watchForLostStop(scene.run());
            if (!scene.run().isBuilding()) {
                noteStop(StepsAtWork.runEnded());
            }
            if (progress.position().command() != null) {
                programs.look();
            } else {
                feed(new Event.Resumed(SuiteClock.now()));
            }
        }));
    }

    /** The machine is told, and tidies up; a step that is being stopped is not stopped again. */
    void stop(Throwable cause) {
        if (!noteStop(cause)) {
            scene.log("is being stopped already: tidies up first");
        } else if (needsNewerPlugin) {
            end(cause);
        } else if (working.get()) {
            sleep.wake();
        } else {
            // Jenkins still loads the run, and tells us when it is ready; it may also never do that, for example
            // because the run was killed meanwhile.
            StepPool.later(AgentPatience.whenStopped(), this::resume);
        }
    }

    private synchronized boolean noteStop(Throwable cause) {
        if (progress.stopped() != null) {
            return false;
        }
        stopCause = cause;
        String why = cause.getMessage();
        return progress.stop(why == null || why.isBlank() ? "the run was stopped" : why);
    }

    /** Takes a turn: tells, saves, and carries its action out once the save is done. */
    private <S> void take(StepMachine<S> machine, Turn<S> turn, boolean tidying) throws Exception {
        turn.log().forEach(scene::log);
        if (turn.action() instanceof Action.Done done) {
            leave();
            programs.removeEnded();
            new StepEnd(scene.context(), scene.run(), scene.step(), scene.id(), stopCause, progress.stopped())
                    .with(done.result());
            return;
        }
        progress.at(Position.of(StateCodec.write(machine, turn.state()), tidying));
        whenSaved(() -> {
            programs.removeEnded();
            carryOut(machine, turn);
        });
    }

    void whenSaved(Work then) {
        ListenableFuture<Void> saved = save();
        saved.addListener(
                () -> guarded(() -> {
                    try {
                        saved.get();
                    } catch (ExecutionException e) {
                        if (!progress.tidying()) {
                            throw new IOException("the state of this step can't be saved, so it does not go on", e);
                        }
                        // What was begun has to be ended even when nothing can be kept any more.
                        LOGGER.log(Level.WARNING, "the state of a step that tidies up is not saved", e);
                    }
                    then.run();
                }),
                StepPool::run);
    }

    /** A program that ended takes no more work, and says so at once. */
    private ListenableFuture<Void> save() {
        try {
            return scene.context().saveState();
        } catch (RejectedExecutionException e) {
            return Futures.immediateFailedFuture(e);
        }
    }

    private <S> void carryOut(StepMachine<S> machine, Turn<S> turn) throws Exception {
        if (StepPool.isStopping()) {
            return;
        }
        if (progress.mustTellStop()) {
            feed(null);
            return;
        }
        if (turn.action() instanceof Action.Wait wait) {
            await(wait);
            return;
        }
        if (turn.action() instanceof Action.OnController work) {
            feed(StepWork.onController(work.task(), scene));
            return;
        }
        FilePath directory = scene.directory();
        if (directory == null) {
            whenConnected(() -> carryOut(machine, turn));
            return;
        }
        connected();
        if (turn.action() instanceof Action.Run run) {
            programs.launch(run.command(), directory, machine.access(turn.state()), machine.registry(turn.state()));
        } else if (turn.action() instanceof Action.OnAgent work) {
            feed(StepWork.onAgent(work.task(), scene, directory));
        }
    }

    /** When it wakes by itself; null when it does not sleep. */
    Instant sleepsUntil() {
        return sleep.until();
    }

    /** Looks at the clock, if it sleeps. */
    void clockMoved() {
        sleep.wake();
    }

    void connected() {
        absence.ends();
    }

    /** The agent is not there. It may come back; when it stays away for long, or is to be tidied up on, the machine is told. */
    void whenConnected(Work again) throws Exception {
        if (absence.begins()) {
            scene.log(scene.place().node() + " can't be reached; waits for it");
        }
        Duration patience = progress.stopped() == null ? AgentPatience.normally() : AgentPatience.whenStopped();
        if (absence.isLongerThan(patience)) {
            absence.ends();
            progress.at(progress.position().idle());
            feed(new Event.Failed(
                    "AGENT_LOST",
                    scene.place().node() + " was not reachable for " + patience.toSeconds() + " seconds"));
            return;
        }
        StepPool.later(Duration.ofSeconds(1), () -> guarded(again));
    }

    private void await(Action.Wait wait) throws Exception {
        boolean unwatched = sleep.watch(wait.topic());
        SuiteListener.tell(listener -> listener.waiting(scene.run(), wait.topic()));
        if (unwatched) {
            // Something may have happened before the watch: looks once more.
            lookAgain();
        } else {
            sleep.begin(wait, progress::mustTellStop);
        }
    }

    private void lookAgain() throws Exception {
        sleep.looking();
        feed(new Event.Woken(SuiteClock.now()));
    }

    /** @param event what happened; null when only the stop has to be told */
    void feed(Event event) throws Exception {
        if (!StepPool.isStopping()) {
            next(machine(), event);
        }
    }

    private <S> void next(StepMachine<S> machine, Event event) throws Exception {
        boolean tell = progress.mustTellStop();
        Turn<S> turn = machine.next(
                StateCodec.read(machine, progress.position().state()),
                tell ? new Event.Stopped(progress.stopped()) : event);
        take(machine, turn, tell || progress.tidying());
    }

    private StepMachine<?> machine() throws AbortException {
        return SuiteStepDescriptor.named(scene.step()).machine();
    }

    void guarded(Work work) {
        try {
            work.run();
        } catch (NewerState e) {
            waitForNewerPlugin(e);
        } catch (Exception | LinkageError | StackOverflowError e) {
            if (!StepPool.isStopping()) {
                fail(e);
            }
        }
    }

    /** A defect, or a state that can't be kept: whatever it is, the run must not hang, and what was begun is ended first. */
    private void fail(Throwable why) {
        if (progress.position() == null || progress.tidying() || !failed.compareAndSet(false, true)) {
            end(why);
            return;
        }
        LOGGER.log(Level.WARNING, why, () -> scene.step() + " can't go on, and tidies up");
        noteStop(why);
        guarded(progress.position().command() == null ? () -> feed(null) : programs::look);
    }

    /** An older plugin can't know what a newer one began: it leaves everything as it is. */
    private void waitForNewerPlugin(NewerState e) {
        needsNewerPlugin = true;
        // It can't tidy up: what a run that ends now left open is closed without it.
        StepsAtWork.get().remove(this);
        scene.log(e.getMessage() + ". Nothing was changed; install the newer plugin again and restart Jenkins, or stop"
                + " the run");
        if (progress.stopped() != null) {
            end(stopCause == null ? e : stopCause);
        }
    }

    private void end(Throwable why) {
        leave();
        scene.context().onFailure(why);
    }

    private void leave() {
        sleep.end();
        StepsAtWork.get().remove(this);
    }

    /** What may fail in any way. */
    interface Work {
        void run() throws Exception;
    }
}
