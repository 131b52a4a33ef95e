package io.jenkins.plugins.mldeploy.jenkins.host;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Voter;
import io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration;
import java.io.ByteArrayInputStream;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
import org.jvnet.hudson.test.TestExtension;

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
        sessions.then(UpgradeTest::startWithANewerBuild);
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
        sessions.then(UpgradeTest::startWithANewerBuild);
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

    /** A home as the build of 26 November 2026 left it: a folder of runs with what the suite kept with one of them, its journal, its gates, the environments. */
    @Test
    public void whatAnOlderBuildLeftInTheHomeIsRead() throws Throwable {
        Path home = sessions.getHome().toPath();
        write(home, "jobs/shop/config.xml", "<com.cloudbees.hudson.plugins.folder.Folder/>");
        write(home, "jobs/shop/jobs/llm-app/config.xml", "<com.cloudbees.hudson.plugins.folder.Folder/>");
        String job = "jobs/shop/jobs/llm-app/jobs/main/";
        write(home, job + "config.xml", "<flow-definition/>");
        write(
                home,
                job + "builds/3/build.xml",
                """
                <flow-build>
                  <actions>
                    <io.jenkins.plugins.mldeploy.jenkins.dashboard.RunPage plugin="ml-deployment-pipeline@0.1.0-SNAPSHOT">
                      <open/>
                      <closed><string>3-prod-1</string></closed>
                    </io.jenkins.plugins.mldeploy.jenkins.dashboard.RunPage>
                  </actions>
                  <queueId>3</queueId><timestamp>1795600800000</timestamp><startTime>1795600800000</startTime>
                  <result>SUCCESS</result><duration>1000</duration><keepLog>false</keepLog><completed>true</completed>
                </flow-build>
                """);
        write(
                home,
                "mldeploy-environments.xml",
                """
                <io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration plugin="ml-deployment-pipeline@0.1.0-SNAPSHOT">
                  <yaml>environments: [{name: production, branches: [main]}]</yaml>
                  <keepPayloads>180d</keepPayloads>
                  <keepRecords></keepRecords>
                </io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration>
                """);
        Path saved = SAVED.getParent().getParent();
        for (String folder : List.of("gates", "journal")) {
            try (Stream<Path> files = Files.walk(saved.resolve(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    write(home, "mldeploy/" + saved.relativize(file), Files.readString(file));
                }
            }
        }
        sessions.then(jenkins -> {
            TestEnvironments.set("");
            WorkflowRun run = jenkins.jenkins
                    .getItemByFullName("shop/llm-app/main", WorkflowJob.class)
                    .getBuildByNumber(3);
            assertThat(EnvironmentsSource.of(run.getParent())
                            .find("production")
                            .orElseThrow()
                            .branches())
                    .containsExactly("main");
            assertThat(MlDeploymentConfiguration.get().getKeepPayloads()).isEqualTo("180d");
            assertThat(SuiteHome.journal().verify()).isPositive();
            assertThat(jenkins.createWebClient()
                            .goTo(run.getUrl() + "mldeploy/gates/api/json", "application/json")
                            .getWebResponse()
                            .getContentAsString())
                    .contains("\"3-prod-1\"", "APPROVED");
            assertThat(SuiteHome.gates().list(problem -> {
                        throw new AssertionError(problem);
                    }))
                    .extracting(gate -> gate.id() + " " + gate.votes().size())
                    .containsExactlyInAnyOrder("1-prod-1 0", "2-prod-1 1", "3-prod-1 2", "4-prod-1 1");
        });
    }

    private static void write(Path home, String file, String text) throws Exception {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static WorkflowRun start(JenkinsRule jenkins) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "p");
        job.setDefinition(new CpsFlowDefinition("approveGate id: 'prod', submitter: 'bob'", true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        WaitingRuns.gateOf(run);
        return run;
    }

    /** What it saves when it begins to wait is as if a newer build had saved it. The step looks once more after that, and must leave it. */
    private static void startWithANewerBuild(JenkinsRule jenkins) throws Exception {
        NewerBuild.saves = true;
        WorkflowRun run = start(jenkins);
        jenkins.waitForMessage("saved by a newer version", run);
        assertThat(StepProgressOf.run(run).position().state()).contains("\"version\":99");
    }

    /** Is told on the step's own thread, so that nothing of the step can come between. */
    @TestExtension
    public static final class NewerBuild implements SuiteListener {
        static volatile boolean saves;

        @Override
        public void waiting(Run<?, ?> run, String topic) {
            if (saves) {
                saves = false;
                try {
                    replace((WorkflowRun) run, "\"version\":1", "\"version\":99");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
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
