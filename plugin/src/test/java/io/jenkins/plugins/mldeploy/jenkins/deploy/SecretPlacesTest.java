package io.jenkins.plugins.mldeploy.jenkins.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.mldeploy.jenkins.host.FilesInUse;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;

/** Where a secret may not be: in the log, in any file that Jenkins keeps in clear text, in the arguments of a process, in the workspace. */
public class SecretPlacesTest {
    private static final String TOKEN = "t0psecret-of-the-cluster";
    private static final String BOUND = "t0psecret-that-is-bound";
    private static final String KUBECONFIG =
            """
            apiVersion: v1
            kind: Config
            current-context: prod
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            contexts: [{name: prod, context: {cluster: c, user: deployer}}]
            users: [{name: deployer, user: {token: %s}}]
            """
                    .formatted(TOKEN);

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @After
    public void forget() {
        TestEnvironments.set("");
        SystemCredentialsProvider.getInstance().getCredentials().clear();
    }

    @Test
    public void noSecretIsInALogAFileOrTheArgumentsOfAProcess() throws Exception {
        TestEnvironments.set("environments: [{name: staging, cluster: {credentialsId: prod, context: prod}}]\n");
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new FileCredentialsImpl(
                        CredentialsScope.SYSTEM,
                        "prod",
                        "",
                        "kubeconfig",
                        SecretBytes.fromBytes(KUBECONFIG.getBytes(StandardCharsets.UTF_8))));
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, "bound", "", Secret.fromString(BOUND)));
        Path seen = folder.getRoot().toPath().resolve("seen");
        Tools tools = new Tools(folder.getRoot().toPath().resolve("bin"))
                .withHelm("registry.example/api@sha256:" + "a".repeat(64));
        // Has the credential, and repeats it where programs complain; and looks at every process of this machine.
        tools.with(
                "kubectl",
                "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' >>" + seen + "\n"
                        + "grep -q " + TOKEN.substring(0, 9) + " \"$KUBECONFIG\" && echo had >>" + seen + "\n"
                        + "echo refused >&2; exit 1");
        tools.with("test-tool", "echo \"token is $T\"; echo \"token is $T\" >&2; exit 1");
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                tools.pipeline(
                        """
                        writeFile file: 'chart/Chart.yaml', text: 'apiVersion: v2\\nname: api\\nversion: 1.0.0\\n'
                        catchError(buildResult: 'SUCCESS') {
                          helmDeploy id: 'st', release: 'api', chart: 'chart', environment: 'staging'
                        }
                        withCredentials([string(credentialsId: 'bound', variable: 'T')]) {
                          catchError(buildResult: 'SUCCESS') { mlTest id: 'unit', command: 'test-tool', testResults: 'none/*.xml' }
                        }"""),
                true));

        WorkflowRun run = JENKINS.buildAndAssertStatus(Result.SUCCESS, job);

        assertThat(seen).content().contains("had").contains("kubectl");
        assertThat(seen).content().doesNotContain(TOKEN).doesNotContain(BOUND);
        JENKINS.assertLogContains("token is ****", run);
        JENKINS.assertLogNotContains(TOKEN, run);
        JENKINS.assertLogNotContains(BOUND, run);
        assertNoFileHolds(JENKINS.jenkins.getRootDir().toPath());
    }

    /** Logs, config.xml, build.xml, the saved program, the journal, the workspace and what is beside it. */
    private static void assertNoFileHolds(Path home) throws IOException {
        List<Path> files = FilesInUse.below(home).stream()
                .filter(file -> !file.startsWith(home.resolve("plugins")) && !file.startsWith(home.resolve("war")))
                .toList();
        assertThat(files).anyMatch(file -> file.endsWith("build.xml"));
        for (Path file : files) {
            String content = FilesInUse.content(file);
            assertThat(content.contains(TOKEN) || content.contains(BOUND))
                    .as(file.toString())
                    .isFalse();
        }
    }
}
