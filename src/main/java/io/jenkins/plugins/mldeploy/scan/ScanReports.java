package io.jenkins.plugins.mldeploy.scan;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Reads a report of trivy, grype, osv-scanner or SARIF, telling them apart by what is in them. Streams: memory does not grow with the
 * report.
 */
final class ScanReports {
    private static final Set<String> ERRORS =
            Set.of("error", "Error", "errors", "Errors", "errorMessage", "message", "code");
    private static final Set<String> SBOM = Set.of("bomFormat", "specVersion", "spdxVersion", "SPDXID");

    /** Opens the report from its beginning, once more for each call. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    private final Consumer<Finding> findings;
    private final UnaryOperator<String> place;
    private ReportReader reader;

    private ScanReports(Consumer<Finding> findings, UnaryOperator<String> place) {
        this.findings = findings;
        this.place = place;
    }

    /**
     * @param file the report as people name it
     * @param place makes a path of a scanner one of the workspace
     * @throws UnreadableReport when it is none of the four, is damaged, or does not prove that something was scanned
     */
    static ReportFacts read(String file, Source source, Consumer<Finding> findings, UnaryOperator<String> place)
            throws IOException {
        ScanReports reports = new ScanReports(findings, place);
        reports.pass(file, source);
        if (reports.reader == null) {
            throw new UnreadableReport(
                    "REPORT_UNSUPPORTED",
                    file,
                    "no report of trivy, grype, osv-scanner or SARIF: none of their fields is in it");
        }
        if (reports.reader instanceof SarifReader sarif) {
            sarif.startSecondPass();
            reports.pass(file, source);
        }
        return reports.reader.facts(file);
    }

    private void pass(String file, Source source) throws IOException {
        try (InputStream in = new BufferedInputStream(source.open(), 1 << 16);
                ReportCursor json = new ReportCursor(file, in)) {
            json.document(name -> {
                if (reader == null) {
                    choose(json, name);
                }
                if (ERRORS.contains(name) && !json.atNull()) {
                    String text = json.atString() ? ": " + json.text(200) : "";
                    throw json.at("ERROR_DOCUMENT", "the scanner wrote an error instead of a report" + text);
                }
                if (reader == null) {
                    json.skip();
                } else {
                    reader.field(json, name);
                }
            });
        }
    }

    private void choose(ReportCursor json, String name) throws UnreadableReport {
        if (TrivyReader.FIELDS.contains(name)) {
            reader = new TrivyReader(findings);
        } else if (GrypeReader.FIELDS.contains(name)) {
            reader = new GrypeReader(findings);
        } else if (OsvReader.FIELDS.contains(name)) {
            reader = new OsvReader(findings, place);
        } else if (SarifReader.FIELDS.contains(name)) {
            reader = new SarifReader(findings, place);
        } else if (SBOM.contains(name)) {
            throw json.at(
                    "REPORT_UNSUPPORTED", "an SBOM, not a report of a scanner; give it as sbom: instead of input:");
        }
    }
}
