package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;

/** Reads the axes and excludes of a {@code matrix}. */
final class MatrixReader {

    private final Names names;
    private final Problems problems;

    MatrixReader(Names names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    List<Stage.Axis> axes(Call section) {
        List<Stage.Axis> axes = new ArrayList<>();
        for (Call call : children(section, "axis")) {
            readAxis(call, List.of("name", "values"), "axis")
                    .ifPresent(axis -> axes.add(new Stage.Axis(axis.name(), axis.at(), axis.values())));
        }
        reportSecond(
                axes.stream().map(axis -> Map.entry(axis.name(), axis.at())).toList());
        return axes;
    }

    List<List<Stage.ExcludedAxis>> excludes(Call section, List<Stage.Axis> axes) {
        List<List<Stage.ExcludedAxis>> excludes = new ArrayList<>();
        for (Call exclude : children(section, "exclude")) {
            List<Stage.ExcludedAxis> excluded = new ArrayList<>();
            for (Call axis : children(exclude, "axis")) {
                readAxis(axis, List.of("name", "values", "notValues"), "axis of exclude")
                        .ifPresent(excluded::add);
            }
            reportSecond(excluded.stream()
                    .map(axis -> Map.entry(axis.name(), axis.at()))
                    .toList());
            excluded.forEach(axis -> checkAgainst(axis, axes));
            excludes.add(excluded);
        }
        return excludes;
    }

    private List<Call> children(Call section, String wanted) {
        Optional<ClosureExpression> body = Block.only(section, problems);
        if (body.isEmpty()) {
            return List.of();
        }
        List<Call> calls = Block.calls(body.get(), wanted + " { … }", problems);
        if (Block.statements(body.get()).isEmpty()) {
            problems.report(section.at(), section.name() + " holds no " + wanted, "add " + wanted + " { … }");
        }
        List<Call> children = new ArrayList<>();
        for (Call call : calls) {
            if (call.name().equals(wanted)) {
                children.add(call);
            } else {
                problems.reportUnknown(
                        call.at(),
                        "unknown \"" + call.name() + "\" in " + section.name(),
                        call.name(),
                        List.of(wanted));
            }
        }
        return children;
    }

    private Optional<Stage.ExcludedAxis> readAxis(Call call, List<String> allowed, String owner) {
        Optional<ClosureExpression> body = Block.only(call, problems);
        if (body.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Call> found = new Sections(owner, allowed).read(body.get(), names, problems);
        if (found.containsKey("values") && found.containsKey("notValues")) {
            problems.report(found.get("notValues").at(), owner + " takes values or notValues, not both");
        }
        Optional<String> name = Optional.ofNullable(found.get("name")).flatMap(this::readName);
        Call values = found.getOrDefault("values", found.get("notValues"));
        if (!found.containsKey("name")) {
            problems.report(call.at(), owner + " lacks \"name\"");
        }
        if (values == null) {
            problems.report(call.at(), owner + " lacks \"values\"");
        }
        return name.isEmpty() || values == null
                ? Optional.empty()
                : Optional.of(new Stage.ExcludedAxis(
                        name.get(), call.at(), readValues(values), values.name().equals("notValues")));
    }

    private Optional<String> readName(Call call) {
        Optional<String> name = call.arguments().size() == 1
                ? call.unnamed().stream().findFirst().flatMap(Literals::string)
                : Optional.empty();
        if (name.isEmpty()) {
            problems.report(call.at(), "the name of an axis must be one string literal");
        } else if (!EnvironmentReader.NAME.matcher(name.get()).matches()) {
            problems.report(
                    Position.of(call.unnamed().get(0)),
                    "\"" + name.get() + "\" can't be the name of an axis: it becomes an environment variable",
                    "letters, digits and _ only, not beginning with a digit");
        }
        return name;
    }

    private List<String> readValues(Call call) {
        List<String> values = new ArrayList<>();
        if (call.arguments().isEmpty()) {
            problems.report(call.at(), "\"" + call.name() + "\" holds no value");
        }
        for (Argument argument : call.arguments()) {
            Expression value = argument.value();
            if (argument.name().isPresent()
                    || !(value instanceof ConstantExpression constant)
                    || constant.getValue() == null) {
                problems.report(
                        argument.at(),
                        "the values of an axis must be literals",
                        "write " + call.name() + " 'a', 'b': they are known before the run");
            } else if (values.contains(constant.getText())) {
                problems.report(argument.at(), "second value \"" + constant.getText() + "\" of an axis");
            } else {
                values.add(constant.getText());
            }
        }
        return values;
    }

    private void reportSecond(List<Map.Entry<String, Position>> axes) {
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, Position> axis : axes) {
            if (!seen.add(axis.getKey())) {
                problems.report(axis.getValue(), "second axis \"" + axis.getKey() + "\"");
            }
        }
    }

    private void checkAgainst(Stage.ExcludedAxis excluded, List<Stage.Axis> axes) {
        List<String> known = axes.stream().map(Stage.Axis::name).distinct().toList();
        if (!known.isEmpty() && !known.contains(excluded.name())) {
            problems.reportUnknown(
                    excluded.at(),
                    "exclude names the unknown axis \"" + excluded.name() + "\"",
                    excluded.name(),
                    known);
        }
    }
}
