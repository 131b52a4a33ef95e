/**
 * The bill of materials of an application: {@link io.jenkins.plugins.mldeploy.sbom.GenerateSbom} has syft, cdxgen or trivy look into images and
 * directories, reads ready CycloneDX files, merges all into one CycloneDX 1.6 document in constant memory, describes the models, checks licences by SPDX
 * expression, and compares with what was there before. No scanning for vulnerabilities in here, and no knowledge of other features.
 */
package io.jenkins.plugins.mldeploy.sbom;
