package io.jenkins.plugins.mldeploy.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A Jenkinsfile being run: the entry class of this package. {@link #start} begins a new run, {@link #resume} goes on with one whose
 * process ended while it waited or worked; {@link #await} gives its result.
 */
public final class PipelineRun {
    private final Program program;

    private PipelineRun(Program program) {
        this.program = program;
    }

    /**
     * Compiles and begins.
     *
     * @throws JenkinsfileRejected when the Jenkinsfile has errors that can be seen before it runs; nothing has run then
     * @throws IOException when the run's directory cannot be written
     */
    public static PipelineRun start(RunConfig config) throws IOException {
        StepTable table = StepTable.of(config.steps());
        CompiledJenkinsfile compiled = CompiledJenkinsfile.of(config.jenkinsfile(), table);
        RunStore store = new RunStore(config.runDirectory());
        store.create();
        store.acquire();
        store.writeJenkinsfile(config.jenkinsfile());
        RunState state = new RunState(Instant.now(), "#" + config.number());
        state.parameters.putAll(config.parameters());
        Program program = new Program(
                config,
                store,
                table,
                compiled,
                state,
                new Secrets(config.credentials()),
                new RunLog(config.output(), config.runDirectory().resolve("log.txt")));
        program.start();
        return new PipelineRun(program);
    }

    /**
     * Goes on with the run in {@link RunConfig#runDirectory()}, from the Jenkinsfile stored with it.
     *
     * @throws IOException when there is no such run, or it has ended
     */
    public static PipelineRun resume(RunConfig config) throws IOException {
        RunStore store = new RunStore(config.runDirectory());
        String source = store.readJenkinsfile();
        store.acquire();
        try {
            return resume(config, store, source);
        } catch (IOException | RuntimeException e) {
            store.release();
            throw e;
        }
    }

    private static PipelineRun resume(RunConfig config, RunStore store, String source) throws IOException {
        byte[] saved = store.readProgram();
        StepTable table = StepTable.of(config.steps());
        CompiledJenkinsfile compiled = CompiledJenkinsfile.of(source, table);
        Secrets secrets = new Secrets(config.credentials());
        RunState state;
        try {
            state = new ProgramCodec(secrets, compiled).read(saved);
            for (String id : state.credentials) {
                secrets.bind(id, List.of());
            }
        } catch (ClassNotFoundException | RuntimeException | java.io.ObjectStreamException e) {
            throw new IOException(
                    "the run in " + config.runDirectory() + " cannot be resumed: " + e.getMessage()
                            + "; nothing was changed: resume it with the version that saved it, or run the Jenkinsfile again",
                    e);
        } catch (StepFailed e) {
            throw new IOException("the run cannot be resumed: " + e.getMessage(), e);
        }
        Program program = new Program(
                config,
                store,
                table,
                compiled,
                state,
                secrets,
                new RunLog(config.output(), config.runDirectory().resolve("log.txt")));
        program.proceed();
        return new PipelineRun(program);
    }

    /**
     * Waits for the end.
     *
     * @return how the run ended
     * @throws CancellationException when the run was detached
     */
    public RunResult await() throws InterruptedException {
        try {
            return program.result().get();
        } catch (ExecutionException broken) {
            throw new IllegalStateException("the run broke: " + broken.getCause(), broken.getCause());
        }
    }

    /**
     * Waits for the end, but not longer than this.
     *
     * @throws TimeoutException when it still runs
     */
    public RunResult await(Duration atMost) throws InterruptedException, TimeoutException {
        try {
            return program.result().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException broken) {
            throw new IllegalStateException("the run broke: " + broken.getCause(), broken.getCause());
        }
    }

    public boolean isOver() {
        return program.result().isDone();
    }

    /** Stops the run: running processes are ended, {@code post} and {@code finally} run, the result is ABORTED. */
    public void abort(String why) {
        program.abort(why);
    }

    /** Answers an {@code input} by its id; also before it is asked, or after {@link #resume}. */
    public void answer(String inputId, InputAnswer answer) {
        program.inputs().answer(inputId, answer);
    }

    /** Lets go of a run that waits; it stays on disk and can be resumed. */
    public void detach() {
        program.detach();
    }

    /**
     * Stops the program where it stands and ends every process of the run without grace: for a second Ctrl-C, or when this process
     * is told to end. Nothing of the Jenkinsfile runs any more and {@link #await} does not return; the caller ends the process.
     */
    public void killProcesses() {
        program.freeze();
        program.config().processes().killAll(program.cookie(), Duration.ZERO);
    }

    /** The stages so far. */
    public List<StageRecord> stages() {
        return List.copyOf(program.state().stages);
    }
}
