package io.jenkins.plugins.mldeploy.bench;

import io.jenkins.plugins.mldeploy.MadeStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.LongFunction;

/**
 * Large reports with the fields, and about the sizes, that the tools write: made, because nobody publishes real ones of this size. The same bytes on every
 * machine.
 */
final class MadeReports {
    static final String TRIVY = "trivy.json";
    static final String JUNIT = "junit.xml";
    static final String BOM = "bom.json";

    private static final int FINDINGS = 20_000;
    private static final int CASES = 100_000;
    private static final int COMPONENTS = 100_000;
    private static final String[] SEVERITIES = {"LOW", "MEDIUM", "HIGH", "CRITICAL", "UNKNOWN"};
    private static final String SENTENCE =
            "A flaw was found in the way the library parses a crafted request, which lets a remote attacker read past the end of a buffer. ";

    private MadeReports() {}

    /** Where the files lie: the system property {@code bench.data}. */
    static Path folder() {
        return Path.of(System.getProperty("bench.data", "target/bench/data"));
    }

    /** What is in a file: findings, test cases or components. */
    static long found(String file) {
        return switch (file) {
            case TRIVY -> FINDINGS;
            case JUNIT -> CASES;
            default -> COMPONENTS;
        };
    }

    /** Makes the files that are not there yet. */
    static void make() throws IOException {
        Files.createDirectories(folder());
        write(TRIVY, trivy());
        write(JUNIT, junit());
        write(BOM, bom());
    }

    private static void write(String name, InputStream content) throws IOException {
        Path file = folder().resolve(name);
        if (!Files.exists(file)) {
            Path part = folder().resolve(name + ".part");
            try (InputStream in = content) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static LongFunction<String> separated(LongFunction<String> element) {
        return i -> (i == 0 ? "" : ",\n") + element.apply(i);
    }

    /** About 2.2 kB a finding. */
    private static InputStream trivy() {
        return MadeStream.of(
                """
                {"SchemaVersion": 2, "CreatedAt": "2026-11-22T10:00:00Z", "ArtifactName": "registry.example/shop/api:1.4",
                 "ArtifactType": "container_image", "Metadata": {"RepoDigests": ["registry.example/shop/api@sha256:%s"]},
                 "Results": [{"Target": "Python", "Class": "lang-pkgs", "Type": "python-pkg", "Vulnerabilities": [
                """
                        .formatted("a".repeat(64)),
                FINDINGS,
                separated(MadeReports::finding),
                "]}]}\n");
    }

    private static String finding(long i) {
        StringBuilder references = new StringBuilder();
        for (int reference = 0; reference < 9; reference++) {
            references
                    .append(reference == 0 ? "" : ", ")
                    .append("\"https://advisories.example/lists/security-announce/2026/")
                    .append(i)
                    .append("/msg0000")
                    .append(reference)
                    .append(".html\"");
        }
        return """
                {"VulnerabilityID": "CVE-2026-%1$d", "VendorIDs": ["GHSA-%1$d"], "PkgID": "package-%2$d@1.%3$d.0",
                 "PkgName": "package-%2$d", "PkgPath": "usr/lib/python3/site-packages/package_%2$d/METADATA",
                 "PkgIdentifier": {"PURL": "pkg:pypi/package-%2$d@1.%3$d.0", "UID": "%1$016x"},
                 "InstalledVersion": "1.%3$d.0", "FixedVersion": "1.%3$d.1", "Status": "fixed",
                 "Layer": {"Digest": "sha256:%4$s", "DiffID": "sha256:%4$s"}, "SeveritySource": "ghsa",
                 "PrimaryURL": "https://advisories.example/cve-2026-%1$d",
                 "DataSource": {"ID": "ghsa", "Name": "GitHub Security Advisory pip", "URL": "https://advisories.example/pip"},
                 "Title": "package-%2$d: out-of-bounds read in the parser (%1$d)", "Description": "%5$s",
                 "Severity": "%6$s", "CweIDs": ["CWE-125"], "VendorSeverity": {"ghsa": 3, "nvd": 3, "redhat": 2},
                 "CVSS": {"ghsa": {"V3Vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "V3Score": 7.5},
                  "nvd": {"V3Vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "V3Score": 7.5}},
                 "References": [%7$s], "PublishedDate": "2026-02-03T10:15:30Z", "LastModifiedDate": "2026-03-04T11:16:31.123Z"}"""
                .formatted(
                        i,
                        i % 1_500,
                        i % 40,
                        "%064x".formatted(i % 20),
                        SENTENCE.repeat(2).strip(),
                        SEVERITIES[(int) (i % SEVERITIES.length)],
                        references);
    }

    /** In suites of 100; every hundredth fails with a stack trace, every fiftieth is skipped. */
    private static InputStream junit() {
        return MadeStream.of(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n",
                CASES / 100,
                suite -> {
                    StringBuilder xml = new StringBuilder();
                    xml.append("<testsuite name=\"com.acme.shop.Suite")
                            .append(suite)
                            .append("Test\" tests=\"100\" failures=\"1\" errors=\"0\" skipped=\"2\" time=\"1.5\">\n");
                    for (int i = 0; i < 100; i++) {
                        xml.append("  <testcase classname=\"com.acme.shop.Suite")
                                .append(suite)
                                .append("Test\" name=\"answersQuestion")
                                .append(i)
                                .append("WithoutInventingASource\" time=\"0.015\"");
                        if (i == 7) {
                            xml.append(
                                            "><failure message=\"expected 42 but was 41\" type=\"org.opentest4j.AssertionFailedError\">")
                                    .append("\tat com.acme.shop.Model.answer(Model.java:42)\n".repeat(25))
                                    .append("</failure></testcase>\n");
                        } else if (i % 50 == 3) {
                            xml.append("><skipped message=\"no model here\"/></testcase>\n");
                        } else {
                            xml.append("/>\n");
                        }
                    }
                    return xml.append("  <system-out><![CDATA[")
                            .append("2026-11-22 10:00:00 INFO asked the model\n".repeat(20))
                            .append("]]></system-out>\n</testsuite>\n")
                            .toString();
                },
                "</testsuites>\n");
    }

    /** About 780 bytes a component with its place in the graph, as syft writes them. */
    private static InputStream bom() {
        return new java.io.SequenceInputStream(
                MadeStream.of(
                        """
                        {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.6",
                         "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79", "version": 1,
                         "metadata": {"timestamp": "2026-11-22T10:00:00Z",
                          "component": {"type": "container", "name": "api", "version": "1.4", "bom-ref": "root"}},
                         "components": [
                        """,
                        COMPONENTS,
                        separated(MadeReports::component),
                        "],\n"),
                MadeStream.of(
                        "\"dependencies\": [\n{\"ref\": \"root\", \"dependsOn\": [\"" + purl(0) + "\"]},\n",
                        COMPONENTS,
                        separated(i -> "{\"ref\": \"" + purl(i) + "\", \"dependsOn\": ["
                                + (i == 0 ? "" : "\"" + purl(i / 2) + "\"") + "]}"),
                        "]}\n"));
    }

    private static String component(long i) {
        return """
                {"bom-ref": "%1$s", "type": "library", "name": "library-%2$d", "version": "1.%3$d.0", "publisher": "Example Authors",
                 "licenses": [{"license": {"id": "%4$s"}}], "cpe": "cpe:2.3:a:library-%2$d:library-%2$d:1.%3$d.0:*:*:*:*:*:*:*", "purl": "%1$s",
                 "hashes": [{"alg": "SHA-256", "content": "%5$064x"}],
                 "properties": [{"name": "syft:package:foundBy", "value": "javascript-package-cataloger"},
                  {"name": "syft:package:language", "value": "javascript"}, {"name": "syft:package:type", "value": "npm"},
                  {"name": "syft:location:0:path", "value": "/app/node_modules/library-%2$d/package.json"}]}"""
                .formatted(purl(i), i, i % 9, i % 3 == 0 ? "Apache-2.0" : "MIT", i);
    }

    private static String purl(long i) {
        return "pkg:npm/library-" + i + "@1." + i % 9 + ".0";
    }
}
