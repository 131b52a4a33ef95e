package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.List;
import org.codehaus.groovy.ast.expr.ClosureExpression;

/**
 * The {@code when} block of a stage: it runs when all conditions hold.
 *
 * @param beforeAgent judge before the stage's agent is taken
 * @param beforeInput judge before the stage's input is asked
 * @param beforeOptions judge before the stage's options are entered
 */
public record When(
        Position at, boolean beforeAgent, boolean beforeInput, boolean beforeOptions, List<Condition> conditions) {

    public When {
        conditions = List.copyOf(conditions);
    }

    /** A condition, as a tree. */
    public sealed interface Condition {}

    /** Holds when the nested one doesn't. */
    public record Not(Condition condition) implements Condition {}

    /** Holds when all nested ones do. */
    public record AllOf(List<Condition> conditions) implements Condition {
        public AllOf {
            conditions = List.copyOf(conditions);
        }
    }

    /** Holds when at least one nested one does. */
    public record AnyOf(List<Condition> conditions) implements Condition {
        public AnyOf {
            conditions = List.copyOf(conditions);
        }
    }

    /** {@code expression { … }}: free Groovy; holds when its value is true in Groovy's sense. */
    public record Computed(Position at, ClosureExpression body) implements Condition {}

    /**
     * {@code branch}, {@code buildingTag}, {@code changelog}, {@code changeset}, {@code changeRequest}, {@code environment},
     * {@code equals}, {@code isRestartedRun}, {@code tag} or {@code triggeredBy}, with arguments that fit.
     */
    public record Fact(Call call) implements Condition {}
}
