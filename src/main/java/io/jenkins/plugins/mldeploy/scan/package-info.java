/**
 * What is known to be vulnerable in an image, an SBOM or a folder: {@link io.jenkins.plugins.mldeploy.scan.ContainerScan} is the entry.
 * Runs trivy, grype or osv-scanner, or reads reports that they wrote; counts findings, takes out what people have justified, compares
 * with what is deployed, judges. Holds no vulnerability knowledge of its own and never changes what a scanner found.
 */
package io.jenkins.plugins.mldeploy.scan;
