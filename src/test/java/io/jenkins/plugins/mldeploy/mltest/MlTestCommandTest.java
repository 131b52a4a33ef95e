package io.jenkins.plugins.mldeploy.mltest;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Real scripts in a real shell, and what their exit codes and reports mean together. */
public class MlTestCommandTest {
    private static final String PASSING = "<testsuite><testcase classname='a' name='b' time='0.5'/></testsuite>";
    private static final String FAILING =
            "<testsuite><testcase classname='a' name='b'><failure message='boom'/></testcase></testsuite>";

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private TestHost host;

    @Before
    public void start() throws IOException {
        host = new TestHost(folder.getRoot().toPath());
    }

    @After
    public void stop() throws IOException {
        host.close();
    }

    private static List<String> codes(StepResult result) {
        return result.reasons().stream().map(Reason::code).toList();
    }

    private static String write(String xml) {
        return "cat > r.xml <<'END'\n" + xml + "\nEND\n";
    }

    @Test
    public void aCommandThatWritesAPassingReportPasses() throws IOException {
        StepResult result = host.run(Map.of("command", write(PASSING), "testResults", "*.xml"));
        assertThat(result.verdict()).as(host.log()).isEqualTo(Verdict.PASS);
        assertThat(host.log()).contains("the command ended with exit code 0").contains("1 test: 1 passed");
        assertThat(host.recorded()).hasSize(1);
        assertThat(host.recorded().get(0).evidence().metrics())
                .containsEntry("tests.total", 1.0)
                .containsEntry("tests.passRate", 1.0)
                .containsEntry("tests.seconds", 0.5);
        assertThat(host.recorded().get(0).evidence().payloads()).containsKey("summary");
    }

    @Test
    public void anExitCodeBesideReadableReportsIsJudgedByTheReports() throws IOException {
        StepResult failing = host.run(Map.of("command", write(FAILING) + "exit 1", "testResults", "*.xml"));
        assertThat(failing.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(codes(failing)).containsExactly("TESTS_FAILED");
        assertThat(host.log()).contains("exit code 1").contains("its reports decide");

        StepResult passing = host.run(Map.of("command", write(PASSING) + "exit 1", "testResults", "*.xml"));
        assertThat(passing.verdict()).isEqualTo(Verdict.PASS);
        assertThat(host.log()).contains("exit code 1");
    }

    @Test
    public void anExitCodeWithoutAReportIsNotEvaluatedEvenIfEmptyResultsAreAllowed() throws IOException {
        StepResult result = host.run(Map.of("command", "exit 3", "testResults", "*.xml", "allowEmptyResults", true));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.sentence())
                .contains("exit code 3 and there is no report")
                .contains("no file matches");
    }

    @Test
    public void aCommandThatWasKilledIsNotEvaluatedThoughItsReportPasses() throws IOException {
        StepResult killed = host.run(Map.of("command", write(PASSING) + "kill -9 $$", "testResults", "*.xml"));
        assertThat(killed.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(killed.sentence()).contains("killed by a signal");

        StepResult absent =
                host.run(Map.of("command", write(PASSING) + "no-such-program-here", "testResults", "*.xml"));
        assertThat(absent.sentence()).contains("127 (no such program)");
    }

    @Test
    public void aReportFromBeforeTheCommandDoesNotCount() throws IOException {
        host.write("r.xml", PASSING);
        StepResult result = host.run(Map.of("command", "true", "testResults", "*.xml"));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(codes(result)).containsExactly("REPORTS_STALE");
        assertThat(result.sentence()).contains("r.xml").contains("before the command started");
    }

    @Test
    public void aReportFromBeforeWithATimeInTheFutureDoesNotCountEither() throws IOException {
        host.write("r.xml", PASSING);
        Files.setLastModifiedTime(
                host.workspace().resolve("r.xml"), FileTime.from(Instant.parse("2099-01-01T00:00:00Z")));
        assertThat(codes(host.run(Map.of("command", "true", "testResults", "*.xml"))))
                .containsExactly("REPORTS_STALE");
    }

    @Test
    public void aStaleReportBesideFreshOnesIsLeftOutAndSaid() throws IOException {
        host.write("old.xml", FAILING);
        StepResult result = host.run(Map.of("command", write(PASSING), "testResults", "*.xml"));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(host.log())
                .contains("1 report of testResults '*.xml' lay there before the command started")
                .contains("old.xml");
    }

    @Test
    public void withRepeatTheCommandIsRunAgainAndItsReportsAddUp() throws IOException {
        String script = "if [ $MLTEST_REPETITION = 2 ]; then " + "\n" + write(FAILING) + "exit 1\nelse\n"
                + write(PASSING) + "fi\necho \"{\\\"cost\\\": 0.5, \\\"score\\\": $MLTEST_REPETITION}\" > m.json";
        script = script.replace("exit 1\n", "");
        Map<String, Object> call = Map.of(
                "command", script, "testResults", "*.xml", "metrics", "m.json", "repeat", 3, "perTestPassRate", 0.6);
        StepResult result = host.run(call);
        assertThat(result.verdict()).as(host.log()).isEqualTo(Verdict.PASS);
        assertThat(result.returned())
                .containsEntry("totalCount", 1L)
                .containsEntry("flakyCount", 1L)
                .containsEntry("cost", 1.5);
        assertThat(((Map<?, ?>) result.returned().get("metrics")).get("score")).isEqualTo(2.0);
        assertThat(host.log()).contains("run 3 of up to 3").contains("flaky  a.b: 2/3 passed: boom");
    }

    @Test
    public void aCommandThatRepeatsByItselfIsRunOnce() throws IOException {
        String twice = "<testsuite><testcase classname='a' name='b'/><testcase classname='a' name='b'/></testsuite>";
        StepResult result =
                host.run(Map.of("command", "echo x >> runs\n" + write(twice), "testResults", "*.xml", "repeat", 2));
        assertThat(result.verdict()).isEqualTo(Verdict.PASS);
        assertThat(host.log()).contains("the command repeats by itself");
        assertThat(Files.readAllLines(host.workspace().resolve("runs"))).hasSize(1);
    }

    @Test
    public void repetitionsThatAreMissingAreNotEvaluated() throws IOException {
        host.write("r.xml", PASSING);
        StepResult result = host.run(Map.of("testResults", "*.xml", "repeat", 5));
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(result.sentence()).contains("1 test ran fewer than 5 times, for example a.b");
    }

    @Test
    public void overBudgetIsAFailure() throws IOException {
        host.write("m.json", "{\"cost\": {\"usd\": 2.5}, \"tokens\": {\"total\": 1000}, \"x\": 1}");
        StepResult cost = host.run(Map.of("metrics", "m.json", "budget", Map.of("maxCost", 2.0, "maxTokens", 999)));
        assertThat(cost.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(codes(cost)).containsExactly("BUDGET_EXCEEDED", "BUDGET_EXCEEDED");
        assertThat(cost.sentence()).contains("cost 2.5, allowed is 2").contains("1000 tokens, allowed is 999");

        assertThat(host.run(Map.of("metrics", "m.json", "budget", Map.of("maxCost", 2.5)))
                        .verdict())
                .isEqualTo(Verdict.PASS);

        host.write("m.json", "{\"x\": 1}");
        StepResult unknown = host.run(Map.of("metrics", "m.json", "budget", Map.of("maxCost", 2.0)));
        assertThat(unknown.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
    }

    @Test
    public void aCommandThatTakesLongerThanItsBudgetIsStopped() throws IOException {
        StepResult result = host.run(
                Map.of("command", "exec sleep 60", "testResults", "*.xml", "budget", Map.of("maxDuration", "200ms")));
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(codes(result)).contains("BUDGET_EXCEEDED");
    }

    @Test
    public void noTestsAreNotEvaluatedAndAllowEmptyResultsDecidesOnlyTheRun() throws IOException {
        host.write("r.xml", "<testsuites/>");
        StepResult refused = host.run(Map.of("testResults", "*.xml"));
        assertThat(refused.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(refused.status()).isEqualTo(RunStatus.FAILURE);
        StepResult allowed = host.run(Map.of("testResults", "*.xml", "allowEmptyResults", true));
        assertThat(allowed.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(allowed.status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    public void onErrorDecidesOnlyTheRun() throws IOException {
        for (String word : List.of("FAILURE", "UNSTABLE", "NOTE")) {
            StepResult result = host.run(Map.of("testResults", "none/*.xml", "onError", word));
            assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
            assertThat(result.status().name()).isEqualTo(word.equals("NOTE") ? "SUCCESS" : word);
        }
    }

    @Test
    public void oneUnreadableReportSpoilsThePassAndHidesNoFailure() throws IOException {
        host.write("a.xml", PASSING).write("b.xml", "<testsuite><testcase name='x'>");
        assertThat(host.run(Map.of("testResults", "*.xml")).verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        host.write("a.xml", FAILING);
        StepResult failed = host.run(Map.of("testResults", "*.xml"));
        assertThat(failed.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(codes(failed)).containsExactly("TESTS_FAILED", "REPORT_TRUNCATED");
    }

    @Test
    public void theProviderMaySpoilATenthOfTheExecutions() throws IOException {
        StringBuilder xml = new StringBuilder("<testsuite>");
        for (int run = 0; run < 20; run++) {
            xml.append("<testcase classname='a' name='b'>")
                    .append(run < 2 ? "<error type='provider' message='429'/>" : "")
                    .append("</testcase>");
        }
        host.write("r.xml", xml + "</testsuite>");
        assertThat(host.run(Map.of("testResults", "*.xml")).verdict()).isEqualTo(Verdict.PASS);
        host.write(
                "r.xml",
                (xml + "</testsuite>")
                        .replaceFirst("name='b'></testcase>", "name='b'><error type='provider'/></testcase>"));
        assertThat(codes(host.run(Map.of("testResults", "*.xml")))).containsExactly("PROVIDER_UNAVAILABLE");
    }

    @Test
    public void evidenceIsRecordedOnceThoughTheTaskRunsTwice() throws IOException {
        host.write("r.xml", PASSING);
        Settings settings = Settings.of(io.jenkins.plugins.mldeploy.step.Arguments.check(
                new MlTest().description(), Map.of("testResults", "*.xml")));
        RecordEvidence record = new RecordEvidence(
                settings,
                TestHost.SOURCE,
                Findings.none(new Reason("ANY", "any")),
                Map.of(),
                "token",
                io.jenkins.plugins.mldeploy.verdict.Judgement.pass());
        assertThat(record.run(host)).isEqualTo(record.run(host));
        assertThat(host.recorded()).hasSize(1);
    }
}
