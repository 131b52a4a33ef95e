package io.jenkins.plugins.mldeploy.jenkins.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.EnvVars;
import hudson.model.Label;
import hudson.model.Result;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.jenkins.host.FilesInUse;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

public class HelmDeployStepTest {
    private static final String IMAGE = "registry.example/api@sha256:" + "a".repeat(64);
    private static final String KUBECONFIG =
            """
            apiVersion: v1
            kind: Config
            current-context: prod
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            contexts: [{name: prod, context: {cluster: c, user: deployer}}]
            users: [{name: deployer, user: {token: t0psecret}}]
            """;
    private static final String CHART =
            "writeFile file: 'chart/Chart.yaml', text: 'apiVersion: v2\\nname: api\\nversion: 1.0.0\\n'\n";

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Tools tools;

    @Before
    public void hasAHelm() throws Exception {
        tools = new Tools(folder.getRoot().toPath().resolve("bin")).withHelm(IMAGE);
    }

    @After
    public void forgetsEnvironmentsAndCredentials() {
        TestEnvironments.set("");
        SystemCredentialsProvider.getInstance().getCredentials().clear();
    }

    @Test
    public void withoutAClusterItIsARehearsal() throws Exception {
        TestEnvironments.set("environments: [{name: staging}]\n");

        WorkflowRun run = build(
                Result.SUCCESS,
                "def r = helmDeploy id: 'st', release: 'api', chart: 'chart', environment: 'staging'\n"
                        + "echo \"outcome ${r.outcome} images ${r.images}\"");

        JENKINS.assertLogContains("outcome rehearsed images [" + IMAGE + "]", run);
        JENKINS.assertLogContains("REHEARSAL", run);
        assertThat(SuiteHome.journal()
                        .latest(EvidenceQuery.ofStep("helmDeploy")
                                .job(run.getParent().getFullName())))
                .isPresent();
    }

    @Test
    public void declarativeTakesOneNumberForAListOfOne() throws Exception {
        TestEnvironments.set("environments: [{name: staging}]\n");
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                """
                pipeline {
                  agent { label 'built-in' }
                  environment { PATH = "%s:${env.PATH}" }
                  stages { stage('x') { steps {
                    writeFile file: 'chart/Chart.yaml', text: 'apiVersion: v2\\nname: api\\nversion: 1.0.0\\n'
                    helmDeploy id: 'st', release: 'api', chart: 'chart', environment: 'staging', strategy: 'canary', steps: 50
                  } } }
                }"""
                        .formatted(tools.folder()),
                true));

        JENKINS.assertLogContains("REHEARSAL", JENKINS.buildAndAssertStatus(Result.SUCCESS, job));
    }

    @Test
    public void aProtectedEnvironmentRefusesAndListsWhatIsMissing() throws Exception {
        TestEnvironments.set(
                """
                teams: [{name: sre, users: [bob]}]
                environments:
                  - {name: production, approvers: [{group: sre, count: 1}], requiredEvidence: [{step: containerScan}]}
                """);

        WorkflowRun run = build(
                Result.FAILURE, "helmDeploy id: 'prod', release: 'api', chart: 'chart', environment: 'production'");

        JENKINS.assertLogContains("REFUSED by environment 'production'", run);
        JENKINS.assertLogContains("approval", run);
        JENKINS.assertLogContains("containerScan: none", run);
        assertThat(Files.readString(tools.folder().resolve("helm.calls"))).doesNotContain("upgrade");
    }

    @Test
    public void theCredentialIsHeldBackUntilTheEnvironmentLetTheRunIn() throws Exception {
        TestEnvironments.set(
                """
                teams: [{name: sre, users: [bob]}]
                environments:
                  - {name: production, approvers: [{group: sre}], cluster: {credentialsId: prod, context: prod}}
                """);
        store(CredentialsScope.SYSTEM);
        tools.with(
                "kubectl",
                "cp \"$KUBECONFIG\" " + folder.getRoot() + "/seen; ls -l \"$KUBECONFIG\" | cut -c1-10 >"
                        + folder.getRoot()
                        + "/mode; if grep -q username: \"$KUBECONFIG\""
                        // As kubectl does where a kubeconfig names no login: it calls nobody.
                        + "; then echo 'error: You must be logged in to the server (Unauthorized)' >&2"
                        + "; else printf 'Please enter Username: error: EOF' >&2; fi; exit 1");

        WorkflowRun run = build(
                Result.FAILURE, "helmDeploy id: 'prod', release: 'api', chart: 'chart', environment: 'production'");

        JENKINS.assertLogContains("the cluster answers", run);
        JENKINS.assertLogContains("REFUSED", run);
        assertThat(folder.getRoot().toPath().resolve("seen"))
                .content()
                .contains("https://127.0.0.1:1")
                .doesNotContain("t0psecret");
        assertThat(folder.getRoot().toPath().resolve("mode")).hasContent("-rw-------");
    }

    @Test
    public void anEnvironmentThatDemandsNothingGivesItsCredentialAndTheFileIsGoneAfterwards() throws Exception {
        TestEnvironments.set("environments: [{name: staging, cluster: {credentialsId: prod, context: prod}}]\n");
        store(CredentialsScope.SYSTEM);
        tools.with(
                "kubectl",
                "cp \"$KUBECONFIG\" " + folder.getRoot() + "/seen; echo \"$KUBECONFIG\" >" + folder.getRoot()
                        + "/path; echo refused >&2; exit 1");

        WorkflowRun run =
                build(Result.FAILURE, "helmDeploy id: 'st', release: 'api', chart: 'chart', environment: 'staging'");

        JENKINS.assertLogContains("names a cluster that does not answer, so nothing was applied", run);
        assertThat(folder.getRoot().toPath().resolve("seen")).content().contains("t0psecret");
        Path path = Path.of(
                Files.readString(folder.getRoot().toPath().resolve("path")).strip());
        String workspace = JENKINS.jenkins.getWorkspaceFor(run.getParent()).getRemote();
        assertThat(path.toString()).startsWith(workspace + "@tmp/");
        assertThat(path).doesNotExist();
        assertThat(path.getParent()).doesNotExist();
        assertNothingHolds("t0psecret", run.getRootDir());
    }

    @Test
    public void aCredentialThatJobsCanBindIsRefusedForAProtectedEnvironment() throws Exception {
        TestEnvironments.set(
                """
                environments:
                  - {name: production, jobs: [x], cluster: {credentialsId: prod}}
                """);
        store(CredentialsScope.GLOBAL);

        WorkflowRun run = build(
                Result.FAILURE, "helmDeploy id: 'prod', release: 'api', chart: 'chart', environment: 'production'");

        JENKINS.assertLogContains("has scope GLOBAL, so any job can bind it; give it the scope System", run);
    }

    @Test
    public void aJobCannotBindTheCredentialOfAProtectedEnvironment() throws Exception {
        store(CredentialsScope.SYSTEM);

        WorkflowRun run =
                build(Result.FAILURE, "withCredentials([file(credentialsId: 'prod', variable: 'F')]) { sh 'cat $F' }");

        JENKINS.assertLogContains("prod", run);
        JENKINS.assertLogNotContains("t0psecret", run);
    }

    @Test
    public void anEnvironmentThatSaysWhereItsToolsRunIsRefusedElsewhere() throws Exception {
        TestEnvironments.set("environments: [{name: production, runsOn: deployers}]\n");

        WorkflowRun run = build(
                Result.FAILURE, "helmDeploy id: 'prod', release: 'api', chart: 'chart', environment: 'production'");

        JENKINS.assertLogContains("run on 'deployers' only, and the built-in node has no such label", run);
        assertThat(tools.folder().resolve("helm.calls")).doesNotExist();
    }

    @Test
    public void thereTheToolsAndVariablesOfTheAgentHoldAndNotThoseOfTheJenkinsfile() throws Exception {
        TestEnvironments.set("environments: [{name: production, runsOn: deployers}]\n");
        Tools own = new Tools(folder.getRoot().toPath().resolve("own")).withHelm(IMAGE);
        Path helm = own.folder().resolve("helm");
        Files.writeString(
                helm, Files.readString(helm).replaceFirst("\n", "\nenv >>" + folder.getRoot() + "/variables\n"));
        JENKINS.createOnlineSlave(
                Label.get("deployers"),
                new EnvVars("PATH", own.folder() + ":" + System.getenv("PATH"), "HELM_DEBUG", "x"));
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                tools.pipeline("withEnv(['KUBECONFIG=/evil', 'HELM_KUBETOKEN=evil', 'LD_PRELOAD_NOT=evil']) {\n" + CHART
                                + "helmDeploy id: 'prod', release: 'api', chart: 'chart', environment: 'production' }")
                        .replace("node('built-in')", "node('deployers')"),
                true));

        WorkflowRun run = JENKINS.buildAndAssertStatus(Result.SUCCESS, job);

        JENKINS.assertLogContains("REHEARSAL", run);
        assertThat(own.folder().resolve("helm.calls")).content().contains("template api");
        assertThat(tools.folder().resolve("helm.calls")).doesNotExist();
        assertThat(folder.getRoot().toPath().resolve("variables"))
                .content()
                .doesNotContain("evil")
                .doesNotContain("HELM_DEBUG")
                .contains("HELM_DATA_HOME=");
    }

    private static void store(CredentialsScope scope) throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new FileCredentialsImpl(
                        scope,
                        "prod",
                        "cluster",
                        "kubeconfig",
                        SecretBytes.fromBytes(KUBECONFIG.getBytes(StandardCharsets.UTF_8))));
    }

    private static void assertNothingHolds(String secret, File folder) throws Exception {
        for (Path file : FilesInUse.below(folder.toPath())) {
            assertThat(FilesInUse.content(file)).as(file.toString()).doesNotContain(secret);
        }
    }

    private WorkflowRun build(Result expected, String body) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(tools.pipeline(CHART + body), true));
        return JENKINS.buildAndAssertStatus(expected, job);
    }
}
