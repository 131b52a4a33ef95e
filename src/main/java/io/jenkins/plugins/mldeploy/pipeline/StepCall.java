package io.jenkins.plugins.mldeploy.pipeline;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** A step that the program has called: its name and its arguments, checked against the {@link StepSpec}, defaults filled in. */
public final class StepCall implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String step;
    private final Map<String, Object> arguments;

    StepCall(String step, Map<String, Object> arguments) {
        this.step = step;
        this.arguments = arguments;
    }

    public String step() {
        return step;
    }

    /** All arguments by name; values are plain: text, numbers, booleans, lists, maps, {@link Symbol}s. */
    public Map<String, Object> arguments() {
        return Collections.unmodifiableMap(arguments);
    }

    public Object get(String parameter) {
        return arguments.get(parameter);
    }

    /** The argument as text; null when it was not given. */
    public String text(String parameter) {
        Object value = arguments.get(parameter);
        return value == null ? null : value.toString();
    }

    public boolean flag(String parameter) {
        return Boolean.TRUE.equals(arguments.get(parameter));
    }

    public Number number(String parameter) {
        return (Number) arguments.get(parameter);
    }

    public List<?> list(String parameter) {
        Object value = arguments.get(parameter);
        return value == null ? List.of() : (List<?>) value;
    }
}
