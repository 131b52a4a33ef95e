package io.jenkins.plugins.mldeploy.scan;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What was read on the agent, small enough to travel.
 *
 * @param reports in the order in which they were read
 * @param findings all that are listed, worst first
 * @param beyond counted beyond the list, by severity
 * @param beyondSuppressed suppressed beyond the list
 * @param cut true when there are more findings than are listed
 * @param expiresSoon entries of the ignore file that are in use and expire within a week
 */
record ScanSummary(
        List<Read> reports,
        FindingList findings,
        Map<Severity, Long> beyond,
        long beyondSuppressed,
        boolean cut,
        List<IgnoreEntry> expiresSoon)
        implements Serializable {

    /**
     * A report.
     *
     * @param facts what it says about itself
     * @param sha256 of its bytes, in hex
     * @param fileDate of the file
     */
    record Read(ReportFacts facts, String sha256, Instant fileDate) implements Serializable {
        /** When it was written, as far as anybody knows. */
        Instant date() {
            return facts.written() == null ? fileDate : facts.written();
        }
    }
}
