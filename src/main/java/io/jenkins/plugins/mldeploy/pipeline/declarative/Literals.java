package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
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

    /** The value, when nothing of it is computed. */
    static Optional<Object> value(Expression expression) {
        if (expression instanceof ConstantExpression constant) {
            return Optional.ofNullable(constant.getValue());
        }
        if (expression instanceof ListExpression list) {
            List<Object> values = new ArrayList<>();
            for (Expression element : list.getExpressions()) {
                Optional<Object> value = value(element);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                values.add(value.get());
            }
            return Optional.of(values);
        }
        if (expression instanceof MapExpression map) {
            Map<String, Object> values = new LinkedHashMap<>();
            for (MapEntryExpression entry : map.getMapEntryExpressions()) {
                Optional<Object> value = value(entry.getValueExpression());
                if (value.isEmpty() || !(entry.getKeyExpression() instanceof ConstantExpression key)) {
                    return Optional.empty();
                }
                values.put(key.getText(), value.get());
            }
            return Optional.of(values);
        }
        return Optional.empty();
    }

    /** Whether a literal of the one type may stand where the other is wanted. */
    static boolean fits(Type written, Type wanted) {
        return wanted == Type.ANY || written == wanted || written == Type.INTEGER && wanted == Type.NUMBER;
    }
}
