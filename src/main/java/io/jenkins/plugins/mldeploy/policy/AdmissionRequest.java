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
 * @param peakTraffic percent of the traffic that the new version will get at most before this is asked again; 100 unless a strategy stops earlier
 * @param byWatch true when a watch of the environment brings back what ran before
 * @param rehearsal true when nothing will reach a cluster: then, and only then, the source stands in for an image without a digest
 */
public record AdmissionRequest(
        String environment,
        String deployment,
        Origin origin,
        Subject source,
        List<Image> images,
        String planHash,
        boolean rehearsal,
        int peakTraffic,
        boolean byWatch)
        implements Serializable {

    public AdmissionRequest {
        images = List.copyOf(images);
        if (peakTraffic < 1 || peakTraffic > 100) {
            throw new IllegalArgumentException("peakTraffic is from 1 to 100 percent, not " + peakTraffic);
        }
    }

    /** Asked for by a run of its own accord. */
    public AdmissionRequest(
            String environment,
            String deployment,
            Origin origin,
            Subject source,
            List<Image> images,
            String planHash,
            boolean rehearsal,
            int peakTraffic) {
        this(environment, deployment, origin, source, images, planHash, rehearsal, peakTraffic, false);
    }

    /** Gives the new version all of the traffic. */
    public AdmissionRequest(
            String environment,
            String deployment,
            Origin origin,
            Subject source,
            List<Image> images,
            String planHash,
            boolean rehearsal) {
        this(environment, deployment, origin, source, images, planHash, rehearsal, 100);
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
