package io.jenkins.plugins.mldeploy.pipeline;

import groovy.lang.Closure;
import groovy.lang.GString;
import io.jenkins.plugins.mldeploy.pipeline.StepSpec.Parameter;
import io.jenkins.plugins.mldeploy.pipeline.declarative.KnownSteps;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Signature;
import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every step that a Jenkinsfile may call here, by name, and the one place where the arguments of a call are checked. */
public final class StepTable implements KnownSteps {
    private final Map<String, StepSpec> steps = new TreeMap<>();
    private final Set<String> names = new TreeSet<>();

    /** The basic steps, and those of the sources. */
    public static StepTable of(List<StepSource> sources) {
        StepTable table = new StepTable();
        BasicSteps.all().forEach(table::add);
        sources.forEach(source -> source.steps().forEach(table::add));
        table.names.addAll(table.steps.keySet());
        table.names.addAll(Symbols.NAMES);
        table.names.add("script");
        return table;
    }

    private void add(StepSpec step) {
        if (steps.putIfAbsent(step.name(), step) != null) {
            throw new IllegalStateException("two steps are called '" + step.name() + "'");
        }
    }

    public Optional<StepSpec> find(String name) {
        return Optional.ofNullable(steps.get(name));
    }

    /** The steps, and the words that make something to hand to a step. */
    @Override
    public Set<String> names() {
        return names;
    }

    @Override
    public List<String> problemsOf(String step, String parameter, Object value) {
        return find(step).map(spec -> spec.problemsOf(parameter, value)).orElse(List.of());
    }

    @Override
    public List<String> problemsOf(String step, Map<String, Object> arguments) {
        return find(step).map(spec -> spec.problemsOf(arguments)).orElse(List.of());
    }

    @Override
    public Optional<Signature> signatureOf(String name) {
        if (name.equals("script")) {
            return Optional.of(Signature.of().body(Signature.Body.REQUIRED));
        }
        return Optional.ofNullable(steps.get(name))
                .map(StepSpec::signature)
                .or(() -> Symbols.NAMES.contains(name)
                        ? Optional.of(Signature.open(Signature.Body.OPTIONAL))
                        : Optional.empty());
    }

    /** What to tell somebody who called a step that is not here. */
    public String unknown(String name) {
        return "no step is called '" + name + "'"
                + NearestName.of(name, names())
                        .map(known -> "; did you mean '" + known + "'?")
                        .orElse(
                                ": neither a step that the local host has, nor a function that the Jenkinsfile defines. Steps of"
                                        + " further Jenkins plugins run in Jenkins only; guard them with"
                                        + "  if (env.MLDEPLOY_LOCAL != 'true') { … }");
    }

    /** A call's arguments by name, and its body. */
    record Bound(Map<String, Object> arguments, Closure<?> body) {}

    /**
     * Checks a call.
     *
     * @throws IllegalArgumentException naming the step, the parameter, what is wrong, and the nearest known name
     */
    static Bound bind(StepSpec step, Object[] given) {
        List<Object> rest = new ArrayList<>(List.of(given.length == 0 ? new Object[0] : boxed(given)));
        Closure<?> body = null;
        if (step.takesBody() && !rest.isEmpty() && rest.get(rest.size() - 1) instanceof Closure<?> last) {
            body = last;
            rest.remove(rest.size() - 1);
        }
        Map<String, Object> named = new LinkedHashMap<>();
        if (rest.size() == 1 && isNamed(step, rest.get(0))) {
            ((Map<?, ?>) rest.get(0)).forEach((k, v) -> named.put(String.valueOf(k), v == NULL ? null : v));
        } else if (rest.size() == 1) {
            String parameter = step.unnamed()
                    .orElseThrow(() -> new IllegalArgumentException(step.name() + " takes named arguments only ("
                            + String.join(", ", step.parameterNames()) + "): write  " + step.name() + " name: value"));
            named.put(parameter, rest.get(0) == NULL ? null : rest.get(0));
        } else if (rest.size() > 1) {
            throw new IllegalArgumentException(step.name() + " takes one unnamed argument or named ones, not "
                    + rest.size() + " unnamed ones; its parameters: " + String.join(", ", step.parameterNames()));
        }
        if (step.takesBody() && body == null && !step.takesAnyName()) {
            throw new IllegalArgumentException(step.name() + " needs a block: write  " + step.name() + "(…) { … }");
        }
        return new Bound(step.takesAnyName() ? named : check(step, named), body);
    }

    private static final Object NULL = new Object();

    private static Object[] boxed(Object[] given) {
        Object[] copy = new Object[given.length];
        for (int i = 0; i < given.length; i++) {
            copy[i] = given[i] == null ? NULL : given[i];
        }
        return copy;
    }

    /** A map is the named arguments, unless the step's only unnamed parameter takes a map and no key is a parameter's. */
    private static boolean isNamed(StepSpec step, Object argument) {
        if (!(argument instanceof Map<?, ?> map)) {
            return false;
        }
        return step.unnamed()
                .flatMap(step::parameter)
                .filter(p -> p.type() == StepSpec.Type.ANY || p.type() == StepSpec.Type.MAP)
                .map(p -> map.keySet().stream()
                        .anyMatch(k -> step.parameterNames().contains(String.valueOf(k))))
                .orElse(true);
    }

    private static Map<String, Object> check(StepSpec step, Map<String, Object> named) {
        for (String name : named.keySet()) {
            if (step.parameter(name).isEmpty()) {
                throw new IllegalArgumentException(step.name() + " has no parameter '" + name + "'"
                        + NearestName.hint(name, step.parameterNames()));
            }
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (Parameter parameter : step.parameters()) {
            Object value = named.get(parameter.name());
            if (value == null) {
                if (parameter.required()) {
                    throw new IllegalArgumentException(step.name() + " needs the parameter '" + parameter.name() + "'");
                }
                value = parameter.defaultValue();
            }
            if (value != null) {
                arguments.put(parameter.name(), convert(step, parameter, value));
            }
        }
        return arguments;
    }

    private static Object convert(StepSpec step, Parameter parameter, Object value) {
        Object plain = plain(value);
        Object converted =
                switch (parameter.type()) {
                    case TEXT ->
                        plain instanceof CharSequence || plain instanceof Number || plain instanceof Boolean
                                ? plain.toString()
                                : null;
                    case BOOLEAN -> plain instanceof Boolean ? plain : null;
                    case INTEGER -> integer(plain);
                    case NUMBER -> plain instanceof Number ? plain : null;
                    case LIST -> plain instanceof List ? plain : null;
                    case MAP -> plain instanceof Map ? plain : null;
                    case ANY -> plain;
                };
        if (converted == null) {
            throw new IllegalArgumentException("%s: '%s' must be %s, not %s (%s)"
                    .formatted(
                            step.name(),
                            parameter.name(),
                            article(parameter.type()),
                            plain,
                            plain.getClass().getSimpleName()));
        }
        if (!parameter.choices().isEmpty() && !parameter.choices().contains(converted)) {
            throw new IllegalArgumentException(step.name() + ": '" + parameter.name() + "' must be one of "
                    + String.join(", ", parameter.choices()) + ", not '" + converted + "'");
        }
        return converted;
    }

    private static Object integer(Object plain) {
        if (plain instanceof Integer || plain instanceof Long) {
            return ((Number) plain).longValue();
        }
        if (plain instanceof String text && text.matches("-?\\d{1,18}")) {
            return Long.parseLong(text);
        }
        return null;
    }

    private static String article(StepSpec.Type type) {
        return switch (type) {
            case TEXT -> "text";
            case BOOLEAN -> "true or false";
            case INTEGER -> "a whole number";
            case NUMBER -> "a number";
            case LIST -> "a list";
            case MAP -> "a map";
            case ANY -> "a value";
        };
    }

    /** Turns interpolated text into text, all the way down, so that what is saved and handed on is plain. */
    static Object plain(Object value) {
        if (value instanceof GString) {
            return value.toString();
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((k, v) -> copy.put(plain(k), plain(v)));
            return copy;
        }
        if (value instanceof Collection<?> collection) {
            List<Object> copy = new ArrayList<>();
            collection.forEach(v -> copy.add(plain(v)));
            return copy;
        }
        if (value instanceof Object[] array) {
            return plain(java.util.Arrays.asList(array));
        }
        return value;
    }
}
