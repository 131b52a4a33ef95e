package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a step, an option, a condition or another directive takes.
 *
 * @param parameters its named parameters
 * @param unnamed the parameter that a single argument without a name sets ({@code script} of {@code sh 'make'}); nothing when
 *     all arguments need names
 * @param body whether it takes a block
 * @param open whether names beyond {@code parameters} and any number of arguments are accepted ({@code parallel}, {@code
 *     checkout})
 */
public record Signature(List<Parameter> parameters, Optional<String> unnamed, Body body, boolean open) {

    /** Whether a block follows the call. */
    public enum Body {
        NONE,
        OPTIONAL,
        REQUIRED
    }

    public Signature {
        parameters = List.copyOf(parameters);
        Objects.requireNonNull(unnamed, "unnamed");
        Objects.requireNonNull(body, "body");
    }

    /** Named parameters only, no block. */
    public static Signature of(Parameter... parameters) {
        return new Signature(List.of(parameters), Optional.empty(), Body.NONE, false);
    }

    /** Takes whatever is written. */
    public static Signature open(Body body) {
        return new Signature(List.of(), Optional.empty(), body, true);
    }

    /** The same, where a single argument without a name sets this parameter. */
    public Signature unnamed(String parameter) {
        return new Signature(parameters, Optional.of(parameter), body, open);
    }

    /** The same, with a block. */
    public Signature body(Body presence) {
        return new Signature(parameters, unnamed, presence, open);
    }

    Optional<Parameter> parameter(String name) {
        return parameters.stream().filter(one -> one.name().equals(name)).findFirst();
    }
}
