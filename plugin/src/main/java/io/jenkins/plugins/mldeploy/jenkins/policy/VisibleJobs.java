package io.jenkins.plugins.mldeploy.jenkins.policy;

import hudson.model.Job;
import hudson.security.AccessDeniedException3;
import java.util.Optional;
import java.util.function.Predicate;
import jenkins.model.Jenkins;

/** Which jobs the reader may see. Records outlive their job; those of a job that is gone are for administrators. */
public final class VisibleJobs implements Predicate<String> {
    private final boolean administers = Jenkins.get().hasPermission(Jenkins.ADMINISTER);

    @Override
    public boolean test(String fullName) {
        return administers || find(fullName).isPresent();
    }

    /** The job of that full name, if it is there and the reader has Item/Read for it. */
    public static Optional<Job<?, ?>> find(String fullName) {
        try {
            Job<?, ?> job = Jenkins.get().getItemByFullName(fullName, Job.class);
            return Optional.ofNullable(job);
        } catch (AccessDeniedException3 e) {
            // Item/Discover alone only says that there is something.
            return Optional.empty();
        }
    }
}
