package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Job;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Says which environments are configured. The suite's own global configuration is one. */
public interface EnvironmentsSource extends ExtensionPoint {
    /**
     * The environments as configured now, with whatever tightens them for a job.
     *
     * @param job that asks, null for those of the whole controller
     * @throws IOException when the configuration is wrong; the message lists every mistake
     */
    Environments environments(Job<?, ?> job) throws IOException;

    /** What the first source says that has any; no environment where none has. */
    static Environments of(Job<?, ?> job) throws IOException {
        for (EnvironmentsSource source : ExtensionList.lookup(EnvironmentsSource.class)) {
            Environments environments = source.environments(job);
            if (!environments.environments().isEmpty()) {
                return environments;
            }
        }
        return new Environments(List.of(), Map.of());
    }
}
