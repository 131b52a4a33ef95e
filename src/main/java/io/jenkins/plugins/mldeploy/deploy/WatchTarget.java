package io.jenkins.plugins.mldeploy.deploy;

import java.util.List;

/**
 * What a watch looks at: the unit that runs in an environment, as the journal recorded its deployment.
 *
 * @param deploymentId of that deployment
 * @param releases of the unit, in order
 * @param images of it
 * @param subjects of its records
 * @param namespace that it runs in
 * @param context of the kubeconfig that it was deployed with, null for the current one
 * @param guarded whether the environment is protected
 * @param wentBack whether what runs was itself gone back to
 * @param samples how many of the newest values are judged together
 * @param checks the metrics
 */
record WatchTarget(
        String deploymentId,
        List<String> releases,
        List<String> images,
        List<String> subjects,
        String namespace,
        String context,
        boolean guarded,
        boolean wentBack,
        int samples,
        List<Check> checks) {
    WatchTarget {
        releases = List.copyOf(releases);
        images = List.copyOf(images);
        subjects = List.copyOf(subjects);
        checks = List.copyOf(checks);
    }
}
