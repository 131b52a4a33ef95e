package io.jenkins.plugins.mldeploy.jenkins.git;

import hudson.remoting.VirtualChannel;
import java.io.File;
import java.io.IOException;
import jenkins.MasterToSlaveFileCallable;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Whether one commit lies in the history of another, by the repository of a folder on the agent. */
final class Ancestry extends MasterToSlaveFileCallable<Ancestry.Answer> {
    private static final long serialVersionUID = 1L;

    /** What a repository says. */
    enum Answer {
        YES,
        NO,
        /** It does not know one of the commits. */
        UNKNOWN
    }

    private final String older;
    private final String younger;

    Ancestry(String older, String younger) {
        this.older = older;
        this.younger = younger;
    }

    @Override
    public Answer invoke(File directory, VirtualChannel channel) throws IOException {
        FileRepositoryBuilder found = new FileRepositoryBuilder().findGitDir(directory);
        if (found.getGitDir() == null || !ObjectId.isId(older) || !ObjectId.isId(younger)) {
            return Answer.UNKNOWN;
        }
        try (Repository repository = found.build();
                RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(
                            walk.parseCommit(ObjectId.fromString(older)),
                            walk.parseCommit(ObjectId.fromString(younger)))
                    ? Answer.YES
                    : Answer.NO;
        } catch (MissingObjectException | IncorrectObjectTypeException e) {
            // A shallow clone, or another repository.
            return Answer.UNKNOWN;
        }
    }
}
