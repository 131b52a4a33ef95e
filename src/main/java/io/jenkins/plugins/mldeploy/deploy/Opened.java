package io.jenkins.plugins.mldeploy.deploy;

import java.util.List;

/**
 * What the environment says before anything else.
 *
 * @param deploymentId names this deployment in the journal
 * @param run number of the run
 * @param isProtected whether the environment demands anything
 * @param namespace to deploy into
 * @param context of the kubeconfig, null for its current one
 * @param heldBack true when the environment has a credential of its own, which the host may keep until the environment let the step in
 * @param namespaces that a protected environment lets objects into; empty: any
 * @param startedAtMillis when the deployment began
 */
record Opened(
        String deploymentId,
        long run,
        boolean isProtected,
        String namespace,
        String context,
        boolean heldBack,
        List<String> namespaces,
        long startedAtMillis) {
    Opened {
        namespaces = List.copyOf(namespaces);
    }
}
