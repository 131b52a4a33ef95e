package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.SpreadExpression;
import org.codehaus.groovy.ast.expr.SpreadMapExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/**
 * A word with its arguments, the one form that everything in a Declarative Pipeline has: {@code timeout(time: 1, unit:
 * 'HOURS')}, {@code agent any}, {@code stage('Build') { … }}.
 *
 * @param name the word
 * @param at where the word stands
 * @param arguments what is written after it, without the block
 * @param body the block at the end, if there is one
 */
public record Call(String name, Position at, List<Argument> arguments, Optional<ClosureExpression> body) {

    public Call {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(at, "at");
        arguments = List.copyOf(arguments);
        Objects.requireNonNull(body, "body");
    }

    /** The value of the argument with that name. */
    public Optional<Expression> named(String argument) {
        return arguments.stream()
                .filter(one -> one.name().filter(argument::equals).isPresent())
                .map(Argument::value)
                .findFirst();
    }

    /** The arguments without a name. */
    public List<Expression> unnamed() {
        return arguments.stream()
                .filter(one -> one.name().isEmpty())
                .map(Argument::value)
                .toList();
    }

    /** The value of the argument with that name or, when none has a name, the only one: {@code sh 'x'}, {@code sh script: 'x'}. */
    public Optional<Expression> value(String argument) {
        return arguments.size() == 1 && arguments.get(0).name().isEmpty()
                ? Optional.of(arguments.get(0).value())
                : named(argument);
    }

    /** The statement as a call of a plain word, or nothing: a call on an object, a declaration, a loop … is none. */
    static Optional<Call> of(Statement statement) {
        return statement instanceof ExpressionStatement simple ? of(simple.getExpression()) : Optional.empty();
    }

    /** The expression as a call of a plain word. */
    static Optional<Call> of(Expression expression) {
        if (!(expression instanceof MethodCallExpression call)
                || !call.isImplicitThis()
                || !(call.getMethod() instanceof ConstantExpression word)) {
            return Optional.empty();
        }
        List<Expression> written = call.getArguments() instanceof TupleExpression tuple
                ? tuple.getExpressions()
                : List.of(call.getArguments());
        List<Argument> arguments = new ArrayList<>();
        for (Expression argument : written) {
            // Groovy hands names over as one map in front; f([a: 1]) and f(a: 1) are the same call.
            if (argument instanceof MapExpression map && argument == written.get(0)) {
                map.getMapEntryExpressions().forEach(entry -> arguments.add(named(entry)));
            } else {
                arguments.add(new Argument(Optional.empty(), Position.of(argument), argument));
            }
        }
        Optional<ClosureExpression> body = Optional.empty();
        int last = arguments.size() - 1;
        if (last >= 0
                && arguments.get(last).name().isEmpty()
                && arguments.get(last).value() instanceof ClosureExpression closure) {
            body = Optional.of(closure);
            arguments.remove(last);
        }
        return Optional.of(new Call(word.getText(), Position.of(word), arguments, body));
    }

    private static Argument named(MapEntryExpression entry) {
        Expression key = entry.getKeyExpression();
        if (key instanceof ConstantExpression) {
            return new Argument(Optional.of(key.getText()), Position.of(key), entry.getValueExpression());
        }
        return new Argument(Optional.empty(), Position.of(key), key instanceof SpreadMapExpression ? key : entry);
    }

    /** Whether some arguments only show at run time: {@code *list}, {@code *:map}, {@code (name): value}. */
    boolean isComputed() {
        return arguments.stream()
                .map(Argument::value)
                .anyMatch(value -> value instanceof SpreadExpression
                        || value instanceof SpreadMapExpression
                        || value instanceof MapEntryExpression);
    }
}
