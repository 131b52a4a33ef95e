package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.ExtensionList;
import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Commit;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What a run builds, as the source control plugins know it. */
final class CheckedOut {
    private static final Logger LOGGER = Logger.getLogger(CheckedOut.class.getName());

    private CheckedOut() {}

    static Optional<Checkout.Commit> commit(Run<?, ?> run) {
        return ExtensionList.lookup(Checkout.class).stream()
                .flatMap(scm -> scm.of(run).stream())
                .findFirst();
    }

    /** The commit after which the change log of a run begins; empty when no source control plugin can say. */
    static Optional<String> changeLogBegins(Run<?, ?> run) {
        return ExtensionList.lookup(Checkout.class).stream()
                .flatMap(scm -> scm.changeLogBegins(run).stream())
                .findFirst();
    }

    /** The commit; a run that checked out nothing stands for itself, so that its evidence is about no other run's sources. */
    static Subject subject(Run<?, ?> run) {
        return commit(run)
                .map(commit -> Subject.commit(commit.hash()))
                .orElseGet(() -> Subject.tree(new Sha256()
                        .add("jenkins run " + run.getParent().getFullName() + "#" + run.getNumber())
                        .hex()));
    }

    /** What the workspace holds now; that of the run where the step has none, or no source control plugin knows it. */
    static Subject now(Run<?, ?> run, FilePath directory) throws IOException {
        if (directory != null) {
            try {
                for (Checkout scm : ExtensionList.lookup(Checkout.class)) {
                    Optional<Subject> now = scm.now(directory);
                    if (now.isPresent()) {
                        return now.get();
                    }
                }
            } catch (InterruptedException e) {
                throw new IOException("interrupted while the sources were looked at", e);
            }
        }
        return subject(run);
    }

    /**
     * What a run brings that the deployed commit has not: by the repository of the workspace where the step has one, else by Jenkins' own change logs.
     *
     * @param deployed null for nothing
     */
    static Optional<List<Commit>> since(Run<?, ?> run, FilePath directory, String deployed) throws IOException {
        String built = commit(run).map(Checkout.Commit::hash).orElse(null);
        if (built == null) {
            return Optional.empty();
        }
        if (directory != null) {
            try {
                for (Checkout scm : ExtensionList.lookup(Checkout.class)) {
                    Optional<List<Commit>> commits = scm.between(directory, deployed, built);
                    if (commits.isPresent()) {
                        return commits;
                    }
                }
            } catch (InterruptedException e) {
                throw new IOException("interrupted while the sources were looked at", e);
            }
        }
        return ChangeLogs.since(run, deployed);
    }

    /** Whether one commit lies in the history of another; empty when no source control plugin can say. */
    static Optional<Boolean> isAncestor(FilePath directory, String older, String younger) {
        if (directory == null) {
            return Optional.empty();
        }
        try {
            for (Checkout scm : ExtensionList.lookup(Checkout.class)) {
                Optional<Boolean> answer = scm.isAncestor(directory, older, younger);
                if (answer.isPresent()) {
                    return answer;
                }
            }
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.FINE, "which commit is older can't be told", e);
        }
        return Optional.empty();
    }
}
