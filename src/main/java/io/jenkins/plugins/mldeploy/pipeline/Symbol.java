package io.jenkins.plugins.mldeploy.pipeline;

import java.io.Serializable;
import java.util.Map;

/**
 * Something that a Jenkinsfile constructs by name to hand it to a step, such as {@code usernamePassword(credentialsId: …)} or
 * {@code choice(name: …)}.
 */
public record Symbol(String name, Map<String, Object> arguments) implements Serializable {

    public Object get(String argument) {
        return arguments.get(argument);
    }

    /** The argument as text; null when it was not given. */
    public String text(String argument) {
        Object value = arguments.get(argument);
        return value == null ? null : value.toString();
    }
}
