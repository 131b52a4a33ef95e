package io.jenkins.plugins.mldeploy.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

/** The real outputs of the tools, finding by finding. */
public class ReadersTest {
    private final List<Finding> findings = new ArrayList<>();

    private ReportFacts read(String fixture) throws IOException {
        findings.clear();
        byte[] bytes = ScanHost.fixtureText(fixture).getBytes(StandardCharsets.UTF_8);
        return ScanReports.read(
                fixture,
                () -> new ByteArrayInputStream(bytes),
                findings::add,
                path -> path.replace("/src/app-vuln/", ""));
    }

    @Test
    public void osvScannerGroupsAreOneFindingUnderItsCve() throws IOException {
        ReportFacts facts = read("osv-scanner-requirements.json");
        assertThat(facts.scanner()).isEqualTo("osv-scanner");
        assertThat(findings)
                .extracting(Finding::line)
                .containsExactly(
                        "CVE-2024-22195 jinja2 3.1.2 (medium) in requirements.txt, fixed in 3.1.3",
                        "CVE-2024-35195 requests 2.31.0 (medium) in requirements.txt, fixed in 2.32.0",
                        "CVE-2021-33503 urllib3 1.26.4 (high) in requirements.txt, fixed in 1.26.5");
        assertThat(findings.get(2).aliases()).containsExactly("GHSA-q2q7-5pp4-w6pg", "PYSEC-2021-108");
        assertThat(findings.get(2).purl()).isEqualTo("pkg:pypi/urllib3@1.26.4");
        assertThat(findings.get(2).cvss()).isEqualTo(7.5);
    }

    @Test
    public void grypeSaysTheSameInItsOwnWords() throws IOException {
        ReportFacts facts = read("grype-dir.json");
        assertThat(facts.scannerVersion()).isEqualTo("0.120.0");
        assertThat(facts.dbBuilt()).isEqualTo("2026-11-22T10:53:27Z");
        assertThat(findings)
                .extracting(Finding::line)
                .containsExactly(
                        "CVE-2021-33503 urllib3 1.26.4 (high) in requirements.txt, fixed in 1.26.5",
                        "CVE-2024-22195 jinja2 3.1.2 (medium) in requirements.txt, fixed in 3.1.3",
                        "CVE-2024-35195 requests 2.31.0 (medium) in requirements.txt, fixed in 2.32.0");
    }

    @Test
    public void grypesSarifHasItsRatingInTheRules() throws IOException {
        read("grype-dir.sarif");
        assertThat(findings)
                .extracting(Finding::line)
                .containsExactly(
                        "GHSA-q2q7-5pp4-w6pg urllib3 1.26.4 (high) in requirements.txt, fixed in 1.26.5",
                        "GHSA-h5c8-rqwp-cp95 jinja2 3.1.2 (medium) in requirements.txt, fixed in 3.1.3",
                        "GHSA-9wx4-h78v-vm56 requests 2.31.0 (medium) in requirements.txt, fixed in 2.32.0");
    }

    @Test
    public void osvScannersSarifRatesNothingSoNothingIsRated() throws IOException {
        ReportFacts facts = read("osv-scanner-requirements.sarif");
        assertThat(facts.scannerVersion()).isEqualTo("1.9.2");
        assertThat(findings)
                .extracting(Finding::severity)
                .containsOnly(Severity.UNKNOWN)
                .hasSize(3);
        assertThat(findings.get(0).line()).startsWith("CVE-2024-35195 requests 2.31.0 (unknown) in requirements.txt");
        assertThat(findings.get(0).aliases()).containsExactly("GHSA-9wx4-h78v-vm56");
    }

    @Test
    public void grypeNamesTheDigestOfAnImageThatItKnowsFromAnArchiveOrAnSbom() throws IOException {
        ReportFacts facts = read("grype-sbom.json");
        assertThat(facts.digest()).isEqualTo("sha256:ccab28731a31f0fa5069a7e2d62cfc5cb1fc31844566a1cda4c6add432211852");
        assertThat(facts.prefix()).isEqualTo("orders-oci.tar: ");
        assertThat(findings).isNotEmpty();
    }

    @Test
    public void severitiesComeFromWordsScoresAndVectors() {
        assertThat(Severity.ofWord("Negligible")).isEqualTo(Severity.NEGLIGIBLE);
        assertThat(Severity.ofWord("MODERATE")).isEqualTo(Severity.MEDIUM);
        assertThat(Severity.ofWord("whatever")).isEqualTo(Severity.UNKNOWN);
        assertThat(Severity.ofScore(9.0)).isEqualTo(Severity.CRITICAL);
        assertThat(Severity.ofScore(11.0)).isEqualTo(Severity.UNKNOWN);
        assertThat(Severity.score("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"))
                .isEqualTo(10.0);
        assertThat(Severity.score("CVSS:9.9/nonsense")).isNull();
        assertThat(Severity.HIGH.worse(Severity.UNKNOWN)).isEqualTo(Severity.HIGH);
    }
}
