package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;

/**
 * Checks code where all of Groovy is allowed (scripted Pipeline, {@code script}, functions, computed values) as far as that
 * can be done before a run: a plain call must be a step, or something that the file defines; a step's arguments must fit.
 */
final class FreeGroovy extends CodeVisitorSupport {

    /** Methods whose closure keeps the script as the receiver of its plain calls; others may set a delegate, as builders do. */
    private static final Set<String> KEEP_RECEIVER = Set.of(
            "any",
            "call",
            "collect",
            "collectEntries",
            "collectMany",
            "count",
            "each",
            "eachWithIndex",
            "every",
            "find",
            "findAll",
            "groupBy",
            "inject",
            "inside",
            "max",
            "min",
            "removeAll",
            "sort",
            "step",
            "sum",
            "times",
            "toSorted",
            "unique",
            "upto",
            "withRegistry",
            "withRun",
            "withServer",
            "withTool");

    private final Names names;
    private final Problems problems;
    private int unknownReceivers;

    FreeGroovy(Names names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    void check(ASTNode code) {
        code.visit(this);
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression expression) {
        Optional<Call> call = Call.of(expression);
        if (call.isPresent()) {
            switch (unknownReceivers > 0 ? Next.ALL : checkName(call.get())) {
                case ALL -> super.visitMethodCallExpression(expression);
                case BODY -> call.get().body().ifPresent(this::visitClosureExpression);
                case NOTHING -> {}
            }
            return;
        }
        expression.getObjectExpression().visit(this);
        expression.getMethod().visit(this);
        boolean keeps = KEEP_RECEIVER.contains(String.valueOf(expression.getMethodAsString()));
        List<Expression> arguments = expression.getArguments() instanceof TupleExpression tuple
                ? tuple.getExpressions()
                : List.of(expression.getArguments());
        for (Expression argument : arguments) {
            boolean unsure = argument instanceof ClosureExpression && !keeps;
            unknownReceivers += unsure ? 1 : 0;
            argument.visit(this);
            unknownReceivers -= unsure ? 1 : 0;
        }
    }

    /** What of a call there is to look at after its name. */
    enum Next {
        ALL,
        BODY,
        NOTHING
    }

    /** The name must be known and, when it is a step, the arguments must fit. */
    Next checkName(Call call) {
        if (call.name().equals("pipeline") && call.body().isPresent()) {
            problems.report(
                    call.at(),
                    "\"pipeline\" must stand at the top level of the file, not in another block",
                    "what should surround it goes into its options and stages");
            return Next.NOTHING;
        }
        Optional<Call> taker = blockTaker(call);
        if (taker.isPresent()) {
            problems.report(
                    taker.get().at(),
                    "the block goes to '" + taker.get().name() + "', not to \"" + call.name() + "\"",
                    "write " + call.name() + "('" + taker.get().name() + "') { … }");
            return Next.NOTHING;
        }
        if (call.name().equals("$") && call.body().isPresent()) {
            problems.report(call.at(), "${ … } stands outside of a string", "write \"${ … }\" or leave ${ } out");
        } else if (names.isUnknownValue(call.name())) {
            reportUnknown(call);
            // Its arguments may use names that come with it, as recordIssues(tool: java()) does.
            return Next.BODY;
        } else {
            names.signatureOf(call.name())
                    .ifPresent(signature -> new CallChecker(problems).check(call, signature, names.steps()));
        }
        return Next.ALL;
    }

    private void reportUnknown(Call call) {
        String message = "unknown step \"" + call.name() + "\"";
        if (NearestName.of(call.name(), names.meant()).isPresent()) {
            problems.reportUnknown(call.at(), message, call.name(), names.meant());
        } else {
            problems.report(call.at(), message, "it is no step here, and nothing in this file has that name");
        }
    }

    /** In {@code dir 'x' { }} Groovy sees a call of x with the block, and its result as the argument. */
    private Optional<Call> blockTaker(Call call) {
        return call.arguments().size() == 1 && call.body().isEmpty()
                ? Call.of(call.arguments().get(0).value())
                        .filter(inner ->
                                inner.body().isPresent() && inner.arguments().isEmpty())
                        .filter(inner -> names.isUnknown(inner.name()))
                        .filter(inner -> names.signatureOf(call.name())
                                .filter(signature -> signature.body() != Signature.Body.NONE)
                                .isPresent())
                : Optional.empty();
    }
}
