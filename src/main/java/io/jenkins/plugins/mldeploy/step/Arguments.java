package io.jenkins.plugins.mldeploy.step;

import io.jenkins.plugins.mldeploy.verdict.Durations;
import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The arguments of a step call after the check against its description: no unknown name, every value of its type, defaults filled in. Values are strings,
 * longs, doubles, booleans, lists and maps, so that they survive JSON.
 */
public final class Arguments {
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private final Map<String, Object> values;

    private Arguments(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Checks a call.
     *
     * @param given as the Jenkinsfile gave them: Groovy strings, numbers, booleans, lists, maps
     * @throws BadArguments naming every mistake, nested ones with their path
     */
    public static Arguments check(StepDescription description, Map<String, ?> given) {
        List<String> problems = new ArrayList<>();
        Map<String, Object> checked = object("", description.parameters(), given, problems);
        if (!problems.isEmpty()) {
            throw new BadArguments(description.step(), problems);
        }
        return new Arguments(checked);
    }

    /** What is wrong with the value of one parameter, whatever the others are. Empty when it is good. */
    public static List<String> problemsOf(Parameter parameter, Object value) {
        List<String> problems = new ArrayList<>();
        object("", List.of(parameter), Collections.singletonMap(parameter.name(), value), problems);
        return problems;
    }

    /** Takes values that were checked before, from a saved state. */
    public static Arguments ofChecked(Map<String, Object> values) {
        return new Arguments(new LinkedHashMap<>(values));
    }

    /** The checked values, for a state. */
    public Map<String, Object> values() {
        return values;
    }

    public boolean has(String name) {
        return values.get(name) != null;
    }

    /** Null when it was left out and has no default. */
    public String string(String name) {
        return (String) values.get(name);
    }

    public Optional<String> optional(String name) {
        return Optional.ofNullable(string(name)).filter(text -> !text.isBlank());
    }

    public boolean is(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    public long integer(String name) {
        return ((Number) values.get(name)).longValue();
    }

    /** Null when it was left out and has no default. */
    public Double number(String name) {
        Number number = (Number) values.get(name);
        return number == null ? null : number.doubleValue();
    }

    /** Null when it was left out and has no default. */
    public Duration duration(String name) {
        String text = string(name);
        return text == null ? null : Durations.parse(text);
    }

    /** Null when it was left out and has no default. */
    public <E extends Enum<E>> E word(String name, Class<E> type) {
        String text = string(name);
        return text == null
                ? null
                : Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    @SuppressWarnings("unchecked")
    public List<String> strings(String name) {
        return (List<String>) values.getOrDefault(name, List.of());
    }

    public List<Long> integers(String name) {
        List<?> list = (List<?>) values.getOrDefault(name, List.of());
        return list.stream().map(number -> ((Number) number).longValue()).toList();
    }

    @SuppressWarnings("unchecked")
    public Map<String, Object> map(String name) {
        return (Map<String, Object>) values.getOrDefault(name, Map.of());
    }

    @SuppressWarnings("unchecked")
    public Optional<Arguments> object(String name) {
        return Optional.ofNullable((Map<String, Object>) values.get(name)).map(Arguments::new);
    }

    @SuppressWarnings("unchecked")
    public List<Arguments> objects(String name) {
        List<Map<String, Object>> list = (List<Map<String, Object>>) values.getOrDefault(name, List.of());
        return list.stream().map(Arguments::new).toList();
    }

    private static Map<String, Object> object(
            String path, List<Parameter> parameters, Map<?, ?> given, List<String> problems) {
        List<String> known = parameters.stream().map(Parameter::name).toList();
        for (Object name : given.keySet()) {
            if (!known.contains(String.valueOf(name))) {
                problems.add("unknown parameter '" + path + name + "'" + NearestName.hint(String.valueOf(name), known));
            }
        }
        Map<String, Object> checked = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            Object value = given.get(parameter.name());
            if (value == null) {
                value = parameter.defaultValue();
            }
            String where = path + parameter.name();
            if (value == null) {
                if (parameter.required()) {
                    problems.add("parameter '" + where + "' is missing: " + parameter.help());
                }
                continue;
            }
            Object converted = convert(where, parameter, value, problems);
            if (converted != null) {
                checked.put(parameter.name(), converted);
            }
        }
        return checked;
    }

    private static Object convert(String where, Parameter parameter, Object value, List<String> problems) {
        Object converted =
                switch (parameter.type()) {
                    case STRING -> value instanceof CharSequence ? value.toString() : null;
                    case ID ->
                        value instanceof CharSequence
                                        && ID.matcher(value.toString()).matches()
                                ? value.toString()
                                : null;
                    case BOOLEAN -> value instanceof Boolean ? value : null;
                    case INTEGER -> integer(value);
                    case NUMBER ->
                        value instanceof Number number && Double.isFinite(number.doubleValue())
                                ? number.doubleValue()
                                : null;
                    case DURATION -> duration(value);
                    case ENUM -> word(parameter, value);
                    case STRINGS -> strings(value);
                    case INTEGERS -> integers(value);
                    case MAP -> map(value);
                    case OBJECT ->
                        value instanceof Map<?, ?> map ? object(where + ".", parameter.fields(), map, problems) : null;
                    case OBJECTS -> objects(where, parameter, value, problems);
                };
        if (converted == null) {
            problems.add("parameter '" + where + "' must be " + expected(parameter) + ", not " + shown(value)
                    + instead(parameter, value));
        } else if (converted.equals("null")) {
            problems.add("parameter '" + where
                    + "' is the text 'null': a variable in it has no value here; check its name, and"
                    + " whether it is set by then");
        }
        return converted;
    }

    /** What somebody who wrote this probably meant. */
    private static String instead(Parameter parameter, Object value) {
        String text = String.valueOf(value);
        return switch (parameter.type()) {
            case ENUM ->
                NearestName.of(text, parameter.values())
                        .map(nearest -> "; did you mean '" + nearest + "'?")
                        .orElse("");
            case DURATION ->
                text.matches("\\d{1,9}") ? "; it has no unit: write '" + text + "s' or '" + text + "m'" : "";
            case INTEGER, NUMBER -> value instanceof CharSequence ? "; write it without quotes" : "";
            case BOOLEAN -> value instanceof CharSequence ? "; write true or false without quotes" : "";
            default -> "";
        };
    }

    private static Object integer(Object value) {
        return value instanceof Integer || value instanceof Long || value instanceof Short
                ? Long.valueOf(((Number) value).longValue())
                : null;
    }

    private static Object duration(Object value) {
        if (!(value instanceof CharSequence)) {
            return null;
        }
        try {
            Durations.parse(value.toString());
            return value.toString();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Object word(Parameter parameter, Object value) {
        return value instanceof CharSequence && parameter.values().contains(value.toString()) ? value.toString() : null;
    }

    private static List<String> strings(Object value) {
        List<?> list = value instanceof CharSequence ? List.of(value) : value instanceof List<?> given ? given : null;
        return list == null || !list.stream().allMatch(CharSequence.class::isInstance)
                ? null
                : list.stream().map(Object::toString).toList();
    }

    private static List<Object> integers(Object value) {
        List<?> list = value instanceof Number ? List.of(value) : value instanceof List<?> given ? given : null;
        return list == null || !list.stream().allMatch(element -> integer(element) != null)
                ? null
                : list.stream().map(Arguments::integer).toList();
    }

    private static Map<String, Object> map(Object value) {
        if (!(value instanceof Map<?, ?> given)) {
            return null;
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : given.entrySet()) {
            Object element = entry.getValue();
            if (element instanceof CharSequence) {
                element = element.toString();
            }
            if (!(element instanceof String || element instanceof Number || element instanceof Boolean)) {
                return null;
            }
            copy.put(String.valueOf(entry.getKey()), element);
        }
        return copy;
    }

    private static List<Object> objects(String where, Parameter parameter, Object value, List<String> problems) {
        List<?> list = value instanceof Map<?, ?> ? List.of(value) : value instanceof List<?> given ? given : null;
        if (list == null || !list.stream().allMatch(Map.class::isInstance)) {
            return null;
        }
        List<Object> checked = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            checked.add(object(where + "[" + i + "].", parameter.fields(), (Map<?, ?>) list.get(i), problems));
        }
        return checked;
    }

    private static String expected(Parameter parameter) {
        return switch (parameter.type()) {
            case STRING -> "a string";
            case ID -> "an id of at most 40 lower-case letters, digits and dashes";
            case BOOLEAN -> "true or false";
            case INTEGER -> "a whole number";
            case NUMBER -> "a number";
            case DURATION -> "a duration like '30s', '10m' or '24h'";
            case ENUM -> "one of " + String.join(", ", parameter.values());
            case STRINGS -> "a string or a list of strings";
            case INTEGERS -> "a whole number or a list of them";
            case MAP -> "a map of names to strings, numbers or booleans";
            case OBJECT -> "a map";
            case OBJECTS -> "a map or a list of maps";
        };
    }

    private static String shown(Object value) {
        if (!(value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Map<?, ?>
                || value instanceof List<?>)) {
            // The text of such an object says nothing to anybody.
            return isBlock(value.getClass())
                    ? "a block { … }; give it what the block would return"
                    : "an object of " + value.getClass().getSimpleName();
        }
        String text = String.valueOf(value);
        return "'" + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + "'";
    }

    /** A closure; this package knows nothing of Groovy. */
    private static boolean isBlock(Class<?> type) {
        return type != null && (type.getName().equals("groovy.lang.Closure") || isBlock(type.getSuperclass()));
    }
}
