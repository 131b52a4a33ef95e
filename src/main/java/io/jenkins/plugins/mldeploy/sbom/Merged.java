package io.jenkins.plugins.mldeploy.sbom;

import java.io.Serializable;
import java.util.List;

/**
 * What the merge found and wrote.
 *
 * @param file the document, as people see it
 * @param sha256 of the document
 * @param size in bytes
 * @param serialNumber of the document
 * @param components found in all targets, nested ones included
 * @param dependencies edges of the targets' graphs
 * @param targets what was found in each
 * @param violationCount components with a refused licence
 * @param violations the first of them
 * @param unknownCount components whose licence can't be judged; 0 without rules
 * @param unknown the first of them
 * @param nearMisses components in the {@code -or-later} form of a licence that is refused in its {@code -only} form
 * @param notes more for the log: what was left out, what was not checked
 * @param signature file of the document's signature, null when it is not signed
 */
record Merged(
        String file,
        String sha256,
        long size,
        String serialNumber,
        long components,
        long dependencies,
        List<Found> targets,
        long violationCount,
        List<Violation> violations,
        long unknownCount,
        List<String> unknown,
        List<String> nearMisses,
        List<String> notes,
        String signature)
        implements Serializable {
    /** How many violations and unknown licences are listed one by one. */
    static final int LISTED = 20;

    Merged signed(String by) {
        return new Merged(
                file,
                sha256,
                size,
                serialNumber,
                components,
                dependencies,
                targets,
                violationCount,
                violations,
                unknownCount,
                unknown,
                nearMisses,
                notes,
                by);
    }

    /**
     * What was found in a target.
     *
     * @param key name of the target
     * @param display kind and value
     * @param components nested ones included
     * @param packages those that are not just files
     * @param specVersion of its document
     * @param charts Helm charts in a directory, in which no generator finds packages because there are none
     */
    record Found(String key, String display, long components, long packages, String specVersion, int charts)
            implements Serializable {}

    /**
     * A component with a refused licence.
     *
     * @param component name and version
     * @param license as it is written there
     * @param path names from the application to the component
     */
    record Violation(String component, String license, List<String> path) implements Serializable {
        /** {@code AGPL-3.0-only: shop → api → library 1.0}. */
        String sentence() {
            return license + ": " + String.join(" → ", path);
        }
    }
}
