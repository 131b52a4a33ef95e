package io.jenkins.plugins.mldeploy.jenkins.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import hudson.model.Slave;
import hudson.util.Secret;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.InboundAgentRule;
import org.jvnet.hudson.test.JenkinsRule;

/** Steps on an agent in a process of its own, which connects to the controller. */
public class AgentTest {
    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule(order = 0)
    public final JenkinsRule jenkins = new JenkinsRule();

    @Rule(order = 1)
    public final InboundAgentRule agents = new InboundAgentRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Tools tools;

    @Before
    public void hasTests() throws Exception {
        tools = new Tools(folder.getRoot().toPath().resolve("bin"));
        tools.with(
                "tests",
                """
                mkdir -p out
                echo "<testsuite><testcase classname='a' name='b'/></testsuite>" >out/t.xml
                echo "token is $TOKEN"
                while [ -e %1$s/hold ]; do echo waiting; sleep 0.2; done"""
                        .formatted(folder.getRoot()));
    }

    @Test
    public void reportsAreReadWhereTheyLieAndSecretsAreMasked() throws Exception {
        Slave agent = agents.createAgent(
                jenkins, InboundAgentRule.Options.newBuilder().name("far").build());
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "t", null, Secret.fromString("s3cr3t-value")));

        WorkflowRun run = start(
                """
                withCredentials([string(credentialsId: 't', variable: 'TOKEN')]) {
                  def r = mlTest command: 'tests', testResults: 'out/*.xml'
                  echo "total ${r.totalCount}"
                }
                """);

        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("total 1", run);
        jenkins.assertLogContains("token is ****", run);
        jenkins.assertLogNotContains("s3cr3t-value", run);
        assertThat(agent.getWorkspaceFor(run.getParent()).child("out/t.xml").exists())
                .isTrue();
    }

    @Test
    public void anAgentThatReconnectsGoesOnWithItsProgram() throws Exception {
        Slave agent = agents.createAgent(
                jenkins, InboundAgentRule.Options.newBuilder().name("far").build());
        assertThat(folder.newFile("hold")).exists();
        WorkflowRun run =
                start("def r = mlTest command: 'tests', testResults: 'out/*.xml'\necho \"total ${r.totalCount}\"");
        jenkins.waitForMessage("waiting", run);

        agent.toComputer().getChannel().close();
        jenkins.waitForMessage("can't be reached", run);
        assertThat(folder.getRoot().toPath().resolve("hold").toFile().delete()).isTrue();

        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("total 1", run);
    }

    private WorkflowRun start(String body) throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(tools.pipeline(body).replace("node('built-in')", "node('far')"), true));
        return job.scheduleBuild2(0).waitForStart();
    }
}
