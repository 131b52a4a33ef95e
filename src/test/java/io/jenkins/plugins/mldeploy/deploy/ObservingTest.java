package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StateCodec;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The watch of endpoints: hung up early where that was all, read to its end where it was not, and never a pass where something is missing. */
public class ObservingTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;

    @Before
    public void open() throws IOException {
        rig = new Rig(folder.newFolder().toPath(), new MemoryStore());
        rig.cluster.charts.put("charts/api", StrategiesTest.CHART);
        rig.cluster.add(
                "api",
                "deployed",
                StrategiesTest.CHART.replace("RELEASE", "api").replace("IMAGE", "old:1"));
        rig.cluster.slicesBefore = slice("api-1", 5, 2);
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    private static String slice(String name, int version, int ready) {
        return "{\"metadata\":{\"name\":\"%s\",\"resourceVersion\":\"%d\",\"labels\":{\"kubernetes.io/service-name\":\"api\"},\"managedFields\":[{\"time\":\"2026-11-25T10:00:%02dZ\"}]},\"endpoints\":[%s]}"
                .formatted(
                        name,
                        version,
                        version % 60,
                        String.join(",", java.util.Collections.nCopies(ready, "{\"conditions\":{\"ready\":true}}")));
    }

    private static String change(String type, String slice) {
        return "{\"type\":\"" + type + "\",\"object\":" + slice + "}\n";
    }

    private List<String> watches() {
        return rig.cluster.commands.stream()
                .filter(command -> command.startsWith("kubectl get --raw"))
                .map(command -> command.contains("--request-timeout")
                        ? "at once"
                        : command.contains("watch=true") ? "to its end" : "list")
                .toList();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> endpoints() {
        return (Map<String, Object>) ((List<?>) rig.detail("endpoints")).get(0);
    }

    private StepResult deploy() throws IOException {
        StepResult result = rig.deploy(Rig.api());
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        return result;
    }

    @Test
    public void whatTheClusterTellsAtOnceIsEnoughWhenAListSaysThatItIsAll() throws Exception {
        rig.cluster.watched = change("MODIFIED", slice("api-1", 6, 1)) + change("MODIFIED", slice("api-1", 7, 2));
        deploy();
        assertThat(watches()).containsExactly("list", "at once", "list");
        assertThat(endpoints().get("fewestReady")).isEqualTo(1);
        assertThat(rig.logged()).contains("service api: never below 1 ready endpoints in 2 changes");
    }

    @Test
    public void whereNothingChangedNothingIsMissing() throws Exception {
        deploy();
        assertThat(watches()).containsExactly("list", "at once", "list");
        assertThat(rig.logged()).contains("service api: never below 2 ready endpoints in 0 changes");
    }

    @Test
    public void whatWasHungUpTooEarlyIsReadToItsEndAndNothingCountsTwice() throws Exception {
        rig.cluster.watched = change("MODIFIED", slice("api-1", 6, 1))
                + change("ADDED", slice("api-2", 7, 1))
                + change("DELETED", slice("api-1", 8, 1))
                + change("MODIFIED", slice("api-2", 9, 2));
        for (int told = 0; told < 4; told++) {
            close();
            String watched = rig.cluster.watched;
            open();
            rig.cluster.watched = watched;
            rig.cluster.toldAtOnce = told;
            deploy();
            assertThat(watches()).as(told + "").containsExactly("list", "at once", "list", "to its end");
            assertThat(rig.logged()).contains("service api: never below 1 ready endpoints in 4 changes");
        }
    }

    @Test
    public void aSliceThatIsGoneAndWhoseEndWasNotToldIsMissing() throws Exception {
        rig.cluster.slicesBefore = slice("api-1", 5, 1) + "," + slice("api-2", 4, 1);
        rig.cluster.watched = change("DELETED", slice("api-2", 6, 1));
        rig.cluster.toldAtOnce = 0;
        deploy();
        assertThat(watches()).containsExactly("list", "at once", "list", "to its end");
        assertThat(endpoints().get("fewestReady")).isEqualTo(1);
    }

    @Test
    public void anOutageThatLastsIsWatchedToTheEndOfTheStretch() throws Exception {
        rig.cluster.watched = change("MODIFIED", slice("api-1", 6, 0));
        deploy();
        assertThat(watches()).containsExactly("list", "at once", "list", "to its end");
        assertThat(endpoints()).containsEntry("fewestReady", 0).containsEntry("stillDown", true);
        assertThat(rig.logged())
                .contains("service api: without a ready endpoint since 2026-11-25T10:00:06Z, and still when it ended");
    }

    @Test
    public void whatHadNoneWhenTheWatchBeganIsNotCalledAnOutageOfNoLength() throws Exception {
        rig.cluster.slicesBefore = slice("api-1", 5, 0);
        deploy();
        assertThat(endpoints()).containsEntry("stillDown", true);
        assertThat(rig.logged())
                .contains("service api: without a ready endpoint when the watch began, and still when it ended");
    }

    @Test
    public void ofAUnitTheServicesAreWatchedThatWereThereBefore() throws Exception {
        rig.cluster.charts.put("charts/front", StrategiesTest.CHART);
        rig.cluster.had("front", "deployed");
        rig.cluster.watched = change("MODIFIED", slice("api-1", 6, 1)) + change("MODIFIED", slice("api-1", 7, 2));
        StepResult result = rig.deploy(Rig.unit());
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.logged())
                .contains("service api: never below 1 ready endpoints in 2 changes")
                .doesNotContain("service front");
    }

    @Test
    public void oneThatIsOverHasItsLength() throws Exception {
        rig.cluster.watched = change("MODIFIED", slice("api-1", 10, 0)) + change("MODIFIED", slice("api-1", 13, 2));
        deploy();
        assertThat(watches()).containsExactly("list", "at once", "list");
        assertThat(endpoints().get("fewestReady")).isEqualTo(0);
        assertThat(endpoints()).containsEntry("downMillis", 3000L).doesNotContainKey("stillDown");
    }

    @Test
    public void whatCanNotBeReadToItsEndIsNotEvaluated() throws Exception {
        rig.cluster.watched = change("MODIFIED", slice("api-1", 6, 1)) + change("MODIFIED", slice("api-1", 7, 2));
        rig.cluster.toldAtOnce = 1;
        rig.cluster.watchEnds = "Error from server (Expired): too old resource version: 6 (90)";
        deploy();
        assertThat(endpoints()).containsKey("notEvaluated").doesNotContainKey("fewestReady");
        assertThat(rig.logged()).contains("NOT_EVALUATED whether it always had a ready endpoint");
    }

    @Test
    public void anErrorAmongTheChangesIsAGapWhateverTheListSays() throws Exception {
        rig.cluster.watched = change("MODIFIED", slice("api-1", 6, 2))
                + "{\"type\":\"ERROR\",\"object\":{\"code\":410,\"reason\":\"Expired\",\"metadata\":{\"resourceVersion\":\"7\"}}}\n";
        deploy();
        assertThat(endpoints().get("notEvaluated").toString()).contains("410 Expired");
        assertThat(watches()).containsExactly("list", "at once");
    }

    @Test
    public void aWatchOrAListThatCanNotBeAskedIsAskedOnceMoreAndThenAGap() throws Exception {
        rig.cluster.watched = change("MODIFIED", slice("api-1", 6, 2));
        rig.intruder = (state, action, carryOut) -> state instanceof Carrying carrying
                        && carrying.stage() == Program.Stage.FINISH
                        && carrying.deployment().rollout().watchedFrom() != null
                ? new Event.Failed("AGENT_LOST", "the agent is gone")
                : null;
        deploy();
        assertThat(endpoints().get("notEvaluated").toString()).contains("the agent is gone");
    }

    @Test
    public void afterARestartInTheMiddleOfAStretchNothingIsLostOrCountedTwice() throws Exception {
        String watched = change("MODIFIED", slice("api-1", 6, 1)) + change("MODIFIED", slice("api-1", 7, 2));
        for (boolean effect : new boolean[] {false, true}) {
            for (int visit = 0; visit < 2; visit++) {
                close();
                open();
                rig.cluster.watched = watched;
                int wanted = visit;
                int[] seen = {0};
                rig.intruder = (state, action, carryOut) -> {
                    if (!(state instanceof Carrying carrying)
                            || carrying.stage() != Program.Stage.FINISH
                            || seen[0]++ != wanted) {
                        return null;
                    }
                    if (effect) {
                        carryOut.run();
                    }
                    return new Event.Resumed(rig.cluster.now);
                };
                deploy();
                assertThat(rig.logged()).contains("service api: never below 1 ready endpoints in 2 changes");
            }
        }
    }

    @Test
    public void aStateOfABuildThatKeptNoVersionsIsReadAndItsLastStretchGoesToItsEnd() throws Exception {
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Upgrading) {
                throw new Found(state);
            }
            return null;
        };
        DeployState saved = null;
        try {
            rig.deploy(Rig.api());
        } catch (Found found) {
            saved = found.state;
        }
        String text = StateCodec.write(rig.machine, saved);
        assertThat(text).contains("\"ready\":2,\"version\":\"5\"");
        String older = text.replace(",\"version\":\"5\"", "").replace(",\"reading\":null", "");
        rig.intruder = (state, action, carryOut) -> null;
        rig.cluster.commands.clear();
        assertThat(rig.resume(StateCodec.read(rig.machine, older)).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(watches()).containsExactly("at once", "list", "to its end");
        assertThat(rig.logged()).contains("service api: never below 2 ready endpoints in 0 changes");
    }

    private static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient DeployState state;

        Found(DeployState state) {
            this.state = state;
        }
    }
}
