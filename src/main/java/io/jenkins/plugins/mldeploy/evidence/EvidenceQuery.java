package io.jenkins.plugins.mldeploy.evidence;

import java.io.Serializable;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which entries are wanted; a null field asks for any value.
 *
 * @param subjects one of these subjects
 * @param step name of the step
 * @param id of the step
 * @param job full name of the job
 * @param runs one of these runs, each as {@link Origin#display()} names it
 * @param environment that the record is about: its detail {@link Deployed#ENVIRONMENT}
 * @param deployment that the record is about: its detail {@link Deployed#DEPLOYMENT_ID}
 * @param after only entries with a greater number; 0 for all
 */
public record EvidenceQuery(
        Set<Subject> subjects,
        String step,
        String id,
        String job,
        Set<String> runs,
        String environment,
        String deployment,
        long after)
        implements Predicate<Entry>, Serializable {

    public EvidenceQuery {
        subjects = subjects == null ? null : Set.copyOf(subjects);
        runs = runs == null ? null : Set.copyOf(runs);
    }

    public static EvidenceQuery all() {
        return new EvidenceQuery(null, null, null, null, null, null, null, 0);
    }

    public static EvidenceQuery of(Subject subject) {
        return all().about(subject);
    }

    public static EvidenceQuery ofStep(String step) {
        return all().step(step);
    }

    public EvidenceQuery about(Subject other) {
        return about(Set.of(other));
    }

    /** @param others an empty set asks for nothing */
    public EvidenceQuery about(Set<Subject> others) {
        return new EvidenceQuery(others, step, id, job, runs, environment, deployment, after);
    }

    public EvidenceQuery step(String other) {
        return new EvidenceQuery(subjects, other, id, job, runs, environment, deployment, after);
    }

    public EvidenceQuery id(String other) {
        return new EvidenceQuery(subjects, step, other, job, runs, environment, deployment, after);
    }

    public EvidenceQuery job(String other) {
        return new EvidenceQuery(subjects, step, id, other, runs, environment, deployment, after);
    }

    /** @param others an empty set asks for nothing */
    public EvidenceQuery runs(Set<String> others) {
        return new EvidenceQuery(subjects, step, id, job, others, environment, deployment, after);
    }

    public EvidenceQuery environment(String other) {
        return new EvidenceQuery(subjects, step, id, job, runs, other, deployment, after);
    }

    public EvidenceQuery deployment(String other) {
        return new EvidenceQuery(subjects, step, id, job, runs, environment, other, after);
    }

    public EvidenceQuery after(long seq) {
        return new EvidenceQuery(subjects, step, id, job, runs, environment, deployment, seq);
    }

    @Override
    public boolean test(Entry entry) {
        Evidence evidence = entry.evidence();
        return entry.seq() > after
                && (subjects == null || subjects.contains(evidence.subject()))
                && (step == null || step.equals(evidence.step()))
                && (id == null || id.equals(evidence.id()))
                && (job == null || job.equals(evidence.origin().job()))
                && (runs == null || runs.contains(evidence.origin().display()))
                && (environment == null || environment.equals(evidence.details().get(Deployed.ENVIRONMENT)))
                && (deployment == null || deployment.equals(evidence.details().get(Deployed.DEPLOYMENT_ID)));
    }
}
