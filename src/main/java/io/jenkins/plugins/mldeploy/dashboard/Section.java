package io.jenkins.plugins.mldeploy.dashboard;

import java.util.List;

/**
 * Some facts of one record, as lines to read: the failed tests, the findings of a scan, what an SBOM has more than the one before.
 *
 * @param title what the lines are
 * @param lines at most {@link #LIMIT}
 * @param more how many lines were left out
 */
public record Section(String title, List<String> lines, long more) {
    /** Lines that a page shows; the payload of the record has them all. */
    static final int LIMIT = 200;

    static Section of(String title, List<String> lines) {
        return new Section(title, lines.stream().limit(LIMIT).toList(), Math.max(0, lines.size() - LIMIT));
    }
}
