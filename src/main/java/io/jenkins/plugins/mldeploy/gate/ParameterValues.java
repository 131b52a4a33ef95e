package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters of a gate: each has the kind of its default. */
final class ParameterValues {
    private static final int LONGEST = 1_000;

    private ParameterValues() {}

    /** What is wrong with the declaration of parameters; empty when nothing is. */
    static Optional<String> wrongDefaults(Map<String, ?> defaults) {
        for (Map.Entry<String, ?> each : defaults.entrySet()) {
            if (!each.getKey().matches("[A-Za-z_][A-Za-z0-9_]{0,39}")) {
                return Optional.of("parameters: '" + each.getKey() + "' is no name of a parameter");
            }
            Object value = each.getValue();
            boolean plain = value instanceof String text && text.length() <= LONGEST
                    || value instanceof Boolean
                    || value instanceof Number number && Double.isFinite(number.doubleValue());
            if (!plain) {
                return Optional.of("parameters: the default of '" + each.getKey() + "' must be a text of at most "
                        + LONGEST + " characters, a number, true or false");
            }
        }
        return Optional.empty();
    }

    /** What is wrong with the values that an approver gives; empty when nothing is. */
    static Optional<String> wrong(Map<String, Object> defaults, Map<String, Object> values) {
        for (Map.Entry<String, Object> each : values.entrySet()) {
            Object like = defaults.get(each.getKey());
            if (like == null) {
                return Optional.of("this gate has no parameter '" + each.getKey() + "'"
                        + (defaults.isEmpty() ? "" : NearestName.hint(each.getKey(), defaults.keySet())));
            }
            if (!fits(like, each.getValue())) {
                return Optional.of("parameter '" + each.getKey() + "' must be "
                        + (like instanceof Boolean
                                ? "true or false"
                                : like instanceof Number
                                        ? "a number"
                                        : "a text of at most " + LONGEST + " characters"));
            }
        }
        return Optional.empty();
    }

    private static boolean fits(Object like, Object value) {
        if (like instanceof Boolean) {
            return value instanceof Boolean;
        }
        if (like instanceof Number) {
            return value instanceof Number number && Double.isFinite(number.doubleValue());
        }
        return value instanceof String text && text.length() <= LONGEST;
    }

    /** Text of a form or a command line as the kind of its default, as far as that can be; what can't is left for {@link #wrong} to name. */
    static Map<String, Object> ofTexts(Map<String, Object> defaults, Map<String, String> texts) {
        Map<String, Object> values = new LinkedHashMap<>();
        texts.forEach((name, text) -> {
            Object like = defaults.get(name);
            Object value = text;
            if (like instanceof Boolean && (text.equals("true") || text.equals("false"))) {
                value = Boolean.valueOf(text);
            } else if (like instanceof Number && text.matches("-?\\d{1,15}")) {
                value = Long.valueOf(text);
            } else if (like instanceof Number && text.matches("-?\\d{1,15}\\.\\d{1,15}")) {
                value = Double.valueOf(text);
            }
            values.put(name, value);
        });
        return values;
    }

    /** Defaults, overridden by the votes in their order. */
    static Map<String, Object> settled(Gate gate) {
        Map<String, Object> settled = new LinkedHashMap<>(gate.opening().terms().parameters());
        gate.votes().stream().filter(Gate.Vote::approves).forEach(vote -> settled.putAll(vote.parameters()));
        return settled;
    }
}
