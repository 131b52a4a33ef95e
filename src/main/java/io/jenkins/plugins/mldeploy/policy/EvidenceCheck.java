package io.jenkins.plugins.mldeploy.policy;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Is the evidence there that an environment demands? Of each step and id the newest entry that counts decides; where the environment names no id, the newest of every id must hold.
 */
final class EvidenceCheck {
    private final Environment environment;
    private final EvidenceStore store;
    private final Instant now;

    EvidenceCheck(Environment environment, EvidenceStore store, Instant now) {
        this.environment = environment;
        this.store = store;
        this.now = now;
    }

    /** Evidence counts from the jobs that the environment lists, with a Jenkinsfile from source control. */
    static boolean counts(Environment environment, Origin origin) {
        return origin.fromScm()
                && (environment.jobs().isEmpty() || environment.jobs().contains(origin.job()));
    }

    /** Everything about these subjects that counts, the newest of each subject, step and id. */
    static Collection<Entry> newest(Environment environment, EvidenceStore store, Set<Subject> subjects) {
        Map<List<String>, Entry> newest = new LinkedHashMap<>();
        for (Subject subject : subjects) {
            try (Stream<Entry> entries = store.find(EvidenceQuery.of(subject))) {
                entries.filter(entry -> counts(environment, entry.evidence().origin()))
                        .forEach(entry -> newest.putIfAbsent(
                                List.of(
                                        subject.value(),
                                        entry.evidence().step(),
                                        entry.evidence().id()),
                                entry));
            }
        }
        return newest.values();
    }

    /**
     * What one requirement lacks.
     *
     * @param subjects the digest of an image with the commit that it was built from; evidence of either counts
     */
    List<Reason> missing(RequiredEvidence required, Set<Subject> subjects) {
        Map<String, Entry> newest = new LinkedHashMap<>();
        Set<String> ignored = new LinkedHashSet<>();
        for (Entry entry : newestFirst(required, subjects)) {
            Origin origin = entry.evidence().origin();
            if (counts(environment, origin)) {
                newest.putIfAbsent(entry.evidence().id(), entry);
            } else {
                ignored.add(origin.display()
                        + (origin.fromScm()
                                ? ", a job that the environment does not list"
                                : ", whose Jenkinsfile is not from source control or was replayed"));
            }
        }
        if (newest.isEmpty()) {
            String text = name(required) + ": none for " + display(subjects);
            return List.of(new Reason(
                    "EVIDENCE_MISSING",
                    ignored.isEmpty() ? text : text + "; does not count: that of " + String.join("; of ", ignored)));
        }
        List<Reason> missing = new ArrayList<>();
        newest.values().forEach(entry -> missing.addAll(judge(required, entry)));
        return missing;
    }

    private List<Entry> newestFirst(RequiredEvidence required, Set<Subject> subjects) {
        List<Entry> found = new ArrayList<>();
        for (Subject subject : subjects) {
            EvidenceQuery query =
                    EvidenceQuery.of(subject).step(required.step()).id(required.id());
            try (Stream<Entry> entries = store.find(query)) {
                entries.forEach(found::add);
            }
        }
        found.sort((one, other) -> Long.compare(other.seq(), one.seq()));
        return found;
    }

    private List<Reason> judge(RequiredEvidence required, Entry entry) {
        Evidence evidence = entry.evidence();
        String what = "%s '%s' of %s for %s"
                .formatted(
                        evidence.step(),
                        evidence.id(),
                        evidence.origin().display(),
                        evidence.subject().abbreviated());
        List<Reason> missing = new ArrayList<>();
        if (evidence.verdict() != Verdict.PASS && evidence.verdict() != Verdict.UNSTABLE) {
            String why = evidence.reasons().isEmpty()
                    ? ""
                    : " (" + evidence.reasons().get(0).text() + ")";
            missing.add(new Reason(
                    "EVIDENCE_NOT_ACCEPTED",
                    what + ": " + evidence.verdict() + why + "; PASS or UNSTABLE is needed: mend it and run it again"));
        }
        for (String text : required.rules()) {
            try {
                String missed = Rule.parse(text).missed(evidence);
                if (!missed.isEmpty()) {
                    missing.add(new Reason("EVIDENCE_RULE_MISSED", what + ": " + missed));
                }
            } catch (IllegalArgumentException e) {
                missing.add(new Reason("CONFIGURATION_WRONG", "'" + environment.name() + "': " + e.getMessage()));
            }
        }
        Duration age = Duration.between(evidence.at(), now);
        if (required.maxAge() != null && age.compareTo(required.maxAge()) > 0) {
            missing.add(new Reason(
                    "EVIDENCE_TOO_OLD",
                    "%s: %s old, at most %s; run it again"
                            .formatted(what, Durations.display(age), Durations.display(required.maxAge()))));
        }
        return missing;
    }

    static String display(Set<Subject> subjects) {
        return String.join(" or ", subjects.stream().map(Subject::abbreviated).toList());
    }

    private static String name(RequiredEvidence required) {
        return required.id() == null ? required.step() : required.step() + " '" + required.id() + "'";
    }
}
