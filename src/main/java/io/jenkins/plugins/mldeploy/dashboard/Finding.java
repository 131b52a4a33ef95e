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
 * @param gates the quality gates that were judged
 */
public record Finding(
        long seq,
        String at,
        String subject,
        String step,
        String id,
        String verdict,
        Map<String, Double> metrics,
        List<String> reasons,
        List<Gate> gates) {

    /**
     * A judged quality gate.
     *
     * @param state how it ended
     * @param sentence the comparison in words
     */
    public record Gate(String state, String sentence) {}

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
                evidence.reasons().stream().map(Reason::text).toList(),
                Details.maps(evidence.details().get("gates")).stream()
                        .map(gate -> new Gate(Details.text(gate.get("state")), Details.text(gate.get("sentence"))))
                        .toList());
    }
}
