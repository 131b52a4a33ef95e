package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.step.ClusterAccess;
import java.io.IOException;
import java.util.Optional;

/** On which terms the programs of a step may talk to the cluster of an environment. */
public interface EnvironmentTerms extends ExtensionPoint {
    /**
     * What an environment gives and demands.
     *
     * @param kubeconfig text that a program gets as a file for it alone; null where the environment names no credential: it takes what its agent has
     * @param context of it that the environment names, null for its current one
     * @param runsOn label of the agents whose tools the administrator controls; null: any agent, in the step's own container and with its own variables
     */
    record Terms(String kubeconfig, String context, String runsOn) {
        /** Nothing is given and nothing demanded. */
        static final Terms NONE = new Terms(null, null, null);
    }

    /**
     * @return empty when there is no such environment
     * @throws IOException when the environment names a credential that it can't have; the message says why, and nothing of the secret
     */
    Optional<Terms> of(Run<?, ?> run, ClusterAccess access) throws IOException;

    /** What the first that knows the environment says. */
    static Terms find(Run<?, ?> run, ClusterAccess access) throws IOException {
        for (EnvironmentTerms source : ExtensionList.lookup(EnvironmentTerms.class)) {
            Optional<Terms> terms = source.of(run, access);
            if (terms.isPresent()) {
                return terms.get();
            }
        }
        return Terms.NONE;
    }
}
