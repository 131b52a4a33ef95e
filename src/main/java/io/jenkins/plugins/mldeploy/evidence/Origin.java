package io.jenkins.plugins.mldeploy.evidence;

import java.io.Serializable;
import java.util.List;

/**
 * The run that a record comes from, as the host itself knows it; never from environment variables, which anybody can write.
 *
 * @param job full name of the job
 * @param number of the run
 * @param commit revision that the host checked out, null when it checked out none
 * @param branch that the host checked out, null when unknown
 * @param fromScm true when the Jenkinsfile came from source control and no Replay is among the run's causes
 * @param requesters ids of all users among the run's causes, its replay originals and its upstream causes
 */
public record Origin(String job, long number, String commit, String branch, boolean fromScm, List<String> requesters)
        implements Serializable {
    public Origin {
        if (job == null || job.isBlank()) {
            throw new IllegalArgumentException("evidence needs the name of its job");
        }
        requesters = requesters == null ? List.of() : List.copyOf(requesters);
    }

    /** {@code job #number}. */
    public String display() {
        return job + " #" + number;
    }
}
