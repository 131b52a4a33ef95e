package io.jenkins.plugins.mldeploy.deploy;

import java.util.List;

/**
 * What a chart renders to, without the text.
 *
 * @param images every image reference, hooks and init containers included, in order, without repetition
 * @param namespaces that objects name themselves
 * @param objects how many there are
 * @param hash SHA-256 over the text
 * @param fingerprint SHA-256 over what the objects say, hooks included; see {@link KubeObject#fingerprint}
 * @param pods that its Deployments ask for
 * @param payload hash of the stored text with Secret values hidden, null until it is stored
 */
record Rendered(
        List<String> images,
        List<String> namespaces,
        int objects,
        String hash,
        String fingerprint,
        int pods,
        String payload) {
    Rendered {
        images = List.copyOf(images);
        namespaces = List.copyOf(namespaces);
    }

    Rendered storedAs(String sha256) {
        return new Rendered(images, namespaces, objects, hash, fingerprint, pods, sha256);
    }
}
