package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.codehaus.groovy.ast.expr.Expression;

/**
 * Reads a block of lines such as {@code image 'maven:3'}: a name and its one value.
 *
 * @param owner whose settings, in words
 * @param known the settings there are
 */
record Settings(String owner, List<Parameter> known) {

    /** The values by name; what doesn't fit is reported and left out. */
    Map<String, Expression> read(List<Call> calls, Position at, Problems problems) {
        Map<String, Expression> values = new LinkedHashMap<>();
        for (Call call : calls) {
            Optional<Parameter> parameter =
                    known.stream().filter(one -> one.name().equals(call.name())).findFirst();
            if (parameter.isEmpty()) {
                problems.reportUnknown(
                        call.at(),
                        "unknown setting \"" + call.name() + "\" of " + owner,
                        call.name(),
                        known.stream().map(Parameter::name).toList());
                NearestName.of(call.name(), known.stream().map(Parameter::name).toList())
                        .ifPresent(meant -> values.putIfAbsent(meant, null));
                continue;
            }
            Optional<Expression> value = value(call, parameter.get(), problems);
            if (values.get(call.name()) != null) {
                problems.report(call.at(), "second \"" + call.name() + "\" of " + owner);
            } else {
                value.ifPresentOrElse(one -> values.put(call.name(), one), () -> values.put(call.name(), null));
            }
        }
        String missing = known.stream()
                .filter(Parameter::required)
                .filter(one -> !values.containsKey(one.name()))
                .map(one -> "\"" + one.name() + "\"")
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            problems.report(at, owner + " lacks " + missing);
        }
        values.values().removeIf(java.util.Objects::isNull);
        return values;
    }

    private Optional<Expression> value(Call call, Parameter parameter, Problems problems) {
        if (call.body().isPresent() && call.arguments().isEmpty() && parameter.type() == Parameter.Type.ANY) {
            return Optional.of(call.body().get());
        }
        if (call.body().isPresent()
                || call.arguments().size() != 1
                || call.unnamed().isEmpty()) {
            problems.report(
                    call.at(),
                    "\"" + call.name() + "\" of " + owner + " takes exactly one value",
                    "write " + call.name() + " and a " + parameter.type());
            return Optional.empty();
        }
        new CallChecker(problems).checkValue(call.unnamed().get(0), parameter, owner);
        return Optional.of(call.unnamed().get(0));
    }
}
