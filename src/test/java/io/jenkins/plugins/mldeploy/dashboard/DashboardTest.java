package io.jenkins.plugins.mldeploy.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DashboardTest {
    private static final String API = "sha256:" + "a".repeat(64);
    private static final String PAGE = "sha256:" + "b".repeat(64);
    private static final String COMMIT = "c".repeat(40);
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private JournalFileStore journal;
    private long minute;

    @Before
    public void open() throws IOException {
        journal = JournalFileStore.open(folder.getRoot().toPath(), warning -> {});
    }

    @After
    public void close() throws IOException {
        journal.close();
    }

    private Overview overview() {
        return new Dashboard(
                        new DeploymentHistory(journal),
                        new Environments(List.of(Environment.open("staging")), Map.of()))
                .overview(10, NOW);
    }

    private void record(String subject, String step, String id, Verdict verdict, long run, Map<String, Object> details)
            throws IOException {
        journal.append(new Evidence(
                new Subject(subject),
                step,
                id,
                verdict,
                Map.of(),
                verdict == Verdict.PASS ? List.of() : List.of(new Reason("SOME_REASON", "because of run " + run)),
                details,
                Map.of(),
                new Origin("shop", run, COMMIT, "main", true, List.of()),
                Instant.parse("2026-11-22T10:00:00Z").plusSeconds(60 * minute++)));
    }

    /** As helmDeploy records it: one entry an image, then one for the source. */
    private void deploy(String outcome, String environment, long run) throws IOException {
        Map<String, Object> details = Map.of(
                Deployed.ENVIRONMENT,
                environment,
                Deployed.OUTCOME,
                outcome,
                Deployed.DEPLOYMENT_ID,
                environment + run,
                "strategy",
                "rolling",
                "source",
                "git:" + COMMIT,
                "approvers",
                List.of("sam", "carol"),
                "releases",
                List.of(
                        Map.of(
                                "release",
                                "api",
                                "chart",
                                "api",
                                "version",
                                "1.2.0",
                                "images",
                                List.of("reg/api@" + API)),
                        Map.of("release", "page", "chart", "page", "images", List.of("reg/page@" + PAGE))));
        Verdict verdict =
                Set.of(Deployed.DEPLOYED, Deployed.REHEARSED, Deployed.PLANNED).contains(outcome)
                        ? Verdict.PASS
                        : Verdict.FAIL;
        record(API, Deployed.STEP, environment, verdict, run, details);
        record(PAGE, Deployed.STEP, environment, verdict, run, details);
        record("git:" + COMMIT, Deployed.STEP, environment, verdict, run, details);
    }

    private Cell cell(String environment, String service) {
        return overview().cells().stream()
                .filter(cell ->
                        cell.environment().equals(environment) && cell.service().equals(service))
                .findFirst()
                .orElseThrow();
    }

    @Test
    public void anEmptyJournalHasTheConfiguredEnvironmentsAndNothingElse() {
        Overview overview = overview();

        assertThat(overview.environments()).extracting(Place::name).containsExactly("staging");
        assertThat(overview.services()).isEmpty();
        assertThat(overview.cells()).isEmpty();
        assertThat(overview.runs()).isEmpty();
        assertThat(overview.records()).isZero();
    }

    @Test
    public void aRehearsalIsShownOnlyUntilSomethingIsReallyDeployed() throws IOException {
        deploy(Deployed.REHEARSED, "staging", 1);
        assertThat(cell("staging", "api").outcome()).isEqualTo("rehearsed");

        deploy(Deployed.DEPLOYED, "staging", 2);
        deploy(Deployed.REHEARSED, "staging", 3);

        assertThat(cell("staging", "api"))
                .returns("deployed", Cell::outcome)
                .returns(2L, Cell::number)
                .returns(null, Cell::lastAttempt);
    }

    @Test
    public void whatCameInPastTheRulesIsMarkedForEver() throws IOException {
        record(API, "approveGate", "prod", Verdict.PASS, 1, Map.of("environment", "staging", "bypassed", true));
        deploy(Deployed.DEPLOYED, "staging", 1);
        assertThat(cell("staging", "api").bypassed()).isTrue();
        // A later gate of the same run, or evidence that came since, takes nothing back.
        record(API, "approveGate", "again", Verdict.PASS, 1, Map.of("environment", "staging", "bypassed", false));
        assertThat(cell("staging", "api").bypassed()).isTrue();
        deploy(Deployed.DEPLOYED, "staging", 2);
        assertThat(cell("staging", "api").bypassed()).isFalse();
    }

    @Test
    public void singleEventsOfAGateAreNoVerdictsAndCrowdNoRun() throws IOException {
        record(API, "approveGate.event", "prod", Verdict.PASS, 1, Map.of("environment", "staging"));
        deploy(Deployed.DEPLOYED, "staging", 1);
        assertThat(cell("staging", "api").verdicts()).isEmpty();
        assertThat(overview().runs().get(0).findings())
                .extracting(Finding::step)
                .doesNotContain("approveGate.event");
    }

    @Test
    public void eachServiceOfADeploymentHasItsOwnCellWithItsOwnImage() throws IOException {
        deploy(Deployed.DEPLOYED, "staging", 1);

        assertThat(overview().services()).containsExactly("api", "page");
        assertThat(cell("staging", "api"))
                .returns(List.of("reg/api@" + API), Cell::images)
                .returns("sha256:aaaaaaaaaaaa", Cell::subject)
                .returns("api 1.2.0", Cell::chart)
                .returns(List.of("sam", "carol"), Cell::approvers)
                .returns(COMMIT, Cell::commit);
        assertThat(cell("staging", "page"))
                .returns("sha256:bbbbbbbbbbbb", Cell::subject)
                .returns("page", Cell::chart);
    }

    @Test
    public void aRefusedAttemptLeavesWhatIsThereAndSaysWhy() throws IOException {
        deploy(Deployed.DEPLOYED, "production", 1);
        deploy(Deployed.REFUSED, "production", 2);

        Cell cell = cell("production", "api");
        assertThat(cell).returns("deployed", Cell::outcome).returns(1L, Cell::number);
        assertThat(cell.lastAttempt())
                .isEqualTo(new Attempt("refused", "shop", 2, "2026-11-22T10:05:00Z", List.of("because of run 2")));
    }

    @Test
    public void whereEveryAttemptWasRefusedNothingIsThereAndTheAttemptIsShown() throws IOException {
        deploy(Deployed.REFUSED, "production", 1);

        assertThat(cell("production", "api").outcome()).isNull();
        assertThat(cell("production", "api").lastAttempt().outcome()).isEqualTo("refused");
        assertThat(overview().environments()).extracting(Place::name).containsExactly("staging", "production");
    }

    @Test
    public void whatWasUninstalledHasNoCellUntilItIsDeployedAgain() throws IOException {
        deploy("deployed", "staging", 1);
        deploy("uninstalled", "staging", 2);
        assertThat(overview().cells()).isEmpty();
        deploy("deployed", "staging", 3);
        assertThat(overview().cells()).isNotEmpty().allMatch(cell -> cell.number() == 3);
    }

    @Test
    public void aPlanIsNeitherADeploymentNorAnAttempt() throws IOException {
        deploy(Deployed.PLANNED, "production", 1);

        assertThat(overview().cells()).isEmpty();
    }

    @Test
    public void aCellHasTheNewestEvidenceOfItsImageAndItsSourceAlsoWhatCameAfterTheDeployment() throws IOException {
        record("git:" + COMMIT, "mlTest", "unit", Verdict.PASS, 1, Map.of());
        record(API, "containerScan", "scan", Verdict.PASS, 1, Map.of());
        record(PAGE, "containerScan", "scan-page", Verdict.FAIL, 1, Map.of());
        deploy(Deployed.DEPLOYED, "staging", 1);
        record(API, "containerScan", "scan", Verdict.FAIL, 2, Map.of());

        assertThat(cell("staging", "api").verdicts())
                .extracting(finding -> finding.id() + " " + finding.verdict())
                .containsExactlyInAnyOrder("unit PASS", "scan FAIL");
    }

    @Test
    public void anApprovalForProductionSaysNothingAboutStaging() throws IOException {
        deploy(Deployed.DEPLOYED, "staging", 1);
        deploy(Deployed.DEPLOYED, "production", 1);
        record("git:" + COMMIT, "approveGate", "prod", Verdict.PASS, 1, Map.of("environment", "production"));

        assertThat(cell("production", "api").verdicts())
                .extracting(Finding::step)
                .containsExactly("approveGate");
        assertThat(cell("staging", "api").verdicts()).isEmpty();
    }

    @Test
    public void theRejectionOfALaterRunSaysNothingAboutWhatAnEarlierOneDeployed() throws IOException {
        record("git:" + COMMIT, "approveGate", "prod", Verdict.PASS, 1, Map.of("environment", "production"));
        deploy(Deployed.DEPLOYED, "production", 1);
        record("git:" + COMMIT, "approveGate", "prod", Verdict.FAIL, 2, Map.of("environment", "production"));

        assertThat(cell("production", "api").verdicts())
                .extracting(Finding::verdict)
                .containsExactly("PASS");
    }

    @Test
    public void runsAreTheNewestFirstEachWithItsWorstVerdict() throws IOException {
        record("git:" + COMMIT, "mlTest", "unit", Verdict.PASS, 1, Map.of());
        record("git:" + COMMIT, "mlTest", "llm", Verdict.UNSTABLE, 1, Map.of());
        record("git:" + COMMIT, "mlTest", "unit", Verdict.PASS, 2, Map.of());

        assertThat(overview().runs())
                .extracting(run -> run.number() + " " + run.verdict() + " "
                        + run.findings().size())
                .containsExactly("2 PASS 1", "1 UNSTABLE 2");
        assertThat(new Dashboard(new DeploymentHistory(journal), new Environments(List.of(), Map.of()))
                        .overview(1, NOW)
                        .runs())
                .hasSize(1);
    }

    @Test
    public void findingsHaveTheSentencesOfTheirGatesAndAreFoundByNumber() throws IOException {
        record("git:" + COMMIT, "mlTest", "unit", Verdict.PASS, 1, Map.of());
        record(
                "git:" + COMMIT,
                "mlTest",
                "llm",
                Verdict.FAIL,
                1,
                Map.of("gates", List.of(Map.of("state", "MISSED", "sentence", "0.8 is below 0.9"))));

        Dashboard dashboard = new Dashboard(new DeploymentHistory(journal), new Environments(List.of(), Map.of()));

        assertThat(dashboard.findings(Set.of(2L, 99L))).singleElement().satisfies(finding -> assertThat(finding.gates())
                .containsExactly(new Finding.Gate("MISSED", "0.8 is below 0.9")));
        assertThat(dashboard.findings(Set.of())).isEmpty();
    }

    @Test
    public void detailsOfAnUnexpectedFormAreAbsentAndNothingFails() throws IOException {
        record("git:" + COMMIT, Deployed.STEP, "x", Verdict.PASS, 1, Map.of());
        record(
                "git:" + COMMIT,
                Deployed.STEP,
                "x",
                Verdict.PASS,
                2,
                Map.of(
                        "environment", "staging",
                        "outcome", "deployed",
                        "source", "not a subject",
                        "approvers", "sam",
                        "releases", List.of("api", Map.of("chart", "c"), Map.of("release", "api", "images", "none"))));
        record("git:" + COMMIT, "mlTest", "x", Verdict.PASS, 3, Map.of("gates", "all"));

        assertThat(overview().cells()).singleElement().satisfies(cell -> {
            assertThat(cell.service()).isEqualTo("api");
            assertThat(cell.images()).isEmpty();
            assertThat(cell.approvers()).isEmpty();
            assertThat(cell.chart()).isNull();
            assertThat(cell.strategy()).isNull();
        });
    }

    private void recordFor(String job, long run) throws IOException {
        journal.append(new Evidence(
                new Subject("git:" + COMMIT),
                "mlTest",
                "unit",
                Verdict.PASS,
                Map.of(),
                List.of(),
                Map.of(),
                Map.of(),
                new Origin(job, run, COMMIT, "main", true, List.of()),
                Instant.parse("2026-11-22T12:00:00Z")));
    }

    @Test
    public void whatSomebodyMayNotSeeIsInNoRowNoColumnAndNoTotal() throws IOException {
        deploy(Deployed.DEPLOYED, "secret-place", 1);
        recordFor("open/job", 7);
        Environment production = Environment.builder("production")
                .jobs(List.of("open/job", "shop"))
                .build();

        Overview overview = new Dashboard(
                        new DeploymentHistory(journal),
                        new Environments(List.of(production), Map.of()),
                        job -> job.startsWith("open/"))
                .overview(10, NOW);

        assertThat(overview.records()).isEqualTo(1);
        assertThat(overview.runs()).extracting(RunRow::job).containsExactly("open/job");
        assertThat(overview.services()).isEmpty();
        assertThat(overview.cells()).isEmpty();
        assertThat(overview.environments()).extracting(Place::name).containsExactly("production");
        assertThat(overview.environments().get(0).demands())
                .containsExactly("jobs: open/job and 1 that you may not see");
    }

    @Test
    public void theRunsOfAJobAreItsOwn() throws IOException {
        recordFor("shop", 1);
        recordFor("other", 2);
        recordFor("shop", 3);

        Dashboard dashboard = Dashboard.ofRecords(journal);

        assertThat(dashboard.runsOf("shop", 10)).extracting(RunRow::number).containsExactly(3L, 1L);
        assertThat(dashboard.runsOf("shop", 1)).extracting(RunRow::number).containsExactly(3L);
        assertThat(dashboard.run("shop", 2)).isEmpty();
    }

    @Test
    public void theReportOfARunPutsEachRecordIntoWords() throws IOException {
        record("git:" + COMMIT, "mlTest", "unit", Verdict.FAIL, 1, Map.of("failed", List.of("test_a", "test_b")));
        record(
                API,
                "containerScan",
                "scan",
                Verdict.UNSTABLE,
                1,
                Map.of(
                        "findings",
                        List.of(Map.of(
                                "id",
                                "CVE-2026-1",
                                "package",
                                "zlib",
                                "version",
                                "1.2",
                                "severity",
                                "critical",
                                "fixedIn",
                                "1.3",
                                "new",
                                true))));
        record(API, "generateSbom", "sbom", Verdict.PASS, 1, Map.of("added", List.of("left-pad 1.0")));
        record(
                "git:" + COMMIT,
                "approveGate",
                "prod",
                Verdict.PASS,
                1,
                Map.of(
                        "decision",
                        "APPROVED",
                        "approvers",
                        List.of(Map.of("user", "carol", "groups", List.of("security"))),
                        "comments",
                        List.of(Map.of("user", "bob", "text", "why now?"))));
        deploy(Deployed.DEPLOYED, "production", 1);

        RunReport report = Dashboard.ofRecords(journal).run("shop", 1).orElseThrow();

        assertThat(report.run().verdict()).isEqualTo("FAIL");
        assertThat(report.accounts())
                .flatExtracting(Account::sections)
                .contains(
                        new Section("Failed tests", List.of("test_a", "test_b"), 0),
                        new Section("Findings", List.of("critical CVE-2026-1 in zlib 1.2 (new) fixed in 1.3"), 0),
                        new Section("Components that came", List.of("left-pad 1.0"), 0),
                        new Section("Facts", List.of("decision: APPROVED"), 0),
                        new Section("Approved by", List.of("carol (security)"), 0),
                        new Section("Comments", List.of("bob: why now?"), 0),
                        new Section("Releases", List.of("api: chart api 1.2.0", "page: chart page"), 0),
                        new Section("Approved by", List.of("sam", "carol"), 0));
        assertThat(report.accounts())
                .allSatisfy(account -> assertThat(account.hash()).hasSize(64));
    }

    @Test
    public void aLongListIsCutAndSaysHowMuch() throws IOException {
        record(
                "git:" + COMMIT,
                "mlTest",
                "unit",
                Verdict.FAIL,
                1,
                Map.of(
                        "failed",
                        java.util.stream.IntStream.range(0, 250)
                                .mapToObj(i -> "t" + i)
                                .toList()));

        Section failed = Dashboard.ofRecords(journal)
                .run("shop", 1)
                .orElseThrow()
                .accounts()
                .get(0)
                .sections()
                .get(0);

        assertThat(failed.lines()).hasSize(Section.LIMIT);
        assertThat(failed.more()).isEqualTo(50);
    }

    @Test
    public void detailsOfAnotherFormAreNoSectionAndNoError() throws IOException {
        record(
                "git:" + COMMIT,
                "mlTest",
                "unit",
                Verdict.FAIL,
                1,
                Map.of("failed", "all", "findings", 7, "approvers", Map.of("user", 1), "releases", List.of("x")));

        assertThat(Dashboard.ofRecords(journal)
                        .run("shop", 1)
                        .orElseThrow()
                        .accounts()
                        .get(0)
                        .sections())
                .isEmpty();
    }
}
