package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.step.Event;
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

/** Going back on purpose, and uninstalling. */
public class ReturningTest {
    private static final String NEWER = Rig.API.replace("1111", "3333");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;
    private int rigs;

    @Before
    public void twoDeployments() throws IOException {
        rig = new Rig(folder.newFolder("rig" + rigs++).toPath(), new MemoryStore());
        rig.deploy(Rig.api());
        rig.run = 8;
        rig.deploy(Rig.api("image", NEWER));
        rig.run = 9;
        rig.cluster.commands.clear();
        rig.log.clear();
        rig.states.clear();
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    @Test
    public void previousIsTheDeploymentBeforeTheOneThatRuns() throws Exception {
        StepResult back = rig.deploy(Rig.api("rollbackTo", "previous"));
        assertThat(back.status()).as(back.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.writes()).containsExactly("rollback api 1");
        assertThat(back.returned())
                .containsEntry("outcome", "deployed")
                .containsEntry("revision", 3)
                .containsEntry("images", List.of(Rig.API));
        assertThat(rig.detail("rollbackTo")).isEqualTo("previous");
        assertThat(Deployed.subjects(rig.store, "staging"))
                .anyMatch(subject -> subject.value().endsWith("1".repeat(64)));
        assertThat(rig.logged()).contains("revision 3 runs, with the content of revision 1, read back");
    }

    @Test
    public void aRevisionOrADigestNamesItToo() throws Exception {
        assertThat(rig.deploy(Rig.api("rollbackTo", "1")).returned()).containsEntry("outcome", "deployed");
        rig.run = 10;
        assertThat(rig.deploy(Rig.api("rollbackTo", NEWER.substring(NEWER.indexOf("sha256:"))))
                        .returned())
                .containsEntry("outcome", "deployed");
        assertThat(rig.cluster.writes()).containsExactly("rollback api 1", "rollback api 2");
    }

    @Test
    public void whatTheJournalDoesNotKnowIsRefusedWithWhatThereIs() throws Exception {
        StepResult result = rig.deploy(Rig.api("rollbackTo", "7"));
        assertThat(Rig.reason(result)).contains("ROLLBACK_UNKNOWN");
        assertThat(result.sentence()).contains("revision [2] of shop/llm-app #8, revision [1] of shop/llm-app #7");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void aRevisionThatHelmForgotIsRefused() throws Exception {
        rig.cluster.refusing.put("helm get manifest api --revision 1", "Error: release: not found");
        StepResult result = rig.deploy(Rig.api("rollbackTo", "previous"));
        assertThat(Rig.reason(result)).contains("REVISION_GONE");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void aProtectedEnvironmentJudgesItLikeAnyDeployment() throws Exception {
        StepResult result = rig.deploy(Rig.api("environment", "production", "rollbackTo", "previous"));
        assertThat(Rig.reason(result)).contains("ROLLBACK_UNKNOWN");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void oneThatFailsIsTakenBack() throws Exception {
        rig.cluster.refusing.put("helm rollback api 1", "Error: context deadline exceeded");
        StepResult result = rig.deploy(Rig.api("rollbackTo", "previous"));
        assertThat(Rig.reason(result)).contains("NOT_READY");
        assertThat(result.returned()).containsEntry("outcome", "notApplied");
        assertThat(rig.cluster.statusOf("api")).isEqualTo("2 deployed");
    }

    @Test
    public void uninstalledNothingRunsThereAnyMore() throws Exception {
        StepResult result = rig.deploy(Map.of("environment", "staging", "release", "api", "uninstall", true));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(result.returned()).containsEntry("outcome", "uninstalled").containsEntry("revision", 0);
        assertThat(rig.cluster.writes()).containsExactly("uninstall api");
        assertThat(Deployed.now(rig.store, "staging")).isEmpty();
        rig.run = 10;
        assertThat(rig.deploy(Map.of("environment", "staging", "release", "api", "uninstall", true))
                        .status())
                .isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    public void stoppedOrRestartedAnywhereItEndsAsItSays() throws Exception {
        for (Map<String, Object> call : List.of(
                Rig.api("rollbackTo", "previous"),
                Map.<String, Object>of("environment", "staging", "release", "api", "uninstall", true))) {
            rig.deploy(call);
            int visits = rig.states.size();
            for (boolean effect : new boolean[] {false, true}) {
                for (boolean restart : new boolean[] {false, true}) {
                    for (int visit = 1; visit < visits; visit++) {
                        close();
                        twoDeployments();
                        int wanted = visit;
                        rig.intruder = (state, action, carryOut) -> {
                            if (rig.states.size() - 1 != wanted) {
                                return null;
                            }
                            if (effect) {
                                carryOut.run();
                            }
                            return restart ? new Event.Resumed(rig.cluster.now) : new Event.Stopped("stopped by sam");
                        };
                        StepResult result = rig.deploy(call);
                        String where = call + " " + rig.states.get(visit) + "@" + visit + " " + effect + restart + ": "
                                + result.returned() + rig.cluster.writes();
                        assertThat(result.status())
                                .as(where)
                                .isEqualTo(restart ? RunStatus.SUCCESS : RunStatus.ABORTED);
                        String content = rig.cluster.releases.containsKey("api")
                                ? last().contains(NEWER) ? "newer" : "older"
                                : "none";
                        String expected =
                                switch ((String) result.returned().get("outcome")) {
                                    case "deployed" -> "older";
                                    case "uninstalled" -> "none";
                                    case "failed" -> content;
                                    default -> "newer";
                                };
                        assertThat(content).as(where).isEqualTo(expected);
                    }
                }
            }
            close();
            twoDeployments();
        }
    }

    private String last() {
        List<FakeCluster.Revision> revisions = rig.cluster.releases.get("api");
        return revisions.get(revisions.size() - 1).manifest();
    }

    @Test
    public void callsThatMeanNothingAreNamed() {
        assertThatThrownBy(() -> rig.deploy(Rig.api("rollbackTo", "yesterday")))
                .hasMessageContaining("must be 'previous', a revision like '7', the digest");
        assertThatThrownBy(() -> rig.deploy(Rig.api("rollbackTo", "previous", "uninstall", true)))
                .hasMessageContaining("not both");
        assertThatThrownBy(() -> rig.deploy(Rig.unit("rollbackTo", "3"))).hasMessageContaining("means one release");
    }

    @Test
    public void whereOneReleaseOfAUnitIsUninstalledTheOthersStillRun() throws Exception {
        rig.deploy(Rig.unit());
        Subject api = Subject.image(Rig.API.substring(Rig.API.indexOf('@') + 1));
        Subject front = Subject.image(Rig.FRONT.substring(Rig.FRONT.indexOf('@') + 1));
        assertThat(Deployed.subjects(rig.store, "staging")).contains(api, front);
        rig.run++;
        rig.deploy(Map.of("environment", "staging", "release", "front", "uninstall", true));
        assertThat(Deployed.subjects(rig.store, "staging"))
                .contains(api, Subject.commit("a".repeat(40)))
                .doesNotContain(front);
        rig.run++;
        rig.deploy(Map.of("environment", "staging", "release", "api", "uninstall", true));
        assertThat(Deployed.now(rig.store, "staging")).isEmpty();
        rig.run++;
        rig.deploy(Rig.api());
        assertThat(Deployed.subjects(rig.store, "staging")).contains(api).doesNotContain(front);
    }
}
