package io.jenkins.plugins.mldeploy.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class DeliveryTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private JournalFileStore journal;

    @Before
    public void open() throws IOException {
        journal = JournalFileStore.open(folder.getRoot().toPath(), warning -> {});
    }

    @After
    public void close() throws IOException {
        journal.close();
    }

    @Test
    public void threeDeploymentsInAWeekOneRolledBackAfterTwentyMinutes() throws IOException {
        deploy(1, Deployed.DEPLOYED, daysAgo(6), Map.of());
        deploy(2, Deployed.ROLLED_BACK, daysAgo(4), Map.of("durationMillis", 20 * 60_000L));
        deploy(3, Deployed.DEPLOYED, daysAgo(1), Map.of());

        expectTheExample();
    }

    @Test
    public void theSameWhenSomebodyRolledItBack() throws IOException {
        deploy(1, Deployed.DEPLOYED, daysAgo(6), Map.of());
        deploy(2, Deployed.DEPLOYED, daysAgo(4), Map.of());
        deploy(3, Deployed.DEPLOYED, daysAgo(4).plus(Duration.ofMinutes(20)), Map.of("rollbackTo", "previous"));
        deploy(4, Deployed.DEPLOYED, daysAgo(1), Map.of());

        expectTheExample();
        assertThat(delivery().history()).extracting(Delivery.Past::back).containsExactly(false, true, false, false);
    }

    private void expectTheExample() {
        Delivery delivery = delivery();
        assertThat(delivery.deployments()).isEqualTo(3);
        assertThat(delivery.perDay()).isCloseTo(0.43, within(0.005));
        assertThat(delivery.failureRate()).isCloseTo(0.33, within(0.005));
        assertThat(delivery.restoreSeconds()).isEqualTo(20 * 60);
    }

    @Test
    public void buildsPlansRehearsalsAndRefusalsChangeNothing() throws IOException {
        threeDeploymentsInAWeekOneRolledBackAfterTwentyMinutes();
        for (int run = 10; run < 50; run++) {
            append("mlTest", "unit", run, NOW.minus(Duration.ofHours(run)), Map.of());
            deploy(run, Deployed.PLANNED, NOW.minus(Duration.ofHours(run)), Map.of());
            deploy(run, Deployed.REHEARSED, NOW.minus(Duration.ofHours(run)), Map.of());
            deploy(run, Deployed.REFUSED, NOW.minus(Duration.ofHours(run)), Map.of());
        }
        expectTheExample();
    }

    @Test
    public void whatOthersDeployedCountsForNothingAndStandsInTheHistory() throws IOException {
        deploy(20, Deployed.ADOPTED, daysAgo(7), Map.of());
        deploy(1, Deployed.DEPLOYED, daysAgo(6), Map.of());
        deploy(2, Deployed.ROLLED_BACK, daysAgo(4), Map.of("durationMillis", 20 * 60_000L));
        deploy(21, Deployed.ADOPTED, daysAgo(3), Map.of());
        deploy(22, Deployed.DOUBTFUL, daysAgo(2), Map.of());
        deploy(3, Deployed.DEPLOYED, daysAgo(1), Map.of());
        expectTheExample();
        assertThat(delivery().history())
                .extracting(Delivery.Past::outcome)
                .containsExactly("deployed", "doubtful", "adopted", "rolledBack", "deployed", "adopted");
        assertThat(dashboard().deploymentsCsv()).doesNotContain("adopted", "doubtful");
    }

    @Test
    public void whereOnlyOthersDeployedThereIsNotEnoughDataForAnyFigure() throws IOException {
        deploy(20, Deployed.ADOPTED, daysAgo(1), Map.of());
        Delivery delivery = delivery();
        assertThat(delivery.deployments()).isZero();
        assertThat(delivery.perDay()).isNull();
        assertThat(delivery.failureRate()).isNull();
        assertThat(delivery.lead()).isNull();
        assertThat(delivery.history()).hasSize(1);
    }

    @Test
    public void withoutDeploymentsThereIsNotEnoughData() throws IOException {
        deploy(1, Deployed.REHEARSED, daysAgo(1), Map.of());

        Delivery delivery = delivery();

        assertThat(delivery.deployments()).isZero();
        assertThat(delivery.perDay()).isNull();
        assertThat(delivery.failureRate()).isNull();
        assertThat(delivery.restoreSeconds()).isNull();
        assertThat(delivery.lead()).isNull();
        assertThat(delivery.history()).isEmpty();
    }

    @Test
    public void aFailureThatStaysIsCountedAndRestoredByWhatRunsNext() throws IOException {
        deploy(1, Deployed.FAILED, daysAgo(3), Map.of());
        assertThat(delivery().failureRate()).isEqualTo(1);
        assertThat(delivery().restoreSeconds()).as("not restored yet").isNull();

        deploy(2, Deployed.DEPLOYED, daysAgo(3).plus(Duration.ofHours(2)), Map.of());

        assertThat(delivery().restoreSeconds()).isEqualTo(7_200);
        assertThat(delivery().failureRate()).isEqualTo(0.5);
    }

    @Test
    public void theRecordsOfOneDeploymentAreOneDeployment() throws IOException {
        for (int image = 0; image < 3; image++) {
            deploy(1, Deployed.DEPLOYED, daysAgo(1), Map.of());
        }
        assertThat(delivery().deployments()).isEqualTo(1);
    }

    @Test
    public void leadTimeIsSplitIntoMachinesPeopleAndTheDeployment() throws IOException {
        Instant start = daysAgo(1);
        append("mlTest", "unit", 1, start, Map.of());
        append(
                Approval.STEP,
                "prod",
                1,
                start.plusSeconds(4_600),
                Map.of(
                        "environment",
                        "production",
                        "gate",
                        "1-prod-1",
                        "requestedAt",
                        start.plusSeconds(1_000).toString(),
                        "decidedAt",
                        start.plusSeconds(4_600).toString()));
        deploy(1, Deployed.DEPLOYED, start.plusSeconds(5_000), Map.of("durationMillis", 300_000));

        assertThat(delivery().lead()).isEqualTo(new Delivery.Lead(5_000, 1_100, 3_600, 300));
    }

    @Test
    public void theHistoryReadsOnlyWhatCameSinceAndStartsAnewForAnotherJournal() throws IOException {
        DeploymentHistory history = new DeploymentHistory(journal);
        deploy(1, Deployed.DEPLOYED, daysAgo(2), Map.of());
        assertThat(history.newestFirst()).hasSize(1);
        deploy(2, Deployed.DEPLOYED, daysAgo(1), Map.of());
        assertThat(history.newestFirst()).extracting(DeploymentEvent::number).containsExactly(2L, 1L);
    }

    @Test
    public void theCsvHasALineForEachAndNoFormulas() throws IOException {
        deploy(1, Deployed.DEPLOYED, daysAgo(2), Map.of("deploymentId", "=HYPERLINK(1)"));

        String csv = dashboard().deploymentsCsv();

        assertThat(csv.lines())
                .containsExactly(
                        "at,environment,services,outcome,wentBack,job,number,seconds,deployment",
                        "2026-11-24T12:00:00Z,production,api,deployed,false,shop,1,0,'=HYPERLINK(1)");
    }

    @Test
    public void oneQuestionToTheJournalHoweverManyDeploymentsThereAre() throws IOException {
        for (int run = 1; run <= 30; run++) {
            append("mlTest", "unit", run, daysAgo(3).plus(Duration.ofMinutes(run)), Map.of());
            deploy(run, Deployed.DEPLOYED, daysAgo(3).plus(Duration.ofMinutes(run + 10)), Map.of());
        }
        int[] asked = {0};
        EvidenceStore counting = new EvidenceStore() {
            @Override
            public Entry append(Evidence evidence) throws IOException {
                throw new IOException("only read");
            }

            @Override
            public Stream<Entry> find(EvidenceQuery query) {
                asked[0]++;
                return journal.find(query);
            }

            @Override
            public String putPayload(InputStream content) throws IOException {
                throw new IOException("only read");
            }

            @Override
            public Optional<InputStream> payload(String sha256) {
                return Optional.empty();
            }
        };
        Delivery delivery =
                Delivery.of("production", new DeploymentHistory(journal).newestFirst(), WEEK, NOW, counting);
        assertThat(delivery.lead().total()).isEqualTo(600);
        assertThat(asked[0]).isEqualTo(1);
    }

    private Delivery delivery() {
        return Delivery.of("production", new DeploymentHistory(journal).newestFirst(), WEEK, NOW, journal);
    }

    private Dashboard dashboard() {
        return new Dashboard(new DeploymentHistory(journal), new Environments(List.of(), Map.of()));
    }

    private static Instant daysAgo(int days) {
        return NOW.minus(Duration.ofDays(days));
    }

    private void deploy(long run, String outcome, Instant at, Map<String, Object> more) throws IOException {
        Map<String, Object> details = new HashMap<>(Map.of(
                Deployed.ENVIRONMENT,
                "production",
                Deployed.DEPLOYMENT_ID,
                "prod-" + run + "-" + outcome,
                Deployed.OUTCOME,
                outcome,
                "releases",
                List.of(Map.of("release", "api"))));
        details.putAll(more);
        append(Deployed.STEP, "prod", run, at, details);
    }

    private void append(String step, String id, long run, Instant at, Map<String, Object> details) throws IOException {
        journal.append(new Evidence(
                Subject.commit("%040x".formatted(run)),
                step,
                id,
                Verdict.PASS,
                Map.of(),
                List.of(),
                details,
                Map.of(),
                new Origin("shop", run, null, null, true, List.of()),
                at));
    }
}
