package io.jenkins.plugins.mldeploy.evidence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * 64 bits for each field that a query may name, so that a query reads only the entries that it is about. Two values may share a
 * fingerprint; what is read is compared in full.
 */
final class Fingerprints {
    /** Subject, step, id, job, run, environment and deployment, in this order. */
    static final int FIELDS = 7;

    /** Of a field that has no value. */
    private static final long NONE = 0;

    private Fingerprints() {}

    static long[] of(Evidence evidence) {
        Map<String, Object> details = evidence.details();
        return new long[] {
            of(evidence.subject().value()),
            of(evidence.step()),
            of(evidence.id()),
            of(evidence.origin().job()),
            of(evidence.origin().display()),
            of(details.get(Deployed.ENVIRONMENT)),
            of(details.get(Deployed.DEPLOYMENT_ID))
        };
    }

    /** For each field the wanted ones, sorted; null where any will do. */
    static long[][] of(EvidenceQuery query) {
        return new long[][] {
            anyOf(
                    query.subjects() == null
                            ? null
                            : query.subjects().stream().map(Subject::value).toList()),
            one(query.step()),
            one(query.id()),
            one(query.job()),
            anyOf(query.runs()),
            one(query.environment()),
            one(query.deployment())
        };
    }

    private static long[] one(String value) {
        return value == null ? null : anyOf(List.of(value));
    }

    private static long[] anyOf(Collection<String> values) {
        return values == null
                ? null
                : values.stream().mapToLong(Fingerprints::of).sorted().toArray();
    }

    static boolean among(long[] wanted, long print) {
        return wanted.length == 1 ? wanted[0] == print : Arrays.binarySearch(wanted, print) >= 0;
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
