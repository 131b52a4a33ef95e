package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.List;
import java.util.Objects;

/**
 * A whole Declarative Pipeline without errors, in the order in which it is written. All expressions and closures are the
 * nodes of the tree that it was read from.
 *
 * @param at where {@code pipeline} stands
 * @param agent where the stages run when they don't say
 * @param environment the variables for all stages
 * @param options {@code timeout}, {@code retry} … with their arguments
 * @param parameters what a user may choose for a run: {@code string}, {@code booleanParam}, {@code choice}, {@code text},
 *     {@code password}
 * @param triggers {@code cron}, {@code pollSCM}, {@code upstream} …: recorded, a local run is only ever started by hand
 * @param tools name of the kind of tool and its one argument, such as {@code maven 'apache-maven-3.9'}
 * @param libraries the arguments of each {@code lib}
 * @param stages at least one
 * @param post what to do at the end, by condition
 */
public record PipelineModel(
        Position at,
        Agent agent,
        List<EnvironmentVariable> environment,
        List<Call> options,
        List<Call> parameters,
        List<Call> triggers,
        List<Call> tools,
        List<Call> libraries,
        List<Stage> stages,
        List<PostCondition> post) {

    public PipelineModel {
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(agent, "agent");
        environment = List.copyOf(environment);
        options = List.copyOf(options);
        parameters = List.copyOf(parameters);
        triggers = List.copyOf(triggers);
        tools = List.copyOf(tools);
        libraries = List.copyOf(libraries);
        stages = List.copyOf(stages);
        post = List.copyOf(post);
    }
}
