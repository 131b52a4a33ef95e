package io.jenkins.plugins.mldeploy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A changed rule is in the chain: who, when, from where, and what it was. */
public class ConfigurationRecordTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final Origin HOST = new Origin("configuration", 0, null, null, false, List.of());

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private JournalFileStore store;

    @Before
    public void open() throws IOException {
        store = JournalFileStore.open(folder.getRoot().toPath(), warning -> {});
    }

    @After
    public void close() throws IOException {
        store.close();
    }

    @Test
    public void whoSavedItIsRecordedWithTheDifferenceAsText() throws IOException {
        assertThat(append(environments("minApprovals: 2, waitTimer: 10m"))
                        .orElseThrow()
                        .evidence()
                        .details())
                .containsEntry("changes", List.of("first recorded"));
        assertThat(append(environments("minApprovals: 2, waitTimer: 10m"))).isEmpty();
        Map<String, Object> details = ConfigurationRecord.append(
                        store,
                        environments("rules: ['tests.failed == 0'], waitTimer: 5m"),
                        new ConfigurationRecord.Seen(true, "eve", "realm", "10.0.0.7", "Manage Jenkins", NOW),
                        HOST,
                        NOW)
                .orElseThrow()
                .evidence()
                .details();
        assertThat(details)
                .containsEntry("changedBy", "eve")
                .containsEntry("authenticatedBy", "realm")
                .containsEntry("from", "10.0.0.7")
                .containsEntry("source", "Manage Jenkins")
                .containsEntry("changedAt", NOW.toString())
                .doesNotContainKey("seenBy");
        assertThat(details.get("changes"))
                .isEqualTo(List.of(
                        "-environment production.minApprovals: 2",
                        "+environment production.minApprovals: 0",
                        "+environment production.rules: [\"tests.failed == 0\"]",
                        "-environment production.waitTimer: PT10M",
                        "+environment production.waitTimer: PT5M"));
    }

    @Test
    public void aHostWithoutRulesRecordsNothingAndTheirRemovalIsRecorded() throws IOException {
        Environments none = new Environments(List.of(), Map.of());
        assertThat(append(none)).isEmpty();
        append(environments("waitTimer: 10m"));
        assertThat(append(none)).isPresent();
        assertThat(append(none)).isEmpty();
    }

    @Test
    public void aRuleThatWasTakenBackIsRecordedTwice() throws IOException {
        append(environments("waitTimer: 10m"));
        assertThat(append(environments("waitTimer: 1m"))).isPresent();
        assertThat(append(environments("waitTimer: 10m"))).isPresent();
        assertThat(store.find(EvidenceQuery.ofStep(ConfigurationRecord.STEP))).hasSize(3);
    }

    @Test
    public void twoFoldersThatTightenDifferentlyDoNotSeemToChangeTheRulesBackAndForth() throws IOException {
        Environments base = environments("waitTimer: 10m");
        Environments one = base.tightenedBy("folder one", tightening("waitTimer: 1h"));
        Environments other = base.tightenedBy("folder other", tightening("waitTimer: 2h"));
        for (Environments each : List.of(base, one, other, one, base, other)) {
            append(each);
        }
        assertThat(store.find(EvidenceQuery.ofStep(ConfigurationRecord.STEP)))
                .extracting(entry -> entry.evidence().id())
                .containsExactly("rules, folder other", "rules, folder one", "rules");
        // And a change in a folder is one of that folder.
        Entry changed = append(base.tightenedBy("folder one", tightening("waitTimer: 30m")))
                .orElseThrow();
        assertThat(changed.evidence().id()).isEqualTo("rules, folder one");
        assertThat(String.valueOf(changed.evidence().details().get("changes"))).contains("PT1H", "PT30M");
    }

    private Optional<Entry> append(Environments environments) throws IOException {
        return ConfigurationRecord.append(store, environments, ConfigurationRecord.Seen.BY_RUN, HOST, NOW);
    }

    private static Environments environments(String more) throws IOException {
        return EnvironmentsFile.read(
                "environments",
                new ByteArrayInputStream(
                        ("environments: [{name: production, approvers: [{group: sre, count: 2}], " + more + "}]")
                                .getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Tightening> tightening(String more) throws IOException {
        return TighteningsFile.read(
                "folder",
                new ByteArrayInputStream(
                        ("environments: [{name: production, " + more + "}]").getBytes(StandardCharsets.UTF_8)));
    }
}
