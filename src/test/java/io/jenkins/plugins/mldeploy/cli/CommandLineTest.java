package io.jenkins.plugins.mldeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.local.ProjectHome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import picocli.CommandLine;

/** The command line as its users type it. */
public class CommandLineTest {
    private static final String PASSING =
            "<testsuite name='s' tests='1'><testcase classname='c' name='t'/></testsuite>";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PrintStream console = System.out;
    private Path project;

    @Before
    public void makeProject() throws IOException {
        project = folder.newFolder("shop").toPath();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
    }

    @After
    public void giveTheConsoleBack() {
        System.setOut(console);
    }

    @Test(timeout = 60_000)
    public void aRunRecordsEvidenceThatTheOtherCommandsShow() throws IOException {
        jenkinsfile("node { stage('Test') { writeFile file: 'r.xml', text: \"" + PASSING
                + "\"\n mlTest id: 'unit', testResults: 'r.xml' } }");
        assertThat(execute("run", project.toString())).isZero();
        assertThat(said()).contains("── Test ──", "unit: PASS", "mlTest PASS", "Journal head ");
        assertThat(execute("evidence", "list", "-C", project.toString())).isZero();
        assertThat(said()).contains("PASS").contains("mlTest").contains("shop #1");
        assertThat(execute("evidence", "show", "1", "-C", project.toString())).isZero();
        assertThat(said()).contains("tests.passRate = 1.0");
        assertThat(execute("evidence", "verify", "-C", project.toString())).isZero();
        assertThat(said()).contains("The chain holds: 1 records");

        Path journal = project.resolve(".mldeploy/journal/journal-000000000001.jsonl");
        Files.writeString(journal, Files.readString(journal).replace("\"PASS\"", "\"FAIL\""));
        assertThat(execute("evidence", "verify", "-C", project.toString())).isEqualTo(1);
        assertThat(said()).contains("THE CHAIN IS BROKEN");
    }

    @Test(timeout = 60_000)
    public void theExitCodeIsTheResult() throws IOException {
        jenkinsfile("node { unstable 'so so' }");
        assertThat(execute("run", project.toString())).isEqualTo(3);
        jenkinsfile("node { error 'no' }");
        assertThat(execute("run", project.toString())).isEqualTo(1);
        jenkinsfile("node { mlTest id: 'unit', testResults: 'none.xml' }");
        assertThat(execute("run", project.toString())).isEqualTo(1);
        assertThat(said()).contains("NOT_EVALUATED");
    }

    @Test(timeout = 60_000)
    public void aWrongJenkinsfileIsExplainedAndNothingIsRun() throws IOException {
        jenkinsfile(
                "pipeline {\n  agent any\n  stages {\n    stage('A') {\n      steps {\n        mlTset id: 'x'\n      }\n    }\n  }\n}\n");
        assertThat(execute("lint", project.resolve("Jenkinsfile").toString())).isEqualTo(1);
        assertThat(said()).contains("Jenkinsfile:6:9:").contains("mlTest");
        assertThat(execute("run", project.toString())).isEqualTo(1);
        assertThat(said()).contains("Jenkinsfile:6:9:").contains("Nothing was run.");
        assertThat(project.resolve(".mldeploy/runs")).doesNotExist();
    }

    /** What would otherwise be said an hour later, in the stage that has the mistake. */
    @Test
    public void lintHasTheStepsThemselvesJudgeWhatIsWrittenOut() throws IOException {
        Files.writeString(
                project.resolve("Jenkinsfile"),
                """
                mlTest id: 'UNIT', testResults: 'x.xml'
                containerScan image: env.API, timeout: '10 minuts'
                containerScan scanner: 'trivy'
                helmDeploy release: 'api', chart: 'c', environment: 'prod', strategy: 'canary', steps: [50, 10]
                approveGate environment: 'prod', approvers: []
                approveGate environment: 'prod', approvers: env.WHO
                generateSbom targets: [[image: env.API, dir: 'charts']]
                """);
        assertThat(execute("lint", project.resolve("Jenkinsfile").toString())).isEqualTo(1);
        assertThat(said())
                .contains(
                        "1:12: \"mlTest\": parameter 'id' must be an id of at most 40 lower-case letters, digits and dashes, not 'UNIT'",
                        "2:40: \"containerScan\": parameter 'timeout' must be a duration like '30s', '10m' or '24h', not '10 minuts'",
                        "3:1: \"containerScan\": give exactly one of image, sbom, dir, input; none is given",
                        "4:1: \"helmDeploy\": parameter 'steps' must be percentages that rise",
                        "5:1: \"approveGate\": an empty list of approvers is nobody")
                .as("what is computed is judged when it is known")
                .doesNotContain(":6:", ":7:");
    }

    @Test(timeout = 60_000)
    public void aWrongParameterOfAStepNamesTheNearestOne() throws IOException {
        jenkinsfile("node { mlTest id: 'x', testResult: 'r.xml' }");
        assertThat(execute("run", project.toString())).isEqualTo(1);
        assertThat(said()).contains("testResult").contains("did you mean").contains("testResults");
    }

    @Test(timeout = 60_000)
    public void fixedAndRegressionKnowTheRunBefore() throws IOException {
        String file =
                "pipeline {\n agent any\n stages { stage('A') { steps { sh 'exit %d' } } }\n post {\n  fixed { echo 'is fixed' }\n  regression { echo 'is worse' }\n }\n}\n";
        jenkinsfile(file.formatted(0));
        execute("run", project.toString());
        jenkinsfile(file.formatted(1));
        execute("run", project.toString());
        assertThat(said()).contains("is worse").doesNotContain("is fixed");
        jenkinsfile(file.formatted(0));
        execute("run", project.toString());
        assertThat(said()).contains("is fixed").doesNotContain("is worse");
        assertThat(ProjectHome.of(project, null).lastRun()).contains(3);
    }

    @Test(timeout = 60_000)
    public void practiceIdentitiesAnswerAGateAndTheRequesterCannot() throws IOException {
        Files.writeString(
                project.resolve("environments.yaml"),
                "teams:\n  - {name: sre, users: [sam, " + System.getProperty("user.name") + "]}\n"
                        + "environments:\n  - {name: staging, approvers: [{group: sre, count: 1}]}\n");
        jenkinsfile("approveGate id: 'go', environment: 'staging', message: 'Go?'\necho 'went on'");
        assertThat(execute(
                        "run",
                        project.toString(),
                        "--approve-as",
                        System.getProperty("user.name") + ":sre",
                        "--approve-as",
                        "sam:sre"))
                .isZero();
        assertThat(said()).contains("not accepted: requester may not approve", "is APPROVED", "went on");
        assertThat(execute("approve", "1-go-1", "--as", "sam", "-C", project.toString()))
                .isEqualTo(1);
        assertThat(said()).contains("is APPROVED already");
    }

    @Test(timeout = 60_000)
    public void typedAnswersAreUnderstoodOrSaidNotToBe() throws IOException {
        TerminalAnswers answers = new TerminalAnswers(
                ProjectHome.of(project, null), new Terminal(System.out), java.time.Clock.systemUTC());
        assertThat(answers.answer("approve 1-go-1 sam:sre fine", (id, answer) -> {}))
                .contains("no gate of that id");
        assertThat(answers.answer("approve 1-go-1", (id, answer) -> {})).contains("Type: approve GATE NAME");
        assertThat(answers.answer("approve 1-go-1 sa/m", (id, answer) -> {})).contains("is not NAME");
        assertThat(answers.answer("yes", (id, answer) -> {})).contains("not understood");
        StringBuilder taken = new StringBuilder();
        answers.answer("proceed release", (id, answer) -> taken.append(id).append(answer.proceed()));
        answers.answer("abort release", (id, answer) -> taken.append(id).append(answer.proceed()));
        assertThat(taken.toString()).isEqualTo("releasetruereleasefalse");
    }

    @Test(timeout = 60_000)
    public void rulesAreTriedAndEvidenceLeavesForOtherTools() throws IOException {
        jenkinsfile("node { writeFile file: 'r.xml', text: \"" + PASSING
                + "\"\n mlTest id: 'unit', testResults: 'r.xml' }");
        Files.writeString(
                project.resolve("environments.yaml"),
                "environments: [{name: production, rules: ['tests.passRate >= 0.99']}]\n");
        assertThat(execute("run", project.toString())).isZero();
        Matcher tested =
                Pattern.compile("recorded as evidence 2 about (tree:\\w+)").matcher(said());
        assertThat(tested.find()).as(said()).isTrue();
        assertThat(execute("policy", "test", "-e", "production", "-C", project.toString()))
                .isZero();
        assertThat(said()).contains("Nothing was deployed to 'production' yet");
        assertThat(execute("policy", "test", "-e", "prodution", "-C", project.toString()))
                .isEqualTo(2);
        assertThat(said()).contains("did you mean 'production'?");
        Path candidate = project.resolve("candidate.yaml");
        Files.writeString(candidate, "environments: [{name: production, rules: ['tests.pass >= 0.99']}]\n");
        assertThat(execute(
                        "policy",
                        "test",
                        "-e",
                        "production",
                        "--environments",
                        candidate.toString(),
                        "-C",
                        project.toString()))
                .isEqualTo(1);
        assertThat(said()).contains("candidate.yaml:1:44: rule: there is no 'tests.pass'");
        Path output = project.resolve("attestations");
        assertThat(execute("evidence", "export", tested.group(1), "-o", output.toString(), "-C", project.toString()))
                .isZero();
        assertThat(output.resolve("00000002.intoto.json")).isRegularFile();
        assertThat(output.resolve("attestations.cdx.json")).isRegularFile();
        assertThat(execute("approve", "1-prod-1", "-C", project.toString())).isEqualTo(2);
        assertThat(said()).contains("there is no gate '1-prod-1'");
    }

    @Test
    public void everyCommandHasHelp() {
        CommandLine commands = MlDeploy.commandLine();
        assertThat(commands.getSubcommands())
                .containsKeys(
                        "run",
                        "resume",
                        "lint",
                        "approve",
                        "reject",
                        "bypass",
                        "policy",
                        "watch",
                        "evidence",
                        "dashboard",
                        "steps",
                        "doctor");
        commands.getSubcommands().forEach((name, command) -> {
            assertThat(command.getUsageMessage()).as(name).contains("--help").contains("Usage: mldeploy " + name);
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty();
        });
    }

    @Test
    public void wrongUseIsExitCodeTwo() {
        assertThat(execute("run", "--no-such-option")).isEqualTo(2);
        assertThat(execute("steps", "mlTset")).isEqualTo(2);
        assertThat(execute("run", project.resolve("empty").toString())).isNotZero();
    }

    private void jenkinsfile(String text) throws IOException {
        Files.writeString(project.resolve("Jenkinsfile"), text);
    }

    private int execute(String... arguments) {
        output.reset();
        CommandLine commandLine = MlDeploy.commandLine();
        commandLine.setErr(new PrintWriter(System.out, true));
        return commandLine.execute(arguments);
    }

    private String said() {
        return output.toString(StandardCharsets.UTF_8);
    }
}
