package io.jenkins.plugins.mldeploy.evidence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * 64 bits for each field that a query may name, so that a query reads only the entries that it is about. Two values may share a
 * fingerprint; what is read is compared in full.
 */
final class Fingerprints {
    /** Subject, step, id, job, environment and deployment, in this order. */
    static final int FIELDS = 6;

    /** For a field that has no value, or may have any. */
    static final long NONE = 0;

    private Fingerprints() {}

    static long[] of(Evidence evidence) {
        Map<String, Object> details = evidence.details();
        return new long[] {
            of(evidence.subject().value()),
            of(evidence.step()),
            of(evidence.id()),
            of(evidence.origin().job()),
            of(details.get(Deployed.ENVIRONMENT)),
            of(details.get(Deployed.DEPLOYMENT_ID))
        };
    }

    static long[] of(EvidenceQuery query) {
        return new long[] {
            query.subject() == null ? NONE : of(query.subject().value()),
            of(query.step()),
            of(query.id()),
            of(query.job()),
            of(query.environment()),
            of(query.deployment())
        };
    }

    private static long of(Object value) {
        if (!(value instanceof String text)) {
            return NONE;
        }
        long bits = ByteBuffer.wrap(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)))
                .getLong();
        return bits == NONE ? 1 : bits;
    }
}
