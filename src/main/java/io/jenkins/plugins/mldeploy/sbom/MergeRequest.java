package io.jenkins.plugins.mldeploy.sbom;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * What to merge, and how.
 *
 * @param application name of the application
 * @param version of the application: the source that was built
 * @param inputs in the order of the document
 * @param mode nested or flat
 * @param models of the application, with their metrics
 * @param rules for licences
 * @param validate check the result against the JSON schema
 * @param outputFile relative to the current directory
 * @param now time of the document, unless SOURCE_DATE_EPOCH says otherwise
 */
record MergeRequest(
        String application,
        String version,
        List<Input> inputs,
        Mode mode,
        List<Model> models,
        LicenseRules rules,
        boolean validate,
        String outputFile,
        Instant now)
        implements Serializable {

    /** How the targets' components lie in the result. */
    enum Mode {
        HIERARCHICAL,
        FLAT
    }

    /**
     * One target with its document.
     *
     * @param file relative to the current directory
     * @param generated true when a generator wrote it for this step
     */
    record Input(Target target, String file, boolean generated) implements Serializable {}
}
