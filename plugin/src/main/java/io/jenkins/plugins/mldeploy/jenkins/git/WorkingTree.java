package io.jenkins.plugins.mldeploy.jenkins.git;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import jenkins.MasterToSlaveFileCallable;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.Status;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/**
 * What a folder of the agent holds now: the commit, when no file that Git tracks differs from it, else a digest of the commit and of what differs. Files that Git does
 * not track are what the run made, not its sources. Runs no program.
 */
final class WorkingTree extends MasterToSlaveFileCallable<String> {
    private static final long serialVersionUID = 1L;

    /** @return text of a {@link Subject}, null when the folder is in no repository */
    @Override
    public String invoke(File directory, VirtualChannel channel) throws IOException {
        FileRepositoryBuilder found = new FileRepositoryBuilder().findGitDir(directory);
        if (found.getGitDir() == null) {
            return null;
        }
        try (Repository repository = found.build();
                Git git = new Git(repository)) {
            ObjectId head = repository.resolve("HEAD");
            if (head == null) {
                return null;
            }
            Status status = git.status().call();
            TreeSet<String> changed = new TreeSet<>(status.getModified());
            changed.addAll(status.getChanged());
            changed.addAll(status.getAdded());
            changed.addAll(status.getMissing());
            changed.addAll(status.getRemoved());
            changed.addAll(status.getConflicting());
            return changed.isEmpty()
                    ? Subject.commit(head.name()).value()
                    : Subject.tree(digest(repository.getWorkTree().toPath(), head, changed))
                            .value();
        } catch (GitAPIException e) {
            throw new IOException("what the sources are now can't be told: " + e.getMessage(), e);
        }
    }

    private static String digest(Path root, ObjectId head, TreeSet<String> changed) throws IOException {
        Sha256 all = new Sha256().add(head.name());
        for (String name : changed) {
            Path file = root.resolve(name);
            all.add(name).add(content(file));
        }
        return all.hex();
    }

    private static String content(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return "link " + Files.readSymbolicLink(file);
        }
        if (!Files.isRegularFile(file)) {
            return "absent";
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Sha256.of(in);
        }
    }
}
