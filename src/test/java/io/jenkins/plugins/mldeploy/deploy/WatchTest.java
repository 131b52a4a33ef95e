package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.policy.ApproverRule;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.policy.RequiredEvidence;
import io.jenkins.plugins.mldeploy.policy.WatchRules;
import io.jenkins.plugins.mldeploy.policy.WatchRules.Reaction;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** An environment that watches what runs there: good, bad, without data, coming and going, and going back exactly once. */
public class WatchTest {
    private static final String NEWER = Rig.API.replace("1111", "3333");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;
    /** What the metric's command prints, null for a failure. */
    private String value = "0.001";

    @Before
    public void open() throws IOException {
        rig = new Rig(folder.newFolder().toPath(), new MemoryStore());
        rig.cluster.scripts = command -> value == null ? FakeCluster.failed("no data") : FakeCluster.ok(value + "\n");
        watching(1, 0, List.of(Reaction.NOTIFY, Reaction.ROLLBACK), List.of(Reaction.NOTIFY));
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    private void watching(int samples, int limit, List<Reaction> onFailure, List<Reaction> onNoData) {
        rig.environments.removeIf(each -> each.name().equals("staging"));
        rig.environments.add(environment(
                "staging",
                List.of(),
                List.of(),
                new WatchRules(
                        null,
                        Duration.ofMinutes(5),
                        samples,
                        List.of(metric(limit)),
                        onFailure,
                        onNoData,
                        List.of("sre-chat"),
                        "retrain")));
    }

    /** An environment whose watch goes back at once. */
    static Environment watched() {
        return environment(
                "staging",
                List.of(),
                List.of(),
                new WatchRules(
                        null,
                        Duration.ofMinutes(5),
                        1,
                        List.of(metric(0)),
                        List.of(Reaction.ROLLBACK),
                        List.of(),
                        List.of(),
                        null));
    }

    private static WatchRules.Metric metric(int limit) {
        return new WatchRules.Metric("error-rate", null, null, null, "", "./rate", null, null, 0.01, true, limit);
    }

    private static Environment environment(
            String name, List<ApproverRule> approvers, List<RequiredEvidence> required, WatchRules watch) {
        return Environment.builder(name)
                .approvers(approvers)
                .requiredEvidence(required)
                .cluster(new Environment.Cluster(null, null, List.of("shop")))
                .watch(watch)
                .build();
    }

    /** Two deployments, so that there is something to go back to. */
    private void deployedTwice() throws IOException {
        rig.deploy(Rig.api());
        rig.run++;
        rig.deploy(Rig.api("image", NEWER));
        rig.cluster.commands.clear();
        rig.log.clear();
    }

    private StepResult watch() throws IOException {
        rig.run++;
        rig.cluster.now = rig.cluster.now.plusSeconds(300);
        return rig.deploy(Map.of("environment", "staging", "watch", true));
    }

    private List<Entry> records() {
        try (Stream<Entry> entries = rig.store.find(EvidenceQuery.ofStep(Deployed.WATCH))) {
            return entries.toList();
        }
    }

    private List<Object> states() {
        List<Object> states = new ArrayList<>();
        records().forEach(entry -> states.add(0, entry.evidence().details().get("state")));
        return states.stream().distinct().toList();
    }

    private void assertNothingIsLocked() throws IOException {
        try (Stream<Path> files = Files.list(rig.home().resolve("locks"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".json"))).isEmpty();
        }
    }

    @Test
    public void goodValuesAreHealthyAndOnlyTheFirstOfThemIsRecorded() throws Exception {
        deployedTwice();
        for (int i = 0; i < 5; i++) {
            StepResult result = watch();
            assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
            assertThat(result.verdict()).isEqualTo(Verdict.PASS);
            assertThat(result.returned()).containsEntry("watched", "healthy").containsEntry("release", "api");
        }
        // One a subject: the image, and the source.
        assertThat(records()).hasSize(2);
        assertThat(records().get(0).evidence().verdict()).isEqualTo(Verdict.PASS);
        assertThat(rig.posted).isEmpty();
        assertThat(rig.cluster.writes()).isEmpty();
        assertThat(rig.cluster.commands).noneMatch(command -> command.startsWith("helm"));
        assertNothingIsLocked();
    }

    @Test
    public void aBadValueGoesBackOnceByHelmDeploysOwnWayAndTheRecordNamesTheCause() throws Exception {
        deployedTwice();
        watch();
        value = "0.05";
        StepResult result = watch();
        assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(Rig.reason(result)).contains("WATCH_FAILING");
        assertThat(result.sentence())
                .contains("error-rate: 1 of the last 1 values out of bounds, the newest of them 0.05 > 0.01");
        assertThat(result.returned())
                .containsEntry("watched", "failing")
                .containsEntry("rolledBack", true)
                .containsEntry("outcome", "deployed");
        assertThat(rig.cluster.writes()).containsExactly("rollback api 1");
        assertThat(rig.detail("cause").toString()).startsWith("rolled back by watch: error-rate: 1 of the last 1");
        assertThat(rig.detail("rollbackTo")).isEqualTo("previous");
        assertThat(states()).containsExactly("healthy", "failing");
        assertThat(rig.posted).hasSize(2);
        assertThat(rig.posted.get(0))
                .startsWith("chat.example mldeploy-watch-")
                .contains("\"state\":\"failing\"", "\"was\":\"healthy\"", "\"error-rate\":0.05");
        assertThat(rig.posted.get(1)).contains("\"state\":\"rollback\"", "\"outcome\":\"deployed\"");
        assertNothingIsLocked();
    }

    @Test
    public void whatWasGoneBackToIsNotGoneBackFromAgain() throws Exception {
        deployedTwice();
        value = "0.05";
        watch();
        for (int i = 0; i < 4; i++) {
            StepResult result = watch();
            assertThat(result.returned()).containsEntry("watched", "failing").containsEntry("rolledBack", false);
        }
        assertThat(rig.cluster.writes()).containsExactly("rollback api 1");
        assertThat(rig.logged()).contains("what runs is itself what was gone back to");
        // Of each of the two versions one failure was told, and of the first also that it went.
        assertThat(rig.posted).hasSize(3);
    }

    @Test
    public void withoutDataItIsNotEvaluatedToldAndNotGoneBack() throws Exception {
        deployedTwice();
        watch();
        value = null;
        StepResult result = watch();
        assertThat(result.status()).isEqualTo(RunStatus.UNSTABLE);
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(Rig.reason(result)).contains("WATCH_NO_DATA");
        watch();
        assertThat(states()).containsExactly("healthy", "noData");
        assertThat(rig.posted).hasSize(1);
        assertThat(rig.cluster.writes()).isEmpty();
        value = "0.001";
        assertThat(watch().status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.posted.get(1)).contains("\"state\":\"healthy\"", "\"was\":\"noData\"");
    }

    @Test
    public void withoutDataItGoesBackWhereTheEnvironmentSaysSo() throws Exception {
        watching(1, 0, List.of(Reaction.NOTIFY), List.of(Reaction.ROLLBACK));
        deployedTwice();
        value = null;
        assertThat(watch().returned()).containsEntry("watched", "noData").containsEntry("rolledBack", true);
        assertThat(rig.cluster.writes()).containsExactly("rollback api 1");
    }

    @Test
    public void whatComesAndGoesIsOneFailureUntilAllOfTheNewestValuesAreGood() throws Exception {
        watching(4, 1, List.of(Reaction.NOTIFY), List.of(Reaction.NOTIFY));
        deployedTwice();
        List<Object> seen = new ArrayList<>();
        for (String next : List.of("0", "0.05", "0", "0.05", "0", "0.05", "0", "0.05", "0", "0", "0", "0", "0")) {
            value = next;
            seen.add(watch().returned().get("watched"));
        }
        assertThat(seen)
                .containsExactly(
                        "healthy", "healthy", "healthy", "failing", "failing", "failing", "failing", "failing",
                        "failing", "failing", "failing", "healthy", "healthy");
        assertThat(states()).containsExactly("healthy", "failing");
        assertThat(rig.posted).hasSize(2);
    }

    @Test
    public void theRetrainingIsTriggeredOnceAndSignedAndTriedAgainWithTheSameIdUntilSomebodyTakesIt() throws Exception {
        watching(1, 0, List.of(Reaction.TRIGGER), List.of());
        deployedTwice();
        value = "0.05";
        rig.hookAnswers = 0;
        assertThat(watch().status()).isEqualTo(RunStatus.FAILURE);
        assertThat(rig.logged()).contains("not yet: web hook 'retrain' was called: no answer (IOException)");
        rig.hookAnswers = 500;
        watch();
        rig.hookAnswers = 200;
        watch();
        watch();
        assertThat(rig.posted).hasSize(2);
        assertThat(rig.posted.get(0).split(" ")[1]).isEqualTo(rig.posted.get(1).split(" ")[1]);
        assertThat(rig.posted.get(1)).startsWith("ml.example ").contains("\"kind\":\"trigger\"");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void killedBetweenTheDecisionAndTheRollbackTheNextEvaluationGoesBack() throws Exception {
        deployedTwice();
        watch();
        value = "0.05";
        // Killed when it was decided, and everything that the process knew is lost.
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof GoingBack) {
                throw new IllegalStateException("killed");
            }
            return null;
        };
        assertThatThrownBy(this::watch).hasMessage("killed");
        assertThat(rig.cluster.writes()).isEmpty();
        rig.gone.add(rig.run);
        rig.intruder = (state, action, carryOut) -> null;
        StepResult result = watch();
        assertThat(result.returned()).containsEntry("rolledBack", true);
        assertThat(rig.cluster.writes()).containsExactly("rollback api 1");
        assertThat(states()).containsExactly("healthy", "failing");
    }

    @Test
    public void killedAtEveryMomentItGoesBackAtMostOnceAndInTheEndItHas() throws Exception {
        deployedTwice();
        value = "0.05";
        rig.states.clear();
        watch();
        int visits = rig.states.size();
        assertThat(visits).isGreaterThan(15);
        for (int visit = 0; visit < visits; visit++) {
            for (boolean effect : new boolean[] {false, true}) {
                close();
                open();
                deployedTwice();
                value = "0.05";
                rig.states.clear();
                int wanted = visit;
                rig.intruder = (state, action, carryOut) -> {
                    if (rig.states.size() - 1 != wanted || action instanceof Action.Done) {
                        return null;
                    }
                    if (effect) {
                        carryOut.run();
                    }
                    throw new IllegalStateException("killed");
                };
                try {
                    watch();
                } catch (IllegalStateException killed) {
                    assertThat(killed).hasMessage("killed");
                }
                String where = visit + (effect ? " after " : " before ") + rig.states;
                rig.gone.add(rig.run);
                rig.intruder = (state, action, carryOut) -> null;
                watch();
                watch();
                long back = rig.cluster.writes().stream()
                        .filter(write -> write.startsWith("rollback"))
                        .count();
                // A helm that went back and was not recorded is repeated with the same revision, which changes nothing.
                assertThat(back).as(where).isBetween(1L, 2L);
                assertThat(rig.cluster.writes()).as(where).allMatch("rollback api 1"::equals);
                assertThat(records().stream()
                                .filter(entry -> "failing"
                                                .equals(entry.evidence()
                                                        .details()
                                                        .get("state"))
                                        && !entry.evidence().details().containsKey("wentBack")))
                        .as(where)
                        .hasSize(2);
            }
        }
    }

    @Test
    public void restartedAtEveryMomentItGoesOnAndGoesBackOnce() throws Exception {
        deployedTwice();
        value = "0.05";
        rig.states.clear();
        watch();
        int visits = rig.states.size();
        for (int visit = 0; visit < visits; visit++) {
            close();
            open();
            deployedTwice();
            value = "0.05";
            rig.states.clear();
            int wanted = visit;
            rig.intruder = (state, action, carryOut) -> {
                if (rig.states.size() - 1 != wanted || action instanceof Action.Done) {
                    return null;
                }
                carryOut.run();
                return new Event.Resumed(rig.cluster.now);
            };
            StepResult result = watch();
            String where = visit + " " + rig.states + result.reasons();
            assertThat(rig.cluster.writes()).as(where).containsExactly("rollback api 1");
            assertThat(result.returned()).as(where).containsEntry("rolledBack", true);
            assertNothingIsLocked();
        }
    }

    @Test
    public void anotherWatcherOfTheSameEnvironmentIsRefusedAndOneThatIsGoneIsReplaced() throws Exception {
        deployedTwice();
        ReleaseLocks.Holder other = new ReleaseLocks.Holder("shop/watch", 3, "watch");
        new ReleaseLocks(rig.home(), "staging", List.of("watch/")).take(other, holder -> false);
        StepResult result = watch();
        assertThat(Rig.reason(result)).contains("WATCHED_ALREADY");
        assertThat(result.sentence()).contains("shop/watch #3 evaluates 'staging'");
        assertThat(result.status()).isEqualTo(RunStatus.UNSTABLE);
        rig.gone.add(3L);
        assertThat(watch().status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    public void whileSomebodyDeploysNothingIsJudged() throws Exception {
        deployedTwice();
        value = "0.05";
        new ReleaseLocks(rig.home(), "staging", List.of("api"))
                .take(new ReleaseLocks.Holder("shop/llm-app", 99, "deploy-99-x"), holder -> false);
        StepResult result = watch();
        assertThat(Rig.reason(result)).contains("DEPLOYMENT_AT_WORK");
        assertThat(result.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(records()).isEmpty();
    }

    @Test
    public void aNewDeploymentBeginsAnew() throws Exception {
        watching(3, 1, List.of(Reaction.NOTIFY), List.of());
        deployedTwice();
        value = "0.05";
        watch();
        watch();
        assertThat(states()).containsExactly("failing");
        rig.run++;
        rig.deploy(Rig.api("image", Rig.API.replace("1111", "4444")));
        value = "0.001";
        assertThat(watch().returned()).containsEntry("watched", "healthy");
    }

    @Test
    public void nothingToWatchIsNeverAPass() throws Exception {
        assertThat(Rig.reason(watch())).contains("NOTHING_DEPLOYED");
        assertThat(watch().status()).isEqualTo(RunStatus.UNSTABLE);
        StepResult production = rig.deploy(Map.of("environment", "production", "watch", true));
        assertThat(Rig.reason(production)).contains("WATCH_MISSING");
        assertThat(production.status()).isEqualTo(RunStatus.FAILURE);
        StepResult unknown = rig.deploy(Map.of("environment", "stagin", "watch", true));
        assertThat(unknown.sentence()).contains("did you mean 'staging'");
        rig.deploy(Rig.api());
        rig.deploy(Map.of("environment", "staging", "release", "front", "chart", "charts/front", "image", Rig.FRONT));
        assertThat(Rig.reason(watch())).contains("WATCH_AMBIGUOUS");
    }

    @Test
    public void aRollbackWithoutAnythingToGoBackToIsToldAndNotTriedAgain() throws Exception {
        rig.deploy(Rig.api());
        value = "0.05";
        StepResult result = watch();
        assertThat(result.sentence()).contains("error-rate");
        assertThat(result.reasons())
                .extracting(reason -> reason.code())
                .contains("NOT_BROUGHT_BACK", "ROLLBACK_UNKNOWN");
        assertThat(rig.posted.get(1)).contains("\"outcome\":\"refused\"");
        int records = rig.records().size();
        watch();
        assertThat(rig.records()).hasSize(records);
        assertThat(rig.posted).hasSize(2);
    }

    @Test
    public void aProtectedEnvironmentLetsItsWatchGoBackWithoutAnApprovalButNotWithoutEvidence() throws Exception {
        WatchRules rules = new WatchRules(
                null,
                Duration.ofMinutes(5),
                1,
                List.of(metric(0)),
                List.of(Reaction.ROLLBACK),
                List.of(),
                List.of(),
                null);
        deployedTwice();
        // Protected from now on: what was deployed before is judged by these rules.
        rig.environments.removeIf(each -> each.name().equals("staging"));
        rig.environments.add(environment(
                "staging",
                List.of(new ApproverRule("sre", 1)),
                List.of(new RequiredEvidence("mlTest", null, Duration.ofHours(24), List.of())),
                rules));
        value = "0.05";
        StepResult refused = watch();
        assertThat(refused.reasons()).extracting(reason -> reason.code()).contains("EVIDENCE_MISSING");
        assertThat(rig.cluster.writes()).isEmpty();
        value = "0.001";
        watch();
        rig.store.append(new Evidence(
                Subject.image("sha256:" + "1".repeat(64)),
                "mlTest",
                "llm",
                Verdict.PASS,
                Map.of(),
                List.of(),
                Map.of(),
                Map.of(),
                rig.run().origin(),
                rig.cluster.now.minus(Duration.ofDays(3))));
        value = "0.05";
        StepResult result = watch();
        assertThat(result.returned()).as(result.reasons().toString()).containsEntry("rolledBack", true);
        assertThat(rig.detail("warnings").toString()).contains("BY_WATCH").contains("EVIDENCE_TOO_OLD");
        // The same way back by hand needs the approval.
        rig.run++;
        assertThat(rig.deploy(Map.of("environment", "staging", "release", "api", "rollbackTo", "previous"))
                        .reasons())
                .extracting(reason -> reason.code())
                .contains("APPROVAL_MISSING");
    }

    @Test
    public void aCallThatSaysMoreThanTheEnvironmentIsRefused() {
        assertThatThrownBy(() -> rig.deploy(Map.of(
                        "environment",
                        "staging",
                        "watch",
                        true,
                        "release",
                        "api",
                        "analysis",
                        List.of(Map.of("metric", "m", "command", "x", "max", 1)))))
                .isInstanceOf(BadArguments.class)
                .hasMessageContaining("leave out: release, analysis");
    }

    @Test
    public void stoppedWhileItMeasuresItEndsAndLeavesNothing() throws Exception {
        deployedTwice();
        rig.intruder = (state, action, carryOut) ->
                state instanceof Watching watching && watching.phase() == Watching.Phase.MEASURE
                        ? new Event.Stopped("stopped by sam")
                        : null;
        StepResult result = watch();
        assertThat(result.status()).isEqualTo(RunStatus.ABORTED);
        assertThat(records()).isEmpty();
        assertNothingIsLocked();
    }
}
