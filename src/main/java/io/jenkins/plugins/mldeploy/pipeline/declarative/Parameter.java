package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.List;
import java.util.Objects;

/**
 * One parameter of a step, an option, a condition or another directive.
 *
 * @param name as it is written before the colon
 * @param type what a literal value must be; values that are computed can't be judged before the run
 * @param required whether it must be given
 * @param choices the only values a literal may have; empty when any is good
 * @param nested the keys of a map value, or of the maps in a list value; empty when they are not checked
 */
public record Parameter(String name, Type type, boolean required, List<String> choices, List<Parameter> nested) {

    /** What a literal value must be. */
    public enum Type {
        ANY("value"),
        STRING("string"),
        BOOLEAN("boolean"),
        INTEGER("whole number"),
        NUMBER("number"),
        LIST("list"),
        MAP("map");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public Parameter {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        choices = List.copyOf(choices);
        nested = List.copyOf(nested);
    }

    public static Parameter required(String name, Type type) {
        return new Parameter(name, type, true, List.of(), List.of());
    }

    public static Parameter optional(String name, Type type) {
        return new Parameter(name, type, false, List.of(), List.of());
    }

    /** The same, of which a literal must be one of these words. */
    public Parameter oneOf(String... words) {
        return new Parameter(name, type, required, List.of(words), nested);
    }

    /** The same, whose map (or list of maps) has these keys only. */
    public Parameter withNested(List<Parameter> keys) {
        return new Parameter(name, type, required, choices, keys);
    }
}
