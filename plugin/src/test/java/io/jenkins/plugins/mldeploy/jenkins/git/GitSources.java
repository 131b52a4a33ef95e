package io.jenkins.plugins.mldeploy.jenkins.git;

import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;

/** A repository of this machine with a Jenkinsfile and a chart. */
public final class GitSources {
    private final File folder;

    /** Makes it, with branch {@code main}; Jenkins may check it out. */
    public GitSources(File folder, String jenkinsfile) throws IOException, GitAPIException {
        GitSCM.ALLOW_LOCAL_CHECKOUT = true;
        this.folder = folder;
        Git.init().setInitialBranch("main").setDirectory(folder).call().close();
        write("Jenkinsfile", jenkinsfile);
        write("chart/Chart.yaml", "apiVersion: v2\nname: api\nversion: 1.0.0\n");
        commit();
    }

    public String remote() {
        // A multibranch source asks git itself, which takes one slash for the name of a host.
        return "file://" + folder.getAbsolutePath();
    }

    public void write(String name, String content) throws IOException {
        Path file = folder.toPath().resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** Commits everything, on a branch that is made where it is missing; the hash. */
    public String commit(String branch) throws IOException, GitAPIException {
        try (Git git = Git.open(folder)) {
            boolean there = git.branchList().call().stream()
                    .anyMatch(ref -> ref.getName().equals("refs/heads/" + branch));
            if (!there || !git.getRepository().getBranch().equals(branch)) {
                git.checkout().setCreateBranch(!there).setName(branch).call();
            }
        }
        return commit();
    }

    public String commit() throws IOException, GitAPIException {
        try (Git git = Git.open(folder)) {
            git.add().addFilepattern(".").call();
            return git.commit()
                    .setSign(false)
                    .setAllowEmpty(true)
                    .setMessage("change")
                    .setAuthor("Ada", "ada@example.org")
                    .setCommitter("Ada", "ada@example.org")
                    .call()
                    .name();
        }
    }

    /** The job runs the Jenkinsfile of that branch. */
    public WorkflowJob in(WorkflowJob job, String branch) {
        job.setDefinition(new CpsScmFlowDefinition(
                new GitSCM(
                        List.of(new UserRemoteConfig(remote(), null, null, null)),
                        List.of(new BranchSpec("*/" + branch)),
                        null,
                        null,
                        List.of()),
                "Jenkinsfile"));
        return job;
    }
}
