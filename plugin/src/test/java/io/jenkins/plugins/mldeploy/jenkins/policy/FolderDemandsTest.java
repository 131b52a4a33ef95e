package io.jenkins.plugins.mldeploy.jenkins.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.policy.ApproverRule;
import io.jenkins.plugins.mldeploy.policy.Environment;
import java.io.IOException;
import jenkins.model.Jenkins;
import org.htmlunit.html.HtmlForm;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

public class FolderDemandsTest {
    @Rule
    public JenkinsRule jenkins = new JenkinsRule();

    {
        // A busy machine starts its first Jenkins in minutes.
        jenkins.timeout = 600;
    }

    private Folder outer;
    private Folder inner;
    private WorkflowJob job;

    @Before
    public void folders() throws IOException {
        MlDeploymentConfiguration.get()
                .replace(
                        "environments: [{name: production, jobs: [outer/inner/job, other], approvers: [{group: sre}]}]");
        outer = jenkins.createProject(Folder.class, "outer");
        inner = outer.createProject(Folder.class, "inner");
        job = inner.createProject(WorkflowJob.class, "job");
    }

    private static void demand(Folder folder, String yaml) throws IOException {
        folder.addProperty(new FolderDemands("environments:\n  - {name: production, " + yaml + "}"));
    }

    private Environment production() throws IOException {
        return EnvironmentsSource.of(job).find("production").orElseThrow();
    }

    @Before
    public void noOtherSource() {
        TestEnvironments.set("");
    }

    @Test
    public void whatEachFolderDemandsHoldsTogether() throws IOException {
        demand(outer, "approvers: [{group: security}]");
        demand(inner, "approvers: [{group: sre, count: 2}], waitTimer: 1h");

        assertThat(production().approvers())
                .containsExactly(new ApproverRule("sre", 2), new ApproverRule("security", 1));
        assertThat(production().waitTimer()).hasHours(1);
        assertThat(EnvironmentsSource.of(null).find("production").orElseThrow().approvers())
                .as("elsewhere nothing changed")
                .containsExactly(new ApproverRule("sre", 1));
    }

    @Test
    public void aFolderThatIsWrongRefusesEverythingInsteadOfBeingIgnored() throws IOException {
        demand(inner, "continuousDeployment: true");

        assertThatThrownBy(this::production).hasMessageContaining("'continuousDeployment' is the environment's own");
        inner.getProperties().remove(FolderDemands.class);
        demand(outer, "jobs: [elsewhere]");
        assertThatThrownBy(this::production)
                .hasMessageContaining("folder outer")
                .hasMessageContaining("no jobs are left");
    }

    @Test
    public void theFormKeepsWhatItShows() throws Exception {
        demand(outer, "branches: [main]");

        jenkins.configRoundtrip(outer);

        assertThat(outer.getProperties().get(FolderDemands.class).getYaml()).contains("branches: [main]");
        assertThat(production().branches()).containsExactly("main");
    }

    @Test
    public void whoMayOnlyConfigureTheFolderCanNotTakeItsDemandsAwayInTheForm() throws Exception {
        demand(outer, "branches: [main]");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("bob")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, DeploymentPermissions.MANAGE_ENVIRONMENTS)
                .everywhere()
                .to("manager"));
        HtmlForm bobs = jenkins.createWebClient()
                .login("bob")
                .getPage(outer, "configure")
                .getFormByName("config");
        bobs.getTextAreaByName("_.yaml").setText("");
        jenkins.submit(bobs);
        assertThat(production().branches()).containsExactly("main");

        HtmlForm managers = jenkins.createWebClient()
                .login("manager")
                .getPage(outer, "configure")
                .getFormByName("config");
        managers.getTextAreaByName("_.yaml").setText("environments: [{name: production, branches: [release]}]");
        jenkins.submit(managers);
        assertThat(production().branches()).containsExactly("release");
    }
}
