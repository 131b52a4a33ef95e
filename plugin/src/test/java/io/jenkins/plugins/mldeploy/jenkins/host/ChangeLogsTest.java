package io.jenkins.plugins.mldeploy.jenkins.host;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.CauseAction;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import io.jenkins.plugins.mldeploy.host.Commit;
import java.io.File;
import java.nio.file.Files;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

/** Who wrote what a run brings. */
public class ChangeLogsTest {
    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @BeforeClass
    public static void letsRepositoriesOfThisMachineBeCheckedOut() {
        GitSCM.ALLOW_LOCAL_CHECKOUT = true;
    }

    @Test
    public void theLogsOfTheRunsSinceTheDeployedCommitSayItWhileNoneIsMissing() throws Exception {
        File sources = folder.newFolder("sources");
        try (Git git = Git.init().setInitialBranch("main").setDirectory(sources).call()) {
            Files.writeString(sources.toPath().resolve("Jenkinsfile"), "node { checkout scm }\n");
            git.add().addFilepattern(".").call();
            String first = commit(git, "Ada", "first");
            WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
            job.setDefinition(new CpsScmFlowDefinition(
                    new GitSCM(
                            List.of(new UserRemoteConfig(sources.toURI().toString(), null, null, null)),
                            List.of(new BranchSpec("*/main")),
                            null,
                            null,
                            List.of()),
                    "Jenkinsfile"));
            WorkflowRun one = JENKINS.buildAndAssertSuccess(job);
            String second = commit(git, "Ben", "second\n\nwith a body");
            JENKINS.buildAndAssertSuccess(job);
            String third = commit(git, "Cleo", "third");
            WorkflowRun three = JENKINS.buildAndAssertSuccess(job);

            List<Commit> since = ChangeLogs.since(three, first).orElseThrow();

            assertThat(since).extracting(Commit::hash).containsExactly(third, second);
            assertThat(since).extracting(Commit::author).containsExactly("Cleo", "Ben");
            assertThat(since).extracting(Commit::email).containsExactly("cleo@example.org", "ben@example.org");
            assertThat(since.get(1).subject()).isEqualTo("second");
            assertThat(since.get(1).ids()).contains("ben", "ben@example.org", "Ben");
            assertThat(ChangeLogs.since(three, third)).contains(List.of());
            assertThat(ChangeLogs.since(three, "d".repeat(40))).isEmpty();
            assertThat(ChangeLogs.since(three, null)).isEmpty();

            // The workspace knows without any log, also what was before the first run.
            FilePath workspace = JENKINS.jenkins.getWorkspaceFor(job);
            assertThat(CheckedOut.since(three, workspace, first).orElseThrow())
                    .extracting(Commit::author)
                    .containsExactly("Cleo", "Ben");
            assertThat(CheckedOut.since(three, workspace, null).orElseThrow()).hasSize(3);
            assertThat(CheckedOut.since(three, new FilePath(folder.newFolder("nothing")), first)
                            .orElseThrow())
                    .hasSize(2);

            job.getBuildByNumber(2).delete();
            assertThat(ChangeLogs.since(three, first)).isEmpty();
            assertThat(ChangeLogs.since(one, first)).contains(List.of());
        }
    }

    @Test
    public void aRunThatWasAskedForGoesBackAndTheLogsGoOnAsIfItHadNotBeenThere() throws Exception {
        File sources = folder.newFolder("sources");
        try (Git git = Git.init().setInitialBranch("main").setDirectory(sources).call()) {
            Files.writeString(sources.toPath().resolve("Jenkinsfile"), "node { checkout scm }\n");
            git.add().addFilepattern(".").call();
            String first = commit(git, "Ada", "first");
            WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
            job.setDefinition(at(sources, "*/main"));
            JENKINS.buildAndAssertSuccess(job);
            String second = commit(git, "Ben", "second");
            WorkflowRun two = JENKINS.buildAndAssertSuccess(job);
            job.setDefinition(at(sources, first));
            WorkflowRun back = JENKINS.assertBuildStatusSuccess(job.scheduleBuild2(
                    0, new CauseAction(new DeploymentAsked("go back", job.getFullName(), 1, first, "main", false))));
            assertThat(CheckedOut.commit(back).orElseThrow().hash()).isEqualTo(first);
            WorkflowRun again = JENKINS.assertBuildStatusSuccess(job.scheduleBuild2(
                    0, new CauseAction(new DeploymentAsked("again", job.getFullName(), 2, second, "main", true))));
            job.setDefinition(at(sources, "*/main"));
            String third = commit(git, "Cleo", "third");
            WorkflowRun five = JENKINS.buildAndAssertSuccess(job);

            assertThat(ChangeLogs.since(five, first).orElseThrow())
                    .extracting(Commit::hash)
                    .containsExactly(third, second);
            assertThat(ChangeLogs.since(again, first)).isEqualTo(ChangeLogs.since(two, first));
            assertThat(ChangeLogs.since(back, first))
                    .as("nobody can tell what a way back brings")
                    .isEmpty();
        }
    }

    /** A log begins after what its own branch built last; whoever takes it for "since the run before" misses an author. */
    @Test
    public void anOlderCommitThatSomebodyBuiltByHandHidesNobody() throws Exception {
        File sources = folder.newFolder("sources");
        try (Git git = Git.init().setInitialBranch("main").setDirectory(sources).call()) {
            Files.writeString(sources.toPath().resolve("Jenkinsfile"), "node { checkout scm }\n");
            git.add().addFilepattern(".").call();
            String first = commit(git, "Ada", "first");
            WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
            job.setDefinition(at(sources, "*/main"));
            JENKINS.buildAndAssertSuccess(job);
            String second = commit(git, "Ben", "second");
            JENKINS.buildAndAssertSuccess(job);
            job.setDefinition(at(sources, first));
            WorkflowRun byHand = JENKINS.buildAndAssertSuccess(job);
            assertThat(CheckedOut.commit(byHand).orElseThrow().hash()).isEqualTo(first);
            job.setDefinition(at(sources, "*/main"));
            String third = commit(git, "Cleo", "third");
            WorkflowRun four = JENKINS.buildAndAssertSuccess(job);

            assertThat(ChangeLogs.since(four, first).orElseThrow())
                    .extracting(Commit::hash)
                    .containsExactly(third, second);
            assertThat(ChangeLogs.since(four, second).orElseThrow())
                    .extracting(Commit::hash)
                    .containsExactly(third);
            assertThat(ChangeLogs.since(byHand, second))
                    .as("nobody can tell what a way back brings")
                    .isEmpty();

            // Of another branch the logs of this one know nothing.
            git.checkout()
                    .setCreateBranch(true)
                    .setName("feature")
                    .setStartPoint(first)
                    .call();
            String feature = commit(git, "Fay", "feature");
            job.setDefinition(at(sources, "*/feature"));
            JENKINS.buildAndAssertSuccess(job);
            git.checkout().setName("main").call();
            job.setDefinition(at(sources, "*/main"));
            commit(git, "Dan", "fourth");
            WorkflowRun six = JENKINS.buildAndAssertSuccess(job);
            assertThat(ChangeLogs.since(six, feature)).isEmpty();
            assertThat(ChangeLogs.since(six, first).orElseThrow())
                    .extracting(Commit::author)
                    .containsExactly("Dan", "Cleo", "Ben");

            // With the run that the log was counted from, its beginning is gone.
            byHand.delete();
            assertThat(ChangeLogs.since(six, first)).isEmpty();
        }
    }

    private static CpsScmFlowDefinition at(File sources, String branch) {
        return new CpsScmFlowDefinition(
                new GitSCM(
                        List.of(new UserRemoteConfig(sources.toURI().toString(), null, null, null)),
                        List.of(new BranchSpec(branch)),
                        null,
                        null,
                        List.of()),
                "Jenkinsfile");
    }

    private static String commit(Git git, String author, String message) throws Exception {
        String email = author.toLowerCase(java.util.Locale.ROOT) + "@example.org";
        return git.commit()
                .setSign(false)
                .setAllowEmpty(true)
                .setMessage(message)
                .setAuthor(author, email)
                .setCommitter(author, email)
                .call()
                .name();
    }
}
