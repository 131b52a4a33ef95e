package io.jenkins.plugins.mldeploy.jenkins.deploy;

import hudson.model.Result;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.jenkins.host.Eventually;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import java.nio.file.Path;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsSessionRule;

/** A controller that is shut down in order while deployments are at work, one in each state. */
public class DeploymentRestartTest {
    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule
    public final JenkinsSessionRule sessions = new JenkinsSessionRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void whatHappenedMeanwhileIsFoundAndTheDeploymentGoesOn() throws Throwable {
        Path root = folder.getRoot().toPath();
        sessions.then(jenkins -> {
            InterruptedDeployment.prepare(jenkins);
            for (InterruptedDeployment each : InterruptedDeployment.values()) {
                each.begin(jenkins, root);
            }
        });
        for (InterruptedDeployment each : InterruptedDeployment.values()) {
            each.goOn(root);
        }
        sessions.then(jenkins -> {
            for (InterruptedDeployment each : InterruptedDeployment.values()) {
                each.ends(jenkins, root);
            }
        });
    }

    @Test
    public void whatHappensAfterwardsIsSeenAsBefore() throws Throwable {
        Path root = folder.getRoot().toPath();
        sessions.then(jenkins -> {
            InterruptedDeployment.prepare(jenkins);
            for (InterruptedDeployment each : InterruptedDeployment.values()) {
                each.begin(jenkins, root);
            }
        });
        sessions.then(jenkins -> {
            for (InterruptedDeployment each : InterruptedDeployment.values()) {
                each.goOn(root);
            }
            for (InterruptedDeployment each : InterruptedDeployment.values()) {
                each.ends(jenkins, root);
            }
        });
    }

    @Test
    public void oneThatIsStoppedAfterwardsGoesBack() throws Throwable {
        Path root = folder.getRoot().toPath();
        sessions.then(jenkins -> {
            InterruptedDeployment.prepare(jenkins);
            InterruptedDeployment.AFTER_APPLY.begin(jenkins, root);
        });
        sessions.then(jenkins -> {
            WorkflowRun run = InterruptedDeployment.AFTER_APPLY.run(jenkins);
            jenkins.waitForMessage("Ready to run", run);
            Eventually.holds("the run has its executor", () -> run.getExecutor() != null);

            run.doStop();

            jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
            InterruptedDeployment.AFTER_APPLY.assertWentBack(root);
        });
    }

    /** "Click here to forcibly kill entire build". */
    @Test
    public void oneWhoseRunIsKilledGoesBackBehindIt() throws Throwable {
        Path root = folder.getRoot().toPath();
        sessions.then(jenkins -> {
            InterruptedDeployment.prepare(jenkins);
            InterruptedDeployment.AFTER_APPLY.begin(jenkins, root);
            WorkflowRun run = InterruptedDeployment.AFTER_APPLY.run(jenkins);

            run.doKill();

            jenkins.assertBuildStatus(Result.ABORTED, run);
            // Its first record is about what ran there before.
            Eventually.holds("its end is recorded", () -> SuiteHome.journal()
                    .latest(EvidenceQuery.ofStep("helmDeploy"))
                    .filter(entry ->
                            !"adopted".equals(entry.evidence().details().get("outcome")))
                    .isPresent());
            InterruptedDeployment.AFTER_APPLY.assertWentBack(root);
        });
    }
}
