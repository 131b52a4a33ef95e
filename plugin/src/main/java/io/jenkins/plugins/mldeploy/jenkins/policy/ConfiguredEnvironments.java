package io.jenkins.plugins.mldeploy.jenkins.policy;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import hudson.Extension;
import hudson.model.ItemGroup;
import hudson.model.Job;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** The controller's environments, with what each folder above the job adds, from the outermost to the innermost. */
@Extension
public final class ConfiguredEnvironments implements EnvironmentsSource {
    @Override
    public Environments environments(Job<?, ?> job) throws IOException {
        Environments environments = MlDeploymentConfiguration.get().environments();
        for (AbstractFolder<?> folder : foldersAbove(job)) {
            FolderDemands demands = folder.getProperties().get(FolderDemands.class);
            if (demands != null) {
                environments = environments.tightenedBy("folder " + folder.getFullName(), demands.tightenings());
            }
        }
        return environments;
    }

    private static Deque<AbstractFolder<?>> foldersAbove(Job<?, ?> job) {
        Deque<AbstractFolder<?>> folders = new ArrayDeque<>();
        ItemGroup<?> group = job == null ? null : job.getParent();
        while (group instanceof AbstractFolder<?> folder) {
            folders.addFirst(folder);
            group = folder.getParent();
        }
        return folders;
    }
}
