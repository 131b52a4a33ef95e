package io.jenkins.plugins.mldeploy.jenkins.git;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.Result;
import hudson.plugins.git.BranchSpec;
import hudson.plugins.git.GitSCM;
import hudson.plugins.git.UserRemoteConfig;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import java.io.File;
import java.nio.file.Files;
import java.util.List;
import org.eclipse.jgit.api.Git;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

public class GitCheckoutTest {
    private static final String TEST =
            "writeFile file: 't.xml', text: \"<testsuite><testcase classname='a' name='b'/></testsuite>\"\nmlTest testResults: 't.xml'\n";

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private String remote;
    private String head;

    @BeforeClass
    public static void letsRepositoriesOfThisMachineBeCheckedOut() {
        GitSCM.ALLOW_LOCAL_CHECKOUT = true;
    }

    @Before
    public void hasARepository() throws Exception {
        File sources = folder.newFolder("sources");
        remote = sources.toURI().toString();
        try (Git git = Git.init().setInitialBranch("main").setDirectory(sources).call()) {
            Files.writeString(sources.toPath().resolve("Jenkinsfile"), "node { checkout scm\n" + TEST + "}\n");
            Files.writeString(sources.toPath().resolve("app.py"), "print(1)\n");
            git.add().addFilepattern(".").call();
            head = git.commit()
                    .setSign(false)
                    .setMessage("first")
                    .setAuthor("Ada", "ada@example.org")
                    .setCommitter("Ada", "ada@example.org")
                    .call()
                    .name();
        }
    }

    @Test
    public void evidenceOfAJenkinsfileFromGitIsAboutTheCommit() throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsScmFlowDefinition(
                new GitSCM(
                        List.of(new UserRemoteConfig(remote, null, null, null)),
                        List.of(new BranchSpec("*/main")),
                        null,
                        null,
                        List.of()),
                "Jenkinsfile"));

        Entry entry = build(job);

        Origin origin = entry.evidence().origin();
        assertThat(entry.evidence().subject().value()).isEqualTo("git:" + head);
        assertThat(origin.commit()).isEqualTo(head);
        assertThat(origin.branch()).isEqualTo("main");
        assertThat(origin.fromScm()).isTrue();
    }

    @Test
    public void aCheckoutByATypedScriptIsKnownAndItsScriptIsNotFromScm() throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(
                new CpsFlowDefinition("node { git url: '" + remote + "', branch: 'main'\n" + TEST + "}", true));

        Origin origin = build(job).evidence().origin();

        assertThat(origin.commit()).isEqualTo(head);
        assertThat(origin.branch()).isEqualTo("main");
        assertThat(origin.fromScm()).isFalse();
    }

    @Test
    public void aWorkspaceIsWhatGitSaysUntilATrackedFileChanges() throws Exception {
        File clone = folder.newFolder("clone");
        try (Git git = Git.cloneRepository().setURI(remote).setDirectory(clone).call()) {
            assertThat(git.getRepository().getBranch()).isEqualTo("main");
        }
        FilePath directory = new FilePath(clone);
        assertThat(new GitCheckout().now(directory).orElseThrow().value()).isEqualTo("git:" + head);

        directory.child("made.txt").write("by the run", "UTF-8");
        assertThat(new GitCheckout().now(directory).orElseThrow().value()).isEqualTo("git:" + head);

        directory.child("app.py").write("print(2)", "UTF-8");
        String changed = new GitCheckout().now(directory).orElseThrow().value();
        assertThat(changed).startsWith("tree:");

        directory.child("app.py").write("print(3)", "UTF-8");
        assertThat(new GitCheckout().now(directory).orElseThrow().value())
                .startsWith("tree:")
                .isNotEqualTo(changed);
        assertThat(new GitCheckout().now(new FilePath(folder.newFolder("nothing"))))
                .isEmpty();
    }

    @Test
    public void theRepositoryOfAWorkspaceSaysWhichCommitIsOlder() throws Exception {
        File clone = folder.newFolder("clone");
        String second;
        try (Git git = Git.cloneRepository().setURI(remote).setDirectory(clone).call()) {
            second = git.commit()
                    .setSign(false)
                    .setAllowEmpty(true)
                    .setMessage("second")
                    .setAuthor("Ada", "ada@example.org")
                    .setCommitter("Ada", "ada@example.org")
                    .call()
                    .name();
        }
        GitCheckout checkout = new GitCheckout();

        assertThat(checkout.isAncestor(new FilePath(clone), head, second)).contains(true);
        assertThat(checkout.isAncestor(new FilePath(clone), second, head)).contains(false);
        assertThat(checkout.isAncestor(new FilePath(clone), "d".repeat(40), head))
                .isEmpty();
        assertThat(checkout.isAncestor(new FilePath(clone), "--help", head)).isEmpty();
        assertThat(checkout.isAncestor(new FilePath(folder.newFolder("none")), head, second))
                .isEmpty();
    }

    private static Entry build(WorkflowJob job) throws Exception {
        WorkflowRun run = JENKINS.buildAndAssertStatus(Result.SUCCESS, job);
        return SuiteHome.journal()
                .latest(EvidenceQuery.ofStep("mlTest").job(run.getParent().getFullName()))
                .orElseThrow();
    }
}
