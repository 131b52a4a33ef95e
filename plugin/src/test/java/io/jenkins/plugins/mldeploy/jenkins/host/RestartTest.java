package io.jenkins.plugins.mldeploy.jenkins.host;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Executor;
import hudson.model.Queue;
import hudson.model.Result;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Voter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import jenkins.model.CauseOfInterruption;
import jenkins.security.QueueItemAuthenticator;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import jenkins.security.QueueItemAuthenticatorDescriptor;
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
import org.jvnet.hudson.test.TestExtension;
import org.springframework.security.core.Authentication;

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
        Eventually.holds("the deadline has passed", () -> Instant.now()
                .isAfter(gate.opening().deadline()));
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            jenkins.assertBuildStatus(Result.FAILURE, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("timed out", run);
        });
    }

    @Test
    public void anOpenGateIsOpenAfterwardsAndTakesVotes() throws Throwable {
        sessions.then(jenkins -> {
            TestEnvironments.set(TEAMS);
            start(jenkins, "approveGate id: 'prod', " + GATE, run -> WaitingRuns.gateOf(run));
        });
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            Gate gate = WaitingRuns.gateOf(run);
            assertThat(gate.votes()).isEmpty();

            vote(gate, "bob", true);
            vote(gate, "carol", true);

            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("APPROVED by bob, carol", run);
        });
    }

    @Test
    public void aStepThatIsStoppedAfterARestartStillTidiesUp() throws Throwable {
        sessions.then(jenkins -> {
            TestEnvironments.set(TEAMS);
            start(jenkins, "approveGate id: 'prod', approvers: [[group: 'sre']]", run -> WaitingRuns.gateOf(run));
        });
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            WaitingRuns.gateOf(run);
            run.doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            assertThat(theGate().settlement().decision()).isEqualTo(Gate.Decision.CANCELLED);
        });
    }

    /** Jenkins makes a hard kill of it when the run has no executor yet: the step is never asked. */
    @Test
    public void aStopWhileJenkinsStillLoadsTheRunClosesTheGate() throws Throwable {
        sessions.then(jenkins -> {
            TestEnvironments.set(TEAMS);
            start(jenkins, "approveGate id: 'prod', approvers: [[group: 'sre']]", run -> WaitingRuns.gateOf(run));
        });
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            // At once: neither is the run at its gate again, nor has it an executor for certain.
            run.doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            awaitCancelled();
        });
    }

    @Test
    public void aKilledRunLeavesNoOpenGate() throws Throwable {
        sessions.then(jenkins -> {
            TestEnvironments.set(TEAMS);
            start(jenkins, "approveGate id: 'prod', approvers: [[group: 'sre']]", run -> WaitingRuns.gateOf(run));
            WorkflowRun run = run(jenkins);
            run.doKill();
            jenkins.assertBuildStatus(Result.ABORTED, run);
            awaitCancelled();
            assertThat(theGate().settlement().reason()).contains("its run ended");
        });
    }

    @Test
    public void aGateOfARunThatEndedWhileNobodyLookedIsClosedAtTheNextStart() throws Throwable {
        sessions.then(jenkins -> {
            TestEnvironments.set(TEAMS);
            start(jenkins, "approveGate id: 'prod', approvers: [[group: 'sre']]", run -> WaitingRuns.gateOf(run));
            WorkflowRun run = run(jenkins);
            Path file = SuiteHome.folder().resolve("gates/" + theGate().id() + "/gate.jsonl");
            byte[] asItWas = Files.readAllBytes(file);
            run.doKill();
            awaitCancelled();
            // As if the controller had been killed between the end of the run and that of its gate.
            Files.write(file, asItWas);
        });
        sessions.then(jenkins -> awaitCancelled());
    }

    /** What an executor notes of a stop while it takes a run over, nobody carries out: Jenkins loses it. */
    @Test
    public void aStopThatTheExecutorLostIsCarriedOut() throws Throwable {
        sessions.then(jenkins -> {
            TestEnvironments.set(TEAMS);
            start(jenkins, "approveGate id: 'prod', approvers: [[group: 'sre']]", run -> WaitingRuns.gateOf(run));
            // Kept, and asked again when the loaded run gets its executor.
            QueueItemAuthenticatorConfiguration.get().getAuthenticators().add(new StopsInTheMoment());
        });
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            jenkins.assertLogNotContains("Hard kill", run);
            awaitCancelled();
        });
    }

    /** Stops whatever runs on the executor that asks, before the run has taken it over. */
    public static final class StopsInTheMoment extends QueueItemAuthenticator {
        @Override
        public Authentication authenticate2(Queue.Item item) {
            Executor executor = Executor.currentExecutor();
            if (executor != null && executor.getCurrentExecutable() instanceof WorkflowRun) {
                executor.interrupt(Result.ABORTED, new CauseOfInterruption.UserInterruption("somebody"));
            }
            return null;
        }

        /** Its descriptor. */
        @TestExtension
        public static final class DescriptorImpl extends QueueItemAuthenticatorDescriptor {}
    }

    private static Gate theGate() throws Exception {
        List<Gate> gates = SuiteHome.gates().list(problem -> {});
        assertThat(gates).hasSize(1);
        return gates.get(0);
    }

    /** The gate of a run that is over is closed behind it. */
    private static void awaitCancelled() throws Exception {
        Eventually.holds("the gate is closed", () -> !theGate().isOpen());
        assertThat(theGate().settlement().decision()).isEqualTo(Gate.Decision.CANCELLED);
        Eventually.holds("the end of the gate is recorded", () -> records() > 0);
        assertThat(records()).isEqualTo(1);
    }

    private static long records() throws Exception {
        try (Stream<Entry> found = SuiteHome.journal().find(EvidenceQuery.ofStep("approveGate"))) {
            return found.count();
        }
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
