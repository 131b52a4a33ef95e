package io.jenkins.plugins.mldeploy.jenkins.scan;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Result;
import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import net.sf.json.JSONObject;
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

/** A scanner, or a generator of a bill of materials, that has to log in to the registry of its image. */
public class RegistryLoginTest {
    private static final String IMAGE = "image: 'registry.example:5000/api@sha256:" + "a".repeat(64) + "'";
    private static final String SCAN = "containerScan " + IMAGE + ", scanner: 'grype', registryCredentialsId: 'reg'";
    private static final String SBOM = "writeFile file: 'src/x', text: ''\ngenerateSbom targets: [[dir: 'src'], ["
            + IMAGE + "]], generator: 'syft', registryCredentialsId: 'reg'";

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Tools tools;
    private Path seen;

    @Before
    public void hasAScanner() throws Exception {
        seen = folder.newFolder("seen").toPath();
        tools = new Tools(folder.getRoot().toPath().resolve("bin"));
        for (String program : List.of("grype", "syft")) {
            tools.with(
                    program,
                    """
                        if [ "$1" = --version ]; then echo "0.120.0"; test -z "$DOCKER_CONFIG"; exit; fi
                        case "$*" in *dir:*)
                          test -z "$DOCKER_CONFIG" || touch %1$s/given-to-a-directory
                          for last; do :; done
                          echo '{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1}' >"${last#*=}"; exit ;;
                        esac
                        cp "$DOCKER_CONFIG/config.json" %1$s/config.json
                        cmp "$DOCKER_CONFIG/config.json" "$REGISTRY_AUTH_FILE" || exit 9
                        ls -l "$DOCKER_CONFIG/config.json" | cut -c1-10 >%1$s/mode
                        echo "$DOCKER_CONFIG" >%1$s/path
                        echo "1 error occurred: unauthorized" >&2
                        exit 1"""
                            .formatted(seen));
        }
    }

    @After
    public void forgetsTheCredential() {
        SystemCredentialsProvider.getInstance().getCredentials().clear();
    }

    @Test
    public void findsTheLoginInAFileOfItsOwnThatGoesWithIt() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.GLOBAL, "reg", "registry", "robot", "p4ss-of-the-registry"));

        for (String call : List.of(SCAN, SBOM)) {
            findsTheLogin(run(call));
        }
        assertThat(seen.resolve("given-to-a-directory")).doesNotExist();
    }

    private void findsTheLogin(WorkflowRun run) throws Exception {
        JSONObject config = JSONObject.fromObject(Files.readString(seen.resolve("config.json")));
        assertThat(config.getJSONObject("auths")
                        .getJSONObject("registry.example:5000")
                        .getString("auth"))
                .isEqualTo(Base64.getEncoder()
                        .encodeToString("robot:p4ss-of-the-registry".getBytes(StandardCharsets.UTF_8)));
        assertThat(seen.resolve("mode")).hasContent("-rw-------");
        assertThat(Path.of(Files.readString(seen.resolve("path")).strip())).doesNotExist();
        JENKINS.assertLogNotContains("p4ss-of-the-registry", run);
        JENKINS.assertLogContains("unauthorized", run);
        Files.delete(seen.resolve("config.json"));
    }

    @Test
    public void withoutThatCredentialNothingIsScannedAndTheLogSaysWhy() throws Exception {
        for (String call : List.of(SCAN, SBOM)) {
            JENKINS.assertLogContains("there is no credential 'reg' for a registry that this job may use", run(call));
            assertThat(seen.resolve("config.json")).doesNotExist();
        }
    }

    /** Of scope System: for Jenkins itself, not for jobs. */
    @Test
    public void aCredentialThatJobsMayNotUseIsNone() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new UsernamePasswordCredentialsImpl(
                        CredentialsScope.SYSTEM, "reg", "registry", "robot", "p4ss-of-the-registry"));

        JENKINS.assertLogContains("there is no credential 'reg'", run(SCAN));
        assertThat(seen.resolve("config.json")).doesNotExist();
    }

    private WorkflowRun run(String call) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(tools.pipeline(call), true));
        return JENKINS.buildAndAssertStatus(Result.FAILURE, job);
    }
}
