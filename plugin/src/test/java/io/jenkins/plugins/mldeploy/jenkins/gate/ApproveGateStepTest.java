package io.jenkins.plugins.mldeploy.jenkins.gate;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Executor;
import hudson.model.Result;
import hudson.model.User;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.gate.Answer;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Voter;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.jenkins.host.Topics;
import io.jenkins.plugins.mldeploy.jenkins.host.WaitingRuns;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

public class ApproveGateStepTest {
    private static final String TEAMS =
            """
            teams:
              - {name: sre, users: [bob, dora]}
              - {name: security, groups: [acme-security]}
            environments: [{name: none}]
            """;

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    private final List<WorkflowRun> started = new ArrayList<>();

    @Before
    public void hasTwoTeams() {
        TestEnvironments.set(TEAMS);
    }

    @After
    public void endsWhatStillWaits() throws Exception {
        for (WorkflowRun run : started) {
            if (run.isBuilding()) {
                run.doStop();
                JENKINS.waitForCompletion(run);
            }
        }
        TestEnvironments.set("");
    }

    @Test
    public void twoTeamsApproveAndTheRunGoesOnWithTheirNames() throws Exception {
        WorkflowRun run = start(
                """
                def r = approveGate id: 'prod', message: 'Release 1.4?', timeout: '24h',
                  approvers: [[group: 'sre', count: 1], [group: 'security', count: 1]]
                echo "approved by ${r.approvers} as ${r.decision}"
                """,
                "ann");
        Gate gate = gate(run);

        assertThat(vote(gate, "ann", Set.of("acme-security"), true, null).kind())
                .isEqualTo(Answer.Kind.FORBIDDEN);
        assertThat(vote(gate, "bob", Set.of(), true, null).accepted()).isTrue();
        assertThat(vote(gate, "bob", Set.of(), true, null).gate().count().toString())
                .contains("1");
        assertThat(run.isBuilding()).isTrue();
        assertThat(vote(gate, "carol", Set.of("acme-security"), true, "looked at it")
                        .accepted())
                .isTrue();

        JENKINS.assertBuildStatus(Result.SUCCESS, JENKINS.waitForCompletion(run));
        JENKINS.assertLogContains("approved by [bob, carol] as APPROVED", run);
        assertThat(SuiteHome.journal()
                        .latest(EvidenceQuery.ofStep("approveGate")
                                .job(run.getParent().getFullName())))
                .isPresent();
    }

    @Test
    public void noExecutorAndNoThreadIsHeld() throws Exception {
        WorkflowRun run = start("approveGate approvers: [[group: 'sre']]", "ann");
        gate(run);

        assertThat(JENKINS.jenkins.toComputer().getExecutors()).allMatch(Executor::isIdle);
        JENKINS.waitForMessage("gate", run);
        assertThat(Thread.getAllStackTraces().entrySet())
                .filteredOn(thread -> thread.getKey().getName().startsWith("mldeploy-step"))
                .allSatisfy(thread -> assertThat(thread.getValue())
                        .noneMatch(frame -> frame.getClassName().contains("StepMachineExecution")));
    }

    @Test
    public void aRejectionAbortsTheRunWithItsReason() throws Exception {
        WorkflowRun run = start("approveGate approvers: [[group: 'sre']]", "ann");

        vote(gate(run), "dora", Set.of(), false, "the canary is red");

        JENKINS.assertBuildStatus(Result.ABORTED, JENKINS.waitForCompletion(run));
        JENKINS.assertLogContains("rejected by dora: the canary is red", run);
    }

    @Test
    public void nobodyAnsweringInTimeIsAFailureOfItsOwn() throws Exception {
        WorkflowRun run = start("approveGate approvers: [[group: 'sre']], timeout: '2s'", "ann");

        JENKINS.assertBuildStatus(Result.FAILURE, JENKINS.waitForCompletion(run));
        JENKINS.assertLogContains("timed out", run);
        JENKINS.assertLogNotContains("rejected", run);
    }

    @Test
    public void aLaterRunOfTheJobEndsTheOlderGateAtOnce() throws Exception {
        WorkflowJob job = job("approveGate id: 'prod', approvers: [[group: 'sre']]");
        WorkflowRun older = start(job, "ann");
        gate(older);
        WorkflowRun later = start(job, "ann");
        gate(later);

        JENKINS.assertBuildStatus(Result.NOT_BUILT, JENKINS.waitForCompletion(older));
        JENKINS.assertLogContains("superseded", older);
        assertThat(later.isBuilding()).isTrue();
    }

    @Test
    public void stoppingTheRunCancelsTheGateAndIsNoRejection() throws Exception {
        WorkflowRun run = start("approveGate approvers: [[group: 'sre']]", "ann");
        Gate gate = gate(run);

        run.getExecutor().interrupt(Result.ABORTED, new CauseOfInterruption.UserInterruption("sam"));

        JENKINS.assertBuildStatus(Result.ABORTED, JENKINS.waitForCompletion(run));
        JENKINS.assertLogContains("cancelled", run);
        JENKINS.assertLogNotContains("rejected", run);
        assertThat(SuiteHome.gates().find(gate.id()).orElseThrow().settlement().decision())
                .isEqualTo(Gate.Decision.CANCELLED);
        assertThat(vote(gate, "bob", Set.of(), true, null).kind()).isEqualTo(Answer.Kind.SETTLED);
    }

    @Test
    public void insideANodeTheStepWarnsThatItHoldsAnExecutor() throws Exception {
        WorkflowRun run = start("node { approveGate approvers: [[group: 'sre']] }", "ann");

        vote(gate(run), "bob", Set.of(), true, null);

        JENKINS.assertBuildStatus(Result.SUCCESS, JENKINS.waitForCompletion(run));
        JENKINS.assertLogContains("holds an executor", run);
    }

    @Test
    public void anEmptyListOfApproversIsNobody() throws Exception {
        JENKINS.assertLogContains(
                "nobody", JENKINS.buildAndAssertStatus(Result.FAILURE, job("approveGate approvers: []")));
    }

    @Test
    public void sixtyFourPeopleAtOnceSettleTheGateOnce() throws Exception {
        List<String> users = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            users.add("u" + i);
        }
        TestEnvironments.set(
                "teams: [{name: all, users: [" + String.join(", ", users) + "]}]\nenvironments: [{name: none}]\n");
        WorkflowRun run = start(
                "def r = approveGate approvers: [[group: 'all', count: 40]]; echo \"voters ${r.approvers.size()}\"",
                "ann");
        Gate gate = gate(run);
        ExecutorService people = Executors.newFixedThreadPool(64);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Answer>> answers = new ArrayList<>();
        for (String user : users) {
            answers.add(people.submit(() -> {
                go.await();
                vote(gate, user, Set.of(), true, null);
                return vote(gate, user, Set.of(), true, null);
            }));
        }

        go.countDown();

        for (Future<Answer> answer : answers) {
            answer.get();
        }
        people.shutdown();
        JENKINS.assertBuildStatus(Result.SUCCESS, JENKINS.waitForCompletion(run));
        JENKINS.assertLogContains("voters 40", run);
        Gate settled = SuiteHome.gates().find(gate.id()).orElseThrow();
        assertThat(settled.votes()).hasSize(40).extracting(Gate.Vote::user).doesNotHaveDuplicates();
        assertThat(settled.log()).filteredOn(line -> line.contains("APPROVED")).hasSizeLessThanOrEqualTo(1);
    }

    private WorkflowJob job(String script) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private WorkflowRun start(String script, String user) throws Exception {
        return start(job(script), user);
    }

    private WorkflowRun start(WorkflowJob job, String user) throws Exception {
        User.getById(user, true);
        WorkflowRun run = job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause(user)))
                .waitForStart();
        started.add(run);
        return run;
    }

    private static Gate gate(WorkflowRun run) throws Exception {
        return WaitingRuns.gateOf(run);
    }

    private static Answer vote(Gate gate, String user, Set<String> groups, boolean approve, String reason)
            throws Exception {
        Answer answer = SuiteHome.gates()
                .vote(
                        gate.id(),
                        new Voter(user, groups, "jenkins", "test"),
                        approve,
                        reason,
                        EnvironmentsSource.of(null));
        Topics.ring(Gates.topic(gate.id()));
        return answer;
    }
}
