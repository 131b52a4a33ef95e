package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import java.io.Serializable;
import java.util.List;

/**
 * What wants to enter an environment.
 *
 * @param environment its name
 * @param deployment the {@code id} of the helmDeploy step
 * @param origin the run that asks
 * @param source what the run's workspace holds now
 * @param images every image of the rendered manifests, hooks and init containers included, in order, without repetition
 * @param planHash SHA-256 over what is about to be applied; approvals bind it
 * @param rehearsal true when nothing will reach a cluster: then, and only then, the source stands in for an image without a digest
 */
public record AdmissionRequest(
        String environment,
        String deployment,
        Origin origin,
        Subject source,
        List<Image> images,
        String planHash,
        boolean rehearsal)
        implements Serializable {

    public AdmissionRequest {
        images = List.copyOf(images);
    }

    /**
     * An image of the manifest.
     *
     * @param reference as the manifest has it
     * @param digest {@code sha256:…} when the reference names one, else null
     * @param revision the commit of its {@code org.opencontainers.image.revision} label as read from the image itself, null when unknown
     */
    public record Image(String reference, String digest, String revision) implements Serializable {}
}
