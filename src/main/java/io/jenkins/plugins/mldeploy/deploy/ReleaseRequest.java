package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One release of the unit, as asked for.
 *
 * @param release its name, a DNS label of at most 53 characters as Helm demands
 * @param chart directory or {@code .tgz}, relative to the workspace; in a repository its name, in a registry its {@code oci://} address, until it is pulled
 * @param pulled whether the chart was pulled from elsewhere, and {@code chart} is where it lies
 * @param image injected into the chart's values, null for none
 * @param valuesFiles relative to the workspace, later ones win
 * @param set values that Helm types
 * @param setString values that are always strings
 * @param setFile values that are contents of files of the workspace
 */
record ReleaseRequest(
        String release,
        String chart,
        boolean pulled,
        ImageReference image,
        List<String> valuesFiles,
        Map<String, String> set,
        Map<String, String> setString,
        Map<String, String> setFile) {
    ReleaseRequest {
        valuesFiles = List.copyOf(valuesFiles);
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        setString = Collections.unmodifiableMap(new LinkedHashMap<>(setString));
        setFile = Collections.unmodifiableMap(new LinkedHashMap<>(setFile));
    }

    ReleaseRequest pulledTo(String path) {
        return new ReleaseRequest(release, path, true, image, valuesFiles, set, setString, setFile);
    }
}
