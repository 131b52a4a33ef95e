package io.jenkins.plugins.mldeploy.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class ArgumentsTest {
    private static final StepDescription STEP = new StepDescription(
            "deploy",
            "For these tests.",
            List.of(
                    parameter("id", Parameter.Type.ID, "main"),
                    parameter("timeout", Parameter.Type.DURATION, "10m"),
                    parameter("files", Parameter.Type.STRINGS, null),
                    new Parameter(
                            "mode", Parameter.Type.ENUM, "FLAT", false, "How.", null, List.of("FLAT", "TREE"), null),
                    new Parameter(
                            "gates",
                            Parameter.Type.OBJECTS,
                            null,
                            false,
                            "Rules.",
                            null,
                            null,
                            List.of(
                                    parameter("metric", Parameter.Type.STRING, null),
                                    parameter("threshold", Parameter.Type.NUMBER, null)))),
            List.of());

    private static Parameter parameter(String name, Parameter.Type type, Object defaultValue) {
        return new Parameter(name, type, defaultValue, false, "What it is for.", null, null, null);
    }

    @Test
    public void defaultsAreFilledIn() {
        Arguments arguments = Arguments.check(STEP, Map.of());
        assertThat(arguments.string("id")).isEqualTo("main");
        assertThat(arguments.duration("timeout")).isEqualTo(Duration.ofMinutes(10));
        assertThat(arguments.strings("files")).isEmpty();
    }

    @Test
    public void oneValueStandsForAListOfOne() {
        Arguments arguments =
                Arguments.check(STEP, Map.of("files", "a.xml", "gates", Map.of("metric", "m", "threshold", 1)));
        assertThat(arguments.strings("files")).containsExactly("a.xml");
        assertThat(arguments.objects("gates").get(0).number("threshold")).isEqualTo(1.0);
    }

    @Test
    public void everyMistakeIsNamedAtOnceWithItsPathAndTheNearestName() {
        BadArguments bad = catchThrowableOfType(
                BadArguments.class,
                () -> Arguments.check(
                        STEP,
                        Map.of(
                                "tiemout", "5m",
                                "mode", "flat",
                                "id", "../etc",
                                "gates", List.of(Map.of("metric", "m", "treshold", 0.5)))));
        assertThat(bad.problems())
                .anySatisfy(problem -> assertThat(problem).contains("'tiemout'").contains("did you mean 'timeout'?"))
                .anySatisfy(problem -> assertThat(problem).contains("'mode' must be one of FLAT, TREE, not 'flat'"))
                .anySatisfy(problem -> assertThat(problem).contains("'id' must be an id"))
                .anySatisfy(problem ->
                        assertThat(problem).contains("'gates[0].treshold'").contains("did you mean 'threshold'?"))
                .hasSize(4);
    }

    @Test
    public void whatWasProbablyMeantIsSaid() {
        BadArguments bad = catchThrowableOfType(
                BadArguments.class,
                () -> Arguments.check(
                        STEP,
                        Map.of(
                                "timeout",
                                30,
                                "mode",
                                "TREEE",
                                "id",
                                "null",
                                "files",
                                new groovy.lang.Closure<Object>(this) {},
                                "gates",
                                List.of(Map.of("metric", "m", "threshold", "0.5")))));
        assertThat(bad.problems())
                .containsExactlyInAnyOrder(
                        "parameter 'timeout' must be a duration like '30s', '10m' or '24h', not '30'; it has no unit: write '30s' or '30m'",
                        "parameter 'mode' must be one of FLAT, TREE, not 'TREEE'; did you mean 'TREE'?",
                        "parameter 'id' is the text 'null': a variable in it has no value here; check its name, and whether it is set by then",
                        "parameter 'files' must be a string or a list of strings, not a block { … }; give it what the block would return",
                        "parameter 'gates[0].threshold' must be a number, not '0.5'; write it without quotes");
    }

    @Test
    public void aGroovyStringIsAString() {
        StringBuilder lazy = new StringBuilder("abc");
        assertThat(Arguments.check(STEP, Map.of("files", lazy)).strings("files"))
                .containsExactly("abc");
    }
}
