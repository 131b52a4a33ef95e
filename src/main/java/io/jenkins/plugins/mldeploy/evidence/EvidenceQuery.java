package io.jenkins.plugins.mldeploy.evidence;

import java.io.Serializable;
import java.util.function.Predicate;

/**
 * Which entries are wanted; a null field asks for any value.
 *
 * @param subject exactly this subject
 * @param step name of the step
 * @param id of the step
 * @param job full name of the job
 */
public record EvidenceQuery(Subject subject, String step, String id, String job)
        implements Predicate<Entry>, Serializable {

    public static EvidenceQuery all() {
        return new EvidenceQuery(null, null, null, null);
    }

    public static EvidenceQuery of(Subject subject) {
        return new EvidenceQuery(subject, null, null, null);
    }

    public static EvidenceQuery ofStep(String step) {
        return new EvidenceQuery(null, step, null, null);
    }

    public EvidenceQuery about(Subject other) {
        return new EvidenceQuery(other, step, id, job);
    }

    public EvidenceQuery step(String other) {
        return new EvidenceQuery(subject, other, id, job);
    }

    public EvidenceQuery id(String other) {
        return new EvidenceQuery(subject, step, other, job);
    }

    public EvidenceQuery job(String other) {
        return new EvidenceQuery(subject, step, id, other);
    }

    @Override
    public boolean test(Entry entry) {
        Evidence evidence = entry.evidence();
        return (subject == null || subject.equals(evidence.subject()))
                && (step == null || step.equals(evidence.step()))
                && (id == null || id.equals(evidence.id()))
                && (job == null || job.equals(evidence.origin().job()));
    }
}
