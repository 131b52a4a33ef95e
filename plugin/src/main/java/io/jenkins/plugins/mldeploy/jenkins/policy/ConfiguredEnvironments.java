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
        return within(job == null ? null : job.getParent());
    }

    /** As the jobs of a folder meet them. */
    static Environments within(ItemGroup<?> innermost) throws IOException {
        Environments environments = MlDeploymentConfiguration.get().environments();
        for (AbstractFolder<?> folder : foldersUpFrom(innermost)) {
            FolderDemands demands = folder.getProperties().get(FolderDemands.class);
            if (demands != null) {
                environments = environments.tightenedBy(FolderDemands.level(folder), demands.tightenings());
            }
        }
        return environments;
    }

    private static Deque<AbstractFolder<?>> foldersUpFrom(ItemGroup<?> innermost) {
        Deque<AbstractFolder<?>> folders = new ArrayDeque<>();
        ItemGroup<?> group = innermost;
        while (group instanceof AbstractFolder<?> folder) {
            folders.addFirst(folder);
            group = folder.getParent();
        }
        return folders;
    }
}
