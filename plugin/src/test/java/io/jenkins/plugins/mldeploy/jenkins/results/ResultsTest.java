package io.jenkins.plugins.mldeploy.jenkins.results;

import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Fingerprint;
import hudson.model.Job;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.Fingerprinter;
import hudson.tasks.junit.TestResultAction;
import io.jenkins.plugins.checks.api.ChecksConclusion;
import io.jenkins.plugins.checks.api.ChecksDetails;
import io.jenkins.plugins.checks.api.ChecksPublisher;
import io.jenkins.plugins.checks.api.ChecksPublisherFactory;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** What the steps find, where Jenkins' own users look. */
public class ResultsTest {
    private static final String DIGEST = "ab".repeat(32);
    private static final String IMAGE = "registry.example/api@sha256:" + DIGEST;
    private static final String REPORT =
            "writeFile file: 't.xml', text: \"<testsuite name='s'><testcase classname='a' name='good'/><testcase classname='a' name='bad'><failure message='m'/></testcase></testsuite>\"\n";

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @After
    public void forget() {
        TestEnvironments.set("");
        Checks.PUBLISHED.clear();
    }

    private static WorkflowRun build(Result expected, String script) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return JENKINS.buildAndAssertStatus(expected, job);
    }

    @Test
    public void theFingerprintOfAnImageListsTheRunsThatItWasIn() throws Exception {
        TestEnvironments.set("environments: [{name: staging}]\n");
        Tools tools = new Tools(folder.getRoot().toPath()).withHelm(IMAGE);
        String script = tools.pipeline(
                "writeFile file: 'chart/Chart.yaml', text: 'apiVersion: v2\\nname: api\\nversion: 1.0.0\\n'\n"
                        + "helmDeploy id: 'st', release: 'api', chart: 'chart', environment: 'staging'");

        WorkflowRun first = build(Result.SUCCESS, script);
        WorkflowRun second = build(Result.SUCCESS, script);

        Fingerprint fingerprint = JENKINS.jenkins.getFingerprintMap().get(DIGEST.substring(0, 32));
        assertThat(fingerprint.getFileName()).isEqualTo(IMAGE);
        assertThat(fingerprint.getJobs())
                .containsExactlyInAnyOrder(
                        first.getParent().getFullName(), second.getParent().getFullName());
        assertThat(first.getAction(Fingerprinter.FingerprintAction.class).getRecords())
                .containsEntry(IMAGE, DIGEST.substring(0, 32));
    }

    @Test
    public void testsAreOnJenkinsOwnPagesWhenTheCallAsksForIt() throws Exception {
        WorkflowRun without = build(
                Result.UNSTABLE,
                "node('built-in') {\n" + REPORT
                        + "catchError(buildResult: 'UNSTABLE', stageResult: 'UNSTABLE') { mlTest testResults: 't.xml' } }");
        assertThat(without.getAction(TestResultAction.class)).isNull();

        WorkflowRun with = build(
                Result.UNSTABLE,
                "node('built-in') {\n" + REPORT
                        + "catchError(buildResult: 'UNSTABLE', stageResult: 'UNSTABLE') { mlTest testResults: 't.xml', junit: true } }");

        TestResultAction action = with.getAction(TestResultAction.class);
        assertThat(action.getTotalCount()).isEqualTo(2);
        assertThat(action.getFailCount()).isEqualTo(1);
    }

    @Test
    public void reportsThatAreTooLargeForThosePagesAreLeftOutAndTheLogSaysSo() throws Exception {
        WorkflowRun run = build(
                Result.SUCCESS,
                "node('built-in') {\n"
                        + "sh '''(printf \"<testsuite name='s'><testcase classname='a' name='good'/><system-out>\"; head -c 22000000 /dev/zero | tr '\\\\0' x; printf '</system-out></testsuite>') >big.xml'''\n"
                        + "mlTest testResults: 'big.xml', junit: true }");

        JENKINS.assertLogContains("are too much for Jenkins' test pages", run);
        assertThat(run.getAction(TestResultAction.class)).isNull();
    }

    @Test
    public void eachStepIsACheckAndWhatWasNotJudgedIsNoSuccess() throws Exception {
        build(
                Result.FAILURE,
                "node('built-in') {\nwriteFile file: 'g.xml', text: \"<testsuite><testcase classname='a' name='g'/></testsuite>\"\n"
                        + "mlTest id: 'good', testResults: 'g.xml'\n"
                        + "mlTest id: 'noted', testResults: 'none-*.xml', onError: 'NOTE'\n"
                        + REPORT.replace("bad", "<b>bad</b>".replace("<", "&lt;"))
                        + "mlTest id: 'bad', testResults: 't.xml' }");
        WaitingRun.until(() -> Checks.PUBLISHED.size() == 3);

        assertThat(check("good").getConclusion()).isEqualTo(ChecksConclusion.SUCCESS);
        assertThat(check("noted").getConclusion()).isEqualTo(ChecksConclusion.NEUTRAL);
        assertThat(check("bad").getConclusion()).isEqualTo(ChecksConclusion.FAILURE);
        assertThat(check("bad").getOutput().orElseThrow().getSummary().orElseThrow())
                .doesNotContain("<b>");
    }

    private static ChecksDetails check(String id) {
        return Checks.PUBLISHED.stream()
                .filter(details -> details.getName().orElse("").equals("ML Deployment / mlTest " + id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void noCharacterOfAReportMeansAnythingToMarkdown() {
        assertThat(VerdictChecks.text("a <img src=x> [l](http://x) `c` *b*\n# h @all"))
                .isEqualTo("a \\<img src=x\\> \\[l\\]\\(http\\://x\\) \\`c\\` \\*b\\* \\# h \\@all");
    }

    /** Stands for a source host. */
    @TestExtension
    public static final class Checks extends ChecksPublisherFactory {
        static final List<ChecksDetails> PUBLISHED = new CopyOnWriteArrayList<>();

        @NonNull
        @Override
        protected Optional<ChecksPublisher> createPublisher(@NonNull Run<?, ?> run, @NonNull TaskListener listener) {
            return Optional.of(new ChecksPublisher() {
                @Override
                public void publish(@NonNull ChecksDetails details) {
                    PUBLISHED.add(details);
                }
            });
        }

        @NonNull
        @Override
        protected Optional<ChecksPublisher> createPublisher(@NonNull Job<?, ?> job, @NonNull TaskListener listener) {
            return Optional.empty();
        }
    }
}
