package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.ExtensionPoint;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import java.io.IOException;
import java.util.Optional;

/** What a source control plugin itself recorded about a run's checkout. One for each such plugin. */
public interface Checkout extends ExtensionPoint {
    /**
     * @param hash of the commit, in full
     * @param branch that was asked for, null when it is not known
     */
    record Commit(String hash, String branch) {}

    /** The checkout of the job's own sources, not of a library; empty when this plugin checked out none. */
    Optional<Commit> of(Run<?, ?> run);

    /**
     * What a workspace holds now.
     *
     * @return empty when it is none of this plugin's
     * @throws IOException when it can't be told
     */
    Optional<Subject> now(FilePath directory) throws IOException, InterruptedException;

    /**
     * Whether one commit lies in the history of another, by the repository of a workspace.
     *
     * @return empty when it does not know one of them
     */
    Optional<Boolean> isAncestor(FilePath directory, String older, String younger)
            throws IOException, InterruptedException;
}
