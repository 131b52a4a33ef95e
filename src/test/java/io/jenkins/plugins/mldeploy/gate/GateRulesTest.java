package io.jenkins.plugins.mldeploy.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Commit;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.host.SignedMessage;
import io.jenkins.plugins.mldeploy.policy.Admission;
import io.jenkins.plugins.mldeploy.policy.AdmissionPolicy;
import io.jenkins.plugins.mldeploy.policy.AdmissionRequest;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.Condition;
import io.jenkins.plugins.mldeploy.policy.ConfigurationRecord;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.EnvironmentsFile;
import io.jenkins.plugins.mldeploy.policy.TighteningsFile;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What an environment says about its approvals beyond who gives them, from the gate to the admission. */
public class GateRulesTest {
    private static final Subject API = Subject.image("sha256:" + "1".repeat(64));
    private static final String PLAN = "c".repeat(64);
    private static final String TEAMS =
            """
            teams:
              - {name: sre, users: [alice, bob, dora]}
              - {name: security, users: [carol]}
              - {name: leads, users: [lena]}
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** A Friday. */
    private final SettableClock clock = new SettableClock("2026-11-20T10:00:00Z");

    private JournalFileStore store;
    private Path home;
    private Gates gates;
    private Environments environments;

    @Before
    public void open() throws IOException {
        home = folder.getRoot().toPath();
        store = JournalFileStore.open(home.resolve("journal"), warning -> {});
        gates = new Gates(home, clock);
        production("");
    }

    @After
    public void close() throws IOException {
        store.close();
    }

    @Test
    public void whoWroteTheNewCommitsMayNotApproveWhereTheEnvironmentSaysSo() throws IOException {
        production("    excludeCommitAuthors: true\n");
        LocalGateHost run = run("zoe");
        run.commits = List.of(commit("Bob B.", "12345+bob@users.example"));
        run.begin(production());
        Answer bob = approve(run, "bob");
        assertThat(bob.kind()).isEqualTo(Answer.Kind.FORBIDDEN);
        assertThat(bob.text()).startsWith("requester may not approve");
        assertThat(approve(run, "dora").accepted()).isTrue();
        approve(run, "carol");
        run.wake();
        assertThat(run.result().verdict()).isEqualTo(Verdict.PASS);
        assertThat(approvals().get(0).requesters()).contains("zoe", "bob");
        assertThat(String.join("\n", run.log)).contains("who wrote the new commits may not approve: 12345+bob@users");
    }

    @Test
    public void withNobodyAmongTheCausesTheAuthorsAreTheRequesters() throws IOException {
        LocalGateHost run = run();
        run.commits = List.of(commit("x", "dora@shop.example"));
        run.begin(production());
        assertThat(approve(run, "dora").kind()).isEqualTo(Answer.Kind.FORBIDDEN);
        assertThat(gates.find(run.gateId()).orElseThrow().opening().requestersKnown())
                .isTrue();
        LocalGateHost unknown = new LocalGateHost(home, store, environments, clock, 8, true);
        unknown.begin(production());
        assertThat(String.join("\n", unknown.log)).contains("self-approval can't be excluded");
    }

    @Test
    public void ofMoreCommitsThanAreListedNobodyKnowsAllAuthors() throws IOException {
        production("    excludeCommitAuthors: true\n");
        for (int listed : List.of(Services.COMMITS - 1, Services.COMMITS)) {
            LocalGateHost run = run("zoe");
            run.commits = Collections.nCopies(listed, commit("x", "dora@shop.example"));
            run.begin(production());
            assertThat(gate(run).opening().requestersKnown())
                    .as(listed + " commits")
                    .isEqualTo(listed < Services.COMMITS);
            assertThat(approve(run, "dora").kind()).isEqualTo(Answer.Kind.FORBIDDEN);
        }
    }

    @Test
    public void aReasonIsNeededWhereTheEnvironmentAsksForOne() throws IOException {
        production("    requireReason: true\n");
        LocalGateHost run = run("zoe").begin(production());
        assertThat(approve(run, "bob").text()).isEqualTo("this gate asks for a reason");
        assertThat(gates.vote(run.gateId(), voter("bob"), true, "looked at it", environments)
                        .accepted())
                .isTrue();
    }

    @Test
    public void whatAFolderDemandsOfApprovalsHoldsAtTheGateAndAtTheAdmission() throws IOException {
        environments = environments(TEAMS + hooks() + environment(""))
                .tightenedBy(
                        "folder",
                        TighteningsFile.read(
                                "folder",
                                new ByteArrayInputStream(("environments: [{name: production, requireReason: true,"
                                                + " checks: [{name: change-board, webHook: board}]}]")
                                        .getBytes(StandardCharsets.UTF_8))));
        plan();
        LocalGateHost run = run("zoe").begin(production());
        assertThat(approve(run, "bob").text()).isEqualTo("this gate asks for a reason");
        for (String user : List.of("bob", "carol")) {
            gates.vote(run.gateId(), voter(user), true, "looked at it", environments);
        }
        run.wake();
        assertThat(run.waits()).isTrue();
        String body = answer(run.gateId(), CheckAnswer.question(gate(run).opening(), "change-board"), true);
        check(run, signed("m1", body), body);
        run.wake();
        assertThat(admit(100)).isInstanceOf(Admission.Admitted.class);
        // An approval of a gate that the folder's demands did not reach does not count for the folder.
        Environments tightened = environments;
        production("");
        LocalGateHost elsewhere = run("zoe").begin(production());
        approve(elsewhere, "bob");
        approve(elsewhere, "carol");
        elsewhere.wake();
        environments = tightened;
        assertThat(missing(100)).extracting(Reason::code).containsExactly("APPROVAL_MISSING", "CHECK_MISSING");
    }

    @Test
    public void whoGaveNoReasonDoesNotCountOnceTheEnvironmentAsksForOne() throws IOException {
        plan();
        LocalGateHost run = run("zoe").begin(production());
        approve(run, "bob");
        // A remark is no reason for a vote.
        gates.comment(run.gateId(), voter("bob"), "what about the cache?");
        gates.vote(run.gateId(), voter("carol"), true, "looked at it", environments);
        run.wake();
        assertThat(admit(100)).isInstanceOf(Admission.Admitted.class);

        production("    requireReason: true\n");
        assertThat(missing(100))
                .extracting(Reason::text)
                .containsExactly(
                        "approval 1/2 (sre); does not count: bob, who gave no reason, and 'production' asks for"
                                + " one; ask again");

        LocalGateHost again = run("zoe").begin(production());
        gates.vote(again.gateId(), voter("bob"), true, "the cache is warm", environments);
        gates.vote(again.gateId(), voter("carol"), true, "looked at it", environments);
        again.wake();
        assertThat(admit(100)).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    public void whoIsAskedByNameIsKnownBeforeAndAfterAnEscalation() throws IOException {
        environments = environments(TEAMS + "delegations:\n  - {from: bob, to: erin, until: 2026-12-24}\n"
                + environment("    escalation: {after: 6h, standIns: [leads]}\n"));
        LocalGateHost run = run("dora").begin(production());
        assertThat(gates.asked(gate(run), false, environments))
                .as("dora asked for it, and bob's delegate may fill his place")
                .containsExactlyInAnyOrder("alice", "bob", "carol", "erin");
        assertThat(gates.asked(gate(run), true, environments)).contains("bob", "carol", "erin", "lena");

        LocalGateHost named = run("zoe").begin(Map.of("id", "named", "submitter", "hugo, sre, " + "x".repeat(300)));
        assertThat(gates.asked(gate(named), false, environments))
                .contains("hugo", "bob")
                .doesNotContain("carol");
    }

    @Test
    public void aDelegateVotesUntilTheDayAndFillsOnePlaceWithWhoDelegated() throws IOException {
        environments = environments(TEAMS + "delegations:\n  - {from: bob, to: erin, until: 2026-11-20, teams: [sre]}\n"
                + environment("").replace("{group: sre}", "{group: sre, count: 2}"));
        LocalGateHost run = run("zoe").begin(production());
        assertThat(approve(run, "erin").gate().count()).hasToString("1/3 (sre, security)");
        assertThat(approve(run, "bob").gate().count()).hasToString("1/3 (sre, security)");
        assertThat(String.join("\n", gates.find(run.gateId()).orElseThrow().log()))
                .contains("erin approved in the place of bob");
        assertThat(approve(run, "dora").gate().count()).hasToString("2/3 (security)");
        clock.forward(Duration.ofHours(14));
        LocalGateHost later = new LocalGateHost(home, store, environments, clock, 8, true, "zoe").begin(production());
        assertThat(approve(later, "erin").kind()).isEqualTo(Answer.Kind.FORBIDDEN);
    }

    @Test
    public void twoDelegatesOfOnePersonFillOnePlace() throws IOException {
        environments = environments(TEAMS
                + "delegations:\n  - {from: bob, to: erin, until: 2026-12-24}\n  - {from: bob, to: fred, until: 2026-12-24}\n"
                + environment("").replace("{group: sre}", "{group: sre, count: 2}"));
        LocalGateHost run = run("zoe").begin(production());
        assertThat(approve(run, "erin").gate().count()).hasToString("1/3 (sre, security)");
        assertThat(approve(run, "fred").gate().count()).hasToString("1/3 (sre, security)");
    }

    @Test
    public void aRequesterCantApproveThroughADelegate() throws IOException {
        environments = environments(
                TEAMS + "delegations:\n  - {from: alice, to: erin, until: 2026-12-24}\n" + environment(""));
        LocalGateHost run = run("alice").begin(production());
        Answer erin = approve(run, "erin");
        assertThat(erin.kind()).isEqualTo(Answer.Kind.FORBIDDEN);
        assertThat(erin.text()).startsWith("requester may not approve: erin would vote in the place of alice");
    }

    @Test
    public void aBypassNeedsItsOwnGroupAndAReasonAndIsMarkedForEver() throws IOException {
        production("    bypass: [leads]\n    waitTimer: 1h\n    window: {cron: \"* 9-16 * * 1-4\"}\n");
        plan();
        LocalGateHost run = run("zoe").begin(production());
        assertThat(gates.bypass(run.gateId(), voter("bob"), "now", environments).kind())
                .isEqualTo(Answer.Kind.FORBIDDEN);
        assertThat(gates.bypass(run.gateId(), voter("lena"), " ", environments).kind())
                .isEqualTo(Answer.Kind.BAD);
        assertThat(gates.bypass(run.gateId(), voter("lena"), "the site is down", environments)
                        .accepted())
                .isTrue();
        run.wake();
        assertThat(run.result().status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(run.result().returned()).containsEntry("bypassed", true).containsEntry("approvers", List.of("lena"));
        Admission admission = admit(100);
        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        assertThat(((Admission.Admitted) admission).warnings())
                .extracting(Reason::code)
                .contains("BYPASSED", "WINDOW_CLOSED");
        // The same record lets nothing in where nobody may bypass.
        production("");
        assertThat(missing(100)).extracting(Reason::code).containsExactly("BYPASS_NOT_ALLOWED");
    }

    @Test
    public void approversSetParametersWithinTheirKinds() throws IOException {
        LocalGateHost run =
                run("zoe").begin(with(production(), "parameters", Map.of("weight", 10, "note", "", "fast", false)));
        for (Map<String, Object> wrong :
                List.<Map<String, Object>>of(Map.of("weight", "much"), Map.of("wieght", 5), Map.of("fast", "yes"))) {
            assertThat(gates.vote(run.gateId(), voter("bob"), new VoteRequest(true, null, null, wrong), environments)
                            .kind())
                    .as(wrong.toString())
                    .isEqualTo(Answer.Kind.BAD);
        }
        AnswerText body = new AnswerText(null, null, null, null, Map.of("weight", "25", "fast", "true"));
        assertThat(body.give(gates, run.gateId(), "approve", voter("bob"), environments)
                        .accepted())
                .isTrue();
        approve(run, "carol");
        run.wake();
        assertThat(run.result().returned().get("parameters")).isEqualTo(Map.of("weight", 25, "note", "", "fast", true));
    }

    @Test
    public void anApprovalMayBeTiedToTrafficTimeAndARule() throws IOException {
        plan();
        LocalGateHost run = run("zoe").begin(production());
        vote(run, "bob", new Condition(25, clock.instant().plus(Duration.ofHours(2)), null));
        vote(run, "carol", new Condition(10, null, List.of("tests.passRate >= 0.99")));
        run.wake();
        assertThat(run.result().returned().get("condition"))
                .isEqualTo("at most 10 % of the traffic, until 2026-11-20T12:00:00Z, only if tests.passRate >= 0.99");
        // A plain deployment is refused, and so is what can't be judged.
        assertThat(missing(100))
                .extracting(Reason::code)
                .containsExactly("APPROVAL_CONDITION_NOT_EVALUATED", "APPROVAL_CONDITION_TRAFFIC");
        assertThat(missing(11)).extracting(Reason::code).contains("APPROVAL_CONDITION_TRAFFIC");
        tests(97);
        assertThat(missing(10)).extracting(Reason::code).containsExactly("APPROVAL_CONDITION_MISSED");
        tests(100);
        Admission.Admitted admitted = (Admission.Admitted) admit(10);
        assertThat(admitted.condition().maxTraffic()).isEqualTo(10);
        clock.forward(Duration.ofHours(3));
        assertThat(missing(10)).extracting(Reason::code).containsExactly("APPROVAL_EXPIRED");
    }

    @Test
    public void aConditionThatCantBeReadIsNoApprovalAtAll() throws IOException {
        plan();
        LocalGateHost run = run("zoe").begin(production());
        approve(run, "bob");
        approve(run, "carol");
        run.wake();
        Entry approval = store.latest(EvidenceQuery.ofStep(Approval.STEP)).orElseThrow();
        for (Object condition :
                List.of("none", Map.of("maxTraffic", "ten"), Map.of("region", "eu"), Map.of("maxTraffic", 0))) {
            Map<String, Object> details =
                    new java.util.LinkedHashMap<>(approval.evidence().details());
            details.put("condition", condition);
            assertThat(Approval.of(new Entry(
                            1,
                            "0",
                            new Evidence(
                                    API,
                                    Approval.STEP,
                                    "prod",
                                    Verdict.PASS,
                                    null,
                                    null,
                                    details,
                                    null,
                                    approval.evidence().origin(),
                                    clock.instant()),
                            "1")))
                    .as(condition.toString())
                    .isEmpty();
        }
    }

    @Test
    public void anExternalCheckIsAskedAndItsSignedAnswerCountsOnce() throws Exception {
        checked();
        LocalGateHost run = run("zoe").begin(production());
        assertThat(run.posted).hasSize(1);
        JsonNode asked = JsonMapper.builder().build().readTree(run.posted.get(0).body());
        assertThat(SignedMessage.refused(
                        "shared between two",
                        run.posted.get(0).headers(),
                        run.posted.get(0).body(),
                        clock.instant()))
                .isEmpty();
        approve(run, "bob");
        approve(run, "carol");
        run.wake();
        assertThat(run.waits()).isTrue();
        String body = answer(run.gateId(), asked.get("question").asText(), true);
        // Forged, altered, old, of another question, for another gate: refused, and nothing is written.
        assertThat(check(run, SignedMessage.headers("guessed", "m1", clock.instant(), body), body)
                        .kind())
                .isEqualTo(Answer.Kind.FORBIDDEN);
        assertThat(check(run, signed("m1", body), body.replace("true", "false")).kind())
                .isEqualTo(Answer.Kind.FORBIDDEN);
        assertThat(check(
                                run,
                                SignedMessage.headers(
                                        "shared between two",
                                        "m1",
                                        clock.instant().minus(Duration.ofMinutes(6)),
                                        body),
                                body)
                        .text())
                .contains("not of now");
        assertThat(check(run, Map.of(), body).kind()).isEqualTo(Answer.Kind.FORBIDDEN);
        String other = answer(run.gateId(), "0".repeat(32), true);
        assertThat(check(run, signed("m2", other), other).text()).isEqualTo("this answers another question");
        String elsewhere = answer("9-prod-1", asked.get("question").asText(), true);
        assertThat(check(run, signed("m2", elsewhere), elsewhere).kind()).isEqualTo(Answer.Kind.BAD);
        assertThat(gates.find(run.gateId()).orElseThrow().isOpen()).isTrue();

        assertThat(check(run, signed("m3", body), body).accepted()).isTrue();
        assertThat(check(run, signed("m3", body), body).kind()).isEqualTo(Answer.Kind.SETTLED);
        run.wake();
        assertThat(run.result().verdict()).isEqualTo(Verdict.PASS);
        assertThat(approvals().get(0).checks()).containsExactly("change-board");
        assertThat(run.posted).hasSize(1);
    }

    @Test
    public void anExternalCheckThatObjectsRejectsAndOneThatIsSilentIsNoPass() throws Exception {
        checked();
        LocalGateHost run = run("zoe").begin(production());
        String question = JsonMapper.builder()
                .build()
                .readTree(run.posted.get(0).body())
                .get("question")
                .asText();
        String body = answer(run.gateId(), question, false);
        check(run, signed("m1", body), body);
        run.wake();
        assertThat(run.result().status()).isEqualTo(RunStatus.ABORTED);
        assertThat(run.result().sentence()).contains("rejected by check change-board: no change record");

        LocalGateHost silent = new LocalGateHost(home, store, environments, clock, 8, true, "zoe");
        silent.deaf.add("/board");
        silent.begin(production());
        // It can't be reached: asked again a minute later.
        assertThat(silent.until()).isEqualTo(clock.instant().plusSeconds(60));
        silent.deaf.clear();
        clock.forward(Duration.ofMinutes(1));
        silent.wake();
        assertThat(silent.posted).hasSize(1);
        approve(silent, "bob");
        approve(silent, "carol");
        clock.forward(Duration.ofHours(1));
        silent.wake();
        assertThat(silent.result().verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(silent.result().sentence()).contains("check 'change-board' did not answer until");
    }

    @Test
    public void theFirstAnswerOfACheckStandsWhileTheGateIsOpen() throws Exception {
        checked();
        LocalGateHost run = run("zoe").begin(production());
        String question = CheckAnswer.question(gate(run).opening(), "change-board");
        String yes = answer(run.gateId(), question, true);
        String no = answer(run.gateId(), question, false);
        assertThat(check(run, signed("m1", yes), yes).accepted()).isTrue();
        for (String id : List.of("m1", "m2")) {
            Answer again = check(run, signed(id, no), no);
            assertThat(again.kind()).isEqualTo(Answer.Kind.SETTLED);
            assertThat(again.text()).contains("was answered already");
        }
        assertThat(gate(run).isOpen()).isTrue();
        assertThat(gate(run).checks().get(0).state()).isEqualTo(Gate.CheckState.PASSED);
    }

    @Test
    public void anApprovalWithoutTheCheckOfTheEnvironmentLetsNothingIn() throws IOException {
        plan();
        LocalGateHost run = run("zoe").begin(production());
        approve(run, "bob");
        approve(run, "carol");
        run.wake();
        assertThat(admit(100)).isInstanceOf(Admission.Admitted.class);
        checked();
        assertThat(missing(100)).extracting(Reason::code).containsExactly("CHECK_MISSING");
    }

    @Test
    public void peopleAreRemindedAndThenSomebodyElseIsTold() throws IOException {
        environments = environments(TEAMS
                + hooks()
                + environment(
                        "    notify: [chat]\n    remindEvery: 4h\n    escalation: {after: 6h, notify: [board]}\n"));
        LocalGateHost run = run("zoe").begin(with(production(), "timeout", "24h"));
        assertThat(run.posted).extracting(LocalGateHost.Posted::path).containsExactly("/chat");
        assertThat(run.posted.get(0).body()).contains("\"awaited\":[\"sre\",\"security\"]");
        assertThat(run.until()).isEqualTo("2026-11-20T14:00:00Z");
        clock.forward(Duration.ofHours(4));
        run.wake();
        run.wake();
        assertThat(run.posted).hasSize(2);
        assertThat(run.until()).isEqualTo("2026-11-20T16:00:00Z");
        // Asleep over two reminders: the last is sent, once, and the escalation.
        clock.forward(Duration.ofHours(9));
        run.wake();
        assertThat(run.posted)
                .extracting(LocalGateHost.Posted::path)
                .containsExactly("/chat", "/chat", "/chat", "/board");
        assertThat(run.log)
                .contains("reminder 1: approvals 0/2 (sre, security); chat was told")
                .contains("reminder 3: approvals 0/2 (sre, security); chat was told")
                .contains("escalation: approvals 0/2 (sre, security); board was told");
    }

    @Test
    public void afterATimeStandInsMayFillThePlacesThatAreStillEmptyAndNobodySooner() throws IOException {
        production("    escalation: {after: 6h, standIns: [leads]}\n");
        plan();
        LocalGateHost run = run("zoe").begin(production());
        assertThat(run.until()).isEqualTo("2026-11-20T16:00:00Z");
        assertThat(String.join("\n", run.log))
                .contains(
                        "escalates  if still open at 2026-11-20 16:00 UTC: members of leads may stand in for sre, security");
        approve(run, "bob");
        assertThat(approve(run, "lena").kind()).isEqualTo(Answer.Kind.FORBIDDEN);
        assertThat(gates.awaits(gate(run), voter("lena"), environments)).isFalse();

        clock.forward(Duration.ofHours(6));
        assertThat(gates.awaits(gate(run), voter("lena"), environments)).isTrue();
        run.wake();
        run.wake();
        assertThat(run.log)
                .containsOnlyOnce("escalated: members of leads may stand in for sre, security")
                .contains("approvals 1/2 (security)");
        // As many people as before: nobody fills two places.
        assertThat(gate(run).isOpen()).isTrue();
        assertThat(approve(run, "lena").gate().settlement().decision()).isEqualTo(Gate.Decision.APPROVED);
        run.wake();
        assertThat(run.result().returned()).containsEntry("approvers", List.of("bob", "lena"));
        assertThat(approvals().get(0).escalatedAt()).isEqualTo("2026-11-20T16:00:00Z");
        assertThat(events()).contains("ESCALATE");
        assertThat(admit(100)).isInstanceOf(Admission.Admitted.class);
        // The environment counts again, by its own rules of now: later, or by nobody's place but its own.
        production("    escalation: {after: 7h, standIns: [leads]}\n");
        assertThat(missing(100)).extracting(Reason::text).containsExactly("approval 1/2 (security)");
        production("");
        assertThat(missing(100)).extracting(Reason::text).containsExactly("approval 1/2 (security)");
    }

    @Test
    public void afterATimeSomebodyElseHasToApproveAsWell() throws IOException {
        production("    escalation: {after: 6h, approvers: [{group: leads}]}\n");
        plan();
        LocalGateHost run = run("zoe").begin(production());
        approve(run, "bob");
        clock.forward(Duration.ofHours(6));
        // The run sleeps; who comes first after the time finds the gate escalated.
        assertThat(approve(run, "carol").gate().count()).hasToString("2/3 (leads)");
        assertThat(gate(run).escalatedAt()).isEqualTo(clock.instant());
        approve(run, "lena");
        run.wake();
        assertThat(run.result().verdict()).isEqualTo(Verdict.PASS);
        assertThat(admit(100)).isInstanceOf(Admission.Admitted.class);
        // Also a clock that goes back takes nothing back.
        LocalGateHost next = new LocalGateHost(home, store, environments, clock, 8, true, "zoe").begin(production());
        clock.forward(Duration.ofHours(6));
        next.wake();
        clock.forward(Duration.ofHours(-5));
        next.wake();
        assertThat(approve(next, "bob").gate().count()).hasToString("1/3 (security, leads)");
    }

    @Test
    public void whoDecidedInTimeIsJoinedByNobodyWhileACheckIsAwaited() throws Exception {
        environments = environments(TEAMS
                + hooks()
                + environment("    checks: [{name: change-board, webHook: board, timeout: 12h}]\n"
                        + "    escalation: {after: 6h, approvers: [{group: leads}]}\n"));
        plan();
        LocalGateHost run = run("zoe").begin(production());
        approve(run, "bob");
        approve(run, "carol");
        clock.forward(Duration.ofHours(7));
        run.wake();
        assertThat(gate(run).escalatedAt()).isNull();
        String question = CheckAnswer.question(gate(run).opening(), "change-board");
        String body = answer(run.gateId(), question, true);
        check(run, signed("m1", body), body);
        run.wake();
        assertThat(run.result().verdict()).isEqualTo(Verdict.PASS);
        assertThat(admit(100)).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    public void aRequesterStandsInForNobodyAndADelegateOnlyBesideTheDelegator() throws IOException {
        environments = environments(TEAMS + "delegations:\n  - {from: lena, to: erin, until: 2026-12-24}\n"
                + environment("    escalation: {after: 1h, standIns: [leads]}\n"));
        LocalGateHost run = run("lena").begin(production());
        clock.forward(Duration.ofHours(1));
        run.wake();
        for (String user : List.of("lena", "erin")) {
            assertThat(approve(run, user).text()).startsWith("requester may not approve");
        }
        LocalGateHost other = new LocalGateHost(home, store, environments, clock, 8, true, "zoe").begin(production());
        clock.forward(Duration.ofHours(1));
        assertThat(approve(other, "erin").gate().count()).hasToString("1/2 (security)");
        assertThat(approve(other, "lena").gate().count()).hasToString("1/2 (security)");
    }

    private Gate gate(LocalGateHost run) throws IOException {
        return gates.find(run.gateId()).orElseThrow();
    }

    private List<Object> events() {
        return store.find(EvidenceQuery.ofStep(Approval.EVENT))
                .map(entry -> entry.evidence().details().get("event"))
                .toList();
    }

    @Test
    public void aJenkinsfileNamesOnlyWebHooksThatTheAdministratorKnows() throws IOException {
        LocalGateHost run = run("zoe").begin(with(production(), "notify", List.of("https://evil.example")));
        assertThat(run.result().reasons().get(0).code()).isEqualTo("WEB_HOOK_UNKNOWN");
    }

    @Test
    public void anApprovedRunWaitsUntilTheEnvironmentOpens() throws IOException {
        production("    window: {cron: \"* 9-16 * * 1-4\"}\n");
        LocalGateHost run = run("zoe").begin(with(production(), "timeout", "96h"));
        assertThat(String.join("\n", run.log)).contains("  closed     window: 'production' takes deployments in");
        approve(run, "bob");
        approve(run, "carol");
        run.wake();
        assertThat(run.until()).isEqualTo("2026-11-23T09:00:00Z");
        assertThat(run.log).anyMatch(line -> line.contains("the environment opens at 2026-11-23T09:00:00Z"));
        clock.forward(Duration.ofHours(71));
        run.wake();
        assertThat(run.result().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    public void everyEventAndEveryChangedRuleIsInTheChainOnce() throws IOException {
        LocalGateHost run = run("zoe").begin(production());
        gates.comment(run.gateId(), voter("eve"), "what about the cache?");
        approve(run, "bob");
        run.wake();
        gates.withdraw(run.gateId(), voter("bob"));
        gates.vote(run.gateId(), voter("carol"), false, "not today", environments);
        run.wake();
        run.tell(new io.jenkins.plugins.mldeploy.step.Event.Resumed(clock.instant()));
        List<Map<String, Object>> events = new ArrayList<>();
        store.find(EvidenceQuery.ofStep(Approval.EVENT))
                .forEach(entry -> events.add(0, entry.evidence().details()));
        assertThat(events)
                .extracting(event -> event.get("event"))
                .containsExactly("COMMENT", "VOTE", "WITHDRAW", "VOTE", "SETTLE");
        assertThat(events.get(1))
                .containsEntry("user", "bob")
                .containsEntry("authenticatedBy", "test")
                .containsEntry("from", "here")
                .containsKeys("evidenceHash", "happenedAt");
        production("    requireReason: true\n");
        new LocalGateHost(home, store, environments, clock, 8, true, "zoe").begin(production());
        new LocalGateHost(home, store, environments, clock, 9, true, "zoe").begin(production());
        List<Entry> rules =
                store.find(EvidenceQuery.ofStep(ConfigurationRecord.STEP)).toList();
        assertThat(rules).hasSize(2);
        assertThat(String.valueOf(rules.get(0).evidence().details().get("changes")))
                .isEqualTo("[-environment production.approvals.requireReason: false,"
                        + " +environment production.approvals.requireReason: true]");
        checked();
        new LocalGateHost(home, store, environments, clock, 10, true, "zoe").begin(production());
        assertThat(String.valueOf(store.latest(EvidenceQuery.ofStep(ConfigurationRecord.STEP))
                        .orElseThrow()
                        .evidence()
                        .details()))
                .contains("web hook board", "board.example")
                .doesNotContain("board.example/board");
    }

    private void checked() throws IOException {
        environments = environments(
                TEAMS + hooks() + environment("    checks: [{name: change-board, webHook: board, timeout: 1h}]\n"));
    }

    private static String hooks() {
        return """
                webHooks:
                  - {name: chat, url: "https://chat.example/chat", secretId: hook-secret}
                  - {name: board, url: "https://board.example/board", secretId: hook-secret}
                """;
    }

    private static String answer(String gate, String question, boolean passed) {
        return "{\"gate\":\"%s\",\"check\":\"change-board\",\"question\":\"%s\",\"passed\":%s%s}"
                .formatted(gate, question, passed, passed ? "" : ",\"text\":\"no change record\"");
    }

    private Map<String, String> signed(String id, String body) {
        return SignedMessage.headers("shared between two", id, clock.instant(), body);
    }

    private Answer check(LocalGateHost run, Map<String, String> headers, String body) throws IOException {
        return gates.answerCheck(run.gateId(), "change-board", headers, body, "shared between two", "test");
    }

    private void production(String more) throws IOException {
        environments = environments(TEAMS + environment(more));
    }

    private static String environment(String more) {
        return "environments:\n  - name: production\n    jobs: [shop/llm-app/main]\n"
                + "    approvers: [{group: sre}, {group: security}]\n" + more;
    }

    private static Environments environments(String text) throws IOException {
        return EnvironmentsFile.read(
                "environments.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Commit commit(String author, String email) {
        return new Commit("d".repeat(40), null, author, email, Instant.EPOCH, "change the prompt");
    }

    private LocalGateHost run(String... requesters) {
        return new LocalGateHost(home, store, environments, clock, 7, true, requesters);
    }

    private Answer approve(LocalGateHost run, String user) throws IOException {
        return gates.vote(run.gateId(), voter(user), true, null, environments);
    }

    private void vote(LocalGateHost run, String user, Condition condition) throws IOException {
        assertThat(gates.vote(run.gateId(), voter(user), new VoteRequest(true, null, condition, null), environments)
                        .accepted())
                .isTrue();
    }

    private static Voter voter(String user) {
        return new Voter(user, Set.of(), "test", "here");
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

    private List<Approval> approvals() {
        return store.find(EvidenceQuery.ofStep(Approval.STEP))
                .map(Approval::of)
                .flatMap(java.util.Optional::stream)
                .toList();
    }

    private List<Reason> missing(int peakTraffic) {
        Admission admission = admit(peakTraffic);
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        return ((Admission.Refused) admission).missing();
    }

    private Admission admit(int peakTraffic) {
        return AdmissionPolicy.admit(
                environments,
                new AdmissionRequest(
                        "production",
                        "prod",
                        origin(),
                        Subject.commit("a".repeat(40)),
                        List.of(new AdmissionRequest.Image("reg/api@" + API, API.value(), null)),
                        PLAN,
                        false,
                        peakTraffic),
                store,
                clock.instant());
    }

    private static Origin origin() {
        return new Origin("shop/llm-app/main", 7, "a".repeat(40), "main", true, List.of("zoe"));
    }

    private void plan() throws IOException {
        append(
                Deployed.STEP,
                "prod",
                Map.of(),
                Map.of(
                        "environment",
                        "production",
                        Deployed.OUTCOME,
                        Deployed.PLANNED,
                        Deployed.DEPLOYMENT_ID,
                        "d1",
                        "planHash",
                        PLAN,
                        "images",
                        List.of("reg/api@" + API)));
    }

    private void tests(int passed) throws IOException {
        append("mlTest", "llm", Map.of("tests.passed", (double) passed, "tests.failed", 100.0 - passed), Map.of());
    }

    private void append(String step, String id, Map<String, Double> metrics, Map<String, Object> details)
            throws IOException {
        store.append(new Evidence(
                API, step, id, Verdict.PASS, metrics, List.of(), details, Map.of(), origin(), clock.instant()));
    }
}
