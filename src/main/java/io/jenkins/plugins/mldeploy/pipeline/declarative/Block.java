package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.AssertStatement;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.EmptyStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.ast.stmt.IfStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.ast.stmt.SwitchStatement;
import org.codehaus.groovy.ast.stmt.SynchronizedStatement;
import org.codehaus.groovy.ast.stmt.ThrowStatement;
import org.codehaus.groovy.ast.stmt.TryCatchStatement;
import org.codehaus.groovy.ast.stmt.WhileStatement;
import org.codehaus.groovy.syntax.Types;

/** The statements of a block, and words for those that don't belong there. */
final class Block {

    private static final Map<Class<? extends Statement>, String> KEYWORDS = Map.of(
            IfStatement.class, "if",
            ForStatement.class, "for",
            WhileStatement.class, "while",
            TryCatchStatement.class, "try",
            SwitchStatement.class, "switch",
            ReturnStatement.class, "return",
            ThrowStatement.class, "throw",
            AssertStatement.class, "assert",
            SynchronizedStatement.class, "synchronized");

    private static final String ELSEWHERE =
            "Groovy code goes into script { … } of a stage's steps, or above the pipeline block";

    private Block() {}

    static List<Statement> statements(ClosureExpression body) {
        Statement code = body.getCode();
        List<Statement> all = code instanceof BlockStatement block ? block.getStatements() : List.of(code);
        return all.stream().filter(one -> !(one instanceof EmptyStatement)).toList();
    }

    /** The statements that are calls; each other one is reported as not being what is expected. */
    static List<Call> calls(ClosureExpression body, String expected, Problems problems) {
        return calls(body, expected, List.of(), problems);
    }

    /** The same, where these words count as calls also when they stand alone. */
    static List<Call> calls(ClosureExpression body, String expected, List<String> words, Problems problems) {
        List<Call> calls = new ArrayList<>();
        for (Statement statement : statements(body)) {
            Optional<Call> call = Call.of(statement).or(() -> alone(statement, words));
            if (call.isPresent()) {
                calls.add(call.get());
            } else {
                problems.report(
                        Position.of(statement),
                        "expected " + expected + ", found " + describe(statement),
                        hint(statement, ELSEWHERE));
            }
        }
        return calls;
    }

    private static Optional<Call> alone(Statement statement, List<String> words) {
        return statement instanceof ExpressionStatement simple
                        && simple.getExpression() instanceof VariableExpression word
                        && words.contains(word.getName())
                        && statement.getStatementLabels() == null
                ? Optional.of(new Call(word.getName(), Position.of(word), List.of(), Optional.empty()))
                : Optional.empty();
    }

    /** The block after a word that takes nothing else. */
    static Optional<ClosureExpression> only(Call section, Problems problems) {
        if (section.body().isEmpty()) {
            problems.report(
                    section.at(), "\"" + section.name() + "\" needs a block", "write " + section.name() + " { … }");
        } else if (!section.arguments().isEmpty()) {
            problems.report(
                    section.arguments().get(0).at(), "\"" + section.name() + "\" takes a block and no arguments");
        }
        return section.body();
    }

    static boolean isAssignment(Expression expression) {
        return expression instanceof BinaryExpression binary
                && binary.getOperation().getType() == Types.EQUAL
                && !(expression instanceof DeclarationExpression);
    }

    /** What the statement is, in the words of a Jenkinsfile author. */
    static String describe(Statement statement) {
        if (statement instanceof ExpressionStatement simple) {
            return describe(simple.getExpression());
        }
        return keyword(statement)
                .map(word -> "\"" + word + "\"")
                .orElse(statement instanceof BlockStatement ? "a block without a name" : "other Groovy code");
    }

    private static String describe(Expression expression) {
        if (expression instanceof DeclarationExpression) {
            return "a variable definition";
        }
        if (isAssignment(expression)) {
            return "an assignment";
        }
        if (expression instanceof VariableExpression word) {
            return "the bare word \"" + word.getName() + "\"";
        }
        if (expression instanceof ConstantExpression || expression instanceof GStringExpression) {
            return "a bare value";
        }
        if (expression instanceof ClosureExpression) {
            return "a block without a name";
        }
        Optional<Call> call = Call.of(expression);
        if (call.isPresent()) {
            return "a call of \"" + call.get().name() + "\"";
        }
        return expression instanceof MethodCallExpression ? "a call on an object" : "an expression";
    }

    /** What to do about a statement that is no call; {@code otherwise} when nothing special is known. */
    static String hint(Statement statement, String otherwise) {
        List<String> labels = statement.getStatementLabels();
        if (labels != null) {
            return "write \"" + labels.get(0) + "\" without the colon";
        }
        Expression expression = statement instanceof ExpressionStatement simple ? simple.getExpression() : null;
        if (expression instanceof VariableExpression) {
            return "it needs a value, parentheses or a block";
        }
        return indexed(expression)
                .map(word -> "Groovy takes [ ] behind a word as an index, write " + word + "([ … ])")
                .orElse(otherwise);
    }

    /** The word in {@code values ['a']} and {@code withEnv ['A=b'] { … }}. */
    private static Optional<String> indexed(Expression expression) {
        Expression start = expression instanceof MethodCallExpression call ? call.getObjectExpression() : expression;
        return start instanceof BinaryExpression index
                        && index.getOperation().getType() == Types.LEFT_SQUARE_BRACKET
                        && index.getLeftExpression() instanceof VariableExpression word
                ? Optional.of(word.getName())
                : Optional.empty();
    }

    private static Optional<String> keyword(Statement statement) {
        return KEYWORDS.entrySet().stream()
                .filter(one -> one.getKey().isInstance(statement))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
