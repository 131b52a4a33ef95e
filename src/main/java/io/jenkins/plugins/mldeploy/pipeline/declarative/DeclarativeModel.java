package io.jenkins.plugins.mldeploy.pipeline.declarative;

import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/** From Groovy's tree of a Jenkinsfile to its {@link PipelineModel}. */
public final class DeclarativeModel {

    private static final List<String> SECTIONS = List.of(
            "agent", "environment", "options", "parameters", "triggers", "tools", "libraries", "stages", "post");
    private static final List<String> BESIDE_PIPELINE = List.of("library", "properties");

    private DeclarativeModel() {}

    /** Whether the file has a {@code pipeline} at its top level; otherwise it is scripted. */
    public static boolean isDeclarative(ModuleNode file) {
        return file.getStatementBlock().getStatements().stream().anyMatch(DeclarativeModel::isPipeline);
    }

    /** Whether the statement is the {@code pipeline { … }} of a declarative file. */
    public static boolean isPipeline(Statement statement) {
        return Call.of(statement)
                .filter(call -> call.name().equals("pipeline")
                        && !(call.arguments().size() > 0 && call.body().isEmpty()))
                .isPresent();
    }

    /**
     * Reads and checks a declarative file.
     *
     * @param file the tree as it is after the CONVERSION phase; it is not changed
     * @param steps what may be called
     * @param problems gets every error, in no particular order
     * @return the model, holding nodes of that tree; nothing when there was a problem
     * @throws IllegalArgumentException when the file is scripted
     */
    public static Optional<PipelineModel> of(ModuleNode file, KnownSteps steps, Consumer<Problem> problems) {
        if (!isDeclarative(file)) {
            throw new IllegalArgumentException("no pipeline { … } at the top level: this is a scripted Pipeline");
        }
        Problems found = new Problems(problems);
        Names names = new Names(file, steps);
        Optional<PipelineModel> model = Optional.empty();
        FreeGroovy code = new FreeGroovy(names, found);
        boolean first = true;
        for (Statement statement : file.getStatementBlock().getStatements()) {
            if (isPipeline(statement) && first) {
                first = false;
                model = read(Call.of(statement).orElseThrow(), names, found);
            } else if (isPipeline(statement)) {
                found.report(Position.of(statement), "second \"pipeline\" in this file", "a file has exactly one");
            } else if (mayStandBeside(statement)) {
                code.check(statement);
            } else {
                found.report(
                        Position.of(statement),
                        Call.of(statement)
                                        .map(call -> "\"" + call.name() + "\"")
                                        .orElse(Block.describe(statement))
                                + " is not allowed outside pipeline { … }",
                        "only functions, definitions, imports and @Library may stand there");
            }
        }
        file.getMethods().forEach(method -> code.check(method.getCode()));
        return found.isEmpty() ? model : Optional.empty();
    }

    /** Checks a scripted file as far as that can be done before the run: plain calls must be known. */
    static void checkScripted(ModuleNode file, KnownSteps steps, Consumer<Problem> problems) {
        Problems found = new Problems(problems);
        Names names = new Names(file, steps);
        FreeGroovy code = new FreeGroovy(names, found);
        for (Statement statement : file.getStatementBlock().getStatements()) {
            Optional<Call> misspelt = Call.of(statement).filter(call -> isMisspeltPipeline(call, names));
            misspelt.ifPresentOrElse(
                    call -> found.reportUnknown(
                            call.at(), "unknown step \"" + call.name() + "\"", call.name(), List.of("pipeline")),
                    () -> code.check(statement));
        }
        file.getMethods().forEach(method -> code.check(method.getCode()));
    }

    private static boolean isMisspeltPipeline(Call call, Names names) {
        return call.body().isPresent()
                && names.isUnknown(call.name())
                && NearestName.of(call.name(), List.of("pipeline")).isPresent();
    }

    private static boolean mayStandBeside(Statement statement) {
        if (!(statement instanceof ExpressionStatement simple)) {
            return false;
        }
        return simple.getExpression() instanceof DeclarationExpression
                || Block.isAssignment(simple.getExpression())
                || Call.of(statement)
                        .filter(call -> BESIDE_PIPELINE.contains(call.name()))
                        .isPresent();
    }

    private static Optional<PipelineModel> read(Call pipeline, Names names, Problems problems) {
        Optional<ClosureExpression> body = Block.only(pipeline, problems);
        if (body.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Call> sections = new Sections("pipeline", SECTIONS).read(body.get(), names, problems);
        for (String required : List.of("agent", "stages")) {
            if (!sections.containsKey(required)) {
                problems.report(
                        pipeline.at(),
                        "pipeline lacks \"" + required + "\"",
                        required.equals("agent") ? "add agent any" : "add stages { stage('Build') { … } }");
            }
        }
        DirectivesReader directives = new DirectivesReader(names, problems);
        Optional<Agent> agent = section(sections, "agent").flatMap(new AgentReader(problems)::read);
        List<EnvironmentVariable> environment = section(sections, "environment")
                .map(new EnvironmentReader(names, problems)::read)
                .orElse(List.of());
        List<Call> options = section(sections, "options")
                .map(one -> directives.options(one, false))
                .orElse(List.of());
        List<Call> parameters =
                section(sections, "parameters").map(directives::parameters).orElse(List.of());
        List<Call> triggers =
                section(sections, "triggers").map(directives::triggers).orElse(List.of());
        List<Call> tools = section(sections, "tools").map(directives::tools).orElse(List.of());
        List<Call> libraries =
                section(sections, "libraries").map(directives::libraries).orElse(List.of());
        List<Stage> stages = section(sections, "stages")
                .map(one -> new StageReader(names, problems).stages(one, "pipeline", false))
                .orElse(List.of());
        List<PostCondition> post = section(sections, "post")
                .map(one -> new PostReader(names, problems).read(one, "pipeline"))
                .orElse(List.of());
        return agent.map(one -> new PipelineModel(
                pipeline.at(), one, environment, options, parameters, triggers, tools, libraries, stages, post));
    }

    private static Optional<Call> section(Map<String, Call> sections, String name) {
        return Optional.ofNullable(sections.get(name));
    }
}
