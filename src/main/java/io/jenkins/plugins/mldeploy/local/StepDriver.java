package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.pipeline.CredentialStore;
import io.jenkins.plugins.mldeploy.pipeline.FlowInterrupted;
import io.jenkins.plugins.mldeploy.pipeline.LeafStep;
import io.jenkins.plugins.mldeploy.pipeline.RunResult;
import io.jenkins.plugins.mldeploy.pipeline.StepCall;
import io.jenkins.plugins.mldeploy.pipeline.StepContext;
import io.jenkins.plugins.mldeploy.pipeline.StepFailed;
import io.jenkins.plugins.mldeploy.pipeline.Waiting;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.ClusterAccess;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.RegistryAccess;
import io.jenkins.plugins.mldeploy.step.StateCodec;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Drives one of the suite's steps on this machine: saves its state, carries its action out, feeds what came of it. Holds no thread while the step
 * waits, and goes on from the saved state after the end of the process.
 */
final class StepDriver<S> implements LeafStep {
    private static final Executor CONTROLLER = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "mldeploy-controller");
        thread.setDaemon(true);
        return thread;
    });

    private final StepMachine<S> machine;
    private final Services services;
    private final Topics topics;
    private final StepReports reports;
    private final CredentialStore credentials;

    StepDriver(StepMachine<S> machine, Services services, Topics topics, StepReports reports) {
        this(machine, services, topics, reports, id -> Optional.empty());
    }

    StepDriver(
            StepMachine<S> machine,
            Services services,
            Topics topics,
            StepReports reports,
            CredentialStore credentials) {
        this.credentials = credentials;
        this.machine = machine;
        this.services = services;
        this.topics = topics;
        this.reports = reports;
    }

    @Override
    public boolean survivesRestart() {
        return true;
    }

    @Override
    public Object run(StepCall call, StepContext context) throws Exception {
        return new Drive(context).go(first(call, context));
    }

    private Turn<S> first(StepCall call, StepContext context) throws IOException, StepFailed {
        if (context.savedState().isPresent()) {
            S state = StateCodec.read(machine, context.savedState().get());
            Event event = context.resumed()
                    ? new Event.Resumed(services.clock().instant())
                    : new Event.Woken(services.clock().instant());
            return machine.next(state, event);
        }
        try {
            return machine.begin(Arguments.check(machine.description(), call.arguments()), services.run());
        } catch (BadArguments e) {
            throw new StepFailed(e.getMessage(), e);
        }
    }

    @Override
    public void cancelled(StepCall call, StepContext context, FlowInterrupted why) {
        Drive drive = new Drive(context);
        drive.stopped.set(true);
        drive.tidying = true;
        try {
            S state = StateCodec.read(machine, context.savedState().orElseThrow());
            drive.go(machine.next(state, new Event.Stopped(why.getMessage())));
        } catch (IOException | StepFailed | FlowInterrupted e) {
            context.log(e.getMessage());
        }
    }

    /** One stretch of a step on a worker thread, from a start or a wake-up to its end or the next wait. */
    private final class Drive {
        private final StepContext context;
        private final AtomicBoolean stopped = new AtomicBoolean();
        /** The last version of a topic that the step has certainly looked at after. */
        private final Map<String, Long> seen = new LinkedHashMap<>();
        /** Set once the step was told that it is stopped; from then on nothing interrupts it. */
        private boolean tidying;

        Drive(StepContext context) {
            this.context = context;
            context.onCancel(() -> stopped.set(true));
        }

        Object go(Turn<S> first) throws IOException, StepFailed, FlowInterrupted {
            Turn<S> turn = first;
            while (true) {
                try {
                    turn.log().forEach(context::log);
                    if (turn.action() instanceof Action.Done done) {
                        return end(done.result());
                    }
                    context.saveState(StateCodec.write(machine, turn.state()));
                    if (turn.action() instanceof Action.Wait wait && !stopped.get()) {
                        long version = topics.version(wait.topic());
                        if (Long.valueOf(version).equals(seen.put(wait.topic(), version))) {
                            topics.watch(wait.topic(), version, context.waker());
                            return new Waiting(wait.topic(), wait.until());
                        }
                        reports.waiting(context, wait);
                        turn = machine.next(
                                turn.state(), new Event.Woken(services.clock().instant()));
                        continue;
                    }
                    if (turn.action() instanceof Action.Run) {
                        machine.registry(turn.state()).ifPresent(this::sayWhoseLogins);
                    }
                    Event event = carryOut(turn);
                    turn = stopped.get() && !tidying ? stop(turn) : machine.next(turn.state(), event);
                } catch (IOException | UncheckedIOException e) {
                    // The interrupt of a stop breaks whatever was just read or written.
                    if (!stopped.get() || tidying) {
                        throw e;
                    }
                    turn = stop(turn);
                }
            }
        }

        /** The machine is told; from now on nothing interrupts it. */
        private Turn<S> stop(Turn<S> turn) {
            tidying = true;
            context.tidiesUp();
            return machine.next(turn.state(), new Event.Stopped("the run was stopped"));
        }

        private void sayWhoseLogins(RegistryAccess registry) {
            context.log("registryCredentialsId '" + registry.credentialsId()
                    + "' is for Jenkins; here the program uses the logins of this machine");
        }

        private Event carryOut(Turn<S> turn) throws IOException {
            Action action = turn.action();
            try {
                if (action instanceof Action.Run run) {
                    return run(run.command(), turn.state());
                }
                if (action instanceof Action.OnAgent work) {
                    return new Event.Returned(work.task().run(workspace(context)));
                }
                if (action instanceof Action.OnController work) {
                    return new Event.Returned(uninterrupted(work.task()));
                }
                // A wait of a step that was stopped.
                return new Event.Woken(services.clock().instant());
            } catch (InterruptedException e) {
                stopped.set(true);
                return new Event.Stopped("the run was stopped");
            } catch (UnreadableReport e) {
                return new Event.Failed(e.code(), e.getMessage());
            } catch (IOException | UncheckedIOException e) {
                return new Event.Failed("IO_FAILED", e.getMessage() == null ? e.toString() : e.getMessage());
            }
        }

        /** With the credential that the call names, where it names one. */
        private Event run(Command command, S state) throws IOException, InterruptedException {
            String id = machine.access(state).map(ClusterAccess::credentialsId).orElse(null);
            if (id == null || command.environment().containsKey("KUBECONFIG")) {
                return new CommandRunner(context).run(command, tidying);
            }
            Optional<NamedKubeconfig> found =
                    NamedKubeconfig.of(credentials, id, context.runDirectory().resolve("tmp"));
            if (found.isEmpty()) {
                return new Event.Failed("CREDENTIAL_MISSING", NamedKubeconfig.missing(id));
            }
            try (NamedKubeconfig kubeconfig = found.get()) {
                return new CommandRunner(context).run(command.with(kubeconfig.variables()), tidying);
            }
        }

        /** On a thread that nobody interrupts: an interrupt would close the journal's file under a write. */
        private Object uninterrupted(ControllerTask<?> task) throws IOException {
            try {
                return CompletableFuture.supplyAsync(
                                () -> {
                                    try {
                                        return (Object) task.run(services);
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                },
                                CONTROLLER)
                        .join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof UncheckedIOException io) {
                    throw io.getCause();
                }
                throw e.getCause() instanceof RuntimeException defect ? defect : e;
            }
        }

        private Object end(StepResult result) throws StepFailed, FlowInterrupted {
            reports.ended(context, machine.description().step(), result);
            return switch (result.status()) {
                case SUCCESS -> plain(result.returned());
                case UNSTABLE -> {
                    context.worsen(RunResult.UNSTABLE);
                    yield plain(result.returned());
                }
                case FAILURE -> throw new StepFailed(result.sentence());
                case ABORTED -> throw new FlowInterrupted(RunResult.ABORTED, result.sentence());
                case NOT_BUILT -> throw new FlowInterrupted(RunResult.NOT_BUILT, result.sentence());
            };
        }
    }

    private static Workspace workspace(StepContext context) throws IOException {
        return new Workspace(
                context.workspace(), context.directory(), context.runDirectory().resolve("tmp"));
    }

    /** What a Jenkinsfile may keep in a variable while the run is saved: ordinary collections. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, element) -> copy.put(String.valueOf(key), plain(element)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(plain(element)));
            return copy;
        }
        return value;
    }
}
