package io.jenkins.plugins.mldeploy.jenkins.host;

import static org.assertj.core.api.Assertions.assertThat;

import groovy.lang.GroovyShell;
import hudson.ExtensionList;
import io.jenkins.plugins.mldeploy.step.Parameter;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.htmlunit.html.HtmlForm;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.kohsuke.stapler.DataBoundSetter;

/** The five steps as Jenkins sees them, compared with the engine's descriptions. */
public class SuiteStepDescriptorTest {
    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @Test
    public void thereAreFive() {
        assertThat(steps())
                .extracting(SuiteStepDescriptor::getFunctionName)
                .containsExactlyInAnyOrder("mlTest", "containerScan", "generateSbom", "helmDeploy", "approveGate");
    }

    @Test
    public void everyParameterHasASetterOfItsTypeAndNothingElseHas() {
        for (SuiteStepDescriptor step : steps()) {
            Map<String, String> setters = new TreeMap<>();
            for (Method method : step.clazz.getMethods()) {
                if (method.isAnnotationPresent(DataBoundSetter.class)) {
                    String name = method.getName().substring(3);
                    setters.put(
                            Character.toLowerCase(name.charAt(0)) + name.substring(1),
                            method.getParameterTypes()[0].getSimpleName());
                }
            }
            Map<String, String> described = new TreeMap<>();
            step.getDescription()
                    .parameters()
                    .forEach(parameter -> described.put(parameter.name(), javaType(parameter)));
            assertThat(setters).as(step.getFunctionName()).isEqualTo(described);
        }
    }

    private static String javaType(Parameter parameter) {
        return switch (parameter.type()) {
            case STRING, ID, DURATION, ENUM -> "String";
            case BOOLEAN -> "boolean";
            case INTEGER -> "Integer";
            case NUMBER -> "Double";
            case STRINGS -> "String[]";
            case INTEGERS -> "Integer[]";
            case OBJECTS -> "List";
            case MAP, OBJECT -> "Map";
        };
    }

    @Test
    public void jenkinsOwnModelOfAStepKnowsTheSameParameters() {
        for (SuiteStepDescriptor step : steps()) {
            assertThat(DescribableModel.of(step.clazz).getParameters())
                    .as(step.getFunctionName())
                    .extracting(DescribableParameter::getName)
                    .containsExactlyInAnyOrderElementsOf(step.getDescription().parameters().stream()
                            .map(Parameter::name)
                            .toList());
        }
    }

    @Test
    public void everyParameterHasItsHelpFromTheEngine() throws Exception {
        for (SuiteStepDescriptor step : steps()) {
            assertThat(help(step, "help.html")).contains("Returns a map");
            for (Parameter parameter : step.getDescription().parameters()) {
                String html = help(step, "help-" + parameter.name() + ".html");
                assertThat(html)
                        .contains(parameter
                                .help()
                                .replace("&", "&amp;")
                                .replace("<", "&lt;")
                                .replace(">", "&gt;"));
                if (parameter.defaultValue() != null) {
                    assertThat(html).contains("Default: <code>" + parameter.defaultValue());
                }
            }
        }
    }

    private static String help(SuiteStepDescriptor step, String file) throws Exception {
        try (InputStream in = step.clazz.getResourceAsStream(step.clazz.getSimpleName() + "/" + file)) {
            assertThat(in).as(step.getFunctionName() + " " + file).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    public void aSnippetIsTheCallThatItWasMadeFrom() throws Exception {
        for (SuiteStepDescriptor step : steps()) {
            Map<String, Object> call = callOf(step);

            String snippet = Snippetizer.object2Groovy(step.newInstance(call));

            assertThat(snippet).startsWith(step.getFunctionName());
            assertThat(evaluated(step.getFunctionName(), snippet)).isEqualTo(call);
        }
    }

    @Test
    public void theFormShowsACallAndGivesItBack() throws Exception {
        for (SuiteStepDescriptor step : steps()) {
            Map<String, Object> call = callOf(step);

            assertThat(submitted((SuiteStep) step.newInstance(call)).arguments())
                    .as(step.getFunctionName())
                    .isEqualTo(call);
        }
    }

    @Test
    public void anEmptyFormGivesNoArgument() throws Exception {
        for (SuiteStepDescriptor step : steps()) {
            assertThat(submitted(step.empty()).arguments())
                    .as(step.getFunctionName())
                    .isEmpty();
        }
    }

    private static SuiteStep submitted(SuiteStep step) throws Exception {
        FormPage.show(step);
        HtmlForm form = JENKINS.createWebClient().goTo("form-of-a-step").getFormByName("step");
        JENKINS.submit(form);
        return FormPage.submitted();
    }

    /** A call with every parameter, none at its default. */
    private static Map<String, Object> callOf(SuiteStepDescriptor step) {
        return values(step.getDescription().parameters());
    }

    private static Map<String, Object> values(List<Parameter> parameters) {
        Map<String, Object> call = new LinkedHashMap<>();
        parameters.stream()
                // What has one value, its default, can't be at another.
                .filter(parameter -> !parameter.values().equals(List.of(String.valueOf(parameter.defaultValue()))))
                .forEach(parameter -> call.put(parameter.name(), value(parameter)));
        return call;
    }

    private static Object value(Parameter parameter) {
        return switch (parameter.type()) {
            case STRING -> "it's \\ \"<b>" + parameter.name();
            case ID -> "an-id";
            case DURATION -> "17m";
            case ENUM ->
                parameter.values().get(parameter.values().size() - 1).equals(parameter.defaultValue())
                        ? parameter.values().get(0)
                        : parameter.values().get(parameter.values().size() - 1);
            case BOOLEAN -> !Boolean.TRUE.equals(parameter.defaultValue());
            case INTEGER -> 17;
            case NUMBER -> 0.75;
            case STRINGS -> List.of("a b", "c");
            case INTEGERS -> List.of(10, 50);
            case MAP -> Map.of("key", "text");
            case OBJECT -> values(parameter.fields());
            case OBJECTS -> List.of(values(parameter.fields()), values(parameter.fields()));
        };
    }

    /** The named arguments of a call as Groovy reads them. */
    private static Object evaluated(String step, String snippet) {
        return plain(new GroovyShell().evaluate("def " + step + "(Map named) { named }\n" + snippet));
    }

    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((key, element) -> copy.put(String.valueOf(key), plain(element)));
            return copy;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(SuiteStepDescriptorTest::plain).toList();
        }
        return value instanceof java.math.BigDecimal number ? (Object) number.doubleValue() : value;
    }

    private static List<SuiteStepDescriptor> steps() {
        List<SuiteStepDescriptor> steps = ExtensionList.lookup(SuiteStepDescriptor.class);
        assertThat(steps).isNotEmpty();
        return Arrays.asList(steps.toArray(SuiteStepDescriptor[]::new));
    }
}
