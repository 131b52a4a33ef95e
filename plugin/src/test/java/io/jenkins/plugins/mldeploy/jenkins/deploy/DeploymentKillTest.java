package io.jenkins.plugins.mldeploy.jenkins.deploy;

import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.RealJenkinsRule;

/** A controller whose process is killed while deployments are at work, one in each state. */
public class DeploymentKillTest {
    @Rule
    public final RealJenkinsRule controller = new RealJenkinsRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void everyDeploymentIsFinishedOnceAndRecorded() throws Throwable {
        String root = folder.getRoot().getPath();
        controller.startJenkins();
        controller.runRemotely(new Begin(root));

        controller.stopJenkinsForcibly();
        for (InterruptedDeployment each : InterruptedDeployment.values()) {
            each.goOn(Path.of(root));
        }

        controller.startJenkins();
        controller.runRemotely(new Ends(root));
    }

    private record Begin(String root) implements RealJenkinsRule.Step {
        @Override
        public void run(JenkinsRule jenkins) throws Throwable {
            jenkins.jenkins.setNumExecutors(InterruptedDeployment.values().length);
            TestEnvironments.set(InterruptedDeployment.ENVIRONMENTS);
            for (InterruptedDeployment each : InterruptedDeployment.values()) {
                each.begin(jenkins, Path.of(root));
            }
        }
    }

    private record Ends(String root) implements RealJenkinsRule.Step {
        @Override
        public void run(JenkinsRule jenkins) throws Throwable {
            TestEnvironments.set(InterruptedDeployment.ENVIRONMENTS);
            for (InterruptedDeployment each : InterruptedDeployment.values()) {
                each.ends(jenkins, Path.of(root));
            }
        }
    }
}
