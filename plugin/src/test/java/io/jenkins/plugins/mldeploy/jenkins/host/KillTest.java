package io.jenkins.plugins.mldeploy.jenkins.host;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Voter;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.RealJenkinsRule;

/** A controller whose process is killed while a step is at work. */
public class KillTest {
    @Rule
    public final RealJenkinsRule controller = new RealJenkinsRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aRunningProgramIsFoundAgainAndDoesNotRunTwice() throws Throwable {
        Path root = folder.getRoot().toPath();
        String script = new Tools(root.resolve("bin"))
                .with(
                        "slow",
                        """
                        echo begun >>%1$s/starts
                        echo before
                        while [ ! -e %1$s/go ]; do sleep 0.1; done
                        mkdir -p out
                        echo "<testsuite><testcase classname='a' name='b'/></testsuite>" >out/t.xml"""
                                .formatted(root))
                .pipeline("def r = mlTest command: 'slow', testResults: 'out/*.xml'\necho \"total ${r.totalCount}\"");
        controller.startJenkins();
        controller.runRemotely(new Start(script, "before"));

        controller.stopJenkinsForcibly();
        Files.createFile(root.resolve("go"));

        controller.startJenkins();
        controller.runRemotely(new Ends("SUCCESS", "total 1"));
        assertThat(root.resolve("starts")).hasContent("begun");
    }

    @Test
    public void aVoteThatWasAcknowledgedIsKeptAndAGateIsOpenedOnce() throws Throwable {
        controller.startJenkins();
        controller.runRemotely(new Start(
                "approveGate id: 'prod', approvers: [[group: 'sre', count: 1], [group: 'security', count: 1]]",
                "approvals"));
        controller.runRemotely(new Vote("bob", "sre", true));

        controller.stopJenkinsForcibly();
        controller.startJenkins();
        controller.runRemotely(new Vote("carol", "security", true));

        controller.runRemotely(new Ends("SUCCESS", "APPROVED by bob, carol"));
    }

    @Test
    public void aGateThatWasDecidedButNotYetContinuedGoesOn() throws Throwable {
        controller.startJenkins();
        controller.runRemotely(new Start("approveGate id: 'prod', approvers: [[group: 'sre', count: 1]]", "approvals"));
        controller.runRemotely(new Vote("bob", "sre", false));

        controller.stopJenkinsForcibly();
        controller.startJenkins();

        controller.runRemotely(new Ends("SUCCESS", "APPROVED by bob"));
    }

    @Test
    public void anOpenGateIsStillOpenAndOneThatExpiredMeanwhileTimesOut() throws Throwable {
        controller.startJenkins();
        controller.runRemotely(new Start(
                """
                parallel open: { approveGate id: 'open', approvers: [[group: 'sre']] },
                  late: { try { approveGate id: 'late', approvers: [[group: 'sre']], timeout: '20s' } catch (e) { echo "late: ${e.message}" } }
                """,
                "approvals"));
        controller.runRemotely(new BothOpen());

        controller.stopJenkinsForcibly();
        Gates gates = new Gates(controller.getHome().toPath().resolve("mldeploy"), Clock.systemUTC());
        Instant deadline = gates.find("1-late-1").orElseThrow().opening().deadline();
        assertThat(gates.find("1-late-1").orElseThrow().isOpen()).isTrue();
        Eventually.holds("the deadline has passed", () -> Instant.now().isAfter(deadline));

        controller.startJenkins();
        controller.runRemotely(new Vote("bob", "sre", true));
        controller.runRemotely(new Ends("SUCCESS", "timed out with 0/1 (sre)"));
        assertThat(gates.find("1-late-1").orElseThrow().settlement().decision()).isEqualTo(Gate.Decision.EXPIRED);
        assertThat(gates.find("1-open-1").orElseThrow().settlement().decision()).isEqualTo(Gate.Decision.APPROVED);
    }

    /** Waits until both gates are there. */
    private record BothOpen() implements RealJenkinsRule.Step {
        @Override
        public void run(JenkinsRule jenkins) throws Throwable {
            Eventually.holds(
                    "two gates", () -> SuiteHome.gates().open(problem -> {}).size() == 2);
        }
    }

    /** Starts the run and waits for a line of its log. */
    private record Start(String script, String line) implements RealJenkinsRule.Step {
        @Override
        public void run(JenkinsRule jenkins) throws Throwable {
            WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
            job.setDefinition(new CpsFlowDefinition(script, true));
            jenkins.waitForMessage(line, job.scheduleBuild2(0).waitForStart());
        }
    }

    /** Waits for the end of the run. */
    private record Ends(String result, String line) implements RealJenkinsRule.Step {
        @Override
        public void run(JenkinsRule jenkins) throws Throwable {
            WorkflowRun run =
                    jenkins.jenkins.getItemByFullName("p", WorkflowJob.class).getBuildByNumber(1);
            jenkins.assertBuildStatus(Result.fromString(result), jenkins.waitForCompletion(run));
            jenkins.assertLogContains(line, run);
            assertThat(SuiteHome.gates().list(problem -> {}))
                    .allSatisfy(gate -> assertThat(gate.isOpen()).isFalse())
                    .extracting(gate -> gate.opening().step())
                    .doesNotHaveDuplicates();
        }
    }

    /** Votes at the one open gate. */
    private record Vote(String user, String group, boolean ring) implements RealJenkinsRule.Step {
        @Override
        public void run(JenkinsRule jenkins) throws Throwable {
            Eventually.holds(
                    "one open gate", () -> SuiteHome.gates().open(problem -> {}).size() == 1);
            List<Gate> open = SuiteHome.gates().open(problem -> {});
            assertThat(SuiteHome.gates()
                            .vote(
                                    open.get(0).id(),
                                    new Voter(user, Set.of(group), "jenkins", "test"),
                                    true,
                                    null,
                                    new Environments(List.of(), Map.of()))
                            .accepted())
                    .isTrue();
            if (ring) {
                Topics.ring(Gates.topic(open.get(0).id()));
            }
        }
    }
}
