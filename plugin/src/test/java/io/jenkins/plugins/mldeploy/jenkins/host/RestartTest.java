package io.jenkins.plugins.mldeploy.jenkins.host;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Voter;
import java.util.Set;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsSessionRule;

/** A controller that is shut down in order while a step is at work. */
public class RestartTest {
    private static final String TEAMS =
            "teams: [{name: sre, users: [bob]}, {name: security, users: [carol]}]\nenvironments: [{name: none}]\n";
    private static final String GATE = "approvers: [[group: 'sre', count: 1], [group: 'security', count: 1]]";

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule
    public final JenkinsSessionRule sessions = new JenkinsSessionRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aRunningProgramIsFoundAgainAndItsResultIsJudged() throws Throwable {
        Tools tools = new Tools(folder.getRoot().toPath().resolve("bin"));
        tools.with(
                "slow",
                """
                echo begun >>%1$s/starts
                echo before
                while [ ! -e %1$s/go ]; do sleep 0.1; done
                echo after
                mkdir -p out
                echo "<testsuite><testcase classname='a' name='b'/></testsuite>" >out/t.xml"""
                        .formatted(folder.getRoot()));
        sessions.then(jenkins -> {
            WorkflowRun run = start(
                    jenkins,
                    tools.pipeline(
                            "def r = mlTest command: 'slow', testResults: 'out/*.xml'\necho \"total ${r.totalCount}\""));
            jenkins.waitForMessage("before", run);
        });
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            assertThat(run.isBuilding()).isTrue();
            assertThat(folder.newFile("go")).exists();

            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("after", run);
            jenkins.assertLogContains("total 1", run);
            assertThat(folder.getRoot().toPath().resolve("starts")).hasContent("begun");
        });
    }

    @Test
    public void anOpenGateThatIsPartlyApprovedGoesOnWithItsVotes() throws Throwable {
        sessions.then(jenkins -> {
            TestEnvironments.set(TEAMS);
            WorkflowRun run = start(jenkins, "approveGate id: 'prod', " + GATE);
            vote(WaitingRuns.gateOf(run), "bob", true);
        });
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            Gate gate = SuiteHome.gates().open(problem -> {}).get(0);
            assertThat(gate.votes()).hasSize(1);

            vote(gate, "carol", true);

            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("APPROVED by bob, carol", run);
        });
    }

    @Test
    public void aGateThatWasDecidedWhileTheControllerWasDownGoesOnByItself() throws Throwable {
        sessions.then(jenkins -> {
            TestEnvironments.set(TEAMS);
            start(jenkins, "approveGate id: 'prod', approvers: [[group: 'sre']]", run -> WaitingRuns.gateOf(run));
        });
        Gates gates = new Gates(sessions.getHome().toPath().resolve("mldeploy"), java.time.Clock.systemUTC());
        Gate gate = gates.open(problem -> {}).get(0);
        assertThat(gates.vote(gate.id(), voter("bob"), true, null, teams()).accepted())
                .isTrue();
        sessions.then(jenkins -> jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run(jenkins))));
    }

    @Test
    public void aGateThatExpiredWhileTheControllerWasDownTimesOutAtOnce() throws Throwable {
        sessions.then(jenkins -> {
            TestEnvironments.set(TEAMS);
            start(
                    jenkins,
                    "approveGate id: 'prod', approvers: [[group: 'sre']], timeout: '3s'",
                    run -> WaitingRuns.gateOf(run));
        });
        Gates gates = new Gates(sessions.getHome().toPath().resolve("mldeploy"), java.time.Clock.systemUTC());
        Gate gate = gates.list(problem -> {}).get(0);
        while (java.time.Instant.now().isBefore(gate.opening().deadline())) {
            Thread.onSpinWait();
        }
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("timed out", run);
        });
    }

    private interface Until {
        void reached(WorkflowRun run) throws Exception;
    }

    private static WorkflowRun start(JenkinsRule jenkins, String script, Until until) throws Exception {
        WorkflowRun run = start(jenkins, script);
        until.reached(run);
        return run;
    }

    private static WorkflowRun start(JenkinsRule jenkins, String script) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static WorkflowRun run(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("p", WorkflowJob.class).getBuildByNumber(1);
    }

    private static io.jenkins.plugins.mldeploy.policy.Environments teams() throws Exception {
        return new TestEnvironments.Source().environments(null);
    }

    private static Voter voter(String user) {
        return new Voter(user, Set.of(), "jenkins", "test");
    }

    private static void vote(Gate gate, String user, boolean approve) throws Exception {
        assertThat(SuiteHome.gates()
                        .vote(gate.id(), voter(user), approve, null, teams())
                        .accepted())
                .isTrue();
        Topics.ring(Gates.topic(gate.id()));
    }
}
