package io.jenkins.plugins.mldeploy.step;

/**
 * Whose cluster the programs of a step are about to talk to. A host that keeps the credential of an environment, as Jenkins does, hands it out by this: without the
 * environment's word only what every visitor of the cluster may know, so that a step can find out whether there is a cluster.
 *
 * @param environment its name
 * @param admitted true when the environment let the step in, or demands nothing
 */
public record ClusterAccess(String environment, boolean admitted) {}
