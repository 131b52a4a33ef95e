package io.jenkins.plugins.mldeploy.evidence;

import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a step compares with: {@code NONE}, {@code PREVIOUS} (the newest judged evidence of the same step and id from an earlier run of the same job), or {@code
 * DEPLOYED:<environment>} (that of what runs there now).
 *
 * @param kind which of the three
 * @param environment its name for DEPLOYED, else null
 */
public record Baseline(Kind kind, String environment) implements Serializable {
    /** Which of the three. */
    public enum Kind {
        NONE,
        PREVIOUS,
        DEPLOYED
    }

    /** @throws IllegalArgumentException when it is none of the three forms */
    public static Baseline parse(String text) {
        if (text == null || text.equals("NONE")) {
            return new Baseline(Kind.NONE, null);
        }
        if (text.equals("PREVIOUS")) {
            return new Baseline(Kind.PREVIOUS, null);
        }
        if (text.startsWith("DEPLOYED:") && text.length() > "DEPLOYED:".length()) {
            return new Baseline(Kind.DEPLOYED, text.substring("DEPLOYED:".length()));
        }
        throw new IllegalArgumentException("baseline '" + text + "' is none of NONE, PREVIOUS, DEPLOYED:<environment>");
    }

    /** The evidence to compare with, empty when there is none yet. */
    public Optional<Entry> find(EvidenceStore store, String step, String id, Origin origin) {
        EvidenceQuery query = EvidenceQuery.ofStep(step).id(id);
        return switch (kind) {
            case NONE -> Optional.empty();
            case PREVIOUS -> newest(store, query.job(origin.job()), null, origin.number());
            case DEPLOYED -> {
                Set<Subject> running = Deployed.subjects(store, environment);
                yield running.isEmpty() ? Optional.empty() : newest(store, query, running, Long.MAX_VALUE);
            }
        };
    }

    private static Optional<Entry> newest(
            EvidenceStore store, EvidenceQuery query, Set<Subject> subjects, long beforeNumber) {
        try (Stream<Entry> entries = store.find(query)) {
            return entries.filter(entry -> entry.evidence().verdict() != Verdict.NOT_EVALUATED)
                    .filter(entry -> subjects == null
                            || subjects.contains(entry.evidence().subject()))
                    .filter(entry -> entry.evidence().origin().number() < beforeNumber)
                    .findFirst();
        }
    }

    /** As the user wrote it. */
    @Override
    public String toString() {
        return kind == Kind.DEPLOYED ? "DEPLOYED:" + environment : kind.name();
    }
}
