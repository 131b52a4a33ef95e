package io.jenkins.plugins.mldeploy.pipeline;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The parameters that a Jenkinsfile defines, and what the user chose for them. */
final class RunParameters {
    private RunParameters() {}

    /**
     * Sets {@code params}.
     *
     * @param definitions string, text, booleanParam, choice, password
     * @param complete true when these are all there are, so that any other choice of the user is wrong
     * @throws IllegalArgumentException naming each choice that does not fit
     */
    static void define(RunConfig config, RunState state, List<Symbol> definitions, boolean complete) {
        List<String> problems = new ArrayList<>();
        List<String> names = definitions.stream().map(d -> d.text("name")).toList();
        if (complete) {
            for (String chosen : config.parameters().keySet()) {
                if (!names.contains(chosen)) {
                    problems.add("the Jenkinsfile has no parameter '" + chosen + "'"
                            + (names.isEmpty() ? "" : NearestName.hint(chosen, names)));
                }
            }
            state.parameters.clear();
        }
        for (Symbol definition : definitions) {
            try {
                String name = definition.text("name");
                state.parameters.put(name, value(definition, config.parameters().get(name)));
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** The value of one parameter: what was chosen, else the default. */
    static Object value(Symbol definition, String chosen) {
        String name = definition.text("name");
        return switch (definition.name()) {
            case "booleanParam" -> {
                Object value = chosen != null ? chosen : definition.get("defaultValue");
                if (value != null && !value.toString().matches("(?i)true|false")) {
                    throw new IllegalArgumentException(
                            "parameter '" + name + "' is true or false, not '" + value + "'");
                }
                yield value != null && Boolean.parseBoolean(value.toString());
            }
            case "choice" -> {
                List<String> choices = choices(definition);
                if (choices.isEmpty()) {
                    throw new IllegalArgumentException("parameter '" + name + "' has no choices");
                }
                if (chosen != null && !choices.contains(chosen)) {
                    throw new IllegalArgumentException("parameter '" + name + "' is one of "
                            + String.join(", ", choices) + ", not '" + chosen + "'");
                }
                yield chosen != null ? chosen : choices.get(0);
            }
            case "string", "text", "password" -> {
                String value = chosen != null ? chosen : definition.text("defaultValue");
                boolean trim = Boolean.TRUE.equals(definition.get("trim"));
                yield value == null ? "" : trim ? value.strip() : value;
            }
            default ->
                throw new IllegalArgumentException("a parameter cannot be a '" + definition.name()
                        + "' here; it can be string, text, booleanParam, choice, password");
        };
    }

    private static List<String> choices(Symbol definition) {
        Object choices = definition.get("choices");
        if (choices instanceof List<?> list) {
            return list.stream().map(String::valueOf).toList();
        }
        return choices == null ? List.of() : choices.toString().lines().toList();
    }

    /** A parameter as a map with {@code $class}, or as a {@link Symbol}. */
    static Symbol symbol(Object definition) {
        if (definition instanceof Symbol symbol) {
            return symbol;
        }
        if (definition instanceof Map<?, ?> map && map.get("$class") != null) {
            return Symbols.make(
                    switch (String.valueOf(map.get("$class")).replaceAll(".*\\.", "")) {
                        case "StringParameterDefinition" -> "string";
                        case "TextParameterDefinition" -> "text";
                        case "BooleanParameterDefinition" -> "booleanParam";
                        case "ChoiceParameterDefinition" -> "choice";
                        case "PasswordParameterDefinition" -> "password";
                        default -> String.valueOf(map.get("$class"));
                    },
                    new Object[] {map});
        }
        throw new IllegalArgumentException("a parameter is written like string(name: 'X'), not " + definition);
    }
}
