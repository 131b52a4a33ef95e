package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/** Checks a block of steps: only calls of steps, each with arguments that fit, and free Groovy inside {@code script}. */
final class StepsReader {

    private static final Map<String, String> NOT_AS_STEPS = Map.of(
            "stage", "use stages { stage(…) { … } } in place of steps",
            "parallel", "use parallel { stage(…) { … } } in place of steps, or put it into script { … }",
            "properties", "use the options, parameters and triggers of the pipeline",
            "pipeline", "a file has one pipeline, at its top level",
            "steps", "steps are not nested");

    private final Names names;
    private final Problems problems;

    StepsReader(Names names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    /** Checks the block, which must hold at least one step. */
    void read(ClosureExpression body, Position at, String owner) {
        if (Block.statements(body).isEmpty()) {
            problems.report(at, owner + " is empty", "add at least one step, such as echo 'nothing to do'");
        }
        Optional<Call> branches = onlyParallel(body);
        if (branches.isPresent()) {
            readBranches(branches.get(), owner);
        } else {
            readStatements(body, owner);
        }
    }

    /** The form from before {@code parallel { stage… }}: one step {@code parallel a: { … }, b: { … }} and nothing else. */
    private static Optional<Call> onlyParallel(ClosureExpression body) {
        List<Statement> statements = Block.statements(body);
        return statements.size() != 1
                ? Optional.empty()
                : Call.of(statements.get(0))
                        .filter(call -> call.name().equals("parallel"))
                        .filter(call ->
                                !call.arguments().isEmpty() && call.body().isEmpty());
    }

    private void readBranches(Call parallel, String owner) {
        for (Argument branch : parallel.arguments()) {
            String name = branch.name().orElse("");
            if (branch.value() instanceof ClosureExpression steps && !name.isEmpty()) {
                read(steps, branch.at(), "branch \"" + name + "\" of parallel in " + owner);
            } else if (!name.equals("failFast") || Literals.bool(branch.value()).isEmpty()) {
                problems.report(
                        branch.at(),
                        "a branch of parallel needs a name and a block",
                        "write parallel a: { … }, b: { … }");
            }
        }
    }

    private void readStatements(ClosureExpression body, String owner) {
        for (Statement statement : Block.statements(body)) {
            Call.of(statement).ifPresentOrElse(call -> readStep(call, owner), () -> reportOther(statement, owner));
        }
    }

    private void readStep(Call call, String owner) {
        if (NOT_AS_STEPS.containsKey(call.name())) {
            problems.report(
                    call.at(),
                    "\"" + call.name() + "\" can't be used as a step in " + owner,
                    NOT_AS_STEPS.get(call.name()));
            return;
        }
        FreeGroovy code = new FreeGroovy(names, problems);
        if (call.name().equals("script")) {
            Block.only(call, problems).ifPresent(code::check);
            return;
        }
        if (names.isUnknown(call.name()) && !names.isUnknownValue(call.name())) {
            problems.report(
                    call.at(),
                    "\"" + call.name() + "\" is no step",
                    "it only makes a value for the argument of a step");
            return;
        }
        FreeGroovy.Next next = code.checkName(call);
        if (next == FreeGroovy.Next.ALL) {
            call.arguments().forEach(argument -> code.check(argument.value()));
        }
        if (next != FreeGroovy.Next.NOTHING) {
            call.body().ifPresent(body -> readStatements(body, "the block of \"" + call.name() + "\""));
        }
    }

    private void reportOther(Statement statement, String owner) {
        Position at = Position.of(statement);
        Optional<String> word = bareWord(statement);
        if (word.isEmpty()) {
            problems.report(
                    at,
                    Block.describe(statement) + " is not allowed in " + owner + ", only steps are",
                    Block.hint(statement, "put it into script { … }"));
        } else if (names.isUnknown(word.get())) {
            problems.reportUnknown(
                    at,
                    "expected a step in " + owner + ", found the bare word \"" + word.get() + "\"",
                    word.get(),
                    names.meant());
        } else {
            problems.report(
                    at,
                    "expected a step in " + owner + ", found the bare word \"" + word.get() + "\"",
                    "write " + word.get() + (takesBlock(word.get()) ? " { … }" : "()"));
        }
    }

    private boolean takesBlock(String step) {
        return names.signatureOf(step)
                .filter(signature -> signature.body() == Signature.Body.REQUIRED)
                .isPresent();
    }

    private static Optional<String> bareWord(Statement statement) {
        List<String> labels = statement.getStatementLabels();
        return labels == null
                        && statement instanceof ExpressionStatement simple
                        && simple.getExpression() instanceof VariableExpression variable
                ? Optional.of(variable.getName())
                : Optional.empty();
    }
}
