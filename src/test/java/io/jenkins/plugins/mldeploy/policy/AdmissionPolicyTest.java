package io.jenkins.plugins.mldeploy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class AdmissionPolicyTest {
    private static final String JOB = "shop/llm-app/main";
    private static final String COMMIT = "a".repeat(40);
    private static final Subject API = Subject.image("sha256:" + "1".repeat(64));
    private static final Subject FRONT = Subject.image("sha256:" + "2".repeat(64));
    private static final String PLAN = "c".repeat(64);
    /** A Wednesday, 11:00 in Paris. */
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private JournalFileStore store;
    private Origin origin = new Origin(JOB, 7, COMMIT, "main", true, List.of("alice"));
    private Environment production = environment(
            List.of(new ApproverRule("sre", 1), new ApproverRule("security", 1)),
            List.of(
                    new RequiredEvidence("mlTest", "llm", null, List.of("metrics.faithfulness >= 0.85")),
                    new RequiredEvidence("containerScan", null, Duration.ofHours(24), List.of("new.critical == 0")),
                    new RequiredEvidence("generateSbom", null, null, List.of())));

    @Before
    public void open() throws IOException {
        store = JournalFileStore.open(folder.getRoot().toPath(), warning -> {});
    }

    @After
    public void close() throws IOException {
        store.close();
    }

    @Test
    public void everyMissingItemIsListedAtOnce() {
        origin = new Origin("other/job", 3, COMMIT, "feature", false, List.of());
        production = with(
                production,
                new DeploymentWindow("* 9-16 * * 1-5", "America/New_York"),
                List.of(new Freeze("2026-11-25", "2026-11-25", "year end")),
                Duration.ofMinutes(10),
                false,
                Enforcement.BLOCK);
        List<Reason> missing = missing(request(image(API), new AdmissionRequest.Image("reg/hook:1", null, null)));
        assertThat(missing)
                .extracting(Reason::code)
                .containsExactly(
                        "JOB_NOT_LISTED",
                        "NOT_FROM_SCM",
                        "BRANCH_NOT_ALLOWED",
                        "WINDOW_CLOSED",
                        "FROZEN",
                        "IMAGE_NOT_PINNED",
                        "EVIDENCE_MISSING",
                        "EVIDENCE_MISSING",
                        "EVIDENCE_MISSING",
                        "APPROVAL_MISSING",
                        "WAIT_TIMER");
        assertThat(missing)
                .extracting(Reason::text)
                .contains("containerScan: none for sha256:111111111111", "approval 0/2 (sre, security)")
                .anyMatch(text -> text.contains("opens at 2026-11-25 09:00 America/New_York"))
                .anyMatch(text -> text.contains("frozen until 2026-11-26 00:00 America/New_York (year end)"))
                .anyMatch(text -> text.contains("'reg/hook:1' has no digest"));
    }

    @Test
    public void withEverythingThereItEntersAndTheApproversAreNamed() throws IOException {
        allEvidence(API);
        approve(PLAN, List.of(API), "bob", "carol");
        assertThat(admit(request(image(API)))).isEqualTo(new Admission.Admitted(List.of(), List.of("bob", "carol")));
    }

    @Test
    public void everyImageNeedsItsOwnEvidence() throws IOException {
        allEvidence(API);
        approve(PLAN, List.of(API), "bob", "carol");
        assertThat(texts(request(image(API), image(FRONT))))
                .containsExactly(
                        "mlTest 'llm': none for sha256:222222222222",
                        "containerScan: none for sha256:222222222222",
                        "generateSbom: none for sha256:222222222222");
    }

    @Test
    public void evidenceOfTheCommitCountsOnlyThroughTheImagesOwnLabel() throws IOException {
        Subject commit = Subject.commit(COMMIT);
        append(commit, "mlTest", "llm", Verdict.PASS, Map.of("faithfulness", 0.9), NOW);
        append(API, "containerScan", "scan", Verdict.PASS, Map.of("new.critical", 0.0), NOW);
        append(API, "generateSbom", "sbom", Verdict.PASS, Map.of(), NOW);
        approve(PLAN, List.of(API), "bob", "carol");
        assertThat(texts(request(image(API)))).containsExactly("mlTest 'llm': none for sha256:111111111111");
        assertThat(admit(request(new AdmissionRequest.Image("api", API.value(), COMMIT))))
                .isInstanceOf(Admission.Admitted.class);
        assertThat(texts(request(new AdmissionRequest.Image("api", API.value(), "b".repeat(40)))))
                .containsExactly("mlTest 'llm': none for sha256:111111111111 or git:bbbbbbbbbbbb");
    }

    @Test
    public void onlyInARehearsalDoesTheSourceStandInForAnImageWithoutADigest() throws IOException {
        allEvidence(Subject.commit(COMMIT));
        approve(PLAN, List.of(Subject.commit(COMMIT)), "bob", "carol");
        AdmissionRequest.Image image = new AdmissionRequest.Image("llm-app/api:dev", null, null);
        assertThat(admit(request(true, image))).isInstanceOf(Admission.Admitted.class);
        assertThat(missing(request(false, image))).extracting(Reason::code).containsExactly("IMAGE_NOT_PINNED");
    }

    @Test
    public void aChartWithoutImagesIsJudgedByItsSourceAndNeverByNothing() {
        assertThat(texts(request())).contains("generateSbom: none for git:aaaaaaaaaaaa");
    }

    @Test
    public void neitherFailureNorCouldNotJudgeIsEverAccepted() throws IOException {
        production = environment(List.of(), List.of(new RequiredEvidence("containerScan", null, null, List.of())));
        for (Verdict verdict : Verdict.values()) {
            append(API, "containerScan", "scan", verdict, Map.of(), NOW);
            if (verdict == Verdict.PASS || verdict == Verdict.UNSTABLE) {
                assertThat(admit(request(image(API)))).isInstanceOf(Admission.Admitted.class);
            } else {
                assertThat(missing(request(image(API))))
                        .singleElement()
                        .satisfies(reason -> assertThat(reason.code()).isEqualTo("EVIDENCE_NOT_ACCEPTED"))
                        .satisfies(reason -> assertThat(reason.text()).contains(verdict.name()));
            }
        }
    }

    @Test
    public void theEnvironmentsRulesDecideWhateverTheJenkinsfileSaidAndTheValueIsShown() throws IOException {
        allEvidence(API);
        append(API, "mlTest", "llm", Verdict.PASS, Map.of("faithfulness", 0.80), NOW);
        approve(PLAN, List.of(API), "bob", "carol");
        assertThat(texts(request(image(API))))
                .containsExactly(
                        "mlTest 'llm' of shop/llm-app/main #7 for sha256:111111111111: metrics.faithfulness >= 0.85 (is 0.8)");
    }

    @Test
    public void aMetricThatIsAbsentNeverHolds() throws IOException {
        for (String rule : List.of("x == 0", "x != 0", "x < 1", "x <= 1", "x > -1", "x >= 0", "metrics.x == 0")) {
            production = environment(List.of(), List.of(new RequiredEvidence("mlTest", null, null, List.of(rule))));
            append(API, "mlTest", "unit", Verdict.PASS, Map.of("y", 0.0), NOW);
            assertThat(texts(request(image(API)))).singleElement().asString().contains("could not be judged");
        }
    }

    @Test
    public void evidenceGetsTooOld() throws IOException {
        allEvidence(API);
        append(
                API,
                "containerScan",
                "scan",
                Verdict.PASS,
                Map.of("new.critical", 0.0),
                NOW.minus(Duration.ofHours(25)));
        approve(PLAN, List.of(API), "bob", "carol");
        assertThat(texts(request(image(API))))
                .singleElement()
                .asString()
                .contains("25 h 0 min old, at most 24 h 0 min");
    }

    @Test
    public void withoutAnIdTheNewestOfEveryIdMustHold() throws IOException {
        production = environment(List.of(), List.of(new RequiredEvidence("containerScan", null, null, List.of())));
        append(API, "containerScan", "one", Verdict.FAIL, Map.of(), NOW);
        append(API, "containerScan", "two", Verdict.PASS, Map.of(), NOW);
        assertThat(texts(request(image(API)))).singleElement().asString().contains("containerScan 'one'");
        append(API, "containerScan", "one", Verdict.PASS, Map.of(), NOW);
        assertThat(admit(request(image(API)))).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    public void evidenceOfAnotherJobOrOfAReplayDoesNotCountAndTheAnswerSaysSo() throws IOException {
        production = environment(List.of(), List.of(new RequiredEvidence("generateSbom", null, null, List.of())));
        append(evidence(API, "generateSbom", "sbom", new Origin("mallory/job", 1, COMMIT, "main", true, List.of())));
        append(evidence(API, "generateSbom", "sbom", new Origin(JOB, 8, COMMIT, "main", false, List.of())));
        assertThat(texts(request(image(API))))
                .singleElement()
                .asString()
                .contains("none for sha256:111111111111", "mallory/job #1, a job that", "#8, whose Jenkinsfile");
    }

    @Test
    public void anUnknownBranchIsRefusedWhereBranchesAreListed() throws IOException {
        origin = new Origin(JOB, 7, null, null, true, List.of());
        assertThat(missing(request(image(API)))).extracting(Reason::code).contains("BRANCH_UNKNOWN");
    }

    @Test
    public void anUnknownEnvironmentIsRefusedWithTheNearestName() {
        AdmissionRequest request =
                new AdmissionRequest("prodution", "prod", origin, API, List.of(image(API)), PLAN, false);
        assertThat(AdmissionPolicy.admit(environments(), request, store, NOW))
                .isEqualTo(new Admission.Refused(List.of(environments().unknown("prodution"))));
        assertThat(environments().unknown("prodution").toString())
                .isEqualTo(
                        "ENVIRONMENT_UNKNOWN: there is no environment 'prodution'; did you mean 'production'?; there are: production");
    }

    @Test
    public void anOpenEnvironmentTakesAnythingAndAWarningOneSaysWhatIsMissing() {
        production = Environment.open("production");
        assertThat(admit(request(image(API)))).isEqualTo(new Admission.Admitted(List.of(), List.of()));
        production = with(
                environment(List.of(), List.of(new RequiredEvidence("generateSbom", null, null, List.of()))),
                null,
                List.of(),
                Duration.ZERO,
                false,
                Enforcement.WARN);
        assertThat(((Admission.Admitted) admit(request(image(API)))).warnings())
                .extracting(Reason::code)
                .containsExactly("EVIDENCE_MISSING");
    }

    @Test
    public void anApprovalForAnotherPlanIsNamed() throws IOException {
        allEvidence(API);
        approve("d".repeat(64), List.of(API), "bob", "carol");
        assertThat(missing(request(image(API)))).singleElement().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("APPROVAL_OTHER_PLAN");
            assertThat(reason.text()).contains("approval 0/2 (sre, security)", "dddddddddddd", "cccccccccccc");
        });
    }

    @Test
    public void aRequesterDoesNotCountAndOnePersonCountsForOneGroupOnly() throws IOException {
        allEvidence(API);
        approve(PLAN, List.of(API), "alice", "carol");
        assertThat(texts(request(image(API))))
                .containsExactly("approval 1/2 (sre); does not count: alice, who requested the deployment");
        approve(PLAN, List.of(API), "both");
        assertThat(texts(request(image(API)))).containsExactly("approval 1/2 (security)");
    }

    @Test
    public void theSameTagWithAnotherDigestIsAnotherImage() throws IOException {
        allEvidence(API);
        approve(PLAN, List.of(API), "bob", "carol");
        assertThat(admit(request(new AdmissionRequest.Image("reg/api:1.4@" + API, API.value(), null))))
                .isInstanceOf(Admission.Admitted.class);
        assertThat(missing(request(new AdmissionRequest.Image("reg/api:1.4@" + FRONT, FRONT.value(), null))))
                .extracting(Reason::code)
                .containsOnly("EVIDENCE_MISSING");
        assertThat(missing(request(new AdmissionRequest.Image("reg/api:1.4", null, null))))
                .extracting(Reason::code)
                .contains("IMAGE_NOT_PINNED");
    }

    @Test
    public void anApprovalForAnotherEnvironmentLetsNothingInAlsoForTheSamePlan() throws IOException {
        allEvidence(API);
        Approval given = approval(PLAN, "APPROVED", List.of(API), NOW, "bob", "carol");
        record(
                new Approval(
                        "staging",
                        given.planHash(),
                        given.decision(),
                        given.approvers(),
                        null,
                        given.requesters(),
                        given.shown(),
                        given.requestedAt(),
                        given.decidedAt(),
                        false),
                API,
                origin);
        assertThat(missing(request(image(API)))).extracting(Reason::code).containsExactly("APPROVAL_MISSING");
    }

    @Test
    public void whatDiffersFromTheApprovedPlanIsNamed() throws IOException {
        allEvidence(API);
        allEvidence(FRONT);
        plan("d".repeat(64), "reg/api@" + API, "1");
        plan(PLAN, "reg/front@" + FRONT, "2");
        approve("d".repeat(64), List.of(API), "bob", "carol");
        assertThat(missing(request(new AdmissionRequest.Image("reg/front@" + FRONT, FRONT.value(), null)))
                        .get(0)
                        .text())
                .endsWith("ask again; differs: image reg/front@" + FRONT + " is new, image reg/api@" + API
                        + " is gone, the values of release api");
    }

    private void plan(String hash, String image, String values) throws IOException {
        append(new Evidence(
                API,
                Deployed.STEP,
                "prod",
                Verdict.PASS,
                Map.of(),
                List.of(),
                Map.of(
                        Deployed.ENVIRONMENT,
                        "production",
                        Deployed.OUTCOME,
                        Deployed.PLANNED,
                        "planHash",
                        hash,
                        "images",
                        List.of(image),
                        "releases",
                        List.of(Map.of(
                                "release", "api", "chartDigest", "c", "valuesHash", values, "manifestHash", values))),
                Map.of(),
                origin,
                NOW));
    }

    @Test
    public void aQualityGateThatNoLongerHoldsVoidsTheApproval() throws IOException {
        allEvidence(API);
        approve(PLAN, List.of(API), "bob", "carol");
        append(new Evidence(
                API,
                "mlTest",
                "llm",
                Verdict.PASS,
                Map.of("faithfulness", 0.9),
                List.of(),
                Map.of("gates", List.of(Map.of("metric", "latency", "state", "MISSED", "criticality", "NOTE"))),
                Map.of(),
                origin,
                NOW));
        List<Reason> missing = missing(request(image(API)));
        assertThat(missing).extracting(Reason::code).containsExactly("APPROVAL_VOID");
        assertThat(missing.get(0).text()).contains("gate on latency is MISSED, which held when it was shown");
    }

    @Test
    public void aRejectionThatCameLaterWins() throws IOException {
        allEvidence(API);
        approve(PLAN, List.of(API), "bob", "carol");
        record(approval(PLAN, "REJECTED", List.of(API), NOW.minusSeconds(10)), API, origin);
        assertThat(missing(request(image(API)))).extracting(Reason::code).containsExactly("APPROVAL_REJECTED");
        record(approval(PLAN, "EXPIRED", List.of(API), NOW.minusSeconds(9)), API, origin);
        assertThat(texts(request(image(API))))
                .containsExactly("approval 0/2 (sre, security): the gate for this plan ended as EXPIRED; ask again");
    }

    @Test
    public void anApprovalOfAJobThatIsNotListedDoesNotCount() throws IOException {
        allEvidence(API);
        record(
                approval(PLAN, "APPROVED", List.of(API), NOW, "bob", "carol"),
                API,
                new Origin("mallory/job", 1, COMMIT, "main", true, List.of()));
        assertThat(texts(request(image(API)))).containsExactly("approval 0/2 (sre, security)");
    }

    @Test
    public void newerEvidenceVoidsTheApprovalOnlyWhenItIsWorse() throws IOException {
        allEvidence(API);
        approve(PLAN, List.of(API), "bob", "carol");
        append(API, "containerScan", "scan", Verdict.PASS, Map.of("new.critical", 0.0), NOW);
        assertThat(admit(request(image(API)))).isInstanceOf(Admission.Admitted.class);

        append(API, "containerScan", "scan", Verdict.UNSTABLE, Map.of("new.critical", 0.0), NOW);
        assertThat(missing(request(image(API)))).singleElement().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("APPROVAL_VOID");
            assertThat(reason.text()).contains("containerScan 'scan'", "is UNSTABLE, shown was PASS");
        });
    }

    @Test
    public void aNewFindingVoidsTheApprovalAlsoWhenTheVerdictStays() throws IOException {
        allEvidence(API);
        approve(PLAN, List.of(API), "bob", "carol");
        append(new Evidence(
                API,
                "containerScan",
                "scan",
                Verdict.PASS,
                Map.of("new.critical", 0.0),
                List.of(),
                Map.of("findings", List.of(Map.of("id", "CVE-2026-1"))),
                Map.of(),
                origin,
                NOW));
        assertThat(texts(request(image(API)))).singleElement().asString().contains("new findings: CVE-2026-1");
    }

    @Test
    public void anApprovalIsUsedUpOnceAnotherPlanWasDeployed() throws IOException {
        allEvidence(API);
        approve(PLAN, List.of(API), "bob", "carol");
        append(new Evidence(
                API,
                "helmDeploy",
                "prod",
                Verdict.PASS,
                Map.of(),
                List.of(),
                Map.of("environment", "production", Deployed.OUTCOME, Deployed.DEPLOYED, "planHash", "e".repeat(64)),
                Map.of(),
                new Origin(JOB, 9, COMMIT, "main", true, List.of()),
                NOW));
        assertThat(missing(request(image(API)))).extracting(Reason::code).containsExactly("APPROVAL_USED");
    }

    @Test
    public void continuousDeploymentRemovesThePersonAndNoCheck() throws IOException {
        production = with(production, null, List.of(), Duration.ofMinutes(10), true, Enforcement.BLOCK);
        assertThat(missing(request(image(API))))
                .extracting(Reason::code)
                .containsExactly("EVIDENCE_MISSING", "EVIDENCE_MISSING", "EVIDENCE_MISSING", "WAIT_TIMER");
        allEvidence(API);
        append(new Evidence(
                API,
                "helmDeploy",
                "prod",
                Verdict.PASS,
                Map.of(),
                List.of(),
                Map.of("environment", "production", Deployed.OUTCOME, Deployed.PLANNED, "planHash", PLAN),
                Map.of(),
                origin,
                NOW.minus(Duration.ofMinutes(4))));
        assertThat(texts(request(image(API))))
                .containsExactly("waitTimer: 6 min 0 s to go, until 2026-11-25T10:06:00Z");
        assertThat(AdmissionPolicy.admit(environments(), request(image(API)), store, NOW.plus(Duration.ofMinutes(6))))
                .isInstanceOf(Admission.Admitted.class);
    }

    @Test
    public void theWaitTimerCountsFromTheRequestOfTheApproval() throws IOException {
        production = with(production, null, List.of(), Duration.ofMinutes(45), false, Enforcement.BLOCK);
        allEvidence(API);
        approve(PLAN, List.of(API), "bob", "carol");
        assertThat(texts(request(image(API))))
                .containsExactly("waitTimer: 15 min 0 s to go, until 2026-11-25T10:15:00Z");
    }

    private List<String> texts(AdmissionRequest request) {
        return missing(request).stream().map(Reason::text).toList();
    }

    private List<Reason> missing(AdmissionRequest request) {
        Admission admission = admit(request);
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        return ((Admission.Refused) admission).missing();
    }

    private Admission admit(AdmissionRequest request) {
        return AdmissionPolicy.admit(environments(), request, store, NOW);
    }

    private Environments environments() {
        return new Environments(List.of(production), Map.of());
    }

    private AdmissionRequest request(AdmissionRequest.Image... images) {
        return request(false, images);
    }

    private AdmissionRequest request(boolean rehearsal, AdmissionRequest.Image... images) {
        return new AdmissionRequest(
                "production", "prod", origin, Subject.commit(COMMIT), List.of(images), PLAN, rehearsal);
    }

    private static AdmissionRequest.Image image(Subject digest) {
        return new AdmissionRequest.Image("reg/app@" + digest, digest.value(), null);
    }

    private void allEvidence(Subject subject) throws IOException {
        append(subject, "mlTest", "llm", Verdict.PASS, Map.of("faithfulness", 0.9), NOW);
        append(subject, "containerScan", "scan", Verdict.PASS, Map.of("new.critical", 0.0), NOW);
        append(subject, "generateSbom", "sbom", Verdict.PASS, Map.of(), NOW);
    }

    private void approve(String plan, List<Subject> subjects, String... users) throws IOException {
        for (Subject subject : subjects) {
            record(approval(plan, "APPROVED", subjects, NOW, users), subject, origin);
        }
    }

    private int decisions;

    private Approval approval(String plan, String decision, List<Subject> subjects, Instant at, String... users) {
        Map<String, Set<String>> groups = Map.of(
                "alice", Set.of("sre"),
                "bob", Set.of("sre"),
                "carol", Set.of("security"),
                "both", Set.of("sre", "security"));
        List<Approval.Shown> shown = subjects.stream()
                .flatMap(subject -> store.find(EvidenceQuery.of(subject)).toList().stream())
                .map((Entry entry) -> Approval.Shown.of(entry))
                .toList();
        return new Approval(
                "production",
                plan,
                decision,
                List.of(users).stream()
                        .map(user -> new Approval.Approver(user, groups.get(user)))
                        .toList(),
                decision.equals("REJECTED") ? "dora" : null,
                List.of("alice"),
                shown,
                NOW.minus(Duration.ofMinutes(30)),
                at.plusMillis(decisions++),
                false);
    }

    private void record(Approval approval, Subject subject, Origin from) throws IOException {
        append(new Evidence(
                subject,
                Approval.STEP,
                "prod",
                Verdict.PASS,
                Map.of(),
                List.of(),
                approval.toDetails(),
                Map.of(),
                from,
                approval.decidedAt()));
    }

    private void append(
            Subject subject, String step, String id, Verdict verdict, Map<String, Double> metrics, Instant at)
            throws IOException {
        append(new Evidence(subject, step, id, verdict, metrics, List.of(), Map.of(), Map.of(), origin, at));
    }

    private Evidence evidence(Subject subject, String step, String id, Origin from) {
        return new Evidence(subject, step, id, Verdict.PASS, Map.of(), List.of(), Map.of(), Map.of(), from, NOW);
    }

    /** Reopens the journal, so that what is read went through its text form, as in real life. */
    private void append(Evidence evidence) throws IOException {
        store.append(evidence);
        close();
        open();
    }

    private static Environment environment(List<ApproverRule> approvers, List<RequiredEvidence> required) {
        return Environment.builder("production")
                .tier("production")
                .jobs(List.of(JOB))
                .branches(List.of("main"))
                .approvers(approvers)
                .requiredEvidence(required)
                .build();
    }

    private static Environment with(
            Environment base,
            DeploymentWindow window,
            List<Freeze> freezes,
            Duration waitTimer,
            boolean continuousDeployment,
            Enforcement enforcement) {
        return base.toBuilder()
                .enforcement(enforcement)
                .window(window)
                .freezes(freezes)
                .waitTimer(waitTimer)
                .continuousDeployment(continuousDeployment)
                .build();
    }
}
