package io.jenkins.plugins.mldeploy.jenkins.scan;

import hudson.model.Result;
import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

public class ContainerScanStepTest {
    private static final String DIGEST = "sha256:" + "b".repeat(64);

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Tools tools;

    @Before
    public void hasAFolderForPrograms() {
        tools = new Tools(folder.getRoot().toPath().resolve("bin"));
    }

    @Test
    public void aReadyReportIsJudgedOnTheAgentThatHasIt() throws Exception {
        WorkflowRun run = build(
                Result.UNSTABLE,
                """
                writeFile file: 'trivy.json', text: '''{"SchemaVersion": 2, "ArtifactName": "api", "ArtifactType": "container_image",
                  "Results": [{"Target": "api (debian 12)", "Class": "os-pkgs", "Type": "debian", "Vulnerabilities": [
                    {"VulnerabilityID": "CVE-2024-0001", "PkgName": "openssl", "InstalledVersion": "1", "Severity": "HIGH"},
                    {"VulnerabilityID": "CVE-2024-0002", "PkgName": "zlib", "InstalledVersion": "1", "Severity": "LOW"}]}]}'''
                def r = containerScan input: 'trivy.json',
                  qualityGates: [[metric: 'total.high', threshold: 0, direction: 'LOWER', criticality: 'UNSTABLE']]
                echo "high=${r.high} low=${r.low} status=${r.status}"
                """);

        JENKINS.assertLogContains("high=1 low=1 status=UNSTABLE", run);
    }

    @Test
    public void anErrorDocumentIsNeverZeroFindings() throws Exception {
        WorkflowRun run = build(
                Result.FAILURE,
                "writeFile file: 'trivy.json', text: '{\"error\": \"no database\"}'\ncontainerScan input: 'trivy.json'");

        JENKINS.assertLogNotContains("0 findings", run);
    }

    @Test
    public void anImageNameReachesTheScannerAsOneWord() throws Exception {
        tools.with(
                "trivy",
                "[ \"$1\" != --version ] || { echo 'Version: 0.60.0'; exit 0; }; for a in \"$@\"; do echo \"<$a>\" >>"
                        + folder.getRoot() + "/argv; done; echo 'fatal error: refused' >&2; exit 1");

        WorkflowRun run = build(
                Result.UNSTABLE,
                "containerScan image: 'reg.example/api@" + DIGEST + "', scanner: 'trivy', onError: 'UNSTABLE'");

        JENKINS.assertLogContains("fatal error: refused", run);
        org.assertj.core.api.Assertions.assertThat(folder.getRoot().toPath().resolve("argv"))
                .content()
                .contains("<reg.example/api@" + DIGEST + ">");
    }

    @Test
    public void anImageNameThatIsACommandIsRefused() throws Exception {
        WorkflowRun run = build(Result.FAILURE, "containerScan image: 'x; touch pwned', scanner: 'trivy'");

        JENKINS.assertLogContains("image", run);
        org.assertj.core.api.Assertions.assertThat(JENKINS.jenkins
                        .getWorkspaceFor(run.getParent())
                        .child("pwned")
                        .exists())
                .isFalse();
    }

    private WorkflowRun build(Result expected, String body) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(tools.pipeline(body), true));
        return JENKINS.buildAndAssertStatus(expected, job);
    }
}
