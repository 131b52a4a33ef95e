package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type;
import java.util.Optional;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapExpression;

/** What can be said of an expression without running it. */
final class Literals {

    private Literals() {}

    /** The string, when the expression is a plain string literal. */
    static Optional<String> string(Expression expression) {
        return expression instanceof ConstantExpression constant && constant.getValue() instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }

    /** The boolean, when the expression is {@code true} or {@code false}. */
    static Optional<Boolean> bool(Expression expression) {
        return expression instanceof ConstantExpression constant && constant.getValue() instanceof Boolean value
                ? Optional.of(value)
                : Optional.empty();
    }

    /** The type of a literal; nothing for {@code null} and for all that is computed, as a string with expressions is. */
    static Optional<Type> type(Expression expression) {
        if (expression instanceof ListExpression) {
            return Optional.of(Type.LIST);
        }
        if (expression instanceof MapExpression) {
            return Optional.of(Type.MAP);
        }
        if (!(expression instanceof ConstantExpression constant) || constant.getValue() == null) {
            return Optional.empty();
        }
        Object value = constant.getValue();
        if (value instanceof String) {
            return Optional.of(Type.STRING);
        }
        if (value instanceof Boolean) {
            return Optional.of(Type.BOOLEAN);
        }
        // Whole numbers beyond a long fit no parameter, and count as other numbers do.
        if (value instanceof Integer || value instanceof Long) {
            return Optional.of(Type.INTEGER);
        }
        return value instanceof Number ? Optional.of(Type.NUMBER) : Optional.empty();
    }

    /** Whether a literal of the one type may stand where the other is wanted. */
    static boolean fits(Type written, Type wanted) {
        return wanted == Type.ANY || written == wanted || written == Type.INTEGER && wanted == Type.NUMBER;
    }
}
