package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.ast.expr.Expression;

/**
 * The {@code input} block of a stage: a person answers before the stage goes on.
 *
 * @param settings {@code message} always; {@code id}, {@code ok}, {@code submitter}, {@code submitterParameter} when given
 * @param parameters what the person may choose, as in {@link PipelineModel#parameters()}
 */
public record Input(Position at, Map<String, Expression> settings, List<Call> parameters) {

    public Input {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        parameters = List.copyOf(parameters);
    }
}
