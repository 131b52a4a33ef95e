package io.jenkins.plugins.mldeploy.jenkins.policy;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.mldeploy.policy.Tightening;
import io.jenkins.plugins.mldeploy.policy.TighteningsFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * What a folder demands of environments for the jobs in it, in addition to their own rules. A text that is wrong is kept as it is and refuses every deployment from the folder: to ignore a
 * demand would be to loosen.
 */
public final class FolderDemands extends AbstractFolderProperty<AbstractFolder<?>> {
    private final String yaml;

    /** @param yaml as {@link TighteningsFile} reads it */
    @DataBoundConstructor
    public FolderDemands(String yaml) {
        this.yaml = Util.fixNull(yaml).replace("\r\n", "\n");
    }

    public String getYaml() {
        return yaml;
    }

    /** How messages and records call what a folder demands. */
    static String level(AbstractFolder<?> folder) {
        return "folder " + folder.getFullName();
    }

    /** @throws IOException when the text is wrong, with every mistake and its place */
    List<Tightening> tightenings() throws IOException {
        return parse(yaml);
    }

    private static List<Tightening> parse(String text) throws IOException {
        return text.isBlank()
                ? List.of()
                : TighteningsFile.read("demands", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Who may configure the folder but not its demands leaves them as they are. */
    @Override
    public AbstractFolderProperty<?> reconfigure(StaplerRequest2 request, JSONObject form)
            throws Descriptor.FormException {
        if (!owner.hasPermission(DeploymentPermissions.MANAGE_ENVIRONMENTS)) {
            return this;
        }
        return super.reconfigure(request, form);
    }

    @Extension
    @Symbol("mlDeploymentDemands")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {
        @Override
        public String getDisplayName() {
            return Messages.FolderDemands_displayName();
        }

        @Override
        public AbstractFolderProperty<?> newInstance(StaplerRequest2 request, JSONObject form)
                throws Descriptor.FormException {
            String text = form == null ? "" : form.optString("yaml", "");
            if (text.isBlank()) {
                return null;
            }
            AbstractFolder<?> folder = request == null ? null : request.findAncestorObject(AbstractFolder.class);
            if (folder != null) {
                folder.checkPermission(DeploymentPermissions.MANAGE_ENVIRONMENTS);
            }
            try {
                parse(text.replace("\r\n", "\n"));
            } catch (IOException e) {
                throw new Descriptor.FormException(e.getMessage(), e, "yaml");
            }
            return new FolderDemands(text);
        }

        /** What the engine says about the text. */
        @RequirePOST
        public FormValidation doCheckYaml(@AncestorInPath AbstractFolder<?> folder, @QueryParameter String value) {
            if (folder == null || !folder.hasPermission(DeploymentPermissions.MANAGE_ENVIRONMENTS)) {
                return FormValidation.ok();
            }
            return YamlCheck.of(() -> MlDeploymentConfiguration.get()
                    .environments()
                    .tightenedBy(level(folder), parse(value == null ? "" : value)));
        }
    }
}
