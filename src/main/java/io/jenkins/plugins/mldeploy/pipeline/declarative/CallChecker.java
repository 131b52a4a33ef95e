package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.pipeline.declarative.Parameter.Type;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Signature.Body;
import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;

/** Holds a call against its signature: names, missing ones, kinds of literal values; and against what the step itself says of values that are written out. */
final class CallChecker {

    /** What is no step has its signature, and nothing more. */
    private static final KnownSteps NOTHING_MORE = new KnownSteps() {
        @Override
        public Set<String> names() {
            return Set.of();
        }

        @Override
        public Optional<Signature> signatureOf(String step) {
            return Optional.empty();
        }
    };

    private final Problems problems;

    CallChecker(Problems problems) {
        this.problems = problems;
    }

    void check(Call call, Signature signature) {
        check(call, signature, NOTHING_MORE);
    }

    /** The call of a step, which may know more about its arguments than its signature says. */
    void check(Call call, Signature signature, KnownSteps steps) {
        int before = problems.count();
        checkAgainst(signature, call, steps);
        if (problems.count() == before && !call.isComputed() && call.unnamed().isEmpty()) {
            written(call).ifPresent(all -> steps.problemsOf(call.name(), all)
                    .forEach(problem -> problems.report(call.at(), "\"" + call.name() + "\": " + problem)));
        }
    }

    /** All arguments, when all are written out. */
    private static Optional<Map<String, Object>> written(Call call) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Argument argument : call.arguments()) {
            Optional<Object> value = Literals.value(argument.value());
            if (value.isEmpty() || argument.name().isEmpty()) {
                return Optional.empty();
            }
            all.put(argument.name().get(), value.get());
        }
        return Optional.of(all);
    }

    private void checkAgainst(Signature signature, Call call, KnownSteps steps) {
        String owner = "\"" + call.name() + "\"";
        checkBody(call, signature, owner);
        boolean namesOnly = checkNames(call, signature, owner, steps);
        List<Expression> unnamed = call.unnamed();
        if (call.isComputed() || signature.open() || !namesOnly) {
            return;
        }
        Optional<Parameter> sole = signature.unnamed().flatMap(signature::parameter);
        if (unnamed.size() > 1) {
            problems.report(
                    Position.of(unnamed.get(1)),
                    owner + " takes "
                            + (sole.isPresent() ? "only one argument without a name" : "no arguments without names"),
                    names(signature));
            return;
        }
        if (unnamed.size() == 1) {
            Expression only = unnamed.get(0);
            if (sole.isPresent()) {
                checkValue(only, sole.get(), owner);
            } else if (Literals.type(only).isEmpty()) {
                // A variable or a call may turn out to be the map of all named arguments.
                return;
            } else if (signature.parameters().isEmpty()) {
                problems.report(Position.of(only), owner + " takes no arguments");
                return;
            } else {
                problems.report(Position.of(only), "the arguments of " + owner + " need names", names(signature));
                return;
            }
        }
        checkPresence(call, signature, owner, sole.filter(one -> unnamed.size() == 1));
    }

    private void checkBody(Call call, Signature signature, String owner) {
        if (call.body().isPresent() && signature.body() == Body.NONE && !signature.open()) {
            problems.report(Position.of(call.body().get()), owner + " takes no block");
        } else if (call.body().isEmpty() && signature.body() == Body.REQUIRED) {
            problems.report(call.at(), owner + " needs a block", "write " + call.name() + " … { … }");
        }
    }

    /** Checks each named argument; false when names and no names are mixed, so that nothing more can be said. */
    private boolean checkNames(Call call, Signature signature, String owner, KnownSteps steps) {
        Set<String> seen = new HashSet<>();
        for (Argument argument : call.arguments()) {
            argument.name().ifPresent(name -> {
                Optional<Parameter> parameter = signature.parameter(name);
                if (!seen.add(name)) {
                    problems.report(argument.at(), "second \"" + name + "\" of " + owner);
                }
                if (parameter.isPresent()) {
                    checkArgument(call, argument, parameter.get(), owner, steps);
                } else if (!signature.open()) {
                    problems.reportUnknown(
                            argument.at(),
                            "unknown parameter \"" + name + "\" of " + owner,
                            name,
                            signature.parameters().stream().map(Parameter::name).toList());
                }
            });
        }
        Optional<Argument> nameless =
                call.arguments().stream().filter(one -> one.name().isEmpty()).findFirst();
        if (!seen.isEmpty() && nameless.isPresent() && !call.isComputed() && !signature.open()) {
            problems.report(
                    nameless.get().at(),
                    "arguments with and without names are mixed in " + owner,
                    "name this one too: " + signature.unnamed().orElse("…") + ": …");
            return false;
        }
        return true;
    }

    private void checkArgument(Call call, Argument argument, Parameter parameter, String owner, KnownSteps steps) {
        int before = problems.count();
        checkValue(argument.value(), parameter, owner);
        if (problems.count() == before) {
            Literals.value(argument.value()).ifPresent(value -> steps.problemsOf(call.name(), parameter.name(), value)
                    .forEach(problem -> problems.report(Position.of(argument.value()), owner + ": " + problem)));
        }
    }

    private void checkPresence(Call call, Signature signature, String owner, Optional<Parameter> given) {
        String missing = signature.parameters().stream()
                .filter(Parameter::required)
                .filter(one -> call.named(one.name()).isEmpty() && !given.equals(Optional.of(one)))
                .filter(one -> !isMeant(one, call, signature))
                .map(one -> "\"" + one.name() + "\"")
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            problems.report(call.at(), owner + " lacks " + missing);
        }
    }

    /** Whether an unknown name stands there that is this one misspelt; that is reported already. */
    private static boolean isMeant(Parameter missing, Call call, Signature signature) {
        List<String> known =
                signature.parameters().stream().map(Parameter::name).toList();
        return call.arguments().stream()
                .flatMap(argument -> argument.name().stream())
                .filter(name -> !known.contains(name))
                .anyMatch(name -> NearestName.of(name, known).equals(Optional.of(missing.name())));
    }

    /** Holds a literal against what the parameter takes; a computed value passes. */
    void checkValue(Expression value, Parameter parameter, String owner) {
        String what = "\"" + parameter.name() + "\" of " + owner;
        Optional<Type> written = Literals.type(value);
        if (written.isPresent() && !Literals.fits(written.get(), parameter.type())) {
            problems.report(
                    Position.of(value),
                    what + " must be a " + parameter.type() + ", not a " + written.get() + shown(value));
            return;
        }
        Literals.string(value)
                .filter(text ->
                        !parameter.choices().isEmpty() && !parameter.choices().contains(text))
                .ifPresent(text -> problems.reportUnknown(
                        Position.of(value), what + " can't be \"" + text + "\"", text, parameter.choices()));
        if (!parameter.nested().isEmpty()) {
            checkNested(value, parameter, what);
        }
    }

    private void checkNested(Expression value, Parameter parameter, String what) {
        if (value instanceof ListExpression list) {
            list.getExpressions().forEach(one -> checkNested(one, parameter, what));
            return;
        }
        if (!(value instanceof MapExpression map)) {
            return;
        }
        Set<String> seen = new HashSet<>();
        boolean computed = false;
        for (MapEntryExpression entry : map.getMapEntryExpressions()) {
            if (!(entry.getKeyExpression() instanceof ConstantExpression key)) {
                computed = true;
                continue;
            }
            Optional<Parameter> known = parameter.nested().stream()
                    .filter(one -> one.name().equals(key.getText()))
                    .findFirst();
            if (!seen.add(key.getText())) {
                problems.report(Position.of(key), "second \"" + key.getText() + "\" in " + what);
            }
            if (known.isPresent()) {
                checkValue(entry.getValueExpression(), known.get(), what);
            } else {
                problems.reportUnknown(
                        Position.of(key),
                        "unknown key \"" + key.getText() + "\" in " + what,
                        key.getText(),
                        parameter.nested().stream().map(Parameter::name).toList());
            }
        }
        String missing = parameter.nested().stream()
                .filter(one -> one.required() && !seen.contains(one.name()))
                .map(one -> "\"" + one.name() + "\"")
                .collect(Collectors.joining(", "));
        if (!computed && !missing.isEmpty()) {
            problems.report(Position.of(map), "entry of " + what + " lacks " + missing);
        }
    }

    private static String shown(Expression value) {
        return value instanceof ConstantExpression ? " (" + value.getText() + ")" : "";
    }

    private static String names(Signature signature) {
        return "its parameters: "
                + signature.parameters().stream().map(Parameter::name).collect(Collectors.joining(", "));
    }
}
