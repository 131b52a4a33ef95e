package io.jenkins.plugins.mldeploy.jenkins.deploy;

import java.nio.file.Path;
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
}
