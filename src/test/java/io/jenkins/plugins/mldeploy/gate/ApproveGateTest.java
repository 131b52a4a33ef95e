package io.jenkins.plugins.mldeploy.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.Admission;
import io.jenkins.plugins.mldeploy.policy.AdmissionPolicy;
import io.jenkins.plugins.mldeploy.policy.AdmissionRequest;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.EnvironmentsFile;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ApproveGateTest {
    private static final Subject API = Subject.image("sha256:" + "1".repeat(64));
    private static final String PLAN = "c".repeat(64);
    private static final List<Map<String, Object>> TWO_GROUPS =
            List.of(Map.of("group", "sre", "count", 1), Map.of("group", "security", "count", 1));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final SettableClock clock = new SettableClock("2026-11-20T10:00:00Z");
    private JournalFileStore store;
    private Path home;
    private Gates gates;

    @Before
    public void open() throws IOException {
        home = folder.getRoot().toPath();
        store = JournalFileStore.open(home.resolve("journal"), warning -> {});
        gates = new Gates(home, clock);
    }

    @After
    public void close() throws IOException {
        store.close();
    }

    @Test
    public void theExampleOfTheDocumentation() throws IOException {
        LocalGateHost run = run(7, "alice")
                .begin(Map.of(
                        "id",
                        "prod",
                        "environment",
                        "production",
                        "message",
                        "Release 1.4?",
                        "timeout",
                        "24h",
                        "approvers",
                        TWO_GROUPS));
        assertThat(run.gateId()).isEqualTo("7-prod-1");
        assertThat(run.until()).isEqualTo("2026-11-21T10:00:00Z");

        Answer alice = approve("7-prod-1", "alice", null);
        assertThat(alice.kind().status()).isEqualTo(403);
        assertThat(alice.text()).startsWith("requester may not approve").endsWith("still 0/2 (sre, security)");

        assertThat(approve("7-prod-1", "bob", null).gate().count()).hasToString("1/2 (security)");
        assertThat(approve("7-prod-1", "bob", null).text()).isEqualTo("bob voted already; still 1/2 (security)");
        run.wake();
        assertThat(run.waits()).isTrue();

        clock.forward(Duration.ofMinutes(5));
        assertThat(approve("7-prod-1", "carol", "checked the scan").accepted()).isTrue();
        assertThat(approve("7-prod-1", "dora", null).kind().status()).isEqualTo(409);
        run.wake();
        assertThat(run.result().status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(run.result().verdict()).isEqualTo(Verdict.PASS);
        assertThat(run.result().returned())
                .containsEntry("decision", "APPROVED")
                .containsEntry("approvers", List.of("bob", "carol"))
                .containsEntry("waitMillis", 300_000L)
                .containsEntry("requestedAt", "2026-11-20T10:00:00Z")
                .containsEntry("bypassed", false);
        assertThat(run.log).contains("bob approved", "approvals 1/2 (security)", "carol approved: checked the scan");
    }

    @Test
    public void aGateWhoseRunEndedWithoutItIsClosedAndRecordedOnce() throws IOException {
        LocalGateHost run = run(7, "alice").begin(production());
        Gate open = gates.find(run.gateId()).orElseThrow();

        ApproveGate.closing(open, "its run was killed").run(run);
        ApproveGate.closing(open, "its run was killed").run(run);

        Gate closed = gates.find(run.gateId()).orElseThrow();
        assertThat(closed.settlement().decision()).isEqualTo(Gate.Decision.CANCELLED);
        assertThat(closed.settlement().reason()).isEqualTo("its run was killed");
        assertThat(approve(run.gateId(), "bob", null).kind().status()).isEqualTo(409);
        try (Stream<Entry> records = store.find(EvidenceQuery.ofStep("approveGate"))) {
            assertThat(records.map(entry -> entry.evidence().details().get("decision")))
                    .containsExactly("CANCELLED");
        }
    }

    @Test
    public void whoIsInBothGroupsCountsForOneOnly() throws IOException {
        LocalGateHost run = run(7, "alice").begin(production());
        assertThat(approve(run.gateId(), "both", null).gate().count()).hasToString("1/2 (security)");
        assertThat(approve(run.gateId(), "bob", null).text()).isEqualTo("gate 7-prod-1 is APPROVED");
    }

    @Test
    public void aStrangerMayNotVoteAndIsToldWhoMay() throws IOException {
        LocalGateHost run = run(7).begin(production());
        Answer answer = approve(run.gateId(), "mallory", null);
        assertThat(answer.kind().status()).isEqualTo(403);
        assertThat(answer.text()).contains("members of sre, security may");
        // A group of the realm with the name of a team is not that team.
        assertThat(gates.vote(run.gateId(), new Voter("mallory", Set.of("sre"), null, null), true, null, environments())
                        .kind())
                .isEqualTo(Answer.Kind.FORBIDDEN);
    }

    @Test
    public void aRejectionNeedsAReasonAndAbortsTheRun() throws IOException {
        LocalGateHost run = run(7).begin(production());
        assertThat(reject(run.gateId(), "carol", " ").kind().status()).isEqualTo(400);
        assertThat(reject(run.gateId(), "carol", "CVE is open").accepted()).isTrue();
        run.wake();
        assertThat(run.result().status()).isEqualTo(RunStatus.ABORTED);
        assertThat(run.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(run.result().sentence()).isEqualTo("gate 7-prod-1 rejected by carol: CVE is open");
    }

    @Test
    public void anUnansweredGateTimesOutWithItsOwnCause() throws IOException {
        LocalGateHost run = run(7).begin(production());
        approve(run.gateId(), "bob", null);
        clock.forward(Duration.ofHours(24));
        assertThat(approve("7-prod-1", "carol", null).kind().status()).isEqualTo(409);
        run.wake();
        assertThat(run.result().status()).isEqualTo(RunStatus.FAILURE);
        assertThat(run.result().verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(run.result().reasons()).extracting(Reason::code).containsExactly("GATE_EXPIRED");
        assertThat(run.result().sentence()).contains("timed out with 1/2 (security)");
    }

    @Test
    public void onTimeoutAndPropagateDecideWhatAnUnansweredGateDoesToTheRun() throws IOException {
        LocalGateHost aborts = run(7).begin(with(production(), "onTimeout", "ABORTED", "id", "a"));
        LocalGateHost goesOn = run(8).begin(with(production(), "propagate", false, "id", "b"));
        clock.forward(Duration.ofDays(2));
        aborts.wake();
        goesOn.wake();
        assertThat(aborts.result().status()).isEqualTo(RunStatus.ABORTED);
        assertThat(goesOn.result().status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(goesOn.result().verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(goesOn.result().returned()).containsEntry("decision", "EXPIRED");
    }

    @Test
    public void aRestartAMinuteBeforeTheDeadlineTimesOutOneMinuteLater() throws IOException {
        LocalGateHost run = run(7).begin(production());
        clock.forward(Duration.ofHours(24).minusMinutes(1));
        run.tell(new Event.Resumed(clock.instant()));
        assertThat(run.until()).isEqualTo("2026-11-21T10:00:00Z");
        clock.forward(Duration.ofMinutes(1));
        run.wake();
        assertThat(run.result().returned()).containsEntry("decision", "EXPIRED");
    }

    @Test
    public void aRestartAfterTheDeadlineSettlesAtOnce() throws IOException {
        LocalGateHost run = run(7).begin(production());
        clock.forward(Duration.ofDays(3));
        run.tell(new Event.Resumed(clock.instant()));
        assertThat(run.result().returned()).containsEntry("decision", "EXPIRED");
    }

    @Test
    public void votesThatSufficedBeforeTheDeadlineCountWhenTheRunComesBackAfterIt() throws IOException {
        LocalGateHost run = run(7).begin(production());
        approve(run.gateId(), "bob", null);
        approve(run.gateId(), "carol", null);
        clock.forward(Duration.ofDays(3));
        run.tell(new Event.Resumed(clock.instant()));
        assertThat(run.result().returned()).containsEntry("decision", "APPROVED");
    }

    @Test
    public void aLaterRunOfTheJobSupersedesTheGateAndIsLinked() throws IOException {
        LocalGateHost older = run(7).begin(production());
        LocalGateHost newer = run(8).begin(production());
        older.wake();
        assertThat(older.result().status()).isEqualTo(RunStatus.NOT_BUILT);
        assertThat(older.result().sentence()).contains("shop/llm-app/main #8", "8-prod-1", "http://127.0.0.1/run/8");
        newer.wake();
        assertThat(newer.waits()).isTrue();
        // And a gate that opens after that of a later run ends at once.
        LocalGateHost late = run(6).begin(production());
        late.wake();
        assertThat(late.result().status()).isEqualTo(RunStatus.NOT_BUILT);
    }

    @Test
    public void withoutSupersedeOlderBothWait() throws IOException {
        LocalGateHost older = run(7).begin(production());
        run(8).begin(with(production(), "supersedeOlder", false));
        older.wake();
        assertThat(older.waits()).isTrue();
        assertThat(gates.open(bad -> {})).extracting(Gate::id).containsExactly("7-prod-1", "8-prod-1");
    }

    @Test
    public void aStoppedRunIsCancelledAndNotRejected() throws IOException {
        LocalGateHost run = run(7).begin(production());
        run.tell(new Event.Stopped("stopped by sam"));
        assertThat(run.result().status()).isEqualTo(RunStatus.ABORTED);
        assertThat(run.result().sentence()).isEqualTo("cancelled: stopped by sam");
        assertThat(approve("7-prod-1", "bob", null).kind()).isEqualTo(Answer.Kind.SETTLED);
        assertThat(gates.find("7-prod-1").orElseThrow().settlement().decision()).isEqualTo(Gate.Decision.CANCELLED);
    }

    @Test
    public void aVoteMayBeWithdrawnWhileTheGateIsOpenAndACommentIsNoVote() throws IOException {
        LocalGateHost run = run(7).begin(production());
        approve(run.gateId(), "bob", null);
        assertThat(gates.withdraw(run.gateId(), voter("bob")).gate().count()).hasToString("0/2 (sre, security)");
        assertThat(gates.withdraw(run.gateId(), voter("bob")).kind()).isEqualTo(Answer.Kind.BAD);
        assertThat(gates.comment(run.gateId(), voter("alice"), "please look at the prompts")
                        .accepted())
                .isTrue();
        assertThat(gates.find(run.gateId()).orElseThrow().count()).hasToString("0/2 (sre, security)");
        approve(run.gateId(), "bob", null);
        approve(run.gateId(), "carol", null);
        run.wake();
        assertThat(run.result().returned())
                .containsEntry("comments", List.of(Map.of("user", "alice", "text", "please look at the prompts")));
        assertThat(gates.withdraw("7-prod-1", voter("bob")).kind()).isEqualTo(Answer.Kind.SETTLED);
    }

    @Test
    public void theStepsRulesAddToTheEnvironmentsAndBothHold() throws IOException {
        LocalGateHost run = run(7).begin(with(
                production(),
                "approvers",
                List.of(Map.of("group", "legal")),
                "requireReason",
                true,
                "minApprovals",
                3));
        assertThat(approve(run.gateId(), "bob", null).kind()).isEqualTo(Answer.Kind.BAD);
        approve(run.gateId(), "bob", "ok");
        assertThat(approve(run.gateId(), "carol", "ok").gate().count()).hasToString("2/3 (legal)");
        assertThat(approve(run.gateId(), "lena", "ok").gate().settlement().decision())
                .isEqualTo(Gate.Decision.APPROVED);
    }

    @Test
    public void theEnvironmentNotTheStepDecidesOnSelfApproval() throws IOException {
        LocalGateHost run = run(7, "Bob").begin(with(production(), "allowSelfApproval", true));
        // Ids are compared without case: better one vote too few than one too many.
        assertThat(approve(run.gateId(), "bob", null).kind()).isEqualTo(Answer.Kind.FORBIDDEN);
        LocalGateHost own = run(7, "bob")
                .begin(Map.of("id", "own", "approvers", Map.of("group", "sre"), "allowSelfApproval", true));
        assertThat(approve(own.gateId(), "bob", null).accepted()).isTrue();
    }

    @Test
    public void aSubmitterIsAnyOfTheNamedPeopleOrGroups() throws IOException {
        LocalGateHost run = run(7).begin(Map.of("submitter", "mallory, sre"));
        assertThat(run.gateId()).isEqualTo("7-gate-1");
        assertThat(approve(run.gateId(), "carol", null).kind()).isEqualTo(Answer.Kind.FORBIDDEN);
        assertThat(approve(run.gateId(), "mallory", null).text()).isEqualTo("gate 7-gate-1 is APPROVED");
    }

    @Test
    public void theGateTellsWhatAReviewerNeeds() throws IOException {
        plan(PLAN, "-  replicas: 2\n+  replicas: 3\n");
        scan(Verdict.UNSTABLE, "CVE-2026-1");
        LocalGateHost run = run(7, false, "alice").begin(with(production(), "deployment", "prod"));
        assertThat(run.log)
                .containsExactly(
                        "Gate 7-prod-1",
                        "  asked by   shop/llm-app/main #7 (http://127.0.0.1/run/7); who asked for this run is not known, so self-approval can't be excluded",
                        "  for        environment production",
                        "  plan       cccccccccccc",
                        "             api: chart api 1.4.0, dddddddddddd",
                        "             image reg/api@" + API,
                        "  changes    to what runs there now:",
                        "             -  replicas: 2",
                        "             +  replicas: 3",
                        "  not known  nothing runs in 'production' yet, so everything is new, and nothing can be compared",
                        "  not known  this host can't tell which commits are new",
                        "  evidence   UNSTABLE      containerScan 'scan' for sha256:111111111111, 1 finding(s): CVE-2026-1",
                        "  approvals  0/2 (sre, security)",
                        "  until      2026-11-21 10:00 UTC (24 h 0 min left); with no answer the run ends as FAILURE",
                        "  answer     on the page of the run, http://127.0.0.1/run/7");
    }

    @Test
    public void textOfOthersCannotMoveTheReadersCursor() throws IOException {
        LocalGateHost run = run(7).begin(with(production(), "message", "Go?\u001b[2J\u202e\n  approvals  2/2"));
        assertThat(run.log.get(0)).isEqualTo("Gate 7-prod-1: Go? [2J   approvals  2/2");
    }

    @Test
    public void anApprovalLetsThePlanInAndNoOther() throws IOException {
        plan(PLAN, "");
        scan(Verdict.PASS);
        LocalGateHost run = run(7, "alice").begin(with(production(), "deployment", "prod"));
        assertThat(admit(PLAN)).isInstanceOf(Admission.Refused.class);
        approve(run.gateId(), "bob", null);
        approve(run.gateId(), "carol", null);
        run.wake();
        close();
        open();
        assertThat(admit(PLAN)).isEqualTo(new Admission.Admitted(List.of(), List.of("bob", "carol")));
        assertThat(((Admission.Refused) admit("d".repeat(64))).missing())
                .extracting(Reason::code)
                .containsExactly("APPROVAL_OTHER_PLAN");
        scan(Verdict.PASS);
        assertThat(admit(PLAN)).isInstanceOf(Admission.Admitted.class);
        scan(Verdict.PASS, "CVE-2026-2");
        assertThat(((Admission.Refused) admit(PLAN)).missing())
                .extracting(Reason::code)
                .containsExactly("APPROVAL_VOID");
    }

    @Test
    public void theWaitTimerHoldsAnApprovedRun() throws IOException {
        LocalGateHost run = run(7).begin(with(production(), "waitTimer", "10m"));
        approve(run.gateId(), "bob", null);
        approve(run.gateId(), "carol", null);
        run.wake();
        assertThat(run.until()).isEqualTo("2026-11-20T10:10:00Z");
        run.tell(new Event.Resumed(clock.instant()));
        assertThat(run.waits()).isTrue();
        clock.forward(Duration.ofMinutes(10));
        run.wake();
        assertThat(run.result().status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(store.find(EvidenceQuery.ofStep("approveGate"))).hasSize(1);
    }

    @Test
    public void killedAtAnyPointItOpensOneGateAndRecordsOneDecision() throws IOException {
        for (int tasks = 0; tasks < 4; tasks++) {
            String id = "kill-" + tasks;
            LocalGateHost run = run(100 + tasks, "alice");
            run.dieAfter = tasks;
            try {
                run.begin(with(production(), "id", id));
                vote(run, id);
                run.wake();
            } catch (LocalGateHost.Died e) {
                run.dieAfter = -1;
                run.tell(new Event.Resumed(clock.instant()));
                if (run.waits()) {
                    vote(run, id);
                    run.wake();
                }
            }
            assertThat(run.result().returned()).as("after %d tasks", tasks).containsEntry("decision", "APPROVED");
            assertThat(gates.list(bad -> {}).stream()
                            .filter(gate -> gate.opening().step().equals(id)))
                    .hasSize(1);
            assertThat(store.find(EvidenceQuery.ofStep("approveGate").id(id))).hasSize(1);
        }
    }

    private void vote(LocalGateHost run, String id) throws IOException {
        approve(run.gateId(), "bob", null);
        approve(run.gateId(), "carol", null);
    }

    @Test
    public void whatCannotBeAskedFailsWithWhatToDo() throws IOException {
        assertThat(failure(with(production(), "deployment", "prod")))
                .startsWith("PLAN_MISSING")
                .contains("dryRun: true");
        assertThat(failure(Map.of("environment", "prodution")))
                .isEqualTo(
                        "ENVIRONMENT_UNKNOWN: there is no environment 'prodution'; did you mean 'production'?; there are: production, staging, continuous");
        assertThat(failure(Map.of("environment", "staging"))).startsWith("NOBODY_MAY_APPROVE");
    }

    @Test
    public void anEnvironmentThatIsDeployedContinuouslyAsksNobody() throws IOException {
        LocalGateHost run = run(7).begin(Map.of("environment", "continuous"));
        assertThat(run.result().status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(run.result().returned()).containsEntry("decision", "NOT_NEEDED");
        assertThat(gates.list(bad -> {})).isEmpty();
    }

    @Test
    public void wrongArgumentsAreAllToldAtOnce() {
        ApproveGate machine = new ApproveGate();
        Map<String, Object> wrong = Map.of(
                "approvers", List.of(Map.of("group", "authenticated"), Map.of("group", "sre", "count", -1)),
                "submitter", "authenticated",
                "notify", "x",
                "parameters", Map.of("not a name", 1),
                "remindEvery", "10s",
                "timeout", "999999999d",
                "minApprovals", 0);
        assertThatThrownBy(() -> machine.begin(Arguments.check(machine.description(), wrong), run(7).run()))
                .isInstanceOf(BadArguments.class)
                .satisfies(e -> assertThat(((BadArguments) e).problems()).hasSize(7));
        assertThatThrownBy(() -> machine.begin(
                        Arguments.check(machine.description(), Map.of("approvers", List.of())), run(7).run()))
                .hasMessageContaining("an empty list of approvers is nobody");
        assertThatThrownBy(() -> machine.begin(Arguments.check(machine.description(), Map.of()), run(7).run()))
                .hasMessageContaining("nobody may approve");
    }

    private String failure(Map<String, ?> arguments) throws IOException {
        LocalGateHost run = run(7).begin(arguments);
        assertThat(run.result().status()).isEqualTo(RunStatus.FAILURE);
        assertThat(run.result().verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        return run.result().reasons().get(0).toString();
    }

    private Admission admit(String planHash) throws IOException {
        return AdmissionPolicy.admit(
                environments(),
                new AdmissionRequest(
                        "production",
                        "prod",
                        run(7, "alice").run().origin(),
                        Subject.commit("a".repeat(40)),
                        List.of(new AdmissionRequest.Image("reg/api@" + API, API.value(), null)),
                        planHash,
                        false),
                store,
                clock.instant());
    }

    private void plan(String hash, String difference) throws IOException {
        String payload = store.putPayload(new ByteArrayInputStream(difference.getBytes(StandardCharsets.UTF_8)));
        store.append(new Evidence(
                API,
                Deployed.STEP,
                "prod",
                Verdict.PASS,
                Map.of(),
                List.of(),
                Map.of(
                        "environment",
                        "production",
                        Deployed.OUTCOME,
                        Deployed.PLANNED,
                        Deployed.DEPLOYMENT_ID,
                        "d1",
                        "planHash",
                        hash,
                        "images",
                        List.of("reg/api@" + API),
                        "releases",
                        List.of(Map.of(
                                "release", "api", "chart", "api", "version", "1.4.0", "chartDigest", "d".repeat(64)))),
                Map.of("difference", payload),
                run(7).run().origin(),
                clock.instant()));
    }

    private void scan(Verdict verdict, String... findings) throws IOException {
        store.append(new Evidence(
                API,
                "containerScan",
                "scan",
                verdict,
                Map.of(),
                List.of(),
                Map.of(
                        "findings",
                        List.of(findings).stream().map(id -> Map.of("id", id)).toList()),
                Map.of(),
                run(7).run().origin(),
                clock.instant()));
    }

    private LocalGateHost run(long number, String... requesters) throws IOException {
        return run(number, true, requesters);
    }

    private LocalGateHost run(long number, boolean known, String... requesters) throws IOException {
        return new LocalGateHost(home, store, environments(), clock, number, known, requesters);
    }

    private static Map<String, Object> production() {
        return Map.of("id", "prod", "environment", "production");
    }

    private static Map<String, Object> with(Map<String, Object> arguments, Object... more) {
        Map<String, Object> all = new java.util.HashMap<>(arguments);
        for (int i = 0; i < more.length; i += 2) {
            all.put((String) more[i], more[i + 1]);
        }
        return all;
    }

    private Answer approve(String gate, String user, String reason) throws IOException {
        return gates.vote(gate, voter(user), true, reason, environments());
    }

    private Answer reject(String gate, String user, String reason) throws IOException {
        return gates.vote(gate, voter(user), false, reason, environments());
    }

    static Voter voter(String user) {
        return new Voter(user, user.equals("carol") ? Set.of("acme-security") : Set.of(), "test", "test");
    }

    static Environments environments() throws IOException {
        String text =
                """
                teams:
                  - {name: sre, users: [alice, bob, dora, both]}
                  - {name: security, users: [both], groups: [acme-security]}
                  - {name: legal, users: [lena]}
                environments:
                  - name: production
                    jobs: [shop/llm-app/main]
                    approvers: [{group: sre}, {group: security}]
                  - name: staging
                  - name: continuous
                    approvers: [{group: sre}]
                    continuousDeployment: true
                """;
        return EnvironmentsFile.read(
                "environments.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
