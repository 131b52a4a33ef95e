package io.jenkins.plugins.mldeploy.jenkins.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
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

    @Test
    public void signsWithASecretThatTheJobMayUseAndWithNoOther() throws Exception {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(256);
        String key = Base64.getMimeEncoder()
                .encodeToString(keys.generateKeyPair().getPrivate().getEncoded());
        String pem = "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----";
        CredentialsStore store =
                CredentialsProvider.lookupStores(JENKINS.jenkins).iterator().next();
        for (CredentialsScope scope : List.of(CredentialsScope.GLOBAL, CredentialsScope.SYSTEM)) {
            store.addCredentials(
                    Domain.global(),
                    new StringCredentialsImpl(
                            scope, "key-" + scope.name().toLowerCase(Locale.ROOT), null, Secret.fromString(pem)));
        }
        String call = "echo \"signature=${generateSbom(targets: [[file: 'api.cdx.json']], sign: '%s').signature}\"";

        WorkflowRun run = build(Result.SUCCESS, INPUT.formatted("MIT") + call.formatted("key-global"));
        JENKINS.assertLogContains("signature=sbom/application.cdx.json.sigstore.json", run);
        assertThat(JENKINS.jenkins
                        .getWorkspaceFor(run.getParent())
                        .child("sbom/application.cdx.json.sigstore.json")
                        .readToString())
                .contains("messageSignature");
        JENKINS.assertLogNotContains(key.substring(0, 60), run);

        // A system credential is the suite's or the administrator's: no job signs in their name.
        WorkflowRun refused = build(Result.FAILURE, INPUT.formatted("MIT") + call.formatted("key-system"));
        JENKINS.assertLogContains("SIGNING_KEY_ABSENT", refused);
    }

    private WorkflowRun build(Result expected, String body) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        Tools tools = new Tools(folder.getRoot().toPath());
        job.setDefinition(new CpsFlowDefinition(tools.pipeline(body), true));
        return JENKINS.buildAndAssertStatus(expected, job);
    }
}
