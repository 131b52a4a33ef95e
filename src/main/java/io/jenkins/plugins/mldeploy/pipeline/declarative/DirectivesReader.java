package io.jenkins.plugins.mldeploy.pipeline.declarative;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;

/** Reads the blocks that are lists of calls: options, parameters, triggers, tools, libraries. */
final class DirectivesReader {

    private static final Set<String> NEVER_ROUND_A_STAGE =
            Set.of("node", "parallel", "pipeline", "script", "stage", "stages", "steps");
    private static final Signature TOOL =
            Signature.of(Parameter.required("name", Parameter.Type.STRING)).unnamed("name");
    private static final Signature LIBRARY = Signature.of(Parameter.required("identifier", Parameter.Type.STRING))
            .unnamed("identifier");

    private final Names names;
    private final Problems problems;
    private final CallChecker checker;

    DirectivesReader(Names names, Problems problems) {
        this.names = names;
        this.problems = problems;
        this.checker = new CallChecker(problems);
    }

    /** Options of a pipeline or, with {@code inStage}, of a stage; a step with a block may go round it as well. */
    List<Call> options(Call section, boolean inStage) {
        List<Call> options = list(section, "an option");
        Set<String> seen = new HashSet<>();
        for (Call option : options) {
            reportSecond(option, "option", seen);
            Signature signature = Catalog.OPTIONS.get(option.name());
            if (signature != null) {
                checker.check(option, signature);
                checkLogRotator(option);
                if (inStage && !Catalog.STAGE_OPTIONS.contains(option.name())) {
                    problems.report(
                            option.at(),
                            "option \"" + option.name() + "\" is not allowed in a stage",
                            "it belongs into the options of the pipeline");
                }
            } else if (goesRound(option.name())) {
                checkWrapper(option);
            } else {
                Collection<String> known = inStage ? Catalog.STAGE_OPTIONS : Catalog.OPTIONS.keySet();
                problems.reportUnknown(
                        option.at(), "unknown option \"" + option.name() + "\"", option.name(), new TreeSet<>(known));
            }
        }
        return options;
    }

    /** What a user may choose for a run, or at an input. */
    List<Call> parameters(Call section) {
        List<Call> parameters = list(section, "a parameter");
        for (Call parameter : parameters) {
            checkKnown(parameter, Catalog.BUILD_PARAMETERS, "kind of parameter");
            parameter
                    .named("choices")
                    .filter(choices -> choices instanceof ListExpression list
                            && list.getExpressions().isEmpty())
                    .ifPresent(choices -> problems.report(Position.of(choices), "\"choices\" holds nothing to choose"));
        }
        return parameters;
    }

    List<Call> triggers(Call section) {
        List<Call> triggers = list(section, "a trigger");
        Set<String> seen = new HashSet<>();
        for (Call trigger : triggers) {
            reportSecond(trigger, "trigger", seen);
            checkKnown(trigger, Catalog.TRIGGERS, "trigger");
            if (Set.of("cron", "pollSCM").contains(trigger.name())) {
                trigger.arguments().stream()
                        .map(Argument::value)
                        .findFirst()
                        .ifPresent(value -> checkSchedule(trigger, value));
            }
        }
        return triggers;
    }

    List<Call> tools(Call section) {
        List<Call> tools = list(section, "a tool");
        Set<String> seen = new HashSet<>();
        for (Call tool : tools) {
            reportSecond(tool, "tool", seen);
            checker.check(tool, TOOL);
        }
        return tools;
    }

    List<Call> libraries(Call section) {
        List<Call> libraries = list(section, "lib('name')");
        for (Call library : libraries) {
            if (library.name().equals("lib")) {
                checker.check(library, LIBRARY);
            } else {
                problems.reportUnknown(
                        library.at(),
                        "unknown \"" + library.name() + "\" in libraries",
                        library.name(),
                        List.of("lib"));
            }
        }
        return libraries;
    }

    private List<Call> list(Call section, String expected) {
        Optional<ClosureExpression> body = Block.only(section, problems);
        if (body.isEmpty()) {
            return List.of();
        }
        if (Block.statements(body.get()).isEmpty()) {
            problems.report(section.at(), section.name() + " is empty", "add " + expected + " or remove the block");
        }
        List<Call> calls = Block.calls(body.get(), expected, problems);
        FreeGroovy code = new FreeGroovy(names, problems);
        calls.forEach(call -> call.arguments().forEach(argument -> code.check(argument.value())));
        return calls;
    }

    private void reportSecond(Call call, String kind, Set<String> seen) {
        if (!seen.add(call.name())) {
            problems.report(call.at(), "second " + kind + " \"" + call.name() + "\"");
        }
    }

    private void checkKnown(Call call, Map<String, Signature> known, String kind) {
        Signature signature = known.get(call.name());
        if (signature == null) {
            problems.reportUnknown(
                    call.at(),
                    "unknown " + kind + " \"" + call.name() + "\"",
                    call.name(),
                    new TreeSet<>(known.keySet()));
        } else {
            checker.check(call, signature);
        }
    }

    private boolean goesRound(String step) {
        return !NEVER_ROUND_A_STAGE.contains(step)
                && names.signatureOf(step)
                        .filter(signature -> signature.body() != Signature.Body.NONE)
                        .isPresent();
    }

    /** In options, the stage itself is the step's block. */
    private void checkWrapper(Call option) {
        option.body()
                .ifPresent(body -> problems.report(
                        Position.of(body),
                        "option \"" + option.name() + "\" takes no block",
                        "the stages are its block"));
        names.signatureOf(option.name())
                .ifPresent(signature -> checker.check(
                        new Call(option.name(), option.at(), option.arguments(), Optional.empty()),
                        signature.body(Signature.Body.NONE)));
    }

    private void checkLogRotator(Call option) {
        if (!option.name().equals("buildDiscarder")) {
            return;
        }
        option.value("strategy").ifPresent(strategy -> {
            Optional<Call> rotator =
                    Call.of(strategy).filter(call -> call.name().equals("logRotator"));
            rotator.ifPresentOrElse(
                    call -> checker.check(call, Catalog.LOG_ROTATOR),
                    () -> problems.report(
                            Position.of(strategy),
                            "\"buildDiscarder\" takes a logRotator",
                            "write buildDiscarder(logRotator(numToKeepStr: '10'))"));
        });
    }

    /** Five fields or an alias in each line; what the fields mean is not checked, since nothing here triggers. */
    private void checkSchedule(Call trigger, Expression value) {
        Literals.string(value).ifPresent(text -> text.lines()
                .map(String::strip)
                .filter(line ->
                        !line.isEmpty() && !line.startsWith("#") && !line.startsWith("TZ=") && !line.startsWith("@"))
                .filter(line -> line.split("\\s+").length != 5)
                .findFirst()
                .ifPresent(line -> problems.report(
                        Position.of(value),
                        "\"" + trigger.name() + "\" needs five fields in each line, \"" + line + "\" has "
                                + line.split("\\s+").length,
                        "MINUTE HOUR DAY MONTH WEEKDAY, such as 'H 4 * * 1-5'")));
    }
}
