package io.jenkins.plugins.mldeploy.deploy;

import java.util.List;

/**
 * What to go back to, as the journal recorded it when it was deployed.
 *
 * @param what for people: {@code deployment prod-7-abc of job #7}
 * @param revisions Helm's, one a release, in the order of the unit; empty for an uninstall
 * @param images of each release
 * @param manifest payload of the manifests, null when there is none
 */
record Target(String what, List<Integer> revisions, List<List<String>> images, String manifest) {
    Target {
        revisions = List.copyOf(revisions);
        images = images.stream().map(List::copyOf).toList();
    }

    static Target nothing() {
        return new Target("nothing", List.of(), List.of(), null);
    }
}
