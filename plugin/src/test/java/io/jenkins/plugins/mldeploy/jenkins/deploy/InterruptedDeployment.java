package io.jenkins.plugins.mldeploy.jenkins.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.jenkins.host.Eventually;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** Where a deployment is when its controller goes away, and how it has to end afterwards. */
enum InterruptedDeployment {
    /** The environment let it in; nothing was written. */
    ADMITTED("history", "SUCCESS", "deployed", "1 superseded", "2 deployed"),
    /** Helm began, and did not write yet. */
    BEFORE_APPLY("before-apply", "SUCCESS", "deployed", "1 superseded", "2 deployed"),
    /** Helm wrote, and waits for the pods. */
    AFTER_APPLY("after-apply", "SUCCESS", "deployed", "1 superseded", "2 deployed"),
    /** Another helm is at the release. */
    WAITING(null, "SUCCESS", "deployed", "1 superseded", "2 superseded", "3 deployed"),
    /** The new version was bad, and helm goes back. */
    ROLLING_BACK("rolling-back", "FAILURE", "rolledBack", "1 superseded", "2 failed", "3 deployed");

    private static final String ENVIRONMENTS =
            "environments: [{name: staging, cluster: {credentialsId: cluster, namespaces: [shop]}}]\n";
    private static final String KUBECONFIG =
            """
            apiVersion: v1
            kind: Config
            current-context: c
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
            contexts: [{name: c, context: {cluster: c, user: u}}]
            users: [{name: u, user: {token: t0psecret}}]
            """;

    private final String place;
    private final String result;
    private final String outcome;
    private final List<String> revisions;

    InterruptedDeployment(String place, String result, String outcome, String... revisions) {
        this.place = place;
        this.result = result;
        this.outcome = outcome;
        this.revisions = List.of(revisions);
    }

    /** Kept by the controller, over its restarts. */
    static void prepare(JenkinsRule jenkins) throws Exception {
        jenkins.jenkins.setNumExecutors(values().length);
        MlDeploymentConfiguration.get().replace(ENVIRONMENTS, "", "");
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new FileCredentialsImpl(
                        CredentialsScope.SYSTEM,
                        "cluster",
                        null,
                        "kubeconfig",
                        SecretBytes.fromBytes(KUBECONFIG.getBytes(StandardCharsets.UTF_8))));
        SystemCredentialsProvider.getInstance().save();
    }

    /** Files below a folder that hold the credential as it is; the folder itself when it changed while it was looked at. */
    static List<Path> holding(Path home) throws IOException {
        try {
            return look(home);
        } catch (NoSuchFileException | UncheckedIOException e) {
            return List.of(home);
        }
    }

    private static List<Path> look(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            List<Path> holding = new ArrayList<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("t0psecret")) {
                    holding.add(file);
                }
            }
            return holding;
        }
    }

    private String job() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private PlayedCluster cluster(Path root) {
        return new PlayedCluster(root.resolve(job()));
    }

    /** Starts the run, and waits until it is there. */
    void begin(JenkinsRule jenkins, Path root) throws Exception {
        PlayedCluster cluster = PlayedCluster.in(root.resolve(job()));
        if (place != null) {
            cluster.hold(place);
        }
        if (this == WAITING) {
            cluster.pending();
        }
        if (this == ROLLING_BACK) {
            cluster.bad();
        }
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, job());
        job.setDefinition(new CpsFlowDefinition(
                cluster.tools()
                        .pipeline(
                                "writeFile file: 'chart/Chart.yaml', text: 'apiVersion: v2\\nname: api\\nversion: 1.0.0\\n'\n"
                                        + "helmDeploy id: 'd', release: '" + job()
                                        + "', chart: 'chart', environment: 'staging'"),
                true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        if (place == null) {
            jenkins.waitForMessage("waits until its time is up", run);
            return;
        }
        Eventually.holds(job() + " reaches " + place, () -> cluster.reached(place) || !run.isBuilding());
        assertThat(run.isBuilding()).as(job() + " is still at it").isTrue();
    }

    /** While no controller is there, what it waits for happens. */
    void goOn(Path root) throws IOException {
        PlayedCluster cluster = cluster(root);
        if (place != null) {
            cluster.letGo(place);
        } else {
            cluster.history("1 superseded 2026-01-01T00:00:00Z", "2 deployed 2026-01-02T00:00:00Z");
            Files.copy(cluster.folder().resolve("manifest.1"), cluster.folder().resolve("manifest.2"));
        }
    }

    /** It ended as it should, with one upgrade and one rollback at most, and its outcome is recorded once. */
    void ends(JenkinsRule jenkins, Path root) throws Exception {
        WorkflowRun run = run(jenkins);
        jenkins.assertBuildStatus(Result.fromString(result), jenkins.waitForCompletion(run));
        assertThat(cluster(root).revisions()).as(job()).isEqualTo(revisions);
        cluster(root).assertOneUpgradeAndOneRollbackAtMost();
        try (Stream<Entry> records =
                SuiteHome.journal().find(EvidenceQuery.ofStep("helmDeploy").job(job()))) {
            assertThat(records.map(entry -> entry.evidence().details().get("outcome") + " "
                            + entry.evidence().subject()))
                    .as(job() + " records")
                    .isNotEmpty()
                    // One for each of its subjects.
                    .doesNotHaveDuplicates()
                    // What was there before was found first, and is recorded, too: as it is, or as doubtful while
                    // somebody's helm is at it.
                    .allMatch(record -> record.startsWith(outcome)
                            || record.startsWith("adopted ")
                            || record.startsWith("doubtful "))
                    .anyMatch(record -> record.startsWith(outcome));
        }
    }

    WorkflowRun run(JenkinsRule jenkins) {
        return jenkins.jenkins.getItemByFullName(job(), WorkflowJob.class).getBuildByNumber(1);
    }

    /** What was running runs again, and the record says so. */
    void assertWentBack(Path root) throws Exception {
        List<String> now = cluster(root).revisions();
        assertThat(now.get(now.size() - 1)).isEqualTo("3 deployed");
        assertThat(Files.readString(cluster(root).folder().resolve("manifest.3")))
                .isEqualTo(Files.readString(cluster(root).folder().resolve("manifest.1")));
        cluster(root).assertOneUpgradeAndOneRollbackAtMost();
        assertThat(SuiteHome.journal()
                        .latest(EvidenceQuery.ofStep("helmDeploy").job(job()))
                        .orElseThrow()
                        .evidence()
                        .details())
                .containsEntry("outcome", "rolledBack");
    }
}
