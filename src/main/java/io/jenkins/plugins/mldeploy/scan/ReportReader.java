package io.jenkins.plugins.mldeploy.scan;

import java.io.IOException;

/** Reads one format. Told about the fields of the document's root one by one, in the order of the file. */
interface ReportReader {
    /** A field of the root whose value is the cursor's current token. */
    void field(ReportCursor json, String name) throws IOException;

    /**
     * The end of the document.
     *
     * @throws io.jenkins.plugins.mldeploy.report.UnreadableReport when the document does not prove that something was scanned
     */
    ReportFacts facts(String file) throws IOException;
}
