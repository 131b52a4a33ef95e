package io.jenkins.plugins.mldeploy.jenkins.policy;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Descriptor;
import hudson.model.ManagementLink;
import hudson.security.ACL;
import hudson.security.Permission;
import hudson.util.FormApply;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.policy.WrongConfiguration;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The page on which the environments are configured, for those who may {@link DeploymentPermissions#MANAGE_ENVIRONMENTS}. */
@Extension
public final class EnvironmentsLink extends ManagementLink implements StaplerProxy {
    @Override
    public String getDisplayName() {
        return Messages.EnvironmentsLink_displayName();
    }

    @Override
    public String getDescription() {
        return Messages.EnvironmentsLink_description();
    }

    @Override
    public String getIconFileName() {
        return "symbol-paper-plane-outline";
    }

    @Override
    public String getUrlName() {
        return "mldeploy-environments";
    }

    @NonNull
    @Override
    public Category getCategory() {
        return Category.CONFIGURATION;
    }

    @NonNull
    @Override
    public Permission getRequiredPermission() {
        return DeploymentPermissions.MANAGE_ENVIRONMENTS;
    }

    /** Nothing below this address is for others. */
    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(getRequiredPermission());
        return this;
    }

    /** What the page's field holds. */
    public String getYaml() {
        return MlDeploymentConfiguration.get().getYaml();
    }

    public String getKeepPayloads() {
        return MlDeploymentConfiguration.get().getKeepPayloads();
    }

    public String getKeepRecords() {
        return MlDeploymentConfiguration.get().getKeepRecords();
    }

    /** Saves all environments; a text with mistakes changes nothing. */
    @RequirePOST
    public void doConfigSubmit(StaplerRequest2 request, StaplerResponse2 response)
            throws IOException, ServletException, Descriptor.FormException {
        Jenkins.get().checkPermission(getRequiredPermission());
        JSONObject form = request.getSubmittedForm();
        try {
            MlDeploymentConfiguration.get()
                    .replace(
                            form.optString("yaml", ""),
                            form.optString("keepPayloads", ""),
                            form.optString("keepRecords", ""));
        } catch (IOException e) {
            throw new Descriptor.FormException(e.getMessage(), e, "yaml");
        }
        FormApply.success(".").generateResponse(request, response, null);
    }

    /** What the engine says about the text. */
    @RequirePOST
    public FormValidation doCheckYaml(@QueryParameter String value) {
        Jenkins.get().checkPermission(getRequiredPermission());
        return YamlCheck.of(() -> MlDeploymentConfiguration.parse(value == null ? "" : value));
    }

    /** Which of the last deployments the text would have stopped; changes nothing. */
    @RequirePOST
    public FormValidation doTryRules(@QueryParameter String yaml) {
        Jenkins.get().checkPermission(getRequiredPermission());
        try {
            return RulesTrial.of(
                    MlDeploymentConfiguration.parse(yaml == null ? "" : yaml.replace("\r\n", "\n")),
                    SuiteHome.journal(),
                    new VisibleJobs());
        } catch (WrongConfiguration e) {
            return FormValidation.error(Messages.RulesTrial_wrong());
        } catch (IOException | UncheckedIOException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** Where {@code f:validateButton} finds {@link #doTryRules}. */
    public String getDescriptorFullUrl() {
        return Stapler.getCurrentRequest2().getContextPath() + "/manage/" + getUrlName();
    }

    /**
     * The credentials that {@code cluster.credentialsId} may name: of SYSTEM scope, so that no job can bind them. Ids and descriptions only; empty for those who may not administer credentials.
     */
    public List<ListBoxModel.Option> getCredentials() {
        Jenkins jenkins = Jenkins.get();
        if (!jenkins.hasPermission(Jenkins.ADMINISTER)) {
            return List.of();
        }
        return new StandardListBoxModel()
                .includeMatchingAs(
                        ACL.SYSTEM2,
                        jenkins,
                        StandardCredentials.class,
                        List.of(),
                        CredentialsMatchers.allOf(
                                CredentialsMatchers.withScope(CredentialsScope.SYSTEM),
                                CredentialsMatchers.anyOf(
                                        CredentialsMatchers.instanceOf(FileCredentials.class),
                                        CredentialsMatchers.instanceOf(StringCredentials.class))));
    }
}
