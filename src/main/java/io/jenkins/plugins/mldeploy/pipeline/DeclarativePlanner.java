package io.jenkins.plugins.mldeploy.pipeline;

import io.jenkins.plugins.mldeploy.pipeline.DeclarativePlan.Condition;
import io.jenkins.plugins.mldeploy.pipeline.DeclarativePlan.Content;
import io.jenkins.plugins.mldeploy.pipeline.DeclarativePlan.Directive;
import io.jenkins.plugins.mldeploy.pipeline.DeclarativePlan.Post;
import io.jenkins.plugins.mldeploy.pipeline.DeclarativePlan.StagePlan;
import io.jenkins.plugins.mldeploy.pipeline.DeclarativePlan.Variable;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Agent;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Argument;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Call;
import io.jenkins.plugins.mldeploy.pipeline.declarative.EnvironmentVariable;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Input;
import io.jenkins.plugins.mldeploy.pipeline.declarative.PipelineModel;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Position;
import io.jenkins.plugins.mldeploy.pipeline.declarative.PostCondition;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Problem;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Stage;
import io.jenkins.plugins.mldeploy.pipeline.declarative.StageDirectives;
import io.jenkins.plugins.mldeploy.pipeline.declarative.When;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;

/** From the positioned model of a Jenkinsfile to the plan of its run; finds what a laptop cannot do. */
final class DeclarativePlanner {
    private static final List<String> FLAGS =
            List.of("skipStagesAfterUnstable", "parallelsAlwaysFailFast", "disableResume");

    private final Function<ClosureExpression, String> hoist;
    private final Function<Expression, String> hoistValue;
    private final StepTable table;
    private final List<Problem> problems;
    private final List<StagePlan> stages = new ArrayList<>();
    private final List<String> flags = new ArrayList<>();

    /**
     * @param hoist makes a block of the Jenkinsfile a method of its own, and names it
     * @param hoistValue the same for an expression
     */
    DeclarativePlanner(
            Function<ClosureExpression, String> hoist,
            Function<Expression, String> hoistValue,
            StepTable table,
            List<Problem> problems) {
        this.hoist = hoist;
        this.hoistValue = hoistValue;
        this.table = table;
        this.problems = problems;
    }

    DeclarativePlan plan(PipelineModel model) {
        model.libraries()
                .forEach(library -> problem(
                        library.at(),
                        "shared libraries are not supported by the local host",
                        "run this Jenkinsfile in Jenkins"));
        StageDirectives directives = new StageDirectives(
                Optional.of(model.agent()),
                model.environment(),
                model.options(),
                Optional.empty(),
                Optional.empty(),
                model.tools(),
                model.post());
        StagePlan root = stage("", Map.of(), directives, false, Content.SEQUENCE, null, plan(model.stages()));
        List<Directive> parameters = model.parameters().stream()
                .map(call -> new Directive(call.name(), arguments(call)))
                .toList();
        return new DeclarativePlan(root, parameters, List.copyOf(flags), List.copyOf(stages));
    }

    private List<Integer> plan(List<Stage> several) {
        List<Integer> ids = new ArrayList<>();
        for (Stage stage : several) {
            ids.add(add(plan(stage)));
        }
        return ids;
    }

    private int add(StagePlan stage) {
        stages.add(stage);
        return stages.size() - 1;
    }

    private StagePlan plan(Stage stage) {
        StageDirectives directives = stage.directives();
        String name = stage.name();
        if (stage.content() instanceof Stage.Steps steps) {
            return stage(name, Map.of(), directives, false, Content.STEPS, hoist.apply(steps.body()), List.of());
        }
        if (stage.content() instanceof Stage.Sequence sequence) {
            return stage(name, Map.of(), directives, false, Content.SEQUENCE, null, plan(sequence.stages()));
        }
        if (stage.content() instanceof Stage.Parallel parallel) {
            return stage(name, Map.of(), directives, stage.failFast(), Content.PARALLEL, null, plan(parallel.stages()));
        }
        Stage.Matrix matrix = (Stage.Matrix) stage.content();
        List<Integer> inEachCell = plan(matrix.stages());
        List<Integer> cells = new ArrayList<>();
        for (Map<String, String> cell : cells(matrix)) {
            cells.add(add(stage(cellName(cell), cell, matrix.directives(), false, Content.SEQUENCE, null, inEachCell)));
        }
        return stage(name, Map.of(), directives, stage.failFast(), Content.PARALLEL, null, cells);
    }

    private static String cellName(Map<String, String> cell) {
        StringBuilder name = new StringBuilder("Matrix - ");
        cell.forEach((axis, value) -> name.append(name.length() > 9 ? ", " : "")
                .append(axis)
                .append(" = '")
                .append(value)
                .append('\''));
        return name.toString();
    }

    private static List<Map<String, String>> cells(Stage.Matrix matrix) {
        List<Map<String, String>> cells = List.of(Map.of());
        for (Stage.Axis axis : matrix.axes()) {
            List<Map<String, String>> more = new ArrayList<>();
            for (Map<String, String> cell : cells) {
                for (String value : axis.values()) {
                    Map<String, String> wider = new LinkedHashMap<>(cell);
                    wider.put(axis.name(), value);
                    more.add(wider);
                }
            }
            cells = more;
        }
        return cells.stream()
                .filter(cell -> matrix.excludes().stream().noneMatch(exclude -> exclude.stream()
                        .allMatch(axis -> cell.containsKey(axis.name()) && axis.matches(cell.get(axis.name())))))
                .toList();
    }

    private StagePlan stage(
            String name,
            Map<String, String> axes,
            StageDirectives directives,
            boolean failFast,
            Content content,
            String steps,
            List<Integer> children) {
        List<String> notes = new ArrayList<>();
        directives.agent().ifPresent(agent -> judge(agent, notes));
        return new StagePlan(
                name,
                new LinkedHashMap<>(axes),
                notes,
                list(directives.environment().stream().map(this::variable).toList()),
                options(directives.options(), notes),
                list(directives.tools().stream().map(this::directive).toList()),
                directives.input().map(this::input).orElse(null),
                directives.when().map(this::when).orElse(null),
                list(directives.post().stream()
                        .sorted(Comparator.comparing(PostCondition::kind))
                        .map(post -> new Post(post.kind(), hoist.apply(post.body())))
                        .toList()),
                failFast,
                content,
                steps,
                list(children));
    }

    /** What is saved is a plain list. */
    private static <T> List<T> list(List<T> any) {
        return new ArrayList<>(any);
    }

    private void judge(Agent agent, List<String> notes) {
        if (agent instanceof Agent.Container container) {
            problem(
                    container.at(),
                    "agent { " + container.type()
                            + " } cannot be run by the local host, which runs everything on this machine",
                    "use agent any here, or run this Jenkinsfile in Jenkins");
        } else if (agent instanceof Agent.Label label && label.customWorkspace().isPresent()) {
            notes.add("customWorkspace is not used here: everything runs in the project's own directory");
        }
    }

    private Variable variable(EnvironmentVariable variable) {
        return variable.credentialsId()
                .map(id -> new Variable(variable.name(), null, hoistValue.apply(id)))
                .orElseGet(() -> new Variable(variable.name(), hoistValue.apply(variable.value()), null));
    }

    private List<Directive> options(List<Call> calls, List<String> notes) {
        List<Directive> wrappers = new ArrayList<>();
        for (Call call : calls) {
            if (FLAGS.contains(call.name())) {
                flags.add(call.name());
            } else if (table.find(call.name()).filter(StepSpec::takesBody).isPresent()) {
                wrappers.add(directive(call));
            } else if (call.name().equals("checkoutToSubdirectory")) {
                notes.add("checkoutToSubdirectory is not used here: the project lies where it is");
            }
        }
        return wrappers;
    }

    private Directive directive(Call call) {
        return new Directive(call.name(), arguments(call));
    }

    /** Code that gives the list of a call's arguments: those without names, then one map of those with. */
    private String arguments(Call call) {
        List<Expression> all = new ArrayList<>(call.unnamed());
        List<MapEntryExpression> named = new ArrayList<>();
        for (Argument argument : call.arguments()) {
            argument.name()
                    .ifPresent(
                            name -> named.add(new MapEntryExpression(new ConstantExpression(name), argument.value())));
        }
        if (!named.isEmpty()) {
            all.add(new MapExpression(named));
        }
        return hoistValue.apply(new ListExpression(all));
    }

    private String input(Input input) {
        List<MapEntryExpression> settings = new ArrayList<>();
        input.settings()
                .forEach((name, value) -> settings.add(new MapEntryExpression(new ConstantExpression(name), value)));
        List<Expression> parameters = new ArrayList<>();
        for (Call parameter : input.parameters()) {
            List<MapEntryExpression> arguments = new ArrayList<>();
            arguments.add(
                    new MapEntryExpression(new ConstantExpression("$class"), new ConstantExpression(parameter.name())));
            for (Argument argument : parameter.arguments()) {
                argument.name()
                        .ifPresent(name ->
                                arguments.add(new MapEntryExpression(new ConstantExpression(name), argument.value())));
            }
            parameters.add(new MapExpression(arguments));
        }
        if (!parameters.isEmpty()) {
            settings.add(new MapEntryExpression(new ConstantExpression("parameters"), new ListExpression(parameters)));
        }
        return hoistValue.apply(new MapExpression(settings));
    }

    private DeclarativePlan.When when(When when) {
        return new DeclarativePlan.When(
                when.beforeOptions(),
                when.beforeInput() || when.beforeAgent(),
                new Condition("ALL", null, null, conditions(when.conditions())));
    }

    private List<Condition> conditions(List<When.Condition> several) {
        return list(several.stream().map(this::condition).toList());
    }

    private Condition condition(When.Condition condition) {
        if (condition instanceof When.Not not) {
            return new Condition("NOT", null, null, conditions(List.of(not.condition())));
        }
        if (condition instanceof When.AllOf all) {
            return new Condition("ALL", null, null, conditions(all.conditions()));
        }
        if (condition instanceof When.AnyOf any) {
            return new Condition("ANY", null, null, conditions(any.conditions()));
        }
        if (condition instanceof When.Computed computed) {
            return new Condition("CODE", null, hoist.apply(computed.body()), list(List.of()));
        }
        Call fact = ((When.Fact) condition).call();
        return new Condition("FACT", fact.name(), arguments(fact), list(List.of()));
    }

    private void problem(Position at, String message, String hint) {
        problems.add(new Problem(at, message, Optional.of(hint)));
    }
}
