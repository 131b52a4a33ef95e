package io.jenkins.plugins.mldeploy.scan;

import java.util.ArrayList;
import java.util.List;

/** Reports in Trivy's shape, schema version 2, as its documentation has them. */
final class Made {
    private Made() {}

    static String vulnerability(String id, String name, String version, String fixed, String severity) {
        return """
                {"VulnerabilityID": "%s", "PkgName": "%s", "InstalledVersion": "%s", "FixedVersion": "%s", "Severity": "%s",
                 "Title": "t", "References": ["https://a.example"], "CVSS": {"nvd": {"V3Score": 7.5}}}"""
                .formatted(id, name, version, fixed, severity);
    }

    static String target(String target, String type, String... vulnerabilities) {
        return """
                {"Target": "%s", "Class": "%s", "Type": "x", "Vulnerabilities": [%s]}"""
                .formatted(target, type, String.join(",", vulnerabilities));
    }

    /** Of the image {@code reg/api@sha256:<64 times that digit>}. */
    static String trivy(char digit, String... targets) {
        String reference = "reg/api@sha256:" + String.valueOf(digit).repeat(64);
        return """
                {"SchemaVersion": 2, "CreatedAt": "2026-11-22T10:00:00Z", "ArtifactName": "%s", "ArtifactType": "container_image",
                 "Metadata": {"RepoDigests": ["%s"]}, "Results": [%s]}"""
                .formatted(reference, reference, String.join(",", targets));
    }

    static String criticals(char digit, int count) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(vulnerability("CVE-2026-100" + i, "openssl", "3.0." + digit, "3.1.0", "CRITICAL"));
        }
        String reference = "reg/api@sha256:" + String.valueOf(digit).repeat(64);
        return trivy(
                digit, target(reference + " (debian 12." + (int) digit + ")", "os-pkgs", all.toArray(String[]::new)));
    }
}
