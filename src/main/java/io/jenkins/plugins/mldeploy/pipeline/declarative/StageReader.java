package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;

/** Reads stages, however deep they are nested. */
final class StageReader {

    private static final List<String> DIRECTIVES =
            List.of("agent", "environment", "options", "input", "when", "tools", "post");
    private static final List<String> CONTENT = List.of("steps", "stages", "parallel", "matrix");
    private static final List<String> OF_STAGE = join(DIRECTIVES, CONTENT, List.of("failFast"));
    private static final List<String> OF_MATRIX = join(DIRECTIVES, List.of("axes", "excludes", "stages"));

    private final Names names;
    private final Problems problems;

    StageReader(Names names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    /**
     * The stages of {@code stages} or {@code parallel}.
     *
     * @param owner whose they are, in words
     * @param concurrent whether they already are inside a parallel or a matrix, where no further one may be
     */
    List<Stage> stages(Call section, String owner, boolean concurrent) {
        Optional<ClosureExpression> body = Block.only(section, problems);
        if (body.isEmpty()) {
            return List.of();
        }
        if (Block.statements(body.get()).isEmpty()) {
            problems.report(
                    section.at(), section.name() + " of " + owner + " holds no stage", "add stage('Build') { … }");
        }
        List<Stage> stages = new ArrayList<>();
        Map<String, Position> seen = new HashMap<>();
        for (Call call : Block.calls(body.get(), "stage('…') { … }", problems)) {
            if (!call.name().equals("stage")) {
                reportNoStage(call, section);
                continue;
            }
            Optional<String> name = name(call);
            name.filter(one -> seen.putIfAbsent(one, call.at()) != null)
                    .ifPresent(one -> problems.report(
                            call.at(),
                            "second stage \"" + one + "\" in " + section.name() + " of " + owner,
                            "the first is in line " + seen.get(one).line()));
            stage(call, name, concurrent).ifPresent(stages::add);
        }
        return stages;
    }

    private void reportNoStage(Call call, Call section) {
        if (names.isStep(call.name())
                && NearestName.of(call.name(), List.of("stage")).isEmpty()) {
            problems.report(
                    call.at(),
                    "step \"" + call.name() + "\" is not allowed in " + section.name(),
                    "write stage('…') { steps { … } }");
        } else {
            problems.reportUnknown(
                    call.at(),
                    "expected stage('…') { … } in " + section.name() + ", found \"" + call.name() + "\"",
                    call.name(),
                    List.of("stage"));
        }
    }

    private Optional<String> name(Call call) {
        List<Expression> unnamed = call.unnamed();
        Optional<String> name = unnamed.isEmpty() ? Optional.empty() : Literals.string(unnamed.get(0));
        if (call.arguments().size() != 1 || name.isEmpty()) {
            if (call.body().isEmpty()
                    && call.arguments().size() == 1
                    && Call.of(unnamed.get(0)).isPresent()) {
                problems.report(call.at(), "the name of a stage needs parentheses", "write stage('…') { … }");
                return Optional.empty();
            }
            problems.report(call.at(), "a stage takes its name, one string literal", "write stage('Build') { … }");
        }
        return name;
    }

    private Optional<Stage> stage(Call call, Optional<String> name, boolean concurrent) {
        String owner = name.map(one -> "stage \"" + one + "\"").orElse("a stage");
        if (call.body().isEmpty()) {
            // A name without parentheses takes the block for itself, which is reported as such.
            if (call.unnamed().isEmpty() || Call.of(call.unnamed().get(0)).isEmpty()) {
                problems.report(call.at(), owner + " needs a block", "write stage('…') { … }");
            }
            return Optional.empty();
        }
        Map<String, Call> sections =
                new Sections(owner, OF_STAGE).read(call.body().get(), names, problems);
        boolean failFast = sections.containsKey("failFast") && WhenReader.flag(sections.get("failFast"), problems);
        StageDirectives directives = directives(sections, owner);
        List<Call> contents = sections.values().stream()
                .filter(one -> CONTENT.contains(one.name()))
                .toList();
        checkContents(call, owner, sections, contents, concurrent);
        if (contents.isEmpty()) {
            return Optional.empty();
        }
        List<Stage.Content> read = new ArrayList<>();
        contents.forEach(one -> content(one, owner, concurrent).ifPresent(read::add));
        return read.isEmpty() || name.isEmpty()
                ? Optional.empty()
                : Optional.of(new Stage(name.get(), call.at(), directives, failFast, read.get(0)));
    }

    private void checkContents(
            Call stage, String owner, Map<String, Call> sections, List<Call> contents, boolean concurrent) {
        if (contents.isEmpty()) {
            problems.report(stage.at(), owner + " has nothing to run", "add steps { … }, stages, parallel or matrix");
        }
        for (Call second : contents.subList(Math.min(1, contents.size()), contents.size())) {
            problems.report(
                    second.at(),
                    owner + " has both \"" + contents.get(0).name() + "\" and \"" + second.name() + "\"",
                    "a stage has exactly one of steps, stages, parallel and matrix");
        }
        for (Call one : contents) {
            boolean splits = one.name().equals("parallel") || one.name().equals("matrix");
            if (splits && concurrent) {
                problems.report(
                        one.at(),
                        "\"" + one.name() + "\" in " + owner + " is inside another parallel or matrix",
                        "only stages and steps may be nested there");
            }
            for (String directive : splits ? List.of("agent", "tools") : List.<String>of()) {
                if (sections.containsKey(directive)) {
                    problems.report(
                            sections.get(directive).at(),
                            "\"" + directive + "\" is not allowed in " + owner + ", which has \"" + one.name() + "\"",
                            one.name().equals("matrix")
                                    ? "it belongs into matrix { … }"
                                    : "it belongs into each nested stage");
                }
            }
        }
    }

    private Optional<Stage.Content> content(Call call, String owner, boolean concurrent) {
        switch (call.name()) {
            case "steps":
                Optional<ClosureExpression> body = Block.only(call, problems);
                body.ifPresent(steps -> new StepsReader(names, problems).read(steps, call.at(), "steps of " + owner));
                return body.map(Stage.Steps::new);
            case "stages":
                return Optional.of(new Stage.Sequence(stages(call, owner, concurrent)));
            case "parallel":
                return Optional.of(new Stage.Parallel(stages(call, owner, true)));
            default:
                return matrix(call, owner);
        }
    }

    private Optional<Stage.Content> matrix(Call call, String stage) {
        String owner = "matrix of " + stage;
        Optional<ClosureExpression> body = Block.only(call, problems);
        if (body.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Call> sections = new Sections(owner, OF_MATRIX).read(body.get(), names, problems);
        for (String required : List.of("axes", "stages")) {
            if (!sections.containsKey(required)) {
                problems.report(call.at(), owner + " lacks \"" + required + "\"");
            }
        }
        MatrixReader reader = new MatrixReader(names, problems);
        List<Stage.Axis> axes = section(sections, "axes").map(reader::axes).orElse(List.of());
        return Optional.of(new Stage.Matrix(
                axes,
                section(sections, "excludes")
                        .map(one -> reader.excludes(one, axes))
                        .orElse(List.of()),
                directives(sections, owner),
                section(sections, "stages").map(one -> stages(one, owner, true)).orElse(List.of())));
    }

    private StageDirectives directives(Map<String, Call> sections, String owner) {
        DirectivesReader reader = new DirectivesReader(names, problems);
        return new StageDirectives(
                section(sections, "agent").flatMap(new AgentReader(problems)::read),
                section(sections, "environment")
                        .map(new EnvironmentReader(names, problems)::read)
                        .orElse(List.of()),
                section(sections, "options")
                        .map(one -> reader.options(one, true))
                        .orElse(List.of()),
                section(sections, "input").flatMap(one -> input(one, reader)),
                section(sections, "when").flatMap(new WhenReader(names, problems)::read),
                section(sections, "tools").map(reader::tools).orElse(List.of()),
                section(sections, "post")
                        .map(one -> new PostReader(names, problems).read(one, owner))
                        .orElse(List.of()));
    }

    private Optional<Input> input(Call section, DirectivesReader reader) {
        return Block.only(section, problems).map(body -> {
            List<Call> settings = new ArrayList<>();
            Map<String, Call> parameters = new LinkedHashMap<>();
            for (Call call : Block.calls(body, "a setting of input", problems)) {
                if (!call.name().equals("parameters")) {
                    settings.add(call);
                } else if (parameters.putIfAbsent("parameters", call) != null) {
                    problems.report(call.at(), "second \"parameters\" of input");
                }
            }
            return new Input(
                    section.at(),
                    new Settings("input", Catalog.INPUT).read(settings, section.at(), problems),
                    section(parameters, "parameters").map(reader::parameters).orElse(List.of()));
        });
    }

    private static Optional<Call> section(Map<String, Call> sections, String name) {
        return Optional.ofNullable(sections.get(name));
    }

    @SafeVarargs
    private static List<String> join(List<String>... lists) {
        List<String> all = new ArrayList<>();
        for (List<String> list : lists) {
            all.addAll(list);
        }
        return List.copyOf(all);
    }
}
