package io.jenkins.plugins.mldeploy.jenkins.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.util.Secret;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.policy.Environment;
import java.net.URL;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsSessionRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

public class MlDeploymentConfigurationTest {
    private static final String GOOD =
            "teams: [{name: sre, users: [bob]}]\n" + "environments: [{name: production, approvers: [{group: sre}]}]\n";
    private static final String BAD = "environments: [{name: production, aprovers: [{group: sre}]}]\n";

    @Rule
    public JenkinsSessionRule sessions = new JenkinsSessionRule();

    private static void people(JenkinsRule jenkins) {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, DeploymentPermissions.MANAGE_ENVIRONMENTS)
                .everywhere()
                .to("manager")
                .grant(Jenkins.READ, Jenkins.MANAGE)
                .everywhere()
                .to("bob"));
    }

    @Before
    public void noOtherSource() {
        TestEnvironments.set("");
    }

    @Test
    public void whatIsConfiguredIsThereAfterARestart() throws Throwable {
        sessions.then(jenkins -> MlDeploymentConfiguration.get().replace(GOOD));
        sessions.then(jenkins -> {
            assertThat(MlDeploymentConfiguration.get().getYaml()).isEqualTo(GOOD);
            assertThat(EnvironmentsSource.of(null).names()).containsExactly("production");
        });
    }

    @Test
    public void nothingOfAWrongTextIsUsed() throws Throwable {
        sessions.then(jenkins -> {
            MlDeploymentConfiguration.get().replace(GOOD);

            assertThatThrownBy(() -> MlDeploymentConfiguration.get().replace(BAD))
                    .hasMessageContaining("environments:1:35: unknown key 'aprovers'")
                    .hasMessageContaining("did you mean 'approvers'?");

            assertThat(MlDeploymentConfiguration.get().getYaml()).isEqualTo(GOOD);
            assertThat(EnvironmentsSource.of(null).find("production").map(Environment::isProtected))
                    .contains(true);
        });
    }

    @Test
    public void thePageSavesForThoseWhoMayManageEnvironmentsAndForNobodyElse() throws Throwable {
        sessions.then(jenkins -> {
            people(jenkins);
            JenkinsRule.WebClient manager = jenkins.createWebClient().login("manager");
            HtmlForm form = manager.goTo("manage/mldeploy-environments/").getFormByName("config");
            form.getTextAreaByName("yaml").setText(GOOD);
            jenkins.submit(form);
            assertThat(MlDeploymentConfiguration.get().getYaml()).isEqualTo(GOOD);
            HtmlPage again = manager.goTo("manage/mldeploy-environments/");
            assertThat(again.getFormByName("config").getTextAreaByName("yaml").getText())
                    .isEqualTo(GOOD);

            JenkinsRule.WebClient bob = jenkins.createWebClient().login("bob");
            bob.setThrowExceptionOnFailingStatusCode(false);
            assertThat(bob.goTo("manage/mldeploy-environments/", null)
                            .getWebResponse()
                            .getStatusCode())
                    .isEqualTo(403);
        });
    }

    @Test
    public void aWrongTextIsRefusedByThePageWithItsMistakes() throws Throwable {
        sessions.then(jenkins -> {
            people(jenkins);
            MlDeploymentConfiguration.get().replace(GOOD);
            JenkinsRule.WebClient manager = jenkins.createWebClient().login("manager");
            manager.setThrowExceptionOnFailingStatusCode(false);
            HtmlForm form = manager.goTo("manage/mldeploy-environments/").getFormByName("config");
            form.getTextAreaByName("yaml").setText(BAD + "# <img src=x onerror=alert(1)>");

            WebResponse response = jenkins.submit(form).getWebResponse();

            assertThat(response.getStatusCode()).isGreaterThanOrEqualTo(400);
            assertThat(response.getContentAsString()).contains("unknown key").doesNotContain("<img src=x");
            assertThat(MlDeploymentConfiguration.get().getYaml()).isEqualTo(GOOD);
        });
    }

    @Test
    public void theCheckTellsEveryMistakeAndEscapesIt() throws Throwable {
        sessions.then(jenkins -> {
            people(jenkins);
            String hostile = "environments: [{name: production, '<img src=x onerror=alert(1)>': 1, enforcement: off}]";

            String told = check(jenkins, "manager", hostile).getContentAsString();

            assertThat(told)
                    .contains("environments:1:35")
                    .contains("unknown key")
                    .contains("must be a text, not")
                    .contains("&lt;img src=x")
                    .doesNotContain("<img src=x");
            assertThat(check(jenkins, "manager", GOOD).getContentAsString()).contains("Understood");
            assertThat(check(jenkins, "bob", GOOD).getStatusCode()).isEqualTo(403);
        });
    }

    private static WebResponse check(JenkinsRule jenkins, String user, String yaml) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .withBasicApiToken(user);
        WebRequest request =
                new WebRequest(new URL(jenkins.getURL(), "manage/mldeploy-environments/checkYaml"), HttpMethod.POST);
        request.setRequestParameters(java.util.List.of(new NameValuePair("value", yaml)));
        return client.getPage(request).getWebResponse();
    }

    @Test
    public void onlyCredentialsOfSystemScopeAreOfferedAndOnlyToAdministrators() throws Throwable {
        sessions.then(jenkins -> {
            people(jenkins);
            for (CredentialsScope scope : CredentialsScope.values()) {
                if (scope != CredentialsScope.USER) {
                    SystemCredentialsProvider.getInstance()
                            .getCredentials()
                            .add(new StringCredentialsImpl(
                                    scope, "token-" + scope, "a token", Secret.fromString("hunter2-the-secret")));
                }
            }
            SystemCredentialsProvider.getInstance().save();

            String page = jenkins.createWebClient()
                    .login("admin")
                    .goTo("manage/mldeploy-environments/")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(page)
                    .contains("token-SYSTEM")
                    .doesNotContain("token-GLOBAL")
                    .doesNotContain("hunter2");
            String manager = jenkins.createWebClient()
                    .login("manager")
                    .goTo("manage/mldeploy-environments/")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(manager).doesNotContain("token-SYSTEM");
        });
    }

    @Test
    public void aBypassIsImpliedByNothing() throws Throwable {
        sessions.then(jenkins -> {
            people(jenkins);
            assertThat(DeploymentPermissions.BYPASS.impliedBy).isNull();
            assertThat(jenkins.jenkins
                            .getACL()
                            .hasPermission2(
                                    hudson.model.User.getById("admin", true).impersonate2(),
                                    DeploymentPermissions.BYPASS))
                    .isFalse();
            assertThat(jenkins.jenkins
                            .getACL()
                            .hasPermission2(
                                    hudson.model.User.getById("admin", true).impersonate2(),
                                    DeploymentPermissions.APPROVE))
                    .isTrue();
        });
    }
}
