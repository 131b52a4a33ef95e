package io.jenkins.plugins.mldeploy.jenkins.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.jenkins.host.Eventually;
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
        Path home = controller.getHome().toPath();
        // Programs are at work with it.
        assertThat(InterruptedDeployment.holding(home)).isNotEmpty();
        for (InterruptedDeployment each : InterruptedDeployment.values()) {
            each.goOn(Path.of(root));
        }
        // It goes with them, while nobody is there who could tidy up.
        Eventually.holds("no file holds the credential", () -> InterruptedDeployment.holding(home)
                .isEmpty());

        controller.startJenkins();
        controller.runRemotely(new Ends(root));
        Eventually.holds(
                "nothing is left", () -> InterruptedDeployment.holding(home).isEmpty());
    }

    private record Begin(String root) implements RealJenkinsRule.Step {
        @Override
        public void run(JenkinsRule jenkins) throws Throwable {
            InterruptedDeployment.prepare(jenkins);
            for (InterruptedDeployment each : InterruptedDeployment.values()) {
                each.begin(jenkins, Path.of(root));
            }
        }
    }

    private record Ends(String root) implements RealJenkinsRule.Step {
        @Override
        public void run(JenkinsRule jenkins) throws Throwable {
            for (InterruptedDeployment each : InterruptedDeployment.values()) {
                each.ends(jenkins, Path.of(root));
            }
        }
    }
}
