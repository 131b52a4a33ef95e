package io.jenkins.plugins.mldeploy.evidence;

import java.time.Duration;

/**
 * How long the journal keeps what it was told.
 *
 * @param payloads reports, SBOMs, manifests and differences
 * @param records the entries themselves; at least as long as payloads
 */
public record Retention(Duration payloads, Duration records) {
    public Retention {
        if (payloads == null || records == null || payloads.isNegative() || records.compareTo(payloads) < 0) {
            throw new IllegalArgumentException(
                    "records must be kept at least as long as payloads: payloads " + payloads + ", records " + records);
        }
    }
}
