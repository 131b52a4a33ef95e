package io.jenkins.plugins.mldeploy.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import com.google.common.collect.ImmutableList;
import groovy.lang.Closure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.codehaus.groovy.runtime.InvokerInvocationException;

/**
 * What the compiled Jenkinsfile and the CPS-compiled library call back into. Public only because those are loaded by another class
 * loader; works only on the thread that owns a program.
 */
public final class Kernel {
    @SuppressWarnings("rawtypes") // The type that Continuable asks for.
    static final List<Class> CATEGORIES = ImmutableList.<Class>builder()
            .addAll(Continuable.categories)
            .add(Iteration.class)
            .build();

    private static final ThreadLocal<Program> PROGRAM = new ThreadLocal<>();

    private Kernel() {}

    static void enter(Program program) {
        PROGRAM.set(program);
    }

    static void leave() {
        PROGRAM.remove();
    }

    static Program program() {
        Program program = PROGRAM.get();
        if (program == null) {
            throw new IllegalStateException(
                    "the pipeline can only be reached from its own thread, not from one that the Jenkinsfile has started");
        }
        return program;
    }

    static PipelineScript script() {
        return program().state().script;
    }

    private static Frame frame() {
        return program().current().frame;
    }

    // ---- names ----

    /** Calls a step, or makes a {@link Symbol}. */
    static Object invoke(String name, Object[] arguments) {
        Program program = program();
        Optional<StepSpec> found = program.table().find(name);
        if (found.isEmpty()) {
            if (name.equals("pipeline") && program.compiled().plan() != null) {
                Object interpreter = program.compiled().newInterpreter(script());
                return unwrapped(() -> InvokerHelper.invokeMethod(interpreter, name, null));
            }
            if (name.equals("script") && arguments.length == 1 && arguments[0] instanceof Closure<?> body) {
                return unwrapped(() -> InvokerHelper.invokeMethod(
                        program.compiled().newBlocks(), name, new Object[] {Map.of(), body}));
            }
            if (Symbols.NAMES.contains(name)) {
                return Symbols.make(name, arguments);
            }
            throw new IllegalArgumentException(program.table().unknown(name));
        }
        StepSpec spec = found.get();
        StepTable.Bound bound = StepTable.bind(spec, arguments);
        if (spec.kind() == StepSpec.Kind.BODY) {
            if (name.equals("parallel")) {
                return Continuable.suspend(name, ParallelCall.of(bound.arguments()));
            }
            Object blocks = program.compiled().newBlocks();
            return unwrapped(
                    () -> InvokerHelper.invokeMethod(blocks, name, new Object[] {bound.arguments(), bound.body()}));
        }
        return Continuable.suspend(name, new StepCall(name, bound.arguments()));
    }

    /** Lets what a reflective call has wrapped out again: continuations travel as throwables. */
    static Object unwrapped(Supplier<Object> call) {
        try {
            return call.get();
        } catch (InvokerInvocationException wrapped) {
            if (wrapped.getCause() instanceof Error error) {
                throw error;
            }
            if (wrapped.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            throw wrapped;
        }
    }

    /** The value of a name that the Jenkinsfile does not define: a global object, or a variable of the environment. */
    static Optional<Object> global(String name) {
        if (PROGRAM.get() == null) {
            return Optional.empty();
        }
        return switch (name) {
            case "env" -> Optional.of(new GlobalObjects.Env());
            case "params" -> Optional.of(new GlobalObjects.Params());
            case "currentBuild" -> Optional.of(new GlobalObjects.CurrentBuild());
            case "steps" -> Optional.of(new PipelineScript.Steps());
            case "scm" -> Optional.of(new Symbol("scm", Map.of()));
            default -> Optional.ofNullable(program().environment().get(frame(), name));
        };
    }

    static String variable(String name) {
        return program().environment().get(frame(), name);
    }

    static Map<String, String> variables() {
        return program().environment().of(frame());
    }

    static RunState state() {
        return program().state();
    }

    // ---- for the library ----

    /** Prints a line. */
    public static void print(String line) {
        program().print(frame().currentPrefix(), frame().printsTime(), line);
    }

    /** The frame to go back to at the end of a block. */
    public static Object mark() {
        return frame();
    }

    public static void leave(Object mark) {
        program().current().frame = (Frame) mark;
    }

    public static void enterEnvironment(List<?> settings) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Object setting : settings) {
            String text = String.valueOf(setting);
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("withEnv: '" + text + "' must be NAME=value");
            }
            variables.put(text.substring(0, equals), text.substring(equals + 1));
        }
        program().current().frame = frame().withEnvironment(variables);
    }

    public static void enterSecrets(List<?> bindings) throws Exception {
        Map<String, String> references = Bindings.references(bindings, program().secrets(), state().credentials);
        program().current().frame = frame().withSecrets(references);
    }

    public static void enterDirectory(String path) {
        String outer = frame().currentDirectory();
        Path base = outer == null ? program().config().workspace() : Path.of(outer);
        program().current().frame = frame().in(base.resolve(path).normalize().toString());
    }

    public static void enterTimestamps() {
        program().current().frame = frame().timed();
    }

    /** Opens a stage. */
    public static Object enterStage(String name) {
        Program program = program();
        RunState state = program.state();
        StageRecord stage = new StageRecord(++state.nextId, frame().currentStage(), name, Instant.now());
        state.stages.add(stage);
        program.current().frame = frame().in(stage);
        program.config().listener().stageStarted(stage);
        return stage;
    }

    /** Closes a stage; the failure that left it, or null. */
    public static void endStage(Object opened, Throwable failure) {
        StageRecord stage = (StageRecord) opened;
        if (failure != null) {
            stage.worsen(resultOf(failure));
        }
        boolean byFailFast = failure instanceof FlowInterrupted interrupted && interrupted.byFailFast();
        if (stage.parent() != null && stage.skipped() == null && !byFailFast) {
            stage.parent().worsen(stage.result());
        }
        stage.end(Instant.now());
        program().config().listener().stageEnded(stage);
    }

    /** The result that a failure stands for. */
    public static RunResult resultOf(Throwable failure) {
        return failure instanceof FlowInterrupted interrupted ? interrupted.getResult() : RunResult.FAILURE;
    }

    public static Object startTimeout(Map<String, Object> arguments) {
        Duration time = Units.of((Number) arguments.get("time"), String.valueOf(arguments.get("unit")));
        print("Timeout set to expire in " + Units.words(time));
        return program().limit(time.toMillis(), Boolean.TRUE.equals(arguments.get("activity")));
    }

    public static void endTimeout(Object limit) {
        program().state().timeLimits.remove(((RunState.TimeLimit) limit).id);
    }

    /** Marks an interruption as this time-out's own, so that a retry outside may try again. */
    public static void ownTimeout(Object limit, Throwable failure) {
        if (failure instanceof FlowInterrupted interrupted
                && ((RunState.TimeLimit) limit).id.equals(interrupted.scope())) {
            interrupted.handled();
        }
    }

    public static boolean mayRetry(Throwable failure) {
        return !(failure instanceof FlowInterrupted interrupted && interrupted.isActualInterruption());
    }

    /** Prints a failure that a block has caught. */
    public static void printFailure(Throwable failure) {
        for (String line : Failures.lines(failure)) {
            print(line);
        }
    }

    public static String message(Throwable failure) {
        return Failures.message(failure);
    }

    /** Sets the results of {@code catchError}. */
    public static void caught(Throwable failure, String buildResult, String stageResult) {
        RunResult own = failure instanceof FlowInterrupted interrupted ? interrupted.getResult() : null;
        RunResult build = own != null && !"SUCCESS".equals(buildResult) ? own : RunResult.of(buildResult);
        RunResult stage = own != null && !"SUCCESS".equals(stageResult) ? own : RunResult.of(stageResult);
        if (build != RunResult.SUCCESS) {
            state().worsen(build);
        }
        StageRecord record = frame().currentStage();
        if (record != null) {
            record.worsen(stage);
        }
    }

    public static boolean isInterruption(Throwable failure) {
        return failure instanceof FlowInterrupted;
    }

    /** The step, for the library; the names must agree, or the call would count as one that cannot be suspended. */
    public static Object sleep(Map<String, Object> arguments) {
        return invoke("sleep", new Object[] {arguments});
    }
}
