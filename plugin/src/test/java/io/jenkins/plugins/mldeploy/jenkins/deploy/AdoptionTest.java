package io.jenkins.plugins.mldeploy.jenkins.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.TestEnvironments;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;

/** Releases that ran before the plugin was installed. */
public class AdoptionTest {
    private static final String CHART =
            "writeFile file: 'chart/Chart.yaml', text: 'apiVersion: v2\\nname: api\\nversion: 1.0.0\\n'\n";
    private static final String KUBECONFIG =
            """
            apiVersion: v1
            kind: Config
            current-context: prod
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            contexts: [{name: prod, context: {cluster: c, user: deployer}}]
            users: [{name: deployer, user: {token: t0psecret}}]
            """;
    private static final String DEPLOY =
            "helmDeploy id: 'st', environment: 'staging', release: 'api', chart: 'chart', timeout: '30s'";

    @Rule
    public final JenkinsRule jenkins = new JenkinsRule();

    {
        // A busy machine starts its first Jenkins in minutes.
        jenkins.timeout = 600;
    }

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private PlayedCluster cluster;

    @Before
    public void runsAlready() throws Exception {
        cluster = PlayedCluster.in(folder.getRoot().toPath().resolve("cluster"));
        TestEnvironments.set("environments: [{name: staging}]\n");
    }

    @After
    public void forgets() {
        TestEnvironments.set("");
        SystemCredentialsProvider.getInstance().getCredentials().clear();
    }

    private WorkflowRun build(WorkflowJob job, Result expected, String body) throws Exception {
        job.setDefinition(new CpsFlowDefinition(cluster.tools().pipeline(CHART + body), true));
        return jenkins.buildAndAssertStatus(expected, job);
    }

    private static List<Entry> records() throws IOException {
        try (Stream<Entry> entries = SuiteHome.journal().find(EvidenceQuery.ofStep("helmDeploy"))) {
            return entries.toList();
        }
    }

    private static Object outcome(Entry entry) {
        return entry.evidence().details().get("outcome");
    }

    @Test
    public void anAdministratorAdoptsBeforeTheFirstDeploymentAndThePageShowsIt() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "moving-in");
        String adopt = "def r = helmDeploy environment: 'staging', adopt: true\n"
                + "echo \"outcome ${r.outcome} verdict ${r.verdict} status ${r.status} ${r.release}\"";

        WorkflowRun run = build(job, Result.SUCCESS, adopt);

        jenkins.assertLogContains("release 'api' was not deployed by this suite: revision 1 of 2026-01-01", run);
        jenkins.assertLogContains("outcome adopted verdict NOT_EVALUATED status SUCCESS api", run);
        jenkins.assertLogContains("outcome known", build(job, Result.SUCCESS, adopt));
        assertThat(cluster.calls("upgrade") + cluster.calls("rollback")).isZero();
        assertThat(records()).isNotEmpty().allSatisfy(entry -> {
            assertThat(outcome(entry)).isEqualTo("adopted");
            assertThat(entry.evidence().verdict()).isEqualTo(Verdict.NOT_EVALUATED);
            assertThat(entry.evidence().origin().display()).isEqualTo("moving-in #1");
        });
        assertThat(dom("mldeploy/"))
                .contains("adopted, not deployed by this suite")
                .contains("revision 1, deployed")
                .contains("chart api 1.0.0")
                .contains("registry.example/api@sha256:000");
        assertThat(dom(run.getUrl() + "mldeploy/"))
                .contains("was not deployed by this suite", "which helm calls deployed");
    }

    @Test
    public void theFirstDeploymentAdoptsByItselfAndCanBeTakenBack() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "shop");

        WorkflowRun run = build(job, Result.SUCCESS, DEPLOY);

        jenkins.assertLogContains("recorded as it was found, before anything is changed", run);
        assertThat(records().stream().map(AdoptionTest::outcome).distinct()).containsExactly("deployed", "adopted");
        WorkflowRun back = build(
                job,
                Result.SUCCESS,
                "helmDeploy id: 'st', environment: 'staging', release: 'api', rollbackTo: 'previous'");
        jenkins.assertLogContains("goes back to what was adopted as st-1-", back);
        assertThat(cluster.revisions()).containsExactly("1 superseded", "2 superseded", "3 deployed");
    }

    @Test
    public void whatIsFailedIsNeverTakenForGood() throws Exception {
        cluster.history("1 superseded 2026-01-01T00:00:00Z", "2 failed 2026-01-02T00:00:00Z");
        Files.copy(
                folder.getRoot().toPath().resolve("cluster/manifest.1"),
                folder.getRoot().toPath().resolve("cluster/manifest.2"));

        WorkflowRun run = build(
                jenkins.createProject(WorkflowJob.class),
                Result.UNSTABLE,
                "helmDeploy environment: 'staging', release: 'api', adopt: true");

        jenkins.assertLogContains("which helm calls failed", run);
        assertThat(records()).allSatisfy(entry -> assertThat(outcome(entry)).isEqualTo("doubtful"));
        assertThat(dom("mldeploy/")).contains("what runs is not certain");
    }

    @Test
    public void aJobThatMayNotDeployThereDoesNotGetTheCredentialToLookEither() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new FileCredentialsImpl(
                        CredentialsScope.SYSTEM,
                        "prod",
                        "cluster",
                        "kubeconfig",
                        SecretBytes.fromBytes(KUBECONFIG.getBytes(StandardCharsets.UTF_8))));
        TestEnvironments.set(
                "environments: [{name: production, jobs: [shop/main], cluster: {credentialsId: prod, context: prod}}]\n");
        File seen = new File(folder.getRoot(), "seen");
        for (String tool : List.of("helm", "kubectl")) {
            Path program = cluster.tools().folder().resolve(tool);
            Files.writeString(
                    program,
                    Files.readString(program).replaceFirst("\n", "\ncat \"\\$KUBECONFIG\" >>" + seen + " 2>&1\n"));
        }

        WorkflowRun run = build(
                jenkins.createProject(WorkflowJob.class, "elsewhere"),
                Result.FAILURE,
                "helmDeploy environment: 'production', adopt: true");

        jenkins.assertLogContains("nothing in the cluster was looked at", run);
        jenkins.assertLogContains("'elsewhere' may not deploy to 'production'", run);
        assertThat(Files.readString(seen.toPath())).doesNotContain("t0psecret");
        assertThat(cluster.calls("history") + cluster.calls("get")).isZero();
        assertThat(records()).isEmpty();
    }

    /** What a real browser makes of a page; with {@code -Dpictures=FOLDER} it is also photographed. */
    private String dom(String page) throws Exception {
        String chromium = Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .filter(path -> Files.isExecutable(Path.of(path)))
                .findFirst()
                .orElse(null);
        Assume.assumeNotNull(chromium);
        String pictures = System.getProperty("pictures");
        if (pictures != null) {
            look(
                    chromium,
                    page,
                    "--window-size=1200,1400",
                    "--screenshot=" + pictures + "/" + outcome(records().get(0)) + "-"
                            + page.replaceAll("[^a-z0-9]+", "-") + ".png");
        }
        return look(chromium, page, "--dump-dom");
    }

    private String look(String chromium, String page, String... how) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                chromium,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--virtual-time-budget=10000",
                "--user-data-dir=" + jenkins.jenkins.getRootDir() + "/chromium"));
        command.addAll(List.of(how));
        command.add(jenkins.getURL() + page);
        Process browser = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String dom = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(browser.waitFor()).isZero();
        return dom;
    }
}
