package io.jenkins.plugins.mldeploy.jenkins.host;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.ClusterAccess;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StateCodec;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.support.concurrent.Timeout;

/**
 * Drives a {@link StepMachine} in a Pipeline: saves its state, carries its action out, feeds what came of it. Programs are durable tasks that are looked at now and
 * then; a wait is an entry in a table. So a step holds no thread, survives a restart of the controller and a reconnection of its agent, and can be stopped: then the
 * machine tidies up, with further actions, before the step ends. The persisted fields are plain; the engine's state is JSON text.
 */
final class StepMachineExecution extends StepExecution {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(StepMachineExecution.class.getName());
    private static final int REMOTE_CALL_SECONDS = 60;

    private final String step;
    private final String id;
    private AgentPlace place;
    private volatile Position position;
    private volatile String stopped;
    private volatile boolean tidying;
    /** True when programs run with the agent's own tools and variables, whatever surrounds the step. */
    private volatile boolean controlled;

    private transient volatile Throwable stopCause;
    private transient Sleep sleep;
    private transient RunningCommand ended;
    private transient long unreachableSince;
    private transient long pause;

    /** Until {@link #start}: from then on the state holds the arguments. */
    private HashMap<String, Object> given;

    StepMachineExecution(StepContext context, String step, String id, Map<String, Object> given) {
        super(context);
        this.step = step;
        this.id = id;
        this.given = new HashMap<>(given);
    }

    @Override
    public boolean start() throws Exception {
        StepMachine<?> machine = machine();
        if (SuiteStepDescriptor.named(step).needsAgent()) {
            place = AgentPlace.of(getContext(), step);
        } else if (getContext().get(FilePath.class) != null) {
            log(step
                    + " is inside a node, and so the run holds an executor while it waits; put it outside of node, or into a"
                    + " stage with 'agent none'");
        }
        begin(machine);
        return false;
    }

    private <S> void begin(StepMachine<S> machine) throws Exception {
        Turn<S> first;
        try {
            first = machine.begin(Arguments.check(machine.description(), given), RunFacts.of(run()));
        } catch (BadArguments e) {
            throw new AbortException(e.getMessage());
        }
        given = null;
        position = Position.of(StateCodec.write(machine, first.state()));
        StepPool.run(() -> guarded(() -> take(machine, first)));
    }

    @Override
    public void onResume() {
        StepPool.run(() -> guarded(() -> {
            if (position.command() != null) {
                look();
            } else {
                feed(new Event.Resumed(Instant.now()));
            }
        }));
    }

    @Override
    public void stop(Throwable cause) {
        if (stopped != null) {
            log("is being stopped already: tidies up first");
            return;
        }
        stopCause = cause;
        String why = cause.getMessage();
        stopped = why == null || why.isBlank() ? "the run was stopped" : why;
        sleep().wake();
    }

    @Override
    public String getStatus() {
        Position here = position;
        return here == null
                ? "not started"
                : here.command() != null ? "a program runs" : "waits or works on the controller";
    }

    /** Takes a turn: tells, saves, and carries its action out once the save is done. */
    private <S> void take(StepMachine<S> machine, Turn<S> turn) throws Exception {
        turn.log().forEach(this::log);
        if (turn.action() instanceof Action.Done done) {
            sleep().end();
            removeEnded();
            new StepEnd(getContext(), run(), step, id, stopCause, stopped).with(done.result());
            return;
        }
        position = Position.of(StateCodec.write(machine, turn.state()));
        whenSaved(() -> {
            removeEnded();
            carryOut(machine, turn);
        });
    }

    /** What a program left is kept until what came of it is saved: a controller that is killed before that reads it once more. */
    private void removeEnded() throws InterruptedException {
        RunningCommand command = ended;
        ended = null;
        FilePath directory = command == null ? null : place.find();
        if (directory != null) {
            try {
                command.remove(directory);
            } catch (IOException e) {
                LOGGER.log(Level.FINE, "what a program left is swept later", e);
            }
        }
    }

    private void whenSaved(Work then) {
        ListenableFuture<Void> saved = getContext().saveState();
        saved.addListener(
                () -> guarded(() -> {
                    try {
                        saved.get();
                    } catch (java.util.concurrent.ExecutionException e) {
                        if (!tidying) {
                            throw new IOException("the state of this step can't be saved, so it does not go on", e);
                        }
                        // What was begun has to be ended even when nothing can be kept any more.
                        LOGGER.log(Level.WARNING, "the state of a step that tidies up is not saved", e);
                    }
                    then.run();
                }),
                StepPool::run);
    }

    private <S> void carryOut(StepMachine<S> machine, Turn<S> turn) throws Exception {
        if (StepPool.isStopping()) {
            return;
        }
        if (stopped != null && !tidying) {
            feed(null);
            return;
        }
        if (turn.action() instanceof Action.Wait wait) {
            await(wait);
            return;
        }
        if (turn.action() instanceof Action.OnController work) {
            feed(onController(work));
            return;
        }
        FilePath directory = place.find();
        if (directory == null) {
            retryWhenConnected(() -> carryOut(machine, turn));
            return;
        }
        unreachableSince = 0;
        if (turn.action() instanceof Action.Run run) {
            launch(run, directory, machine.access(turn.state()));
        } else if (turn.action() instanceof Action.OnAgent work) {
            feed(onAgent(work, directory));
        }
    }

    private Event onController(Action.OnController work) throws IOException, InterruptedException {
        try {
            JenkinsServices services = new JenkinsServices(run(), () -> place == null ? null : place.find());
            Event event = new Event.Returned(work.task().run(services));
            Topics.ringChanged();
            return event;
        } catch (IOException | UncheckedIOException e) {
            return Failures.event(e);
        }
    }

    private Event onAgent(Action.OnAgent work, FilePath directory) throws InterruptedException {
        try {
            return directory.act(new AgentWork(work.task(), place.root())).event();
        } catch (IOException e) {
            return new Event.Failed("AGENT_LOST", place.node() + " did not answer: " + e.getMessage());
        }
    }

    private void launch(Action.Run run, FilePath directory, Optional<ClusterAccess> access) throws Exception {
        RunningCommand command;
        try {
            EnvironmentTerms.Terms terms = access.isEmpty()
                    ? new EnvironmentTerms.Terms(null, null)
                    : EnvironmentTerms.find(run(), access.get());
            controlled = terms.runsOn() != null;
            Optional<String> wrong = controlled ? place.isNot(terms.runsOn()) : Optional.empty();
            if (wrong.isPresent()) {
                feed(new Event.Failed(
                        "AGENT_NOT_ALLOWED",
                        "the tools of environment '" + access.get().environment() + "' run on '" + terms.runsOn()
                                + "' only, and " + wrong.get() + "; use node('" + terms.runsOn() + "')"));
                return;
            }
            // A command that says itself where its kubeconfig is needs none: /dev/null for what only renders.
            boolean asks = !run.command().environment().containsKey("KUBECONFIG");
            command = RunningCommand.launch(
                    run.command(), asks ? terms.kubeconfig() : null, place, directory, surroundings());
        } catch (IOException | IllegalArgumentException e) {
            feed(new Event.Failed(
                    "IO_FAILED", "can't start " + run.command().argv().get(0) + ": " + e.getMessage()));
            return;
        }
        position = position.running(command);
        whenSaved(() -> {
            pause = 100;
            look();
        });
    }

    private Surroundings surroundings() throws IOException, InterruptedException {
        return controlled ? Surroundings.ofAgent(place, getContext()) : Surroundings.ofStep(getContext());
    }

    /** Looks at the running program now, and again later while it runs. */
    private void look() throws Exception {
        RunningCommand command = position.command();
        if (StepPool.isStopping()) {
            return;
        }
        FilePath directory = place.find();
        Event event = null;
        boolean news = false;
        if (directory != null) {
            try (Timeout limit = Timeout.limit(REMOTE_CALL_SECONDS, java.util.concurrent.TimeUnit.SECONDS)) {
                news = command.copyLog(directory, getContext().get(TaskListener.class));
                event = command.look(directory, getContext(), surroundings(), stopped != null && !tidying);
                unreachableSince = 0;
            } catch (IOException | InterruptedException e) {
                LOGGER.log(Level.FINE, "could not look at a program on " + place.node(), e);
                directory = null;
            } finally {
                Thread.interrupted();
            }
        }
        if (StepPool.isStopping()) {
            return;
        }
        if (directory == null) {
            retryWhenConnected(this::look);
        } else if (event == null) {
            pause = news ? 250 : Math.min(5_000, Math.max(100, pause * 6 / 5));
            if (news) {
                // The controller's position in the log.
                getContext().saveState();
            }
            StepPool.later(Duration.ofMillis(pause), () -> guarded(this::look));
        } else {
            ended = command;
            feed(event);
        }
    }

    /** The agent is not there. It may come back; when it stays away for long, or is to be tidied up on, the machine is told. */
    private void retryWhenConnected(Work again) throws Exception {
        long now = System.nanoTime();
        if (unreachableSince == 0) {
            unreachableSince = now;
            log(place.node() + " can't be reached; waits for it");
        }
        Duration patience = stopped == null ? AgentPatience.normally() : AgentPatience.whenStopped();
        if (now - unreachableSince > patience.toNanos()) {
            unreachableSince = 0;
            position = Position.of(position.state());
            feed(new Event.Failed(
                    "AGENT_LOST", place.node() + " was not reachable for " + patience.toSeconds() + " seconds"));
            return;
        }
        StepPool.later(Duration.ofSeconds(1), () -> guarded(again));
    }

    private void await(Action.Wait wait) throws Exception {
        if (sleep().watch(wait.topic())) {
            SuiteListener.tell(listener -> listener.waiting(run(), wait.topic()));
            // Something may have happened before the watch: looks once more.
            lookAgain();
        } else {
            sleep().begin(wait, () -> stopped != null && !tidying);
        }
    }

    private synchronized Sleep sleep() {
        if (sleep == null) {
            sleep = new Sleep(() -> guarded(this::lookAgain));
        }
        return sleep;
    }

    private void lookAgain() throws Exception {
        sleep().looking();
        feed(new Event.Woken(Instant.now()));
    }

    /** @param event what happened; null when only the stop has to be told */
    private void feed(Event event) throws Exception {
        if (!StepPool.isStopping()) {
            next(machine(), event);
        }
    }

    private <S> void next(StepMachine<S> machine, Event event) throws Exception {
        Event told = event;
        if (stopped != null && !tidying) {
            tidying = true;
            told = new Event.Stopped(stopped);
        }
        take(machine, machine.next(StateCodec.read(machine, position.state()), told));
    }

    private StepMachine<?> machine() throws AbortException {
        return SuiteStepDescriptor.named(step).machine();
    }

    private Run<?, ?> run() throws UncheckedIOException {
        try {
            return getContext().get(Run.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void log(String line) {
        try {
            getContext().get(TaskListener.class).getLogger().println(line);
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.INFO, "{0} (its run has no log any more)", line);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void guarded(Work work) {
        try {
            work.run();
        } catch (Exception | LinkageError | StackOverflowError e) {
            if (!StepPool.isStopping()) {
                // A defect, or a state that can't be kept: whatever it is, the run must not hang.
                sleep().end();
                getContext().onFailure(e);
            }
        }
    }
}
