package io.jenkins.plugins.mldeploy.jenkins.policy;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import hudson.Extension;
import hudson.XmlFile;
import hudson.model.Saveable;
import hudson.model.listeners.SaveableListener;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteClock;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.policy.ConfigurationRecord;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * Carries each changed rule into the chain when it is saved: who, from where, and the difference as text; the environments of the controller as well as what a folder demands. A journal that can't be written to keeps
 * nobody from saving: the next gate records the change then, without who made it.
 */
@Extension
public final class ChangedRules extends SaveableListener {
    private static final Logger LOGGER = Logger.getLogger(ChangedRules.class.getName());

    /** No job has this name, so that nobody takes the record for one of a run. */
    private static final Origin CONFIGURATION = new Origin("(configuration)", 0, null, null, false, List.of());

    @Override
    public void onChange(Saveable saved, XmlFile file) {
        try {
            if (saved instanceof MlDeploymentConfiguration configuration) {
                record(configuration.environments(), "environments of the controller");
            } else if (saved instanceof AbstractFolder<?> folder) {
                folder(folder);
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "A change of the rules could not be recorded; the next gate will", e);
        }
    }

    /** A folder is saved for many reasons; of one that never demanded anything there is nothing to record. */
    private static void folder(AbstractFolder<?> folder) throws IOException {
        Environments environments = ConfiguredEnvironments.within(folder);
        if (folder.getProperties().get(FolderDemands.class) == null) {
            environments = environments.tightenedBy(FolderDemands.level(folder), List.of());
            if (!ConfigurationRecord.isKnown(SuiteHome.journal(), environments)) {
                return;
            }
        }
        record(environments, "demands of " + FolderDemands.level(folder));
    }

    private static void record(Environments environments, String source) throws IOException {
        StaplerRequest2 request = Stapler.getCurrentRequest2();
        Instant now = SuiteClock.now();
        ConfigurationRecord.append(
                SuiteHome.journal(),
                environments,
                new ConfigurationRecord.Seen(
                        true,
                        Jenkins.getAuthentication2().getName(),
                        "jenkins, "
                                + Jenkins.get().getSecurityRealm().getClass().getSimpleName(),
                        request == null ? "no request: the controller itself" : request.getRemoteAddr(),
                        source,
                        now),
                CONFIGURATION,
                now);
    }
}
