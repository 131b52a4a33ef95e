package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a stage, and each cell of a matrix, may say besides its content.
 *
 * @param agent nothing: that of the enclosing stage or pipeline
 * @param options {@code timeout}, {@code retry}, {@code timestamps}, {@code skipDefaultCheckout}, {@code ansiColor}, or a step
 *     with a block, that goes round the stage
 */
public record StageDirectives(
        Optional<Agent> agent,
        List<EnvironmentVariable> environment,
        List<Call> options,
        Optional<Input> input,
        Optional<When> when,
        List<Call> tools,
        List<PostCondition> post) {

    public StageDirectives {
        Objects.requireNonNull(agent, "agent");
        environment = List.copyOf(environment);
        options = List.copyOf(options);
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(when, "when");
        tools = List.copyOf(tools);
        post = List.copyOf(post);
    }
}
