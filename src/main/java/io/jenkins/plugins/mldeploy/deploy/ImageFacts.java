package io.jenkins.plugins.mldeploy.deploy;

/**
 * An image of the rendered manifests.
 *
 * @param reference as the manifest has it
 * @param digest null when the reference names none
 * @param revision commit by the image's own label, null when unknown
 */
record ImageFacts(String reference, String digest, String revision) {
    ImageFacts builtFrom(String commit) {
        return new ImageFacts(reference, digest, commit);
    }
}
