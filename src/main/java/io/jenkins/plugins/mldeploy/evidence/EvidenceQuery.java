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
 * @param environment that the record is about: its detail {@link Deployed#ENVIRONMENT}
 * @param deployment that the record is about: its detail {@link Deployed#DEPLOYMENT_ID}
 * @param after only entries with a greater number; 0 for all
 */
public record EvidenceQuery(
        Subject subject, String step, String id, String job, String environment, String deployment, long after)
        implements Predicate<Entry>, Serializable {

    public static EvidenceQuery all() {
        return new EvidenceQuery(null, null, null, null, null, null, 0);
    }

    public static EvidenceQuery of(Subject subject) {
        return all().about(subject);
    }

    public static EvidenceQuery ofStep(String step) {
        return all().step(step);
    }

    public EvidenceQuery about(Subject other) {
        return new EvidenceQuery(other, step, id, job, environment, deployment, after);
    }

    public EvidenceQuery step(String other) {
        return new EvidenceQuery(subject, other, id, job, environment, deployment, after);
    }

    public EvidenceQuery id(String other) {
        return new EvidenceQuery(subject, step, other, job, environment, deployment, after);
    }

    public EvidenceQuery job(String other) {
        return new EvidenceQuery(subject, step, id, other, environment, deployment, after);
    }

    public EvidenceQuery environment(String other) {
        return new EvidenceQuery(subject, step, id, job, other, deployment, after);
    }

    public EvidenceQuery deployment(String other) {
        return new EvidenceQuery(subject, step, id, job, environment, other, after);
    }

    public EvidenceQuery after(long seq) {
        return new EvidenceQuery(subject, step, id, job, environment, deployment, seq);
    }

    @Override
    public boolean test(Entry entry) {
        Evidence evidence = entry.evidence();
        return entry.seq() > after
                && (subject == null || subject.equals(evidence.subject()))
                && (step == null || step.equals(evidence.step()))
                && (id == null || id.equals(evidence.id()))
                && (job == null || job.equals(evidence.origin().job()))
                && (environment == null || environment.equals(evidence.details().get(Deployed.ENVIRONMENT)))
                && (deployment == null || deployment.equals(evidence.details().get(Deployed.DEPLOYMENT_ID)));
    }
}
