package io.jenkins.plugins.mldeploy.jenkins.git;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.mldeploy.host.Commit;
import io.jenkins.plugins.mldeploy.host.Services;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import jenkins.MasterToSlaveFileCallable;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** The commits between two, by the repository of a folder on the agent; null when it does not hold all of them. */
final class History extends MasterToSlaveFileCallable<ArrayList<Commit>> {
    private static final long serialVersionUID = 1L;
    private final String deployed;
    private final String built;

    /** @param deployed null for all commits */
    History(String deployed, String built) {
        this.deployed = deployed;
        this.built = built;
    }

    @Override
    public ArrayList<Commit> invoke(File directory, VirtualChannel channel) throws IOException {
        FileRepositoryBuilder found = new FileRepositoryBuilder().findGitDir(directory);
        if (found.getGitDir() == null || !ObjectId.isId(built) || deployed != null && !ObjectId.isId(deployed)) {
            return null;
        }
        try (Repository repository = found.build();
                RevWalk walk = new RevWalk(repository)) {
            if (!repository.getObjectDatabase().getShallowCommits().isEmpty()) {
                // A shallow clone ends where it was cut off, and would look like everything.
                return null;
            }
            walk.sort(RevSort.COMMIT_TIME_DESC);
            walk.markStart(walk.parseCommit(ObjectId.fromString(built)));
            if (deployed != null) {
                walk.markUninteresting(walk.parseCommit(ObjectId.fromString(deployed)));
            }
            ArrayList<Commit> commits = new ArrayList<>();
            for (RevCommit commit = walk.next();
                    commit != null && commits.size() < Services.COMMITS;
                    commit = walk.next()) {
                PersonIdent author = commit.getAuthorIdent();
                commits.add(new Commit(
                        commit.name(),
                        null,
                        author.getName(),
                        author.getEmailAddress(),
                        author.getWhenAsInstant(),
                        commit.getShortMessage()));
            }
            return commits;
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            return null;
        }
    }
}
