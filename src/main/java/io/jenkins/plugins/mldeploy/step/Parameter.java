package io.jenkins.plugins.mldeploy.step;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One parameter of a step, as {@code src/main/resources/…/step/<step>.yaml} describes it: the single source of the local runner's checks, the
 * command line's help, the docs page and the plugin's help files.
 *
 * @param name camel case
 * @param type what it takes
 * @param defaultValue the value when it is left out, null when there is none
 * @param required true when the call is wrong without it
 * @param help one sentence: what it is for
 * @param example as written in a Jenkinsfile
 * @param values the allowed words of an ENUM
 * @param fields the parameters of each element of OBJECTS
 */
public record Parameter(
        String name,
        Type type,
        @JsonProperty("default") Object defaultValue,
        boolean required,
        String help,
        String example,
        List<String> values,
        List<Parameter> fields) {

    /** What a parameter takes. */
    public enum Type {
        STRING,
        /** {@code [a-z0-9][a-z0-9-]{0,39}}. */
        ID,
        BOOLEAN,
        INTEGER,
        NUMBER,
        /** {@code '500ms'}, {@code '10s'}, {@code '10m'}, {@code '24h'}, {@code '7d'}. */
        DURATION,
        ENUM,
        /** A list of strings; one string stands for a list of one. */
        STRINGS,
        /** A list of integers; one integer stands for a list of one. */
        INTEGERS,
        /** Names to strings, numbers or booleans. */
        MAP,
        /** A map with the described fields. */
        OBJECT,
        /** A list of maps with the described fields; one map stands for a list of one. */
        OBJECTS
    }

    public Parameter {
        if (name == null || type == null || help == null || help.isBlank()) {
            throw new IllegalArgumentException("a parameter needs name, type and help: " + name);
        }
        values = values == null ? List.of() : List.copyOf(values);
        fields = fields == null ? List.of() : List.copyOf(fields);
    }
}
