package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.Objects;
import java.util.Optional;
import org.codehaus.groovy.ast.expr.Expression;

/**
 * One argument of a {@link Call}.
 *
 * @param name the word before the colon; nothing for an argument without a name
 * @param at where the argument begins
 * @param value its expression, the very node that gets compiled
 */
public record Argument(Optional<String> name, Position at, Expression value) {

    public Argument {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(value, "value");
    }
}
