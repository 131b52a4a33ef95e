package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.model.Cause;
import hudson.model.Job;
import hudson.model.Run;
import java.util.Optional;
import jenkins.model.Jenkins;

/** Why a run was started: somebody asked for something about a recorded deployment. Who that was, the user's own cause beside this one says. */
public final class DeploymentAsked extends Cause {
    private final String sentence;
    private final String job;
    private final long number;
    private final String commit;
    private final String branch;
    private final boolean repeats;

    /**
     * @param sentence what was asked for
     * @param job full name of the job whose run made the deployment
     * @param number of that run
     * @param commit that this run checked out, null when it is not known
     * @param branch of the commit, as Jenkins itself knew it then; null when it is not known
     * @param repeats true when a call of that run is made again, so that whoever asked for that run asks for this one, too
     */
    public DeploymentAsked(String sentence, String job, long number, String commit, String branch, boolean repeats) {
        this.sentence = sentence;
        this.job = job;
        this.number = number;
        this.commit = commit;
        this.branch = branch;
        this.repeats = repeats;
    }

    @Override
    public String getShortDescription() {
        return Messages.DeploymentAsked_description(sentence);
    }

    /** The commit that is checked out for it; null when it is not known. */
    public String commit() {
        return commit;
    }

    boolean repeats() {
        return repeats;
    }

    /** The branch of a commit that was checked out by its hash, which alone names none. */
    Optional<String> branchOf(String hash) {
        return hash.equals(commit) ? Optional.ofNullable(branch) : Optional.empty();
    }

    /** The run that made the deployment; null when it is gone. */
    public Run<?, ?> run() {
        Job<?, ?> there = Jenkins.get().getItemByFullName(job, Job.class);
        return there == null ? null : there.getBuildByNumber((int) number);
    }
}
