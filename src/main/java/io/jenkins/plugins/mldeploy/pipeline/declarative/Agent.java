package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.codehaus.groovy.ast.expr.Expression;

/** Where a pipeline or a stage runs. */
public sealed interface Agent {

    /** Where {@code agent} stands. */
    Position at();

    /** {@code agent any}. */
    record Any(Position at) implements Agent {}

    /** {@code agent none}: each stage says for itself. */
    record None(Position at) implements Agent {}

    /** {@code agent { label 'x' }} and {@code agent { node { label 'x'; customWorkspace 'y' } }}. */
    record Label(Position at, Expression label, Optional<Expression> customWorkspace) implements Agent {}

    /**
     * {@code agent { docker … }}, {@code dockerfile}, {@code kubernetes}.
     *
     * @param type which of them
     * @param settings by name; {@code docker 'x'} is its {@code image}, {@code dockerfile true} has none. A nested block is a
     *     closure.
     */
    record Container(Position at, String type, Map<String, Expression> settings) implements Agent {
        public Container {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }
    }
}
