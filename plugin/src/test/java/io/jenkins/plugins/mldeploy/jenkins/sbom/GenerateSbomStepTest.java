package io.jenkins.plugins.mldeploy.jenkins.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

public class GenerateSbomStepTest {
    private static final String INPUT =
            """
            writeFile file: 'api.cdx.json', text: '''{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
              "metadata": {"component": {"type": "container", "name": "api", "bom-ref": "root"}},
              "components": [{"type": "library", "name": "requests", "version": "2.32.0", "bom-ref": "r",
                "purl": "pkg:pypi/requests@2.32.0", "licenses": [{"license": {"id": "%s"}}]}],
              "dependencies": [{"ref": "root", "dependsOn": ["r"]}]}'''
            """;

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void mergesOnTheAgentAndReturnsWhereTheFileIs() throws Exception {
        WorkflowRun run = build(
                Result.SUCCESS,
                INPUT.formatted("Apache-2.0")
                        + """
                          def r = generateSbom targets: [[file: 'api.cdx.json']]
                          echo "components=${r.componentCount} file=${r.file}"
                          """);

        JENKINS.assertLogContains("components=", run);
        String file = run.getLog()
                .lines()
                .filter(line -> line.contains("components="))
                .findFirst()
                .orElseThrow()
                .replaceFirst(".* file=", "");
        assertThat(JENKINS.jenkins.getWorkspaceFor(run.getParent()).child(file).readToString())
                .contains("pkg:pypi/requests@2.32.0");
    }

    @Test
    public void aDeniedLicenceFailsTheRunWithThePathToIt() throws Exception {
        WorkflowRun run = build(
                Result.FAILURE,
                INPUT.formatted("AGPL-3.0-only")
                        + "generateSbom targets: [[file: 'api.cdx.json']], licenses: [deny: ['AGPL-3.0-only']]");

        JENKINS.assertLogContains("AGPL-3.0-only", run);
        JENKINS.assertLogContains("requests", run);
    }

    private WorkflowRun build(Result expected, String body) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        Tools tools = new Tools(folder.getRoot().toPath());
        job.setDefinition(new CpsFlowDefinition(tools.pipeline(body), true));
        return JENKINS.buildAndAssertStatus(expected, job);
    }
}
