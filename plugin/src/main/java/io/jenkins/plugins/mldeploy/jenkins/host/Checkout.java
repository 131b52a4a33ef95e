package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.ExtensionPoint;
import hudson.FilePath;
import hudson.model.Run;
import hudson.scm.ChangeLogSet;
import hudson.scm.SCM;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import java.io.IOException;
import java.util.List;
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

    /**
     * The commits that one commit has in its history and another has not, newest first, by the repository of a workspace.
     *
     * @param deployed null for all commits
     * @return empty when it does not know one of them, or not all that lies between
     */
    default Optional<List<io.jenkins.plugins.mldeploy.host.Commit>> between(
            FilePath directory, String deployed, String built) throws IOException, InterruptedException {
        return Optional.empty();
    }

    /**
     * The commit after which the change log of a run begins: the log holds all that the run's commit has in its history and that one has not. It is what the same branch built last, and seldom more than by
     * chance that of the run before.
     *
     * @return empty when it can't be told, or the run has no such log
     */
    default Optional<String> changeLogBegins(Run<?, ?> run) {
        return Optional.empty();
    }

    /** An entry of a change log, when this plugin wrote it and knows more about it than Jenkins does. */
    default Optional<io.jenkins.plugins.mldeploy.host.Commit> read(ChangeLogSet.Entry entry) {
        return Optional.empty();
    }

    /**
     * The same sources at one commit.
     *
     * @return empty when they are none of this plugin's
     */
    Optional<SCM> at(SCM sources, String commit);
}
