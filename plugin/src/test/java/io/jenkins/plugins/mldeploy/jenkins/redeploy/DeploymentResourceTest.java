package io.jenkins.plugins.mldeploy.jenkins.redeploy;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.Result;
import hudson.slaves.EnvironmentVariablesNodeProperty;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun.WebResponse;
import io.jenkins.plugins.mldeploy.jenkins.git.GitSources;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import io.jenkins.plugins.mldeploy.jenkins.policy.DeploymentPermissions;
import io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;

/** With a helm that only rehearses where there is no cluster, and a git repository of its own. */
public class DeploymentResourceTest {
    private static final String IMAGE = "registry.example/api@sha256:" + "a".repeat(64);
    private static final String ENVIRONMENTS =
            """
            teams: [{name: sre, users: [bob]}]
            environments:
              - name: staging
              - name: production
                jobs: [shop]
                branches: [main]
                approvers: [{group: sre, count: 1}]
            """;

    @Rule
    public JenkinsRule jenkins = new JenkinsRule();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    {
        // A busy machine starts its first Jenkins in minutes.
        jenkins.timeout = 900;
    }

    private WaitingRun world;
    private Tools tools;
    private GitSources sources;
    private String head;

    @Before
    public void people() throws Exception {
        world = new WaitingRun(jenkins);
        MlDeploymentConfiguration.get().replace(ENVIRONMENTS);
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ)
                .everywhere()
                .to("reader", "bob", "dora")
                .grant(DeploymentPermissions.APPROVE)
                .everywhere()
                .to("bob", "dora")
                .grant(DeploymentPermissions.DEPLOY)
                .everywhere()
                .to("dora", "bob"));
        tools = new Tools(folder.getRoot().toPath().resolve("bin")).withHelm(IMAGE);
        jenkins.jenkins
                .getGlobalNodeProperties()
                .add(new EnvironmentVariablesNodeProperty(new EnvironmentVariablesNodeProperty.Entry(
                        "PATH+FAKE", tools.folder().toString())));
    }

    /** A job whose Jenkinsfile lies in a repository with a chart. */
    private WorkflowJob job(String jenkinsfile) throws Exception {
        sources = new GitSources(folder.newFolder("sources"), jenkinsfile);
        head = sources.commit();
        return sources.in(jenkins.createProject(WorkflowJob.class, "shop"), "main");
    }

    private void somebodyPushes() throws Exception {
        sources.write("chart/Chart.yaml", "apiVersion: v2\nname: api\nversion: 2.0.0\n");
        sources.commit();
    }

    private static Map<String, Object> newest(String outcome) throws IOException {
        return entry(outcome).evidence().details();
    }

    private static Entry entry(String outcome) throws IOException {
        try (Stream<Entry> entries = SuiteHome.journal().find(EvidenceQuery.ofStep("helmDeploy"))) {
            return entries.filter(
                            entry -> outcome.equals(entry.evidence().details().get("outcome")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String message(WebResponse response) {
        return JSONObject.fromObject(response.getContentAsString()).getString("message");
    }

    private WorkflowRun lastOf(WorkflowJob job, int number) throws Exception {
        WaitingRun.until(() -> job.getBuildByNumber(number) != null);
        return job.getBuildByNumber(number);
    }

    private static String address(String deployment, String verb) {
        return "mldeploy/deployments/" + deployment + "/" + verb;
    }

    private static final String STAGING =
            "node('built-in') { checkout scm\n withEnv(['STAGE=one']) { helmDeploy id: 'st', environment: 'staging', release: 'api', chart: 'chart', image: '"
                    + IMAGE + "', dryRun: true } }";

    @Test
    public void aPlanIsPromotedAtItsOwnCommitByARunOfTheSameJob() throws Exception {
        WorkflowJob job = job(STAGING);
        world.finished(job.scheduleBuild2(0).waitForStart(), Result.SUCCESS);
        String plan = (String) newest("planned").get("deploymentId");
        somebodyPushes();

        assertThat(world.get("reader", "mldeploy/deployments/").getContentAsString())
                .isEqualTo("{\"offers\":[]}");
        assertThat(world.get("dora", "mldeploy/deployments/").getContentAsString())
                .contains("\"verb\":\"promote\"")
                .contains(plan);
        WebResponse asked = world.post("dora", address(plan, "promote"), null);
        assertThat(asked.getStatusCode()).as(asked.getContentAsString()).isEqualTo(201);
        assertThat(message(asked))
                .isEqualTo("asked for: deploy api to 'staging', as plan " + plan + " of shop #1 says");

        WorkflowRun run = lastOf(job, 2);
        world.finished(run, Result.SUCCESS);
        Entry entry = entry("rehearsed");
        assertThat(entry.evidence().origin().number()).isEqualTo(2);
        assertThat(entry.evidence().origin().commit()).isEqualTo(head);
        assertThat(entry.evidence().origin().branch()).isEqualTo("main");
        assertThat(entry.evidence().origin().fromScm()).isTrue();
        assertThat(entry.evidence().origin().requesters()).containsExactly("dora");
        assertThat(entry.evidence().details().get("planHash"))
                .isEqualTo(newest("planned").get("planHash"));
        jenkins.assertLogContains("Asked for: deploy api to 'staging'", run);

        WebResponse again = world.post("dora", address(plan, "promote"), null);
        assertThat(again.getStatusCode()).isEqualTo(409);
        assertThat(message(again)).startsWith("CHANGED_SINCE: since then shop #2");
        assertThat(job.getLastBuild().getNumber()).isEqualTo(2);
    }

    private static final String PRODUCTION =
            "node('built-in') { checkout scm\n helmDeploy id: 'prod', environment: 'production', release: 'api', chart: 'chart', image: '"
                    + IMAGE + "' }";

    @Test
    public void whatWasRefusedIsRetriedOnceAndTheEnvironmentAsksItsPeople() throws Exception {
        WorkflowJob job = job(PRODUCTION);
        world.finished(job.scheduleBuild2(0).waitForStart(), Result.FAILURE);
        String refused = (String) newest("refused").get("deploymentId");

        WebResponse first = world.post("dora", address(refused, "retry"), null);
        assertThat(first.getStatusCode()).as(first.getContentAsString()).isEqualTo(201);
        WebResponse second = world.post("dora", address(refused, "retry"), null);
        assertThat(second.getStatusCode()).isEqualTo(200);
        assertThat(message(second)).startsWith("is asked for already");
        WorkflowRun run = lastOf(job, 2);
        WaitingRun.until(() -> WaitingRun.gateOf(run) != null);
        String gate = run.getUrl() + "mldeploy/gates/" + WaitingRun.gateOf(run).id();
        assertThat(WaitingRun.gateOf(run).opening().requesters()).containsExactly("dora");
        assertThat(world.post("dora", address(refused, "retry"), null).getStatusCode())
                .as("it is still at work")
                .isEqualTo(200);

        assertThat(world.post("bob", gate + "/approve", "{}").getStatusCode()).isEqualTo(200);
        world.finished(run, Result.SUCCESS);
        assertThat(newest("rehearsed").get("approvers").toString()).contains("bob");
        assertThat(job.getLastBuild().getNumber()).isEqualTo(2);
    }

    @Test
    public void whoAsksForIsARequesterAndMayNotApproveItNorMayWhoStartedTheRunThatIsRepeated() throws Exception {
        WorkflowJob job = job(PRODUCTION);
        WorkflowRun first;
        try (hudson.security.ACLContext as =
                hudson.security.ACL.as2(hudson.model.User.getById("bob", true).impersonate2())) {
            first = job.scheduleBuild2(0, new hudson.model.CauseAction(new hudson.model.Cause.UserIdCause()))
                    .waitForStart();
        }
        world.finished(first, Result.FAILURE);
        String refused = (String) newest("refused").get("deploymentId");

        world.post("dora", address(refused, "retry"), null);
        WorkflowRun run = lastOf(job, 2);
        WaitingRun.until(() -> WaitingRun.gateOf(run) != null);
        String gate = run.getUrl() + "mldeploy/gates/" + WaitingRun.gateOf(run).id();

        WebResponse own = world.post("bob", gate + "/approve", "{}");
        assertThat(own.getStatusCode()).isEqualTo(403);
        assertThat(message(own)).contains("requester may not approve");
        assertThat(WaitingRun.gateOf(run).opening().requesters()).containsExactlyInAnyOrder("dora", "bob");
        run.doStop();
        jenkins.waitForCompletion(run);
    }

    /** A helm and a kubectl that know one release, at its second revision. */
    private void hasACluster() throws Exception {
        String manifest =
                "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: api}\nspec: {template: {spec: {containers: [{name: api, image: \""
                        + IMAGE + "\"}]}}}\n";
        String revision =
                "{\"revision\": %d, \"updated\": \"2026-11-25T10:00:00Z\", \"status\": \"%s\", \"chart\": \"api-1.0.0\", \"app_version\": \"1\", \"description\": \"\"}";
        Files.writeString(tools.folder().resolve("manifest"), manifest);
        Files.writeString(
                tools.folder().resolve("history"),
                "[" + revision.formatted(1, "superseded") + "," + revision.formatted(2, "deployed") + "]");
        Files.writeString(
                tools.folder().resolve("after"),
                "[" + revision.formatted(1, "superseded") + "," + revision.formatted(2, "superseded") + ","
                        + revision.formatted(3, "deployed") + "]");
        tools.with(
                "helm",
                """
                cd %s; echo "$@" >>helm.calls
                case $1 in
                  version) printf v3.19.0 ;;
                  history) cat history ;;
                  get) cat manifest ;;
                  rollback) cp after history; echo "Rollback was a success! Happy Helming!" ;;
                  list) echo '[]' ;;
                esac"""
                        .formatted(tools.folder()));
        tools.with("kubectl", "case $1 in version) echo '{\"serverVersion\": {\"gitVersion\": \"v1.34.0\"}}' ;; esac");
    }

    /** As a deployment of that run would have been recorded. */
    private void recorded(int run, String id, int revision) throws Exception {
        SuiteHome.journal()
                .append(new Evidence(
                        Subject.image("sha256:" + "a".repeat(64)),
                        "helmDeploy",
                        "st",
                        Verdict.PASS,
                        Map.of(),
                        List.of(),
                        Map.of(
                                "environment", "staging",
                                "deploymentId", id,
                                "outcome", "deployed",
                                "unit", "api",
                                "namespace", "default",
                                "images", List.of(IMAGE),
                                "releases",
                                        List.of(Map.of(
                                                "release", "api", "revision", revision, "images", List.of(IMAGE)))),
                        Map.of(),
                        new Origin("shop", run, head, "main", true, List.of("ada")),
                        Instant.parse("2026-11-25T10:00:00Z").plusSeconds(run)));
    }

    @Test
    public void aRollbackNeedsNoMoreThanTheJournalAndHappensOnce() throws Exception {
        WorkflowJob job = job("error 'this Jenkinsfile is broken'");
        job.updateNextBuildNumber(3);
        hasACluster();
        recorded(1, "st-1-aaaaaaaa", 1);
        recorded(2, "st-2-bbbbbbbb", 2);

        WebResponse asked = world.post("dora", address("st-2-bbbbbbbb", "rollback"), null);
        assertThat(asked.getStatusCode()).as(asked.getContentAsString()).isEqualTo(201);
        WorkflowRun run = lastOf(job, 3);
        world.finished(run, Result.SUCCESS);

        assertThat(tools.folder().resolve("helm.calls")).content().containsOnlyOnce("rollback api 1");
        Entry back = entry("deployed");
        assertThat(back.evidence().origin().number()).isEqualTo(3);
        assertThat(back.evidence().origin().commit()).isEqualTo(head);
        assertThat(back.evidence().origin().requesters()).containsExactly("dora");
        assertThat(back.evidence().details()).containsEntry("rollbackTo", "st-1-aaaaaaaa");
        assertThat(world.post("dora", address("st-2-bbbbbbbb", "rollback"), null)
                        .getStatusCode())
                .as("sent once more")
                .isEqualTo(409);
        assertThat(message(world.post("dora", address("st-1-aaaaaaaa", "rollback"), null)))
                .as("there is nothing before it")
                .startsWith("ROLLBACK_UNKNOWN");
    }

    @Test
    public void onlyWhoMayDeployAsksAndOnlyByPost() throws Exception {
        WorkflowJob job = job(PRODUCTION);
        world.finished(job.scheduleBuild2(0).waitForStart(), Result.FAILURE);
        String refused = (String) newest("refused").get("deploymentId");

        WebResponse reader = world.post("reader", address(refused, "retry"), null);
        assertThat(reader.getStatusCode()).isEqualTo(403);
        assertThat(message(reader)).isEqualTo("that takes the permission ML Deployment/Deploy for shop");
        assertThat(world.post("outsider", address(refused, "retry"), null).getStatusCode())
                .as("who may not read the job learns nothing")
                .isEqualTo(404);
        assertThat(world.post("dora", address("prod-9-abcdefgh", "retry"), null).getStatusCode())
                .isEqualTo(404);
        assertThat(world.get("dora", address(refused, "retry")).getStatusCode()).isEqualTo(405);
        assertThat(world.postWithoutCrumb("dora", address(refused, "retry"))).isEqualTo(403);
        assertThat(world.post("dora", address(refused, "rollback"), null).getStatusCode())
                .isEqualTo(409);
        job.makeDisabled(true);
        assertThat(message(world.post("dora", address(refused, "retry"), null))).startsWith("NOT_BUILDABLE");
        assertThat(job.getLastBuild().getNumber()).isEqualTo(1);
    }

    @Test
    public void aRunWhoseJenkinsfileWasTypedOrReplayedIsNeverRepeated() throws Exception {
        WorkflowJob job = job(PRODUCTION);
        job.setDefinition(new CpsFlowDefinition(
                PRODUCTION.replace("checkout scm", "git url: '" + sources.remote() + "', branch: 'main'"), true));
        world.finished(job.scheduleBuild2(0).waitForStart(), Result.FAILURE);
        String refused = (String) newest("refused").get("deploymentId");

        WebResponse answer = world.post("dora", address(refused, "retry"), null);

        assertThat(answer.getStatusCode()).isEqualTo(409);
        assertThat(message(answer)).startsWith("NOT_FROM_SCM");
    }

    @Test
    public void aCallThatIsNotRecordedInFullIsNotRepeated() throws Exception {
        WorkflowJob job = job(STAGING.replace("dryRun: true", "dryRun: true, set: [long: '" + "x".repeat(2000) + "']"));
        world.finished(job.scheduleBuild2(0).waitForStart(), Result.SUCCESS);
        String plan = (String) newest("planned").get("deploymentId");

        WebResponse answer = world.post("dora", address(plan, "promote"), null);
        assertThat(answer.getStatusCode()).isEqualTo(409);
        assertThat(message(answer)).contains("hold a secret or are too long");

        job.getLastBuild().delete();
        assertThat(message(world.post("dora", address(plan, "promote"), null))).contains("was deleted");
    }

    @Test
    public void theStepOfTheSuitesOwnProgramIsOfNoUseInAJenkinsfile() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "curious");
        job.setDefinition(new CpsFlowDefinition("requestedDeployment()", true));

        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        world.finished(run, Result.FAILURE);
        jenkins.assertLogContains("this run was not asked for", run);
    }
}
