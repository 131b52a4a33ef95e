package io.jenkins.plugins.mldeploy.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import groovy.lang.Closure;
import io.jenkins.plugins.mldeploy.pipeline.DeclarativePlan.Directive;
import io.jenkins.plugins.mldeploy.pipeline.DeclarativePlan.StagePlan;
import io.jenkins.plugins.mldeploy.pipeline.declarative.PostCondition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What {@code Declarative.groovy} calls back into. Public only because that is loaded by another class loader; works only on the thread that
 * owns a program.
 */
public final class DeclarativeRuntime {
    private DeclarativeRuntime() {}

    private static DeclarativePlan plan() {
        return Kernel.program().compiled().plan();
    }

    private static Frame frame() {
        return Kernel.program().current().frame;
    }

    private static void enter(Frame inner) {
        Kernel.program().current().frame = inner;
    }

    public static Object root() {
        return plan().root();
    }

    public static List<Directive> parameterDirectives() {
        return new ArrayList<>(plan().parameters());
    }

    public static Object stagePlan(Object id) {
        return plan().stages().get((Integer) id);
    }

    /** Takes pairs of kind and arguments. */
    public static void defineParameters(List<?> definitions) {
        List<Symbol> parameters = new ArrayList<>();
        for (Object definition : definitions) {
            List<?> pair = (List<?>) definition;
            parameters.add(Symbols.make((String) pair.get(0), ((List<?>) pair.get(1)).toArray()));
        }
        RunParameters.define(Kernel.program().config(), Kernel.state(), parameters, true);
    }

    // ---- stages ----

    /** Why the next stage does not run, or null. */
    public static String reasonToSkip(Object error) {
        if (error != null) {
            return "earlier failure(s)";
        }
        return plan().flags().contains("skipStagesAfterUnstable")
                        && Kernel.state().currentResult() == RunResult.UNSTABLE
                ? "an unstable stage before it"
                : null;
    }

    public static void skipStage(Object id, String why) {
        Object mark = Kernel.mark();
        StageRecord stage = (StageRecord) Kernel.enterStage(((StagePlan) stagePlan(id)).name());
        Kernel.print("Stage \"" + stage.name() + "\" skipped due to " + why);
        stage.skip(why);
        Kernel.endStage(stage, null);
        Kernel.leave(mark);
    }

    public static void skipByCondition(Object record) {
        StageRecord stage = (StageRecord) record;
        Kernel.print("Stage \"" + stage.name() + "\" skipped due to when conditional");
        stage.skip("when conditional");
    }

    /** Prints a failure once, and marks the run and the stage with it. */
    public static void record(Throwable failure) {
        Program program = Kernel.program();
        program.printOnce(failure, frame());
        if (!(failure instanceof FlowInterrupted interrupted && interrupted.byFailFast())) {
            program.worsen(frame(), Kernel.resultOf(failure));
        }
    }

    /** The steps of a stage have failed: what {@code post} sees is that, unless the stage is tried again. */
    public static void failed(Object plan, Throwable failure) {
        boolean retried = ((StagePlan) plan)
                .options().stream().anyMatch(option -> option.name().equals("retry"));
        if (retried) {
            Kernel.program().printOnce(failure, frame());
        } else {
            record(failure);
        }
    }

    public static Object parallel(Map<String, Object> branches, boolean failFast) {
        Map<String, Closure<?>> bodies = new LinkedHashMap<>();
        branches.forEach((name, body) -> bodies.put(name, (Closure<?>) body));
        return Continuable.suspend(
                "parallel", new ParallelCall(bodies, failFast || plan().flags().contains("parallelsAlwaysFailFast")));
    }

    /** Whether a {@code post} block runs: by the stage's result or, without a stage, the run's. */
    public static boolean applies(Object kind, Object record, Object error) {
        RunResult before = record == null ? RunResult.SUCCESS : ((StageRecord) record).result();
        RunResult result = record == null ? Kernel.state().currentResult() : before;
        if (error != null) {
            result = result.worse(Kernel.resultOf((Throwable) error));
        }
        RunResult previous = Kernel.program().config().previous();
        boolean good = result == RunResult.SUCCESS;
        return switch ((PostCondition.Kind) kind) {
            case ALWAYS, CLEANUP -> true;
            case SUCCESS -> good;
            case UNSTABLE -> result == RunResult.UNSTABLE;
            case FAILURE -> result == RunResult.FAILURE;
            case ABORTED -> result == RunResult.ABORTED;
            case NOT_BUILT -> result == RunResult.NOT_BUILT;
            case UNSUCCESSFUL -> !good;
            case CHANGED -> previous != result;
            case FIXED -> good && (previous == RunResult.FAILURE || previous == RunResult.UNSTABLE);
            case REGRESSION -> previous != null && previous != RunResult.ABORTED && result.compareTo(previous) > 0;
        };
    }

    // ---- what a stage begins with ----

    /** The arguments of an option that is a step with a block. */
    public static Map<String, Object> bind(String name, Object arguments) {
        StepSpec spec = Kernel.program().table().find(name).orElseThrow();
        List<Object> all = new ArrayList<>((List<?>) arguments);
        all.add(new Closure<Object>(null) {
            private static final long serialVersionUID = 1L;
        });
        return StepTable.bind(spec, all.toArray()).arguments();
    }

    public static void enterAxes(Map<String, String> axes) {
        if (!axes.isEmpty()) {
            enter(frame().withEnvironment(axes));
        }
    }

    public static void enterVariable(String name, Object value) {
        enter(frame().withEnvironment(Map.of(name, String.valueOf(value))));
    }

    /** {@code NAME = credentials('id')}: also {@code NAME_USR} and {@code NAME_PSW} for a user with a password. */
    public static void enterCredential(String name, Object id) throws StepFailed {
        Program program = Kernel.program();
        Map<String, String> parts = program.secrets().bind(String.valueOf(id), List.of());
        Map<String, String> references = new LinkedHashMap<>();
        if (parts.containsKey("password")) {
            references.put(name, id + "#username:password");
            references.put(name + "_USR", id + "#username");
            references.put(name + "_PSW", id + "#password");
        } else {
            references.put(name, id + (parts.containsKey("file") ? "#file" : "#secret"));
        }
        program.state().credentials.add(String.valueOf(id));
        enter(frame().withSecrets(references));
    }

    /** What a person has answered to a stage's input, as variables. */
    public static void enterAnswers(Object answers, Map<String, Object> input) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (answers instanceof Map<?, ?> several) {
            several.forEach((name, value) -> variables.put(String.valueOf(name), String.valueOf(value)));
        } else if (answers != null && input.get("parameters") instanceof List<?> only && !only.isEmpty()) {
            variables.put(RunParameters.symbol(only.get(0)).text("name"), String.valueOf(answers));
        } else if (answers != null) {
            variables.put(String.valueOf(input.get("submitterParameter")), String.valueOf(answers));
        }
        enter(frame().withEnvironment(variables));
    }

    private static final Map<String, String> PROGRAM_OF_TOOL = Map.of(
            "maven", "mvn", "jdk", "java", "gradle", "gradle", "nodejs", "node", "go", "go", "ant", "ant", "git",
            "git");

    /** There is nothing that installs tools here: the machine's own is taken, or the stage fails. */
    public static void requireTool(String kind, Object arguments) throws StepFailed {
        String program = PROGRAM_OF_TOOL.getOrDefault(kind, kind);
        String path = Kernel.variables().getOrDefault("PATH", "");
        for (String folder : path.split(java.io.File.pathSeparator)) {
            Path candidate = Path.of(folder, program);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                Kernel.print("tools: " + kind + " " + arguments + " is this machine's own " + candidate);
                return;
            }
        }
        throw new StepFailed(
                "tools: " + kind + " " + arguments + " is not here: the local host installs no tools; install '"
                        + program + "' on this machine so that it is on PATH");
    }

    // ---- when ----

    /** A condition of {@code when} that asks for something of the run. */
    public static boolean fact(String name, Object given) {
        List<?> arguments = (List<?>) given;
        Map<?, ?> named =
                !arguments.isEmpty() && arguments.get(arguments.size() - 1) instanceof Map<?, ?> map ? map : Map.of();
        Object unnamed = arguments.isEmpty() || arguments.get(0) == named ? null : arguments.get(0);
        return switch (name) {
            case "branch" -> matches(named, unnamed, variable("BRANCH_NAME"));
            case "tag" ->
                unnamed == null && !named.containsKey("pattern")
                        ? variable("TAG_NAME") != null
                        : matches(named, unnamed, variable("TAG_NAME"));
            case "buildingTag" -> variable("TAG_NAME") != null;
            case "environment" -> {
                String actual = variable(String.valueOf(named.get("name")));
                String wanted = String.valueOf(named.get("value"));
                yield Boolean.TRUE.equals(named.get("ignoreCase"))
                        ? wanted.equalsIgnoreCase(actual)
                        : wanted.equals(actual);
            }
            case "equals" ->
                org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation.compareEqual(
                        named.get("expected"), named.get("actual"));
            case "triggeredBy" ->
                String.valueOf(named.containsKey("cause") ? named.get("cause") : unnamed)
                        .matches("UserIdCause|Cause\\$UserIdCause|hudson\\.model\\.Cause\\$UserIdCause");
            case "changeRequest" -> variable("CHANGE_ID") != null;
            case "changelog", "changeset", "isRestartedRun" -> {
                Kernel.print("when { " + name
                        + " } does not hold here: a local run has no list of changes since the last one");
                yield false;
            }
            default -> throw new IllegalArgumentException("when: '" + name + "' is not known here");
        };
    }

    private static String variable(String name) {
        return Kernel.variable(name);
    }

    private static boolean matches(Map<?, ?> named, Object unnamed, String actual) {
        String pattern = String.valueOf(named.containsKey("pattern") ? named.get("pattern") : unnamed);
        if (actual == null) {
            return false;
        }
        return switch (String.valueOf(named.containsKey("comparator") ? named.get("comparator") : "GLOB")) {
            case "EQUALS" -> pattern.equals(actual);
            case "REGEXP" -> Pattern.matches(pattern, actual);
            default -> glob(pattern).matcher(actual).matches();
        };
    }

    /** Ant's patterns: {@code *} within a part of a path, {@code **} over parts, {@code ?} one character. */
    static Pattern glob(String pattern) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '*' && pattern.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (c == '*' && pattern.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else {
                regex.append(c == '*' ? "[^/]*" : c == '?' ? "[^/]" : Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString());
    }
}
