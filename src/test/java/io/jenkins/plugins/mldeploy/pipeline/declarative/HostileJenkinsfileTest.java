package io.jenkins.plugins.mldeploy.pipeline.declarative;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.pipeline.declarative.Jenkinsfile.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.Test;

/** Whatever is in a file: a result or a located problem, never an exception, a stack overflow or a hang. */
public class HostileJenkinsfileTest {

    private static final String GOOD = "pipeline {\n    agent any\n    stages {\n        stage('A') {\n"
            + "            steps { echo 'x' }\n        }\n    }\n}\n";

    @Test
    public void shouldTakeNothingForAScriptThatDoesNothing() {
        for (String nothing :
                List.of("", " ", "\n\n", "// pipeline {\n", "/* pipeline {} */", "\uFEFF", "#!/bin/groovy\n")) {
            Jenkinsfile file = parse(nothing);

            assertThat(file.kind()).isEqualTo(Kind.SCRIPTED);
            assertThat(file.problems()).isEmpty();
            assertThat(file.model()).isEmpty();
        }
    }

    @Test
    public void shouldReadTheSameWithByteOrderMarkAndWithAnyLineEnds() {
        for (String variant : List.of(
                "\uFEFF" + GOOD,
                GOOD.replace("\n", "\r\n"),
                GOOD.replace("\n", "\r"),
                GOOD.strip(),
                "#!groovy\n" + GOOD)) {
            assertThat(parse(variant).problems()).isEmpty();
            assertThat(parse(variant).model()).isPresent();
        }
    }

    @Test
    public void shouldReportEveryTruncatedFile() throws IOException {
        for (String name : List.of("matrix", "when-conditions", "options", "environment")) {
            String whole =
                    resource("good/" + name + ".groovy").split("// stages:")[0].strip();
            for (int length = whole.indexOf("pipeline {") + 10; length < whole.length(); length += 31) {
                Jenkinsfile file = parse(whole.substring(0, length));

                assertThat(file.problems()).as("%s cut at %d", name, length).isNotEmpty();
                assertThat(file.model()).isEmpty();
            }
        }
    }

    @Test
    public void shouldRefuseTheCharactersThatEndAFileEarly() {
        assertOnlyProblem(GOOD + "\0", 9, 1, "the character U+0000 is not allowed");
        assertOnlyProblem(GOOD.replace("'x'", "'\0'"), 5, 27, "the character U+0000 is not allowed");
        assertOnlyProblem(GOOD + "// \0", 9, 4, "the character U+0000 is not allowed");
        assertOnlyProblem(GOOD + "\uFFFF node { evil() }", 9, 1, "the character U+FFFF is not allowed");
    }

    @Test
    public void shouldRefuseBlocksNestedTooDeep() {
        for (String open : List.of("{", "(", "[", "a {\n", "a(", "[a: ", "if (x) {", "stage('a') { ")) {
            Jenkinsfile file = parse("x = " + open.repeat(100_000));

            assertThat(file.problems()).as(open).hasSize(1);
            assertThat(file.problems().get(0).message()).contains("nested more than 100 deep");
        }
        assertOnlyProblem(
                "pipeline {".repeat(100_000), 1, 1010, "blocks and brackets are nested more than 100 deep here");
    }

    @Test
    public void shouldReadBlocksNestedToTheLimit() {
        assertThat(parse("retry(1) {\n".repeat(99) + "echo 'x'" + "}".repeat(99))
                        .problems())
                .isEmpty();
        assertThat(parse("x = " + "[".repeat(100) + "1" + "]".repeat(100)).problems())
                .isEmpty();
    }

    @Test
    public void shouldReportWhatOverflowsTheStackWithoutBrackets() {
        for (String chain : List.of(
                "x = 1" + " + 1".repeat(60_000),
                "x = a" + ".b".repeat(60_000),
                "x = " + "!".repeat(60_000) + "a",
                "x = " + "a ? b : ".repeat(30_000) + "c",
                "if (a) b()\n" + "else if (a) b()\n".repeat(15_000))) {
            Jenkinsfile file = parse(chain);

            assertThat(file.problems()).as(chain.substring(0, 20)).hasSize(1);
            assertThat(file.problems().get(0).message()).contains("too deep");
        }
    }

    @Test
    public void shouldRefuseAFileOfFiveMegabytesAtOnce() {
        String line = "// filler filler filler\n";
        assertThat(parse(line.repeat(5_000_000 / line.length())).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("characters, a Jenkinsfile has at most"));
        assertThat(parse("x = '" + "a".repeat(5_000_000) + "'").problems()).hasSize(1);
        assertThat(parse("/*" + "a".repeat(5_000_000)).problems()).hasSize(1);
    }

    @Test
    public void shouldReadAFileJustBelowTheLimit() {
        String stage = "stage('S%d') { steps { echo 'x' } }\n";
        String stages = IntStream.range(0, 1_000).mapToObj(stage::formatted).collect(Collectors.joining());

        Jenkinsfile file =
                parse("pipeline {\nagent any\nstages {\n" + stages + "}\n}\n" + "// filler\n".repeat(20_000));

        assertThat(file.problems()).isEmpty();
        assertThat(file.model().orElseThrow().stages()).hasSize(1_000);
    }

    @Test
    public void shouldListTheFirstThousandProblems() {
        String errors =
                IntStream.range(0, 3_000).mapToObj(i -> "ecoh" + i + " 'x'\n").collect(Collectors.joining());

        List<Problem> problems = parse(GOOD.replace("echo 'x'", "\n" + errors)).problems();

        assertThat(problems).hasSize(1_001);
        assertThat(problems.get(999).message()).isEqualTo("unknown step \"ecoh999\"");
        assertThat(problems.get(1_000).message()).isEqualTo("more than 1000 problems, the others are not listed");
    }

    @Test
    public void shouldShortenAndCleanWhatItRepeatsFromTheFile() {
        Jenkinsfile file =
                parse(GOOD.replace("'A'", "'\\u001b[2J\u001b]0;x\u0007\u202e'").replace("steps", "stepps"));
        Jenkinsfile endless = parse(GOOD.replace("echo", "e".repeat(200_000)));

        assertThat(file.problems()).hasSize(1);
        assertThat(file.problems().get(0).message())
                .doesNotContainPattern("[\\p{Cntrl}\u202e]")
                .contains("stage \"?[2J");
        assertThat(endless.problems().get(0).message()).hasSizeLessThan(500);
    }

    @Test
    public void shouldReportWhatIsNoGroovyAtAll() {
        for (String other : List.of(
                "{\"pipeline\": {}}}",
                "<?xml version='1.0'?><pipeline/>",
                "pipeline:\n  agent: any\n  stages: [}",
                "FROM python:3.12\nRUN pip install x",
                "\u0089PNG\r\n\u001a\n",
                "'",
                "\"${",
                "'''",
                "/*/",
                "\\u007B",
                "\\uZZZZ",
                "pipeline { agent any",
                "pipeline }",
                "}",
                "@",
                "x = /",
                "def",
                "import",
                "0x",
                "1e99999999999")) {
            Jenkinsfile file = parse(other);

            assertThat(file.problems()).as(other).isNotEmpty();
            assertThat(file.problems()).allSatisfy(problem -> {
                assertThat(problem.line()).isPositive();
                assertThat(problem.column()).isPositive();
                assertThat(problem.message()).isNotBlank();
            });
            assertThat(file.model()).isEmpty();
        }
    }

    @Test
    public void shouldRunNothingOfTheFile() {
        String marker = "mldeploy.lint.ran";
        Jenkinsfile file = parse("@Grab('no.such.group:no-such-module:1')\n"
                + "import groovy.transform.ASTTest\n"
                + "@ASTTest(value = { System.setProperty('" + marker + "', 'ast') })\n"
                + "class Evil { static { System.setProperty('" + marker + "', 'static') } }\n"
                + "System.setProperty('" + marker + "', 'body')\n"
                + GOOD.replace("'x'", "\"${System.setProperty('" + marker + "', 'value')}\""));

        assertThat(System.getProperty(marker)).isNull();
        assertThat(file.kind()).isEqualTo(Kind.DECLARATIVE);
    }

    private static void assertOnlyProblem(String source, int line, int column, String message) {
        assertThat(parse(source).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.message()).isEqualTo(message);
            assertThat(problem.at()).isEqualTo(new Position(line, column));
        });
    }

    private static Jenkinsfile parse(String source) {
        return Jenkinsfile.parse(source, "Jenkinsfile", new UsualSteps());
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = HostileJenkinsfileTest.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
