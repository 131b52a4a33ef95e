package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.List;
import java.util.Map;

/**
 * One record of the journal, as a page shows it.
 *
 * @param seq number of the record
 * @param at ISO-8601
 * @param subject abbreviated
 * @param reasons why it is not a plain pass
 */
public record Finding(
        long seq,
        String at,
        String subject,
        String step,
        String id,
        String verdict,
        Map<String, Double> metrics,
        List<String> reasons) {

    static Finding of(Entry entry) {
        Evidence evidence = entry.evidence();
        return new Finding(
                entry.seq(),
                evidence.at().toString(),
                evidence.subject().abbreviated(),
                evidence.step(),
                evidence.id(),
                evidence.verdict().name(),
                evidence.metrics(),
                evidence.reasons().stream().map(Reason::text).toList());
    }
}
