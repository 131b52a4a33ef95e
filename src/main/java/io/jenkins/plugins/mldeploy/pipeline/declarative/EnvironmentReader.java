package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.syntax.Types;

/** Reads {@code environment}: lines of {@code NAME = value}. */
final class EnvironmentReader {

    static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Signature CREDENTIALS =
            Signature.of(Parameter.required("id", Parameter.Type.STRING)).unnamed("id");

    private final Names names;
    private final Problems problems;

    EnvironmentReader(Names names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    List<EnvironmentVariable> read(Call section) {
        List<EnvironmentVariable> variables = new ArrayList<>();
        Optional<ClosureExpression> body = Block.only(section, problems);
        if (body.isEmpty()) {
            return variables;
        }
        Set<String> seen = new HashSet<>();
        for (Statement statement : Block.statements(body.get())) {
            if (!(statement instanceof ExpressionStatement simple)
                    || !Block.isAssignment(simple.getExpression())
                    || !(simple.getExpression() instanceof BinaryExpression assignment)) {
                problems.report(
                        Position.of(statement),
                        "expected NAME = value in environment, found " + Block.describe(statement),
                        "write NAME = 'value'");
                continue;
            }
            readOne(assignment, seen).ifPresent(variables::add);
        }
        if (Block.statements(body.get()).isEmpty()) {
            problems.report(section.at(), "environment is empty", "add NAME = 'value' or remove the block");
        }
        return variables;
    }

    private Optional<EnvironmentVariable> readOne(BinaryExpression assignment, Set<String> seen) {
        Expression left = assignment.getLeftExpression();
        Position at = Position.of(left);
        String name = left instanceof VariableExpression variable ? variable.getName() : left.getText();
        if (!(left instanceof VariableExpression) || !NAME.matcher(name).matches()) {
            problems.report(
                    at,
                    "\"" + name + "\" can't be the name of an environment variable",
                    "letters, digits and _ only, without quotes, not beginning with a digit");
            return Optional.empty();
        }
        if (!seen.add(name)) {
            problems.report(at, "second value for environment variable \"" + name + "\"");
        }
        Expression value = assignment.getRightExpression();
        checkValue(name, value);
        Optional<Expression> credentialsId =
                Call.of(value).filter(call -> call.name().equals("credentials")).flatMap(call -> call.value("id"));
        return Optional.of(new EnvironmentVariable(name, at, value, credentialsId));
    }

    private void checkValue(String name, Expression value) {
        if (value instanceof MethodCallExpression) {
            Optional<Call> call = Call.of(value);
            if (call.filter(one -> one.name().equals("credentials")).isPresent()) {
                new CallChecker(problems).check(call.get(), CREDENTIALS);
            } else {
                new FreeGroovy(names, problems).check(value);
            }
        } else if (value instanceof GStringExpression) {
            new FreeGroovy(names, problems).check(value);
        } else if (value instanceof BinaryExpression binary) {
            checkConcatenation(name, binary);
        } else if (!(value instanceof ConstantExpression)) {
            reportValue(name, value);
        }
    }

    private void checkConcatenation(String name, BinaryExpression binary) {
        if (binary.getOperation().getType() != Types.PLUS) {
            problems.report(
                    Position.of(binary),
                    "the value of \"" + name + "\" uses \""
                            + binary.getOperation().getText() + "\"",
                    "parts are only joined with +; anything else goes into a string: \"${ … }\"");
            return;
        }
        for (Expression part : List.of(binary.getLeftExpression(), binary.getRightExpression())) {
            if (part instanceof BinaryExpression nested) {
                checkConcatenation(name, nested);
            } else if (part instanceof GStringExpression) {
                new FreeGroovy(names, problems).check(part);
            } else if (!(part instanceof ConstantExpression)) {
                reportValue(name, part);
            }
        }
    }

    private void reportValue(String name, Expression value) {
        problems.report(
                Position.of(value),
                "the value of \"" + name + "\" must be a string, a call or strings joined with +",
                value instanceof ClosureExpression ? "remove the block" : "write it as a string: \"${ … }\"");
    }
}
