package io.jenkins.plugins.mldeploy.pipeline;

import io.jenkins.plugins.mldeploy.pipeline.declarative.Signature;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One step as Jenkinsfiles call it: its name, its parameters, and what it does. Built with {@link #leaf} and the methods that add
 * parameters, which return a new specification each.
 */
public final class StepSpec {

    /** What a parameter takes. */
    public enum Type {
        TEXT,
        BOOLEAN,
        INTEGER,
        NUMBER,
        LIST,
        MAP,
        ANY
    }

    /**
     * @param defaultValue what the step gets when the call does not name the parameter; null for "not given"
     * @param choices the values allowed; empty: any
     */
    public record Parameter(String name, Type type, boolean required, Object defaultValue, List<String> choices) {
        public Parameter {
            choices = List.copyOf(choices);
        }
    }

    /** How a call of the step is carried out. */
    enum Kind {
        /** On a worker thread, while the branch is suspended and the run saved. */
        LEAF,
        /** At once on the program's own thread: short, without commands. */
        IMMEDIATE,
        /** A function of the CPS-compiled library, which calls the body. */
        BODY
    }

    private final String name;
    private final Kind kind;
    private final LeafStep action;
    private final String unnamed;
    private final boolean open;
    private final Map<String, Parameter> parameters;
    /** Null for a step that is no step of the engine. */
    private final StepMachine<?> machine;

    private StepSpec(
            String name,
            Kind kind,
            LeafStep action,
            String unnamed,
            boolean open,
            Map<String, Parameter> parameters,
            StepMachine<?> machine) {
        this.name = name;
        this.kind = kind;
        this.action = action;
        this.unnamed = unnamed;
        this.open = open;
        this.parameters = parameters;
        this.machine = machine;
    }

    /** A step without a body that may take long. */
    public static StepSpec leaf(String name, LeafStep action) {
        return new StepSpec(name, Kind.LEAF, action, null, false, Map.of(), null);
    }

    static StepSpec immediate(String name, LeafStep action) {
        return new StepSpec(name, Kind.IMMEDIATE, action, null, false, Map.of(), null);
    }

    static StepSpec body(String name) {
        return new StepSpec(name, Kind.BODY, null, null, false, Map.of(), null);
    }

    /** Adds a parameter that a call must give. */
    public StepSpec required(String parameter, Type type) {
        return with(new Parameter(parameter, type, true, null, List.of()));
    }

    /** Adds a parameter that a call may leave out. */
    public StepSpec optional(String parameter, Type type) {
        return with(new Parameter(parameter, type, false, null, List.of()));
    }

    /** Adds a parameter with a default. */
    public StepSpec optional(String parameter, Type type, Object defaultValue) {
        return with(new Parameter(parameter, type, false, defaultValue, List.of()));
    }

    /** Adds a text parameter that takes one of some values. */
    public StepSpec choice(String parameter, String defaultValue, String... choices) {
        return with(new Parameter(parameter, Type.TEXT, false, defaultValue, List.of(choices)));
    }

    /** Names the parameter that an argument without a name goes to. */
    public StepSpec unnamed(String parameter) {
        return new StepSpec(name, kind, action, parameter, open, parameters, machine);
    }

    /**
     * A step without a body as the engine has it. Its arguments are checked before the run as far as they are written out; the step
     * gets them as they were given and checks them itself ({@link Arguments}).
     */
    public static StepSpec of(StepMachine<?> machine, LeafStep action) {
        return new StepSpec(machine.description().step(), Kind.LEAF, action, null, true, Map.of(), machine);
    }

    /** Takes any named argument, as {@code parallel} does for its branches. */
    StepSpec open() {
        return new StepSpec(name, kind, action, unnamed, true, parameters, machine);
    }

    private StepSpec with(Parameter parameter) {
        Map<String, Parameter> more = new LinkedHashMap<>(parameters);
        more.put(parameter.name(), parameter);
        return new StepSpec(name, kind, action, unnamed, open, more, machine);
    }

    public String name() {
        return name;
    }

    public boolean takesBody() {
        return kind == Kind.BODY;
    }

    /** The parameter for an argument without a name, if the step has one. */
    public Optional<String> unnamed() {
        return Optional.ofNullable(unnamed);
    }

    public List<Parameter> parameters() {
        return new ArrayList<>(parameters.values());
    }

    /** True when any named argument is taken: then {@link #parameters()} are only those with a meaning of their own. */
    public boolean takesAnyName() {
        return open;
    }

    /** The same for the check before the run. */
    Signature signature() {
        List<io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter> all = machine != null
                ? Described.parameters(machine.description().parameters())
                : parameters.values().stream().map(Described::parameter).toList();
        Signature.Body body =
                kind != Kind.BODY ? Signature.Body.NONE : open ? Signature.Body.OPTIONAL : Signature.Body.REQUIRED;
        return new Signature(all, unnamed(), body, open && machine == null);
    }

    /** What the step itself says of a value that is written out. */
    List<String> problemsOf(String parameter, Object value) {
        return machine == null
                ? List.of()
                : machine.description().parameters().stream()
                        .filter(one -> one.name().equals(parameter))
                        .flatMap(one -> Arguments.problemsOf(one, value).stream())
                        .toList();
    }

    /** What the step itself says of a call of which everything is written out. */
    List<String> problemsOf(Map<String, Object> arguments) {
        if (machine == null) {
            return List.of();
        }
        try {
            machine.check(Arguments.check(machine.description(), arguments));
            return List.of();
        } catch (BadArguments bad) {
            return bad.problems();
        }
    }

    Optional<Parameter> parameter(String parameter) {
        return Optional.ofNullable(parameters.get(parameter));
    }

    Set<String> parameterNames() {
        return parameters.keySet();
    }

    Kind kind() {
        return kind;
    }

    LeafStep action() {
        return action;
    }
}
