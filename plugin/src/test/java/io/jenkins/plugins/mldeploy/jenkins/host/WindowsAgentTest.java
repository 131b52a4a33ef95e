package io.jenkins.plugins.mldeploy.jenkins.host;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Launcher;
import hudson.LauncherDecorator;
import hudson.model.Label;
import hudson.model.Node;
import hudson.model.Result;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;

/** An agent that says that it is no Unix machine. */
public class WindowsAgentTest {
    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @Test
    public void aStepSaysThatItNeedsAnotherAgentAndTheGateNeedsNone() throws Exception {
        JENKINS.createOnlineSlave(Label.get("windows"));
        for (String step : new String[] {
            "mlTest testResults: 't.xml'",
            "containerScan dir: '.'",
            "generateSbom targets: [[dir: '.']]",
            "helmDeploy release: 'api', chart: 'chart', environment: 'staging'"
        }) {
            WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition("node('windows') { " + step + " }", true));

            WorkflowRun run = JENKINS.buildAndAssertStatus(Result.FAILURE, job);

            JENKINS.assertLogContains("this agent is a Windows machine; run the stage on a Linux agent", run);
        }
    }

    /** Of the agent with that label alone. */
    @TestExtension
    public static final class NoUnix extends LauncherDecorator {
        @NonNull
        @Override
        public Launcher decorate(@NonNull Launcher launcher, @NonNull Node node) {
            return node.getLabelString().contains("windows")
                    ? new Launcher.DecoratedLauncher(launcher) {
                        @Override
                        public boolean isUnix() {
                            return false;
                        }
                    }
                    : launcher;
        }
    }
}
