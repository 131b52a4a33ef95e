package io.jenkins.plugins.mldeploy.jenkins.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun.WebResponse;
import io.jenkins.plugins.mldeploy.jenkins.policy.DeploymentPermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.TestExtension;

public class GateResourceTest {
    @Rule
    public JenkinsRule jenkins = new JenkinsRule();

    {
        // A busy machine starts its first Jenkins in minutes.
        jenkins.timeout = 600;
    }

    private WaitingRun world;

    @Before
    public void people() throws Exception {
        world = new WaitingRun(jenkins);
    }

    private static String gate(WorkflowRun run) {
        return run.getUrl() + "mldeploy/gates/" + WaitingRun.gateOf(run).id() + "/";
    }

    private static String message(WebResponse response) {
        return JSONObject.fromObject(response.getContentAsString()).getString("message");
    }

    @Test
    public void twoPeopleOfTwoTeamsApproveAndTheRunGoesOn() throws Exception {
        WorkflowRun run = world.start();

        WebResponse bob = world.post("bob", gate(run) + "approve", "{\"text\": \"looks good\"}");
        assertThat(bob.getStatusCode()).isEqualTo(200);
        assertThat(message(bob)).contains("1/2 (security)");
        WebResponse again = world.post("bob", gate(run) + "approve", "{\"text\": null}");
        assertThat(message(again)).contains("bob voted already").contains("1/2");
        WebResponse carol = world.post("carol", gate(run) + "approve", "{}");
        assertThat(carol.getStatusCode()).isEqualTo(200);

        world.finished(run, Result.SUCCESS);
        jenkins.assertLogContains("approved by [bob, carol]", run);
        Gate settled = WaitingRun.gateOf(run);
        assertThat(settled.settlement().decision()).isEqualTo(Gate.Decision.APPROVED);
        assertThat(settled.votes()).extracting(Gate.Vote::authenticatedBy).allMatch(how -> how.startsWith("jenkins"));
        assertThat(world.post("carol", run.getUrl() + "mldeploy/gates/" + settled.id() + "/reject", "{\"text\":\"no\"}")
                        .getStatusCode())
                .isEqualTo(409);
    }

    @Test
    public void aRejectionNeedsAReasonAndEndsTheRun() throws Exception {
        WorkflowRun run = world.start();

        assertThat(world.post("carol", gate(run) + "reject", "{}").getStatusCode())
                .isEqualTo(400);
        WebResponse rejected = world.post("carol", gate(run) + "reject", "{\"text\": \"not on a Friday\"}");

        assertThat(rejected.getStatusCode()).isEqualTo(200);
        world.finished(run, Result.ABORTED);
        jenkins.assertLogContains("not on a Friday", run);
    }

    @Test
    public void commentsAndWithdrawnVotesLeaveTheGateOpen() throws Exception {
        WorkflowRun run = world.start();
        world.post("bob", gate(run) + "approve", "{}");

        assertThat(message(world.post("bob", gate(run) + "withdraw", null))).contains("0/2");
        assertThat(world.post("reader", gate(run) + "comment", "{\"text\": \"why now?\"}")
                        .getStatusCode())
                .isEqualTo(200);

        assertThat(WaitingRun.gateOf(run).isOpen()).isTrue();
        assertThat(WaitingRun.gateOf(run).comments())
                .extracting(Gate.Comment::user)
                .containsExactly("reader");
        run.doStop();
        jenkins.waitForCompletion(run);
    }

    @Test
    public void thePermissionAndTheTeamAreBothNeeded() throws Exception {
        WorkflowRun run = world.start();

        WebResponse withoutPermission = world.post("dora", gate(run) + "approve", "{}");
        assertThat(withoutPermission.getStatusCode()).isEqualTo(403);
        assertThat(message(withoutPermission)).contains("ML Deployment/Approve");
        WebResponse withoutTeam = world.post("eve", gate(run) + "approve", "{}");
        assertThat(withoutTeam.getStatusCode()).isEqualTo(403);
        assertThat(message(withoutTeam)).contains("eve may not vote").contains("sre");
        WebResponse administrator = world.post("admin", gate(run) + "approve", "{}");
        assertThat(administrator.getStatusCode()).isEqualTo(403);
        assertThat(message(administrator)).contains("admin may not vote");
        assertThat(world.post("outsider", gate(run) + "approve", "{}").getStatusCode())
                .isEqualTo(404);
        assertThat(world.post(
                                "outsider",
                                "mldeploy/gates/" + WaitingRun.gateOf(run).id() + "/approve",
                                "{}")
                        .getStatusCode())
                .isEqualTo(404);
        assertThat(WaitingRun.gateOf(run).votes()).isEmpty();
        run.doStop();
        jenkins.waitForCompletion(run);
    }

    @Test
    public void sixtyFourPeopleAtTheSameMomentMakeOneSettlementAndOneVoteEach() throws Exception {
        List<String> people = IntStream.range(0, 64).mapToObj(i -> "voter" + i).toList();
        MockAuthorizationStrategy everybody = new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, DeploymentPermissions.APPROVE)
                .everywhere()
                .toAuthenticated();
        jenkins.jenkins.setAuthorizationStrategy(everybody);
        io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration.get()
                .replace("teams: [{name: all, users: [" + String.join(", ", people)
                        + "]}]\nenvironments: [{name: production, approvers: [{group: all, count: 40}]}]");
        WorkflowRun run = world.start();
        String address = gate(run) + "approve";
        List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
        ExecutorService pool = Executors.newFixedThreadPool(64);
        try {
            List<Future<?>> votes = new ArrayList<>();
            for (String voter : people) {
                votes.add(pool.submit(() -> {
                    statuses.add(world.post(voter, address, "{}").getStatusCode());
                    return null;
                }));
            }
            for (Future<?> vote : votes) {
                vote.get();
            }
        } finally {
            pool.shutdownNow();
        }

        world.finished(run, Result.SUCCESS);
        Gate gate = WaitingRun.gateOf(run);
        assertThat(gate.votes()).hasSize(40);
        assertThat(gate.votes()).extracting(Gate.Vote::user).doesNotHaveDuplicates();
        assertThat(statuses).hasSize(64);
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(40);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(24);
        String log = java.nio.file.Files.readString(io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome.folder()
                .resolve("gates")
                .resolve(gate.id())
                .resolve("gate.jsonl"));
        assertThat(log.lines().filter(line -> line.contains("\"op\":\"SETTLE\"")))
                .hasSize(1);
    }

    @Test
    public void theOneWhoStartedTheRunMayNotApproveAlsoNotByToken() throws Exception {
        WorkflowRun first = world.start();
        first.doStop();
        jenkins.waitForCompletion(first);
        WorkflowRun run;
        try (hudson.security.ACLContext as =
                hudson.security.ACL.as2(hudson.model.User.getById("bob", true).impersonate2())) {
            run = first.getParent()
                    .scheduleBuild2(0, new hudson.model.CauseAction(new hudson.model.Cause.UserIdCause()))
                    .waitForStart();
        }
        WaitingRun.until(() -> WaitingRun.gateOf(run) != null);

        WebResponse own = world.post("bob", gate(run) + "approve", "{}");

        assertThat(own.getStatusCode()).isEqualTo(403);
        assertThat(message(own)).contains("requester may not approve");
        assertThat(WaitingRun.gateOf(run).votes()).isEmpty();
        run.doStop();
        jenkins.waitForCompletion(run);
    }

    @Test
    public void whatIsNotUnderstoodIsSaidAndChangesNothing() throws Exception {
        WorkflowRun run = world.start();

        for (String body : List.of("", "null", "[]", "{\"text\": 1, \"x\": 2}", "{\"text\": \"a\"} {}", "{\"text\"")) {
            WebResponse response = world.post("bob", gate(run) + "approve", body);
            assertThat(response.getStatusCode()).as(body).isEqualTo(400);
        }
        assertThat(world.post("bob", gate(run) + "approve", "{\"text\": \"" + "x".repeat(70_000) + "\"}")
                        .getStatusCode())
                .isEqualTo(400);
        assertThat(world.post("bob", run.getUrl() + "mldeploy/gates/..%2f..%2fsecrets/approve", "{}")
                        .getStatusCode())
                .isIn(400, 404);
        assertThat(WaitingRun.gateOf(run).votes()).isEmpty();
        run.doStop();
        jenkins.waitForCompletion(run);
    }

    @Test
    public void everyListHoldsOnlyWhatItsReaderMaySee() throws Exception {
        Folder secret = jenkins.createProject(Folder.class, "secret");
        WorkflowRun hidden = world.start(secret, "hidden", "hidden question");
        WorkflowRun open = world.start();
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ)
                .everywhere()
                .toEveryone()
                .grant(Item.READ, DeploymentPermissions.APPROVE)
                .onItems(open.getParent())
                .to("bob", "eve")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));

        assertThat(world.get("bob", "mldeploy/gates/api/json").getContentAsString())
                .contains(WaitingRun.gateOf(open).id())
                .contains("\"shop\"")
                .doesNotContain("hidden");
        assertThat(world.get("bob", "mldeploy/mine/gates/").getContentAsString())
                .contains("\"shop\"")
                .doesNotContain("hidden");
        assertThat(world.get("eve", "mldeploy/mine/gates/").getContentAsString())
                .as("eve may answer gates of the job, but is in no team")
                .contains("\"open\":[]");
        assertThat(world.get("admin", "mldeploy/gates/").getContentAsString()).contains("hidden question");
        assertThat(world.get(null, "mldeploy/gates/").getContentAsString()).contains("\"open\":[]");
        assertThat(world.get(
                                "bob",
                                open.getUrl() + "mldeploy/gates/"
                                        + WaitingRun.gateOf(hidden).id() + "/")
                        .getStatusCode())
                .as("a gate of another run under this run's address")
                .isEqualTo(404);
        for (WorkflowRun run : List.of(hidden, open)) {
            run.doStop();
            jenkins.waitForCompletion(run);
        }
    }

    @Test
    public void listenersHearOfTheOpeningTheAnswersAndTheEndOnce() throws Exception {
        WorkflowRun run = world.start();
        WaitingRun.until(() -> Heard.NEWS.contains("opened"));
        world.post("bob", gate(run) + "approve", "{}");
        world.post("carol", gate(run) + "approve", "{}");
        world.finished(run, Result.SUCCESS);
        WaitingRun.until(() -> Heard.NEWS.contains("ended APPROVED"));

        assertThat(Heard.NEWS).containsExactly("opened", "answered 1", "answered 2", "ended APPROVED");
    }

    @TestExtension("listenersHearOfTheOpeningTheAnswersAndTheEndOnce")
    public static final class Heard implements GateListener {
        static final List<String> NEWS = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void opened(Run<?, ?> run, Gate gate) {
            NEWS.add("opened");
        }

        @Override
        public void answered(Run<?, ?> run, Gate gate) {
            NEWS.add("answered " + gate.votes().size());
        }

        @Override
        public void ended(Run<?, ?> run, Gate gate) {
            NEWS.add("ended " + gate.settlement().decision());
        }
    }
}
