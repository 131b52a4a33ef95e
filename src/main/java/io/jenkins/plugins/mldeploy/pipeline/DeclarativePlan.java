package io.jenkins.plugins.mldeploy.pipeline;

import io.jenkins.plugins.mldeploy.pipeline.declarative.PostCondition;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A Declarative Pipeline as its interpreter ({@code Declarative.groovy}) reads it. Code is named by the method of the compiled Jenkinsfile
 * that gives it as a block, so that a plan is plain data and each piece of code is a method of its own: a method may have 64 KiB at
 * most. Stages are named by their index. A plan is made anew from the source on resume; the interpreter holds only parts of it.
 *
 * @param root the whole pipeline's directives and stages, as a stage without a name
 * @param parameters each gives its arguments
 * @param flags options without a block that change how stages run
 */
record DeclarativePlan(StagePlan root, List<Directive> parameters, List<String> flags, List<StagePlan> stages) {

    /** A word with the code that gives the list of its arguments. */
    public record Directive(String name, String arguments) implements Serializable {}

    /** An environment variable; exactly one of the two codes is set. */
    public record Variable(String name, String value, String credentialsId) implements Serializable {}

    /** A {@code post} block. */
    public record Post(PostCondition.Kind kind, String body) implements Serializable {}

    /** What a stage runs. */
    public enum Content {
        STEPS,
        SEQUENCE,
        PARALLEL
    }

    /** A condition of {@code when}: kind is NOT, ALL, ANY, CODE or FACT; code is the block, or gives the fact's arguments. */
    public record Condition(String kind, String name, String code, List<Condition> nested) implements Serializable {}

    /** {@code when}. */
    public record When(boolean beforeOptions, boolean beforeInput, Condition condition) implements Serializable {}

    /**
     * A stage, a matrix cell, or the pipeline itself.
     *
     * @param axes the values of a matrix cell
     * @param notes what to say of directives that mean nothing on a laptop
     * @param input gives the arguments of the input step; null: none
     * @param steps the code of STEPS
     * @param children the stages of the other contents
     */
    public record StagePlan(
            String name,
            Map<String, String> axes,
            List<String> notes,
            List<Variable> environment,
            List<Directive> options,
            List<Directive> tools,
            String input,
            When when,
            List<Post> post,
            boolean failFast,
            Content content,
            String steps,
            List<Integer> children)
            implements Serializable {}
}
