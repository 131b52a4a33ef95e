package io.jenkins.plugins.mldeploy.jenkins.host;

import io.jenkins.plugins.mldeploy.step.Parameter;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;

/**
 * The form of the snippet generator, for any step: one field a parameter, by its type. Lists have one element a line, maps one {@code name=value} a line. A field that
 * was left as it is by default gives no argument.
 */
public final class CallForm {
    private final StepDescription description;

    CallForm(StepDescription description) {
        this.description = description;
    }

    /** What the form says, as arguments of a call. */
    Map<String, Object> read(JSONObject form) {
        return read(description.parameters(), form);
    }

    private static Map<String, Object> read(List<Parameter> parameters, JSONObject form) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            Object value = value(parameter, form.opt(parameter.name()));
            if (value != null && !value.equals(parameter.defaultValue())) {
                arguments.put(parameter.name(), value);
            }
        }
        return arguments;
    }

    private static Object value(Parameter parameter, Object entered) {
        if (entered == null) {
            return null;
        }
        if (parameter.type() == Parameter.Type.OBJECTS) {
            return objects(parameter, entered);
        }
        if (parameter.type() == Parameter.Type.OBJECT) {
            Map<String, Object> object = entered instanceof JSONObject json ? read(parameter.fields(), json) : Map.of();
            return object.isEmpty() ? null : object;
        }
        if (parameter.type() == Parameter.Type.BOOLEAN) {
            boolean ticked = Boolean.parseBoolean(String.valueOf(entered));
            return ticked == Boolean.TRUE.equals(parameter.defaultValue()) ? null : (Object) ticked;
        }
        String text = String.valueOf(entered).strip();
        if (text.isEmpty()) {
            return null;
        }
        return switch (parameter.type()) {
            case INTEGER, NUMBER -> number(text);
            case STRINGS ->
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
            case INTEGERS ->
                text.lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .map(CallForm::number)
                        .toList();
            case MAP -> map(text);
            default -> text;
        };
    }

    private static List<Object> objects(Parameter parameter, Object entered) {
        List<Object> objects = new ArrayList<>();
        for (Object element : entered instanceof JSONArray array ? array : List.of(entered)) {
            Map<String, Object> object = element instanceof JSONObject json ? read(parameter.fields(), json) : Map.of();
            if (!object.isEmpty()) {
                objects.add(object);
            }
        }
        return objects.isEmpty() ? null : objects;
    }

    /** A number where it is one; else the text, so that the check of the call says what is wrong with it. */
    private static Object number(String text) {
        if (text.matches("-?\\d{1,18}")) {
            long number = Long.parseLong(text);
            return (int) number == number ? (Object) (int) number : (Object) number;
        }
        return text.matches("-?\\d{1,18}\\.\\d{1,18}") ? (Object) Double.valueOf(text) : text;
    }

    private static Map<String, Object> map(String text) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String line :
                text.lines().map(String::strip).filter(each -> !each.isEmpty()).toList()) {
            int equals = line.indexOf('=');
            map.put(
                    equals < 0 ? line : line.substring(0, equals).strip(),
                    equals < 0 ? "" : number(line.substring(equals + 1).strip()));
        }
        return map;
    }

    /** What a call says about a parameter, as its field shows it. */
    public String shown(Map<String, Object> arguments, Parameter parameter) {
        Object value = arguments == null ? null : arguments.get(parameter.name());
        if (value == null) {
            return "";
        }
        if (value instanceof List<?> list) {
            return String.join("\n", list.stream().map(String::valueOf).toList());
        }
        if (value instanceof Map<?, ?> map) {
            return String.join(
                    "\n",
                    map.entrySet().stream()
                            .map(entry -> entry.getKey() + "=" + entry.getValue())
                            .toList());
        }
        return String.valueOf(value);
    }

    /** Whether the box of a parameter is ticked. */
    public boolean ticked(Map<String, Object> arguments, Parameter parameter) {
        Object value = arguments == null ? null : arguments.get(parameter.name());
        return Boolean.TRUE.equals(value == null ? parameter.defaultValue() : value);
    }

    /** The word that is chosen, empty when none is. */
    public String chosen(Map<String, Object> arguments, Parameter parameter) {
        Object value = arguments == null ? null : arguments.get(parameter.name());
        return value == null
                ? parameter.defaultValue() == null ? "" : String.valueOf(parameter.defaultValue())
                : String.valueOf(value);
    }

    /** The elements of a list of maps, for as many rows. */
    public List<?> rows(Map<String, Object> arguments, Parameter parameter) {
        Object value = arguments == null ? null : arguments.get(parameter.name());
        return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    }

    /** The fields of a map, or null. */
    public Object object(Map<String, Object> arguments, Parameter parameter) {
        return arguments == null ? null : arguments.get(parameter.name());
    }
}
