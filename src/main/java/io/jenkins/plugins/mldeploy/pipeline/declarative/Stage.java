package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.codehaus.groovy.ast.expr.ClosureExpression;

/**
 * One stage.
 *
 * @param name unique among its siblings
 * @param at where {@code stage} stands
 * @param directives its agent, environment and so on
 * @param failFast whether the first failure of a parallel branch or matrix cell aborts the others
 * @param content what it runs
 */
public record Stage(String name, Position at, StageDirectives directives, boolean failFast, Content content) {

    public Stage {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(directives, "directives");
        Objects.requireNonNull(content, "content");
    }

    /** What a stage runs: exactly one of these. */
    public sealed interface Content {}

    /** {@code steps { … }}: only calls of steps, and free Groovy in {@code script { … }}. */
    public record Steps(ClosureExpression body) implements Content {}

    /** {@code stages { … }}: one after another. */
    public record Sequence(List<Stage> stages) implements Content {
        public Sequence {
            stages = List.copyOf(stages);
        }
    }

    /** {@code parallel { … }}: at the same time. */
    public record Parallel(List<Stage> stages) implements Content {
        public Parallel {
            stages = List.copyOf(stages);
        }
    }

    /**
     * {@code matrix { … }}: the same stages once per combination of the axes' values.
     *
     * @param axes at least one
     * @param excludes combinations that are left out: one that matches all axes of one exclude
     * @param directives of each cell; evaluated per cell, with the axes' values in the environment
     * @param stages of each cell, one after another
     */
    public record Matrix(
            List<Axis> axes, List<List<ExcludedAxis>> excludes, StageDirectives directives, List<Stage> stages)
            implements Content {
        public Matrix {
            axes = List.copyOf(axes);
            excludes = excludes.stream().map(List::copyOf).toList();
            stages = List.copyOf(stages);
        }
    }

    /** The environment variable that has each of these values in turn. */
    public record Axis(String name, Position at, List<String> values) {
        public Axis {
            values = List.copyOf(values);
        }
    }

    /** Matches a cell whose variable is one of the values ({@code notValues}: none of them). */
    public record ExcludedAxis(String name, Position at, List<String> values, boolean negated) {
        public ExcludedAxis {
            values = List.copyOf(values);
        }

        /** Whether this axis of the exclude matches that value. */
        public boolean matches(String value) {
            return values.contains(value) != negated;
        }
    }

    /** The condition, if there is one, under which the stage runs. */
    public Optional<When> when() {
        return directives.when();
    }
}
