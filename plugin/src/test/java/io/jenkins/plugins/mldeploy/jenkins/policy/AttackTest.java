package io.jenkins.plugins.mldeploy.jenkins.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.FilePath;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.slaves.EnvironmentVariablesNodeProperty;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun.WebResponse;
import io.jenkins.plugins.mldeploy.jenkins.git.GitSources;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.libs.GlobalLibraries;
import org.jenkinsci.plugins.workflow.libs.LibraryConfiguration;
import org.jenkinsci.plugins.workflow.libs.LibraryRetriever;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** What Jenkins alone makes possible to try against an environment's rules; docs/security.md lists it. What both hosts share, the engine's tests try. */
public class AttackTest {
    private static final String IMAGE = "registry.example/api@sha256:" + "a".repeat(64);
    private static final String ENVIRONMENTS =
            """
            teams: [{name: sre, users: [bob], groups: [acme-sre]}]
            environments:
              - name: production
                jobs: [shop]
                branches: [main]
                approvers: [{group: sre, count: 1}]
                requiredEvidence: [{step: mlTest}]
            """;
    private static final String TEST =
            "writeFile file: 't.xml', text: \"<testsuite><testcase classname='a' name='b'/></testsuite>\"\nmlTest id: 'unit', testResults: 't.xml'\n";
    private static final String DEPLOY =
            "helmDeploy id: 'prod', environment: 'production', release: 'api', chart: 'chart', image: '" + IMAGE
                    + "'\n";

    @Rule
    public JenkinsRule jenkins = new JenkinsRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    {
        // A busy machine starts its first Jenkins in minutes.
        jenkins.timeout = 900;
    }

    private WaitingRun world;
    private GitSources sources;

    @Before
    public void people() throws Exception {
        world = new WaitingRun(jenkins);
        MlDeploymentConfiguration.get().replace(ENVIRONMENTS);
        Tools tools = new Tools(folder.getRoot().toPath().resolve("bin")).withHelm(IMAGE);
        jenkins.jenkins
                .getGlobalNodeProperties()
                .add(new EnvironmentVariablesNodeProperty(new EnvironmentVariablesNodeProperty.Entry(
                        "PATH+FAKE", tools.folder().toString())));
    }

    private static String onTheController(String body) {
        return "node('built-in') { checkout scm\n" + body + "}\n";
    }

    private WorkflowJob shop(String jenkinsfile, String branch) throws Exception {
        sources = new GitSources(folder.newFolder("sources"), jenkinsfile);
        sources.commit(branch);
        return sources.in(jenkins.createProject(WorkflowJob.class, "shop"), branch);
    }

    private WorkflowRun failed(WorkflowJob job) throws Exception {
        return jenkins.buildAndAssertStatus(Result.FAILURE, job);
    }

    private static Entry newest() throws IOException {
        try (Stream<Entry> entries = SuiteHome.journal().find(EvidenceQuery.ofStep("helmDeploy"))) {
            return entries.findFirst().orElseThrow();
        }
    }

    private static String missing() throws IOException {
        return String.valueOf(newest().evidence().details().get("missing"));
    }

    @Test
    public void aReplayOfAListedJobBringsNothingInAndItsEvidenceCountsForNothing() throws Exception {
        WorkflowJob job = shop(onTheController(DEPLOY), "main");
        WorkflowRun original = failed(job);
        assertThat(missing()).doesNotContain("NOT_FROM_SCM").contains("EVIDENCE_MISSING");
        try (ACLContext as = ACL.as2(User.getById("admin", true).impersonate2())) {
            WorkflowRun replay = (WorkflowRun) original.getAction(ReplayAction.class)
                    .run(onTheController(TEST + DEPLOY), Map.of())
                    .get();
            jenkins.assertBuildStatus(Result.FAILURE, replay);
        }

        assertThat(newest().evidence().origin().fromScm()).isFalse();
        assertThat(missing()).contains("NOT_FROM_SCM").contains("EVIDENCE_MISSING");
    }

    @Test
    public void variablesChangeNeitherBranchNorCommitNorJob() throws Exception {
        WorkflowJob job = shop(
                onTheController("withEnv(['GIT_BRANCH=main', 'BRANCH_NAME=main', 'GIT_COMMIT=" + "c".repeat(40)
                        + "', 'JOB_NAME=shop', 'BUILD_NUMBER=1', 'BUILD_USER_ID=root']) {\n" + DEPLOY + "}\n"),
                "other");

        failed(job);

        assertThat(missing()).contains("BRANCH_NOT_ALLOWED");
        assertThat(newest().evidence().origin().branch()).isEqualTo("other");
        assertThat(newest().evidence().origin().commit()).isNotEqualTo("c".repeat(40));
    }

    @Test
    public void evidenceOfAnotherJobAboutTheSameCommitDoesNotCount() throws Exception {
        WorkflowJob job = shop(onTheController(DEPLOY), "main");
        WorkflowJob other = sources.in(jenkins.createProject(WorkflowJob.class, "elsewhere"), "main");
        other.setDefinition(new CpsFlowDefinition(
                "node('built-in') { git url: '" + sources.remote() + "', branch: 'main'\n" + TEST + "}", true));
        jenkins.buildAndAssertStatus(Result.SUCCESS, other);

        failed(job);

        assertThat(missing()).contains("EVIDENCE_MISSING");
    }

    @Test
    public void aJobThatTheEnvironmentDoesNotListIsRefusedWhateverItIsCalledAfterwards() throws Exception {
        sources = new GitSources(folder.newFolder("sources"), onTheController(DEPLOY));
        WorkflowJob job = sources.in(jenkins.createProject(WorkflowJob.class, "shop-copy"), "main");

        failed(job);

        assertThat(missing()).contains("JOB_NOT_LISTED");
    }

    /** Writes what a shared library holds. */
    public static final class Shadow extends LibraryRetriever {
        @Override
        public void retrieve(
                String name, String version, boolean changelog, FilePath target, Run<?, ?> run, TaskListener listener)
                throws Exception {
            target.child("vars/approveGate.groovy")
                    .write(
                            "def call(Map given) { return [status: 'SUCCESS', decision: 'APPROVED', approvers: ['bob']] }",
                            "UTF-8");
        }

        @Override
        public void retrieve(String name, String version, FilePath target, Run<?, ?> run, TaskListener listener)
                throws Exception {
            retrieve(name, version, false, target, run, listener);
        }
    }

    @Test
    public void aLibraryThatShadowsAStepIsWarnedAboutAndItsAnswerIsNoRecord() throws Exception {
        LibraryConfiguration library = new LibraryConfiguration("shadow", new Shadow());
        library.setDefaultVersion("1");
        library.setImplicit(true);
        GlobalLibraries.get().setLibraries(List.of(library));
        WorkflowJob job = shop(
                onTheController(
                        "def said = approveGate id: 'prod', environment: 'production'\necho \"it says ${said.decision}\"\n"
                                + DEPLOY),
                "main");

        WorkflowRun run = failed(job);

        jenkins.assertLogContains("it says APPROVED", run);
        jenkins.assertLogContains("WARNING: a variable 'approveGate'", run);
        assertThat(missing()).contains("APPROVAL_MISSING: approval 0/1");
    }

    @Test
    public void aMemberOfAGroupDoesNotApproveWhatHeOrSheAskedForAlsoNotByToken() throws Exception {
        JenkinsRule.DummySecurityRealm realm = jenkins.createDummySecurityRealm();
        realm.addGroups("erin", "acme-sre");
        realm.addGroups("fred", "acme-sre");
        jenkins.jenkins.setSecurityRealm(realm);
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, DeploymentPermissions.APPROVE)
                .everywhere()
                .to("erin", "fred", "mallory"));
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "asks");
        job.setDefinition(new CpsFlowDefinition("approveGate id: 'prod', environment: 'production'", true));
        WorkflowRun run;
        try (ACLContext as = ACL.as2(User.getById("erin", true).impersonate2())) {
            run = job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause()))
                    .waitForStart();
        }
        WaitingRun.until(() -> WaitingRun.gateOf(run) != null);
        String gate = run.getUrl() + "mldeploy/gates/" + WaitingRun.gateOf(run).id() + "/approve";

        WebResponse own = world.post("erin", gate, "{}");
        assertThat(own.getStatusCode()).isEqualTo(403);
        assertThat(own.getContentAsString()).contains("requester may not approve");
        assertThat(world.post("mallory", gate, "{}").getStatusCode())
                .as("in no group")
                .isEqualTo(403);
        assertThat(world.post("fred", gate, "{}").getStatusCode()).isEqualTo(200);
        world.finished(run, Result.SUCCESS);
    }

    @Test
    public void anApprovalWithoutAReasonCountsForNothingOnceTheEnvironmentAsksForOne() throws Exception {
        WorkflowJob job = shop(
                onTheController(TEST + DEPLOY.replace("id: 'prod'", "id: 'prod', dryRun: true")
                        + "approveGate id: 'prod', deployment: 'prod', environment: 'production'\n" + DEPLOY),
                "main");
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        WaitingRun.until(() -> WaitingRun.gateOf(run) != null);
        MlDeploymentConfiguration.get()
                .replace(ENVIRONMENTS.replace("    approvers:", "    requireReason: true\n    approvers:"));

        String gate = run.getUrl() + "mldeploy/gates/" + WaitingRun.gateOf(run).id();
        assertThat(world.post("bob", gate + "/approve", "{}").getStatusCode()).isEqualTo(200);

        world.finished(run, Result.FAILURE);
        jenkins.assertLogContains("is APPROVED by bob", run);
        assertThat(missing()).contains("approval 0/1 (sre); does not count: bob, who gave no reason");
    }

    @Test
    public void everybodyIsNoGroup() {
        for (String everybody : List.of("authenticated", "anonymous", "everyone")) {
            assertThatThrownBy(() -> MlDeploymentConfiguration.get()
                            .replace("environments: [{name: production, approvers: [{group: " + everybody + "}]}]"))
                    .as(everybody)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(everybody);
        }
    }

    @Test
    public void aFolderThatTriesToLoosenStopsEveryDeploymentFromIt() throws Exception {
        Folder loose = jenkins.createProject(Folder.class, "loose");
        for (String text : List.of(
                "environments: [{name: production, allowSelfApproval: true}]",
                "environments: [{name: production, enforcement: warn}]",
                "environments: [{name: production, continuousDeployment: true}]",
                "environments: [{name: production, runsOn: anywhere}]",
                "teams: [{name: sre, users: [mallory]}]",
                "environments: [{name: production, jobs: [loose/evil]}]")) {
            loose.getProperties().replace(new FolderDemands(text));
            WorkflowJob job = (WorkflowJob) loose.createProject(
                    jenkins.jenkins.getDescriptorByType(WorkflowJob.DescriptorImpl.class), "evil", true);
            job.setDefinition(new CpsFlowDefinition("node('built-in') { " + DEPLOY + " }", true));

            WorkflowRun run = failed(job);

            jenkins.assertLogContains("loose", run);
            assertThat(JenkinsRule.getLog(run)).as(text).contains("environments can't be read");
            job.delete();
        }
    }
}
