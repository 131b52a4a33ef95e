package io.jenkins.plugins.mldeploy.jenkins.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.util.StreamTaskListener;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.jenkins.gate.WaitingRun;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.policy.MlDeploymentConfiguration;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

public class JournalCareTest {
    @Rule
    public JenkinsRule jenkins = new JenkinsRule();

    {
        // A busy machine starts its first Jenkins in minutes.
        jenkins.timeout = 600;
    }

    private static String record(Instant at, String payload) throws IOException {
        String hash = SuiteHome.journal().putPayload(new ByteArrayInputStream(payload.getBytes()));
        SuiteHome.journal()
                .append(new Evidence(
                        Subject.commit("c".repeat(40)),
                        "mlTest",
                        "unit",
                        Verdict.PASS,
                        Map.of(),
                        List.of(),
                        Map.of("name", "something"),
                        Map.of("summary", hash),
                        new Origin("shop", 1, null, null, true, List.of()),
                        at));
        return hash;
    }

    private static Path payload(String hash) {
        return SuiteHome.folder()
                .resolve("journal/payloads")
                .resolve(hash.substring(0, 2))
                .resolve(hash);
    }

    private static String care() throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        new JournalCare().execute(new StreamTaskListener(log, StandardCharsets.UTF_8));
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    public void aWholeChainIsNoNews() throws Exception {
        record(Instant.now(), "a");

        assertThat(care()).contains("1 records, and each follows the one before it");
        assertThat(BrokenJournalMonitor.get().isActivated()).isFalse();
    }

    @Test
    public void aBrokenChainIsToldToAdministratorsAndNothingOfItIsRemoved() throws Exception {
        WaitingRun world = new WaitingRun(jenkins);
        MlDeploymentConfiguration.get().replace("", "1d", "1d");
        String old = record(Instant.parse("2020-01-01T00:00:00Z"), "old");
        // Before it, the changed environments were recorded, twice.
        JournalDamage.change("something", "otherwise");

        assertThatThrownBy(JournalCareTest::care).hasMessageContaining("entry 3 was changed after it was written");

        assertThat(BrokenJournalMonitor.get().isActivated()).isTrue();
        assertThat(BrokenJournalMonitor.get().getProblem()).contains("entry 3 was changed after it was written");
        assertThat(world.get("admin", "manage/").getContentAsString())
                .contains("entry 3 was changed after it was written")
                .contains("Do not delete it");
        assertThat(payload(old)).exists();
    }

    @Test
    public void aSecondWriterIsToldToAdministrators() throws Exception {
        SuiteHome.close();
        try (JournalFileStore other = JournalFileStore.open(SuiteHome.folder().resolve("journal"), warning -> {})) {
            assertThat(other.size()).isZero();
            assertThat(BrokenJournalMonitor.get().isActivated()).isTrue();
            assertThat(BrokenJournalMonitor.get().getProblem()).contains("another process writes to the journal");
        }
        assertThat(BrokenJournalMonitor.get().isActivated()).isFalse();
    }

    @Test
    public void whatIsOlderThanTheRetentionIsRemovedAndTheRestStays() throws Exception {
        String old = record(Instant.parse("2020-01-01T00:00:00Z"), "old");
        String fresh = record(Instant.now(), "fresh");
        // The file is as old as its record.
        Files.setLastModifiedTime(payload(old), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

        care();
        assertThat(SuiteHome.journal().payload(old))
                .as("for ever, unless it is configured")
                .isPresent();
        MlDeploymentConfiguration.get().replace("", "30d", "365d");
        care();

        assertThat(SuiteHome.journal().payload(old)).isEmpty();
        assertThat(SuiteHome.journal().payload(fresh)).isPresent();
        assertThat(care()).contains("each follows the one before it");
    }

    @Test
    public void recordsAreNotKeptForAShorterTimeThanTheirPayloads() {
        assertThatThrownBy(() -> MlDeploymentConfiguration.get().replace("", "30d", "1d"))
                .hasMessageContaining("at least as long");
        assertThatThrownBy(() -> MlDeploymentConfiguration.get().replace("", "a while", ""))
                .hasMessageContaining("retention:");
        assertThat(MlDeploymentConfiguration.get().retention()).isEmpty();
    }
}
