package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Leases, which keep hosts apart that share a cluster and nothing else. */
public class LeasesTest {
    private static final String FOREIGN = "jenkins-2-0a1b2c3d|shop/llm-app #12|prod-12-xyz";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Rig rig;

    @Before
    public void open() throws IOException {
        rig = new Rig(folder.newFolder().toPath(), new MemoryStore());
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    private void held(String release, String holder, Instant renewed, long seconds) {
        rig.cluster.leases.put(
                "mldeploy-" + release, new FakeCluster.Lease(41, holder, Leases.time(renewed.toEpochMilli()), seconds));
    }

    private List<String> leaseCommands() {
        return rig.cluster.commands.stream()
                .filter(command -> command.matches("kubectl (get lease|(create|replace|patch) --filename) .*"))
                .map(command -> command.split(" ")[1])
                .toList();
    }

    @Test
    public void theyAreTakenAndGivenBackInThreeCallsHoweverManyReleasesThereAre() throws Exception {
        boolean[] held = {false};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Upgrading) {
                held[0] = rig.cluster.leases.values().stream()
                                .allMatch(lease ->
                                        lease.holder() != null && lease.holder().contains("|shop/llm-app #7|deploy-7-"))
                        && rig.cluster.leases.size() == 2;
            }
            return null;
        };
        assertThat(rig.deploy(Rig.unit()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(held[0]).isTrue();
        assertThat(leaseCommands()).containsExactly("get", "create", "patch");
        assertThat(rig.cluster.leases.values()).allMatch(lease -> lease.holder() == null);
        rig.cluster.commands.clear();
        rig.run++;
        assertThat(rig.deploy(Rig.unit()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(leaseCommands()).containsExactly("get", "replace", "patch");
    }

    /** Somebody else gives a Lease back, or has not got it any more, when it was waited for that often. */
    private void givenBack(String release, int after) {
        int[] waits = {0};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof AwaitingLease) {
                assertThat(rig.cluster.writes()).isEmpty();
                // Who waits keeps nobody else from going on.
                assertThat(rig.cluster.leases.values())
                        .extracting(FakeCluster.Lease::holder)
                        .noneMatch(holder -> holder != null && holder.contains("|shop/llm-app #7|"));
                if (++waits[0] == after) {
                    held(release, null, rig.cluster.now, 600);
                }
            }
            return null;
        };
    }

    @Test
    public void aLivingDeploymentOfAnotherHostIsWaitedForVisibly() throws Exception {
        held("front", FOREIGN, rig.cluster.now.minusSeconds(60), 600);
        givenBack("front", 3);
        StepResult result = rig.deploy(Rig.unit());
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.states).filteredOn("AwaitingLease"::equals).hasSize(3);
        assertThat(rig.log)
                .filteredOn(line -> line.contains("waits for"))
                .singleElement()
                .asString()
                .contains("shop/llm-app #12 on jenkins-2-0a1b2c3d, which deploys release 'front' in namespace 'shop'")
                .contains("until 2026-11-25T10:09:00Z unless it is renewed")
                .contains("kubectl delete lease mldeploy-front --namespace shop");
        assertThat(rig.detail("notes")).isNull();
    }

    @Test
    public void whoIsStoppedWhileItWaitsForAnotherHostHasAppliedNothing() throws Exception {
        held("front", FOREIGN, rig.cluster.now.minusSeconds(60), 600);
        rig.intruder = (state, action, carryOut) ->
                state instanceof AwaitingLease ? new Event.Stopped("stopped by sam") : null;
        StepResult result = rig.deploy(Rig.unit());
        assertThat(result.status()).isEqualTo(RunStatus.ABORTED);
        assertThat(rig.cluster.writes()).isEmpty();
        assertThat(rig.cluster.leases.get("mldeploy-front").holder()).isEqualTo(FOREIGN);
        assertThat(rig.cluster.leases).doesNotContainKey("mldeploy-api");
    }

    @Test
    public void aRestartWhileItWaitsLooksAgainAndDoesNotSayItTwice() throws Exception {
        held("api", FOREIGN, rig.cluster.now, 600);
        boolean[] once = {false};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof AwaitingLease && once[0]) {
                held("api", null, rig.cluster.now, 600);
            }
            if (state instanceof AwaitingLease && !once[0]) {
                once[0] = true;
                return new Event.Resumed(rig.cluster.now);
            }
            return null;
        };
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.log).filteredOn(line -> line.contains("waits for")).hasSize(1);
    }

    @Test
    public void oneThatWasNotRenewedInTimeIsTakenOverAndTheRecordSaysSo() throws Exception {
        held("api", FOREIGN, rig.cluster.now.minusSeconds(700), 600);
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.detail("notes").toString())
                .contains(
                        "took over Lease mldeploy-api from shop/llm-app #12 on jenkins-2-0a1b2c3d, which has not renewed it");
    }

    @Test
    public void clocksThatDifferALittleTakeNothingOver() throws Exception {
        held("api", FOREIGN, rig.cluster.now.minusSeconds(620), 600);
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        // 30 seconds of doubt, of which 20 have passed.
        assertThat(rig.states).filteredOn("AwaitingLease"::equals).hasSize(3);
        assertThat(rig.detail("notes").toString()).contains("which has not renewed it in time");
    }

    @Test
    public void ofItsOwnDeadRunTheHostKnowsByItself() throws Exception {
        rig.deploy(Rig.api());
        String mine = LeaseIdentity.of(rig, "deploy-3-dead").text();
        held("api", mine, rig.cluster.now, 36_000);
        rig.run++;
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.detail("notes").toString()).contains("which is at work no more");
    }

    @Test
    public void aLivingDeploymentOfThisHostUnderAnotherEnvironmentIsWaitedFor() throws Exception {
        ReleaseLocks.Holder other = new ReleaseLocks.Holder("shop/llm-app", 6, "prod-6-x");
        ReleaseLocks locks = new ReleaseLocks(rig.home(), "production", List.of("api"));
        locks.take(other, holder -> false);
        String name = new LeaseIdentity(LeaseIdentity.of(rig, "any").host(), "shop/llm-app #6", "prod-6-x").text();
        held("api", name, rig.cluster.now, 600);
        int[] waits = {0};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof AwaitingLease && ++waits[0] == 2) {
                assertThat(rig.cluster.writes()).isEmpty();
                assertThat(rig.cluster.leases.get("mldeploy-api").holder()).isEqualTo(name);
                rig.gone.add(6L);
            }
            return null;
        };
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(waits[0]).isEqualTo(2);
        assertThat(rig.log)
                .filteredOn(line -> line.contains("waits for shop/llm-app #6 on ")
                        && line.endsWith("which deploys the same to namespace 'shop', under another environment"))
                .hasSize(1);
        // Its run ended without giving it back.
        assertThat(rig.detail("notes").toString()).contains("from shop/llm-app #6 on ", "which is at work no more");
    }

    @Test
    public void aHolderThatIsNoHostOfTheSuiteIsRespectedToo() throws Exception {
        held("api", "somebody's operator", rig.cluster.now, 60);
        givenBack("api", 1);
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.logged()).contains("waits for 'somebody's operator', which deploys release 'api'");
    }

    /** Another host takes a Lease between this one's look and its own taking. */
    private void takenMeanwhile(String release) {
        Rig.Intruder then = rig.intruder;
        boolean[] once = {false};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Leasing leasing && leasing.phase() == Leasing.Phase.CREATE && !once[0]) {
                once[0] = true;
                held(release, FOREIGN, rig.cluster.now, 600);
            }
            return then.at(state, action, carryOut);
        };
    }

    @Test
    public void whoIsSlowerSeesTheFasterOne() throws Exception {
        givenBack("api", 2);
        takenMeanwhile("api");
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.logged()).contains("waits for shop/llm-app #12 on jenkins-2-0a1b2c3d");
    }

    @Test
    public void whereOneOfTwoIsTakenMeanwhileTheOtherIsGivenBackBeforeAnybodyIsWaitedFor() throws Exception {
        givenBack("front", 2);
        takenMeanwhile("front");
        assertThat(rig.deploy(Rig.unit()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.states).filteredOn("AwaitingLease"::equals).hasSize(2);
        assertThat(leaseCommands()).containsExactly("get", "create", "get", "patch", "get", "get", "replace", "patch");
        assertThat(rig.cluster.leases.values()).allMatch(lease -> lease.holder() == null);
    }

    @Test
    public void whatItTookItselfAMomentAgoIsTakenOverFromNobody() throws Exception {
        takenMeanwhile("front");
        Rig.Intruder before = rig.intruder;
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Leasing leasing && leasing.phase() == Leasing.Phase.LOOK && leasing.tries() == 1) {
                held("front", null, rig.cluster.now, 600);
            }
            return before.at(state, action, carryOut);
        };
        assertThat(rig.deploy(Rig.unit()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.detail("notes")).isNull();
        assertThat(rig.states).doesNotContain("AwaitingLease");
    }

    @Test
    public void inANamespaceThatHelmIsAboutToMakeThereIsNothingToKeepApartYet() throws Exception {
        rig.intruder =
                (state, action, carryOut) -> state instanceof Leasing leasing && leasing.phase() == Leasing.Phase.CREATE
                        ? new Event.Ran(
                                1,
                                true,
                                "",
                                "Error from server (NotFound): error when creating \"leases-new.yaml\": namespaces \"shop\" not found",
                                false,
                                Duration.ZERO)
                        : null;
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.detail("notes")).isNull();
        assertThat(rig.logged()).contains("is not there yet, so no Lease is taken in it");
        assertThat(leaseCommands()).containsExactly("get");
    }

    @Test
    public void withoutTheRightItGoesOnAndTheRecordSaysWhatIsNotKeptOut() throws Exception {
        rig.cluster.leases = null;
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.detail("notes").toString())
                .contains("no Lease: deployments of other hosts to api are not kept out")
                .contains("the credential may not get, create and update leases");
        assertThat(leaseCommands()).containsExactly("get");
    }

    @Test
    public void itIsRenewedAtEveryPauseAndTheLastRenewalIsSeen() throws Exception {
        rig.cluster.charts.put("charts/api", StrategiesTest.CHART);
        rig.cluster.add(
                "api",
                "deployed",
                StrategiesTest.CHART.replace("RELEASE", "api").replace("IMAGE", "old:1"));
        Instant[] renewed = {null};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Upgrading) {
                renewed[0] =
                        Instant.parse(rig.cluster.leases.get("mldeploy-api").renewed());
            }
            return null;
        };
        Instant begun = rig.cluster.now;
        StepResult result = rig.deploy(Rig.api("strategy", "canary", "steps", List.of(20, 50, 100), "interval", "20m"));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(Duration.between(begun, renewed[0])).isGreaterThanOrEqualTo(Duration.ofMinutes(40));
    }

    @Test
    public void aDeploymentWhoseLeaseWasTakenOverDuringAPauseTouchesNothingMore() throws Exception {
        rig.cluster.charts.put("charts/api", StrategiesTest.CHART);
        rig.cluster.add(
                "api",
                "deployed",
                StrategiesTest.CHART.replace("RELEASE", "api").replace("IMAGE", "old:1"));
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Carrying
                    && action instanceof Action.Wait wait
                    && wait.until().toEpochMilli() > 1) {
                held("api", FOREIGN, rig.cluster.now, 600);
            }
            return null;
        };
        StepResult result = rig.deploy(Rig.api("strategy", "canary", "steps", List.of(20, 50, 100)));
        assertThat(Rig.reason(result)).contains("LOCK_LOST");
        assertThat(result.returned()).containsEntry("outcome", "failed");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api-canary");
        assertThat(rig.cluster.leases.get("mldeploy-api").holder()).isEqualTo(FOREIGN);
    }

    private interface Scene {
        void set() throws IOException;
    }

    /** Programs that write take all the time that they may take, and the others most of it. */
    private void assertThatNoProgramOutlivesTheLease(Scene scene, Map<String, ?> call, RunStatus status)
            throws IOException {
        close();
        open();
        scene.set();
        int[] writes = {0};
        rig.programs = command -> {
            FakeCluster.Lease lease = rig.cluster.leases.get("mldeploy-api");
            String line = String.join(" ", command.argv());
            boolean write =
                    line.matches("(helm (upgrade|rollback|uninstall|test)|kubectl (apply|scale|patch|rollout)) .*")
                            && !line.contains("--dry-run")
                            && !line.contains("leases");
            if (write && lease != null && lease.holder() != null) {
                writes[0]++;
                assertThat(Instant.parse(lease.renewed()).plusSeconds(lease.seconds()))
                        .as(line + " at " + rig.cluster.now)
                        .isAfter(rig.cluster.now.plus(command.timeout()));
            }
            Event.Ran ran = rig.cluster.run(command);
            rig.cluster.now = rig.cluster.now.plus(
                    write
                            ? command.timeout().minusSeconds(1)
                            : Duration.ofSeconds(Math.min(25, command.timeout().toSeconds())));
            return ran;
        };
        StepResult result = rig.deploy(call);
        assertThat(result.status())
                .as(call + ": " + result.sentence() + rig.states)
                .isEqualTo(status);
        assertThat(writes[0]).as(call.toString()).isPositive();
        assertThat(rig.cluster.leases.values()).allMatch(lease -> lease.holder() == null);
    }

    private void shared() {
        rig.cluster.charts.put("charts/api", StrategiesTest.CHART);
        rig.cluster.add(
                "api",
                "deployed",
                StrategiesTest.CHART.replace("RELEASE", "api").replace("IMAGE", "old:1"));
    }

    @Test
    public void itOutlivesEveryProgramThatWritesOnTheWayThereAndOnTheWayBack() throws Exception {
        Scene both = () -> {
            rig.cluster.had("api", "deployed");
            rig.cluster.had("front", "deployed");
        };
        assertThatNoProgramOutlivesTheLease(both, Rig.unit("timeout", "20m"), RunStatus.SUCCESS);
        assertThatNoProgramOutlivesTheLease(
                () -> {
                    both.set();
                    rig.cluster.failing.put("front", "Error: UPGRADE FAILED: context deadline exceeded");
                },
                Rig.unit("timeout", "20m"),
                RunStatus.FAILURE);
        assertThatNoProgramOutlivesTheLease(
                () -> rig.cluster.had("api", "deployed", "pending-upgrade"), Rig.api(), RunStatus.SUCCESS);
        assertThatNoProgramOutlivesTheLease(both, Rig.unit("uninstall", true, "timeout", "20m"), RunStatus.SUCCESS);
        assertThatNoProgramOutlivesTheLease(
                this::shared, Rig.api("strategy", "blueGreen", "scaleDownDelay", "90m"), RunStatus.SUCCESS);
        assertThatNoProgramOutlivesTheLease(
                this::shared,
                Rig.api("strategy", "canary", "steps", List.of(50, 100), "interval", "40m", "timeout", "1m"),
                RunStatus.SUCCESS);
        for (String fails : List.of("kubectl scale", "kubectl rollout")) {
            assertThatNoProgramOutlivesTheLease(
                    () -> {
                        shared();
                        rig.cluster.refusing.put(fails, "error: no");
                    },
                    Rig.api("strategy", "canary", "steps", List.of(50, 100), "interval", "40m", "timeout", "1m"),
                    RunStatus.FAILURE);
        }
    }

    @Test
    public void theLengthOfARolloutPlaysNoPartInHowLongADeadHolderCounts() throws Exception {
        shared();
        long[] seconds = {0};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Upgrading) {
                seconds[0] = rig.cluster.leases.get("mldeploy-api").seconds();
            }
            return null;
        };
        rig.deploy(Rig.api("strategy", "canary", "steps", List.of(50, 100), "interval", "50m"));
        assertThat(seconds[0]).isEqualTo(600 + 60 + 60 + 600);
    }

    @Test
    public void whoLosesItOnTheWayBackTouchesNothingMoreAndSaysWhyItWentBack() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.cluster.had("front", "deployed");
        rig.cluster.failing.put("front", "Error: UPGRADE FAILED: context deadline exceeded");
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Reverting reverting
                    && reverting.index() == 1
                    && reverting.phase() == Reverting.Phase.ACT) {
                carryOut.run();
                rig.cluster.now = rig.cluster.now.plusSeconds(700);
                held("api", FOREIGN, rig.cluster.now, 600);
            }
            return null;
        };
        StepResult result = rig.deploy(Rig.unit());
        assertThat(Rig.reason(result)).contains("LOCK_LOST");
        assertThat(result.reasons()).anyMatch(reason -> reason.code().equals("NOT_READY"));
        assertThat(result.returned()).containsEntry("outcome", "failed");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api", "upgrade front", "rollback front 1");
        assertThat(rig.cluster.leases.get("mldeploy-api").holder()).isEqualTo(FOREIGN);
        assertThat(rig.cluster.leases.get("mldeploy-front").holder()).isNull();
    }

    @Test
    public void aRenewalThatFailsForAnotherReasonKeepsNobodyFromGoingOn() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.cluster.had("front", "deployed");
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Upgrading upgrading && upgrading.index() == 0) {
                rig.cluster.now = rig.cluster.now.plusSeconds(90);
                rig.cluster.refusing.put(
                        "kubectl patch --filename", "Error from server: etcdserver: request timed out");
            }
            if (state instanceof Upgrading upgrading && upgrading.index() == 1) {
                rig.cluster.refusing.clear();
            }
            return null;
        };
        assertThat(rig.deploy(Rig.unit()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(leaseCommands()).containsExactly("get", "create", "patch", "get", "patch");
    }

    @Test
    public void resumedAfterAnotherHostTookOverItTouchesNothing() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Upgrading) {
                held("api", FOREIGN, rig.cluster.now, 600);
                return new Event.Resumed(rig.cluster.now);
            }
            return null;
        };
        StepResult result = rig.deploy(Rig.api());
        assertThat(Rig.reason(result)).contains("LOCK_LOST");
        assertThat(result.sentence()).contains("shop/llm-app #12 on jenkins-2-0a1b2c3d took its Lease over");
        assertThat(rig.cluster.writes()).isEmpty();
    }

    @Test
    public void whatCantBeUnderstoodIsNobodysLease() {
        assertThat(Leases.read("")).isEmpty();
        assertThat(Leases.read("{")).doesNotContainKey("mldeploy-api");
        assertThat(Leases.read(
                                "{\"metadata\":{\"name\":\"a\"},\"spec\":{\"holderIdentity\":\"x\",\"renewTime\":\"soon\"}}")
                        .get("a")
                        .isOver(Instant.now().toEpochMilli()))
                .isTrue();
        assertThat(LeaseIdentity.parse("a|b")).isEmpty();
        assertThat(Map.of("a", LeaseIdentity.parse("h|r #1|d").orElseThrow().display()))
                .containsEntry("a", "r #1 on h");
    }
}
