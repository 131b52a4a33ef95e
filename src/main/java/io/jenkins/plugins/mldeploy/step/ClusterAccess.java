package io.jenkins.plugins.mldeploy.step;

/**
 * Whose cluster the programs of a step are about to talk to. A host that keeps the credential of an environment, as Jenkins does, hands it out by this: without the
 * environment's word only what every visitor of the cluster may know, so that a step can find out whether there is a cluster.
 *
 * @param environment its name
 * @param admitted true when the environment let the step in, or demands nothing
 * @param credentialsId credential with a kubeconfig that the call itself names, which the run must be allowed to use; only for an environment that demands nothing, null for none
 */
public record ClusterAccess(String environment, boolean admitted, String credentialsId) {
    public ClusterAccess(String environment, boolean admitted) {
        this(environment, admitted, null);
    }
}
