package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.Objects;
import java.util.Optional;
import org.codehaus.groovy.ast.expr.Expression;

/**
 * {@code NAME = value} in an {@code environment} block.
 *
 * @param value a literal, a string with expressions, a concatenation of these, or a call
 * @param credentialsId the argument of {@code credentials('id')} when the value is that call
 */
public record EnvironmentVariable(String name, Position at, Expression value, Optional<Expression> credentialsId) {

    public EnvironmentVariable {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(credentialsId, "credentialsId");
    }
}
