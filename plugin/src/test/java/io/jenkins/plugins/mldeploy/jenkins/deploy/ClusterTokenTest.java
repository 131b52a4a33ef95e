package io.jenkins.plugins.mldeploy.jenkins.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.EnvVars;
import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.mldeploy.jenkins.host.FilesInUse;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
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

/** What helm and kubectl log in with on agents that the administrator controls. */
public class ClusterTokenTest {
    private static final String STORED = "e30."
            + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            "{\"sub\":\"system:serviceaccount:shop:mldeploy\"}".getBytes(StandardCharsets.UTF_8))
            + ".stored-signature";
    private static final String SHORT = "aaaa.bbbb.short-lived";

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private PlayedCluster cluster;
    private Path seen;
    private DumbSlave agent;

    @Before
    public void hasAnAgentWithItsOwnTools() throws Exception {
        cluster = PlayedCluster.in(folder.getRoot().toPath().resolve("cluster"));
        seen = folder.newFolder("seen").toPath();
        // What each program was given, before it does what it does.
        Tools own = new Tools(folder.getRoot().toPath().resolve("own"));
        own.with(
                "helm",
                "if [ -f \"$KUBECONFIG\" ]; then cat \"$KUBECONFIG\" >>" + seen + "/helm-$1; fi\nexec "
                        + cluster.tools().folder() + "/helm \"$@\"");
        kubectl("echo " + SHORT);
        agent = JENKINS.createOnlineSlave(
                Label.get("deployers"), new EnvVars("PATH", own.folder() + ":" + System.getenv("PATH")));
        TestEnvironments.set(
                """
                environments:
                  - {name: production, runsOn: deployers, cluster: {credentialsId: prod, context: prod, namespaces: [shop]}}
                """);
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new FileCredentialsImpl(
                        CredentialsScope.SYSTEM,
                        "prod",
                        "cluster",
                        "kubeconfig",
                        SecretBytes.fromBytes(
                                """
                                apiVersion: v1
                                kind: Config
                                current-context: other
                                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
                                contexts: [{name: prod, context: {cluster: c, user: deployer, namespace: shop}}]
                                users: [{name: deployer, user: {token: "%s"}}]
                                """
                                        .formatted(STORED)
                                        .getBytes(StandardCharsets.UTF_8))));
    }

    @After
    public void isForgotten() throws Exception {
        TestEnvironments.set("");
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        JENKINS.jenkins.removeNode(agent);
    }

    /** @param token what {@code kubectl create token} does */
    private void kubectl(String token) throws IOException {
        new Tools(folder.getRoot().toPath().resolve("own"))
                .with(
                        "kubectl",
                        "case \"$*\" in 'create token '*) echo \"$*\" >>" + seen + "/asked; cat \"$KUBECONFIG\" >>"
                                + seen
                                + "/create; " + token + "; exit ;; esac\n"
                                + "if [ -f \"$KUBECONFIG\" ]; then cat \"$KUBECONFIG\" >>" + seen
                                + "/kubectl-$1; fi\nexec "
                                + cluster.tools().folder() + "/kubectl \"$@\"");
    }

    private WorkflowRun deploy(Result expected) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                "node('deployers') { writeFile file: 'chart/Chart.yaml', text: 'apiVersion: v2\\nname: api\\nversion: 1.0.0\\n'\n"
                        + "helmDeploy id: 'd', release: 'api', chart: 'chart', environment: 'production' }",
                true));
        return JENKINS.buildAndAssertStatus(expected, job);
    }

    private String given(String program) throws IOException {
        return Files.readString(seen.resolve(program));
    }

    @Test
    public void helmAndKubectlGetATokenThatLivesForMinutes() throws Exception {
        WorkflowRun run = deploy(Result.SUCCESS);

        assertThat(cluster.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(given("create")).contains(STORED);
        for (String program : List.of("helm-upgrade", "helm-get", "kubectl-apply")) {
            assertThat(given(program)).as(program).contains(SHORT).doesNotContain("stored-signature");
        }
        // One lasts for several programs; the upgrade, which may take ten minutes, gets one that outlives it.
        assertThat(given("asked").lines())
                .hasSizeLessThanOrEqualTo(2)
                .allMatch(line -> line.startsWith("create token mldeploy --namespace shop --duration "));
        JENKINS.assertLogContains("helm and kubectl get a token that ends at ", run);
        JENKINS.assertLogNotContains(SHORT, run);
        assertNothingIsLeft(run);
    }

    @Test
    public void whereTheAccountMayNotTheStoredCredentialIsGivenAndTheLogSaysSo() throws Exception {
        kubectl("echo 'Error from server (Forbidden): serviceaccounts \"mldeploy\" is forbidden' >&2; exit 1");

        WorkflowRun run = deploy(Result.SUCCESS);

        assertThat(given("helm-upgrade")).contains(STORED);
        assertThat(given("asked").lines()).hasSize(1);
        JENKINS.assertLogContains(
                "helm and kubectl get the stored credential: kubectl create token ended with 1: Error from server (Forbidden)",
                run);
        assertNothingIsLeft(run);
    }

    @Test
    public void whatKubectlSaysInsteadOfATokenIsNoLogin() throws Exception {
        kubectl("echo 'token: nothing of the kind'");

        deploy(Result.SUCCESS);

        assertThat(given("helm-upgrade")).contains(STORED).doesNotContain("nothing of the kind");
    }

    /** Neither on the agent nor in what Jenkins keeps of the run. */
    private void assertNothingIsLeft(WorkflowRun run) throws Exception {
        List<Path> places =
                List.of(run.getRootDir().toPath(), Path.of(agent.getRootPath().getRemote()));
        for (Path place : places) {
            for (Path file : FilesInUse.below(place)) {
                assertThat(FilesInUse.content(file))
                        .as(file.toString())
                        .doesNotContain("stored-signature")
                        .doesNotContain(SHORT);
            }
        }
    }
}
