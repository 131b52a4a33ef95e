package io.jenkins.plugins.mldeploy.pipeline.declarative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.pipeline.declarative.PostCondition.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.Phases;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.junit.Test;

public class PipelineModelTest {

    @Test
    public void shouldKnowAllFormsOfAgents() throws IOException {
        PipelineModel model = good("agent-forms");

        assertThat(model.agent()).isInstanceOfSatisfying(Agent.Label.class, agent -> {
            assertThat(agent.label().getText()).isEqualTo("linux && x64");
            assertThat(agent.customWorkspace()).isEmpty();
            assertThat(agent.at()).isEqualTo(new Position(2, 5));
        });
        assertThat(agent(model, 0)).isInstanceOfSatisfying(Agent.Label.class, agent -> {
            assertThat(agent.label().getText()).isEqualTo("big");
            assertThat(agent.customWorkspace().orElseThrow().getText()).isEqualTo("/srv/ws");
        });
        assertThat(agent(model, 2)).isInstanceOfSatisfying(Agent.Container.class, agent -> assertThat(
                        agent.settings().get("image").getText())
                .isEqualTo("python:3.12"));
        assertThat(agent(model, 3)).isInstanceOfSatisfying(Agent.Container.class, agent -> {
            assertThat(agent.type()).isEqualTo("docker");
            assertThat(agent.settings().keySet())
                    .containsExactly(
                            "image",
                            "label",
                            "args",
                            "registryUrl",
                            "registryCredentialsId",
                            "alwaysPull",
                            "reuseNode");
        });
        assertThat(agent(model, 4)).isInstanceOfSatisfying(Agent.Container.class, agent -> assertThat(agent.settings())
                .isEmpty());
        assertThat(agent(model, 7)).isInstanceOf(Agent.None.class);
        assertThat(agent(model, 8)).isInstanceOf(Agent.Any.class);
    }

    @Test
    public void shouldKeepTheOrderOfVariablesAndRecogniseCredentials() throws IOException {
        List<EnvironmentVariable> environment = good("environment").environment();

        assertThat(environment)
                .extracting(EnvironmentVariable::name)
                .containsExactly(
                        "CC", "VERSION", "LONG", "TOKEN", "CHOSEN", "TAG", "COMPILER", "HEAD", "COUNT", "_HIDDEN");
        assertThat(environment)
                .extracting(one -> one.credentialsId().map(Expression::getText).orElse("-"))
                .containsExactly("-", "-", "-", "api-token", "$params.WHICH", "-", "-", "-", "-", "-");
    }

    @Test
    public void shouldKeepOptionsAsCallsWithTheirArguments() throws IOException {
        PipelineModel model = good("options");
        Call timeout = option(model.options(), "timeout");
        List<Call> ofStage = model.stages().get(1).directives().options();

        assertThat(timeout.named("time").orElseThrow().getText()).isEqualTo("1");
        assertThat(timeout.named("unit").orElseThrow().getText()).isEqualTo("HOURS");
        assertThat(timeout.at()).isEqualTo(new Position(18, 9));
        assertThat(option(model.options(), "withCredentials").unnamed()).hasSize(1);
        assertThat(option(ofStage, "timeout").value("time").orElseThrow().getText())
                .isEqualTo("5");
        assertThat(option(ofStage, "retry").value("count").orElseThrow().getText())
                .isEqualTo("2");
    }

    @Test
    public void shouldKeepParametersTriggersToolsAndLibraries() throws IOException {
        PipelineModel model = good("parameters-triggers-tools-libraries");

        assertThat(model.parameters())
                .extracting(Call::name)
                .containsExactly("string", "text", "booleanParam", "choice", "choice", "password");
        assertThat(model.triggers()).extracting(Call::name).containsExactly("cron", "pollSCM", "upstream");
        assertThat(model.tools()).extracting(Call::name).containsExactly("maven", "jdk", "org.example.Tool");
        assertThat(model.libraries())
                .extracting(one -> one.value("identifier").orElseThrow().getText())
                .containsExactly("common@1.2", "other@$BRANCH");
    }

    @Test
    public void shouldKeepConditionsAsATree() throws IOException {
        When when = good("when-conditions").stages().get(2).when().orElseThrow();

        assertThat(when.beforeAgent()).isTrue();
        assertThat(when.beforeInput()).isTrue();
        assertThat(when.beforeOptions()).isFalse();
        assertThat(when.conditions()).hasSize(3);
        assertThat(words(when.conditions().get(0))).isEqualTo("not(branch)");
        assertThat(words(when.conditions().get(1)))
                .isEqualTo("all(environment any(branch branch) not(any(tag isRestartedRun)))");
        assertThat(words(when.conditions().get(2))).isEqualTo("expression");
    }

    @Test
    public void shouldSortPostConditionsAsTheyRun() throws IOException {
        PipelineModel model = good("post-conditions");

        assertThat(model.post().stream().map(PostCondition::kind).sorted())
                .containsExactly(
                        Kind.ALWAYS,
                        Kind.CHANGED,
                        Kind.FIXED,
                        Kind.REGRESSION,
                        Kind.ABORTED,
                        Kind.FAILURE,
                        Kind.SUCCESS,
                        Kind.UNSTABLE,
                        Kind.UNSUCCESSFUL,
                        Kind.CLEANUP);
        assertThat(model.stages().get(0).directives().post())
                .extracting(one -> one.kind().word())
                .containsExactly("success", "failure");
    }

    @Test
    public void shouldMatchExcludedCells() throws IOException {
        Stage stage = good("matrix").stages().get(0);
        Stage.Matrix matrix = (Stage.Matrix) stage.content();

        assertThat(stage.failFast()).isTrue();
        assertThat(matrix.excludes()).hasSize(2);
        Stage.ExcludedAxis linux = matrix.excludes().get(0).get(0);
        Stage.ExcludedAxis notWindows = matrix.excludes().get(1).get(0);
        assertThat(linux.matches("linux")).isTrue();
        assertThat(linux.matches("mac")).isFalse();
        assertThat(notWindows.matches("linux")).isTrue();
        assertThat(notWindows.matches("windows")).isFalse();
        assertThat(matrix.directives().agent()).isPresent();
        assertThat(matrix.directives().when()).isPresent();
        assertThat(matrix.directives().post()).hasSize(1);
    }

    @Test
    public void shouldKeepTheSettingsOfAnInput() throws IOException {
        Input input = good("input").stages().get(0).directives().input().orElseThrow();

        assertThat(input.settings().keySet()).containsExactly("message", "id", "ok", "submitter", "submitterParameter");
        assertThat(input.parameters()).singleElement().satisfies(one -> assertThat(one.name())
                .isEqualTo("string"));
    }

    /** What the run relies on: a model made within a compilation holds the nodes that this compilation goes on with. */
    @Test
    public void shouldHoldTheNodesOfTheCompilationThatItIsMadeIn() throws IOException {
        Set<ClosureExpression> compiled = Collections.newSetFromMap(new IdentityHashMap<>());
        List<PipelineModel> models = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.addCompilationCustomizers(new CompilationCustomizer(CompilePhase.CONVERSION) {
            @Override
            public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
                ModuleNode file = source.getAST();
                DeclarativeModel.of(file, new UsualSteps(), problems::add).ifPresent(models::add);
                type.getMethod("run", org.codehaus.groovy.ast.Parameter.EMPTY_ARRAY)
                        .getCode()
                        .visit(new CodeVisitorSupport() {
                            @Override
                            public void visitClosureExpression(ClosureExpression expression) {
                                compiled.add(expression);
                                super.visitClosureExpression(expression);
                            }
                        });
            }
        });
        CompilationUnit unit = new CompilationUnit(configuration);
        unit.addSource("Jenkinsfile", resource("post-conditions"));
        unit.compile(Phases.CLASS_GENERATION);

        assertThat(problems).isEmpty();
        PipelineModel model = models.get(0);
        assertThat(compiled)
                .contains(((Stage.Steps) model.stages().get(0).content()).body())
                .containsAll(model.post().stream().map(PostCondition::body).toList());
    }

    @Test
    public void shouldNotTakeAScriptForAPipeline() {
        ModuleNode script = GroovyParser.parse("node { echo 'x' }", "Jenkinsfile", problem -> {})
                .orElseThrow();

        assertThat(DeclarativeModel.isDeclarative(script)).isFalse();
        assertThatThrownBy(() -> DeclarativeModel.of(script, new UsualSteps(), problem -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scripted");
    }

    @Test
    public void shouldGiveNoModelWhenThereIsAProblem() {
        List<Problem> problems = new ArrayList<>();
        ModuleNode file = GroovyParser.parse("pipeline { agent any }", "Jenkinsfile", problems::add)
                .orElseThrow();

        Optional<PipelineModel> model = DeclarativeModel.of(file, new UsualSteps(), problems::add);

        assertThat(model).isEmpty();
        assertThat(problems)
                .singleElement()
                .hasToString("1:1: pipeline lacks \"stages\"; add stages { stage('Build') { … } }");
        assertThat(problems.get(0).render("ci/Jenkinsfile")).startsWith("ci/Jenkinsfile:1:1: pipeline lacks");
    }

    private static String words(When.Condition condition) {
        if (condition instanceof When.Not not) {
            return "not(" + words(not.condition()) + ")";
        }
        if (condition instanceof When.AllOf all) {
            return "all(" + words(all.conditions()) + ")";
        }
        if (condition instanceof When.AnyOf any) {
            return "any(" + words(any.conditions()) + ")";
        }
        return condition instanceof When.Fact fact ? fact.call().name() : "expression";
    }

    private static String words(List<When.Condition> conditions) {
        return String.join(
                " ", conditions.stream().map(PipelineModelTest::words).toList());
    }

    private static Agent agent(PipelineModel model, int stage) {
        return model.stages().get(stage).directives().agent().orElseThrow();
    }

    private static Call option(List<Call> options, String name) {
        return options.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static PipelineModel good(String name) throws IOException {
        return Jenkinsfile.parse(resource(name), "Jenkinsfile", new UsualSteps())
                .model()
                .orElseThrow();
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = PipelineModelTest.class.getResourceAsStream("good/" + name + ".groovy")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
