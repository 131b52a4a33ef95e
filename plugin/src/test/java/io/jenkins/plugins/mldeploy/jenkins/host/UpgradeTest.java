package io.jenkins.plugins.mldeploy.jenkins.host;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Voter;
import java.io.ByteArrayInputStream;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsSessionRule;

/** A run that waits while the plugin is replaced by another build of it. What of the step is ours is the text of its state; the engine's own tests read every form of it that there was. */
public class UpgradeTest {
    /** Written by the build of 26 November 2026. */
    private static final Path SAVED =
            Path.of("../src/test/resources/io/jenkins/plugins/mldeploy/gate/saved-1/states/1-waiting.json");

    /** A {@link StepProgress} as that build serialized it, with the state {@code {"a":1}}, stopped by sam. */
    private static final String PROGRESS =
            "rO0ABXNyADVpby5qZW5raW5zLnBsdWdpbnMubWxkZXBsb3kuamVua2lucy5ob3N0LlN0ZXBQcm9ncmVzcwAAAAAAAAABAgACTAAIcG9zaXRpb250ADNMaW8vamVua2lucy9wbHVnaW5zL21sZGVwbG95L2plbmtpbnMvaG9zdC9Qb3NpdGlvbjtMAAdzdG9wcGVkdAASTGphdmEvbGFuZy9TdHJpbmc7eHBzcgAxaW8uamVua2lucy5wbHVnaW5zLm1sZGVwbG95LmplbmtpbnMuaG9zdC5Qb3NpdGlvbgAAAAAAAAABAgADWgAHdGlkeWluZ0wAB2NvbW1hbmR0ADlMaW8vamVua2lucy9wbHVnaW5zL21sZGVwbG95L2plbmtpbnMvaG9zdC9SdW5uaW5nQ29tbWFuZDtMAAVzdGF0ZXEAfgACeHABcHQAB3siYSI6MX10AA5zdG9wcGVkIGJ5IHNhbQ==";

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule
    public final JenkinsSessionRule sessions = new JenkinsSessionRule();

    @Test
    public void aStateThatAnOlderBuildSavedGoesOn() throws Throwable {
        sessions.then(jenkins -> {
            WorkflowRun run = start(jenkins);
            Gate gate = WaitingRuns.gateOf(run);
            String older = Files.readString(SAVED)
                    .strip()
                    .replaceFirst(
                            "\"nonce\":\"[^\"]*\"",
                            "\"nonce\":\"" + gate.opening().nonce() + "\"")
                    .replaceFirst("\"gateId\":\"[^\"]*\"", "\"gateId\":\"" + gate.id() + "\"");
            replace(run, older);
        });
        sessions.then(jenkins -> {
            TestEnvironments.set("");
            WorkflowRun run = run(jenkins);
            vote(WaitingRuns.gateOf(run));
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("APPROVED by bob", run);
        });
    }

    @Test
    public void aStateThatANewerBuildSavedIsLeftAsItIsUntilThatBuildIsBack() throws Throwable {
        sessions.then(jenkins -> replace(start(jenkins), "\"version\":1", "\"version\":99"));
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            jenkins.waitForMessage("saved by a newer version (form 99; this one knows forms up to 1)", run);
            jenkins.assertLogContains("Nothing was changed; install the newer plugin again", run);
            assertThat(run.isBuilding()).isTrue();
            Gate gate = SuiteHome.gates().open(problem -> {}).get(0);
            // Answers are kept meanwhile.
            vote(gate);
            assertThat(StepProgressOf.run(run).position().state()).contains("\"version\":99");
            // The newer build is back: it can read what it wrote.
            replace(run, "\"version\":99", "\"version\":1");
        });
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
            jenkins.assertLogContains("APPROVED by bob", run);
        });
    }

    @Test
    public void aRunThatWaitsForANewerBuildCanBeStopped() throws Throwable {
        sessions.then(jenkins -> replace(start(jenkins), "\"version\":1", "\"version\":99"));
        sessions.then(jenkins -> {
            WorkflowRun run = run(jenkins);
            jenkins.waitForMessage("saved by a newer version", run);
            run.doStop();
            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            Eventually.holds(
                    "its gate is closed",
                    () -> SuiteHome.gates().open(problem -> {}).isEmpty());
        });
    }

    /** The fields that a program keeps of a step have the names and types that they had. */
    @Test
    public void whatAnOlderBuildSerializedIsRead() throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(
                new ByteArrayInputStream(Base64.getDecoder().decode(PROGRESS)))) {
            StepProgress progress = (StepProgress) in.readObject();
            assertThat(progress.stopped()).isEqualTo("stopped by sam");
            assertThat(progress.position().state()).isEqualTo("{\"a\":1}");
            assertThat(progress.tidying()).isTrue();
            assertThat(progress.position().command()).isNull();
        }
    }

    private static WorkflowRun start(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
        job.setDefinition(new CpsFlowDefinition("approveGate id: 'prod', submitter: 'bob'", true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        WaitingRuns.gateOf(run);
        return run;
    }

    private static WorkflowRun run(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName("p", WorkflowJob.class).getBuildByNumber(1);
    }

    private static void vote(Gate gate) throws Exception {
        assertThat(SuiteHome.gates()
                        .vote(
                                gate.id(),
                                new Voter("bob", Set.of(), "jenkins", "test"),
                                true,
                                null,
                                EnvironmentsSource.of(null))
                        .accepted())
                .isTrue();
        Topics.ring(Gates.topic(gate.id()));
    }

    private static void replace(WorkflowRun run, String what, String by) throws Exception {
        String state = StepProgressOf.run(run).position().state();
        assertThat(state).contains(what);
        replace(run, state.replace(what, by));
    }

    private static void replace(WorkflowRun run, String state) throws Exception {
        StepProgressOf.run(run).at(Position.of(state, false));
    }

    /** Of the one step that is at work. */
    private static final class StepProgressOf {
        private StepProgressOf() {}

        static StepProgress run(WorkflowRun run) throws Exception {
            StepExecution step =
                    run.getExecution().getCurrentExecutions(true).get().get(0);
            return ((StepMachineExecution) step).progress();
        }
    }
}
