package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** One deployment at a time, who may take over, and which run is too old. */
public class LocksTest {
    private static final ReleaseLocks.Holder OTHER = new ReleaseLocks.Holder("shop/llm-app", 6, "deploy-6-x");

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

    private ReleaseLocks locks(String... releases) {
        return new ReleaseLocks(rig.home(), "staging", List.of(releases));
    }

    @Test
    public void anotherDeploymentIsWaitedForVisiblyAndThenItsTurnIsOver() throws Exception {
        locks("api").take(OTHER, holder -> false);
        int[] waits = {0};
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Locking && action instanceof Action.Wait && ++waits[0] == 3) {
                giveBack();
            }
            return null;
        };
        assertThat(rig.deploy(Rig.unit()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(waits[0]).isEqualTo(3);
        assertThat(rig.log)
                .filteredOn(
                        line -> line.contains("waits for shop/llm-app #6, which deploys release 'api' to 'staging'"))
                .hasSize(1);
        assertNothingIsLocked();
    }

    private void giveBack() {
        try {
            locks("api").giveBack(OTHER);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertNothingIsLocked() throws IOException {
        try (Stream<Path> files = Files.list(rig.home().resolve("locks"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".json"))).isEmpty();
        }
    }

    @Test
    public void whoIsStoppedWhileItWaitsHasAppliedNothingAndTakesNoLock() throws Exception {
        locks("api").take(OTHER, holder -> false);
        rig.intruder = (state, action, carryOut) ->
                state instanceof Locking && action instanceof Action.Wait ? new Event.Stopped("stopped by sam") : null;
        StepResult result = rig.deploy(Rig.api());
        assertThat(result.status()).isEqualTo(RunStatus.ABORTED);
        assertThat(rig.cluster.writes()).isEmpty();
        assertThat(locks("api").areHeldBy(OTHER)).isTrue();
    }

    @Test
    public void theLockOfARunThatIsAtWorkNoMoreIsTakenOverAndTheRecordSaysSo() throws Exception {
        locks("api").take(OTHER, holder -> false);
        rig.gone.add(6L);
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.detail("notes").toString())
                .contains("took over the lock of release 'api' from shop/llm-app #6, which is at work no more");
        assertNothingIsLocked();
    }

    /** A run of the rig's machine that was killed while helm was at work. */
    private void killed(String machine) throws IOException {
        locks("api").take(new ReleaseLocks.Holder("shop/llm-app", 6, "deploy-6-x", machine), holder -> false);
        rig.gone.add(6L);
        rig.cluster.had("api", "deployed", "pending-upgrade");
    }

    private int waits() throws IOException {
        int[] waits = {0};
        rig.intruder = (state, action, carryOut) -> {
            waits[0] += state instanceof AwaitingHolder ? 1 : 0;
            return null;
        };
        StepResult result = rig.deploy(Rig.api());
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.writes()).containsExactly("rollback api 1", "upgrade api");
        return waits[0];
    }

    @Test
    public void aPendingReleaseOfADeadRunOfThisMachineIsRecoveredAtOnce() throws Exception {
        killed(new Machine().run(null));
        assertThat(waits()).isZero();
        assertThat(rig.logged())
                .contains("the run that was at it is at work no more: looks whether its helm is")
                .contains("its helm is gone: rolls back to revision 1");
    }

    @Test
    public void thatOfAnotherMachineIsWaitedForUntilItsTimeIsUp() throws Exception {
        killed("another-machine");
        assertThat(waits()).isPositive();
    }

    @Test
    public void thatOfARunWhoseMachineNobodyKnowsIsWaitedFor() throws Exception {
        killed(null);
        assertThat(waits()).isPositive();
    }

    @Test
    public void aHelmThatOutlivedItsRunIsWaitedFor() throws Exception {
        killed(new Machine().run(null));
        boolean[] asked = {false};
        rig.intruder = (state, action, carryOut) -> {
            asked[0] |= state instanceof SeekingHolder;
            return state instanceof SeekingHolder ? new Event.Returned(true) : null;
        };
        StepResult result = rig.deploy(Rig.api());
        assertThat(asked[0]).isTrue();
        assertThat(rig.states).contains("AwaitingHolder");
        assertThat(result.status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    public void aDeploymentThatLostItsLocksWhileItWasInterruptedTouchesNothingMore() throws Exception {
        rig.cluster.had("api", "deployed");
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Upgrading) {
                try {
                    locks("api").take(OTHER, holder -> true);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                return new Event.Resumed(rig.cluster.now);
            }
            return null;
        };
        StepResult result = rig.deploy(Rig.api());
        assertThat(Rig.reason(result)).contains("LOCK_LOST");
        assertThat(result.returned()).containsEntry("outcome", "failed");
        assertThat(rig.cluster.writes()).isEmpty();
        assertThat(locks("api").areHeldBy(OTHER)).isTrue();
    }

    @Test
    public void ofThoseWhoWantTheSameLocksJustOneGetsThem() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            for (int round = 0; round < 20; round++) {
                List<Callable<Boolean>> all = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    ReleaseLocks.Holder me = new ReleaseLocks.Holder("job", i, "deploy-" + i);
                    // In both orders: whoever takes some of them first must not keep the other from all.
                    ReleaseLocks mine = i % 2 == 0 ? locks("api", "front") : locks("front", "api");
                    all.add(() -> mine.take(me, holder -> false).holder() == null);
                }
                int winners = 0;
                int winner = -1;
                List<Future<Boolean>> answers = threads.invokeAll(all);
                for (int i = 0; i < answers.size(); i++) {
                    if (answers.get(i).get()) {
                        winners++;
                        winner = i;
                    }
                }
                assertThat(winners).isEqualTo(1);
                locks("api", "front").giveBack(new ReleaseLocks.Holder("job", winner, "deploy-" + winner));
            }
        } finally {
            threads.shutdownNow();
        }
        assertNothingIsLocked();
    }

    @Test
    public void aLockThatCantBeReadIsNotTakenForFree() throws Exception {
        locks("api").take(OTHER, holder -> false);
        try (Stream<Path> files = Files.list(rig.home().resolve("locks"))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".json")).toList()) {
                Files.writeString(file, "{");
            }
        }
        assertThatThrownBy(() -> locks("api").take(OTHER, holder -> true))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the lock of release 'api' in 'staging' can't be read");
        assertThat(rig.deploy(Rig.api()).sentence()).contains("can't be read");
    }

    @Test
    public void aRunWhoseCommitLiesInTheHistoryOfTheDeployedOneIsRefused() throws Exception {
        rig.commit = "b".repeat(40);
        rig.deploy(Rig.api());
        rig.run = 9;
        rig.commit = "a".repeat(40);
        rig.history = List.of("a".repeat(40), "b".repeat(40));
        StepResult result = rig.deploy(Rig.api());
        assertThat(Rig.reason(result)).contains("OLDER_THAN_DEPLOYED");
        assertThat(result.sentence()).contains("commit bbbbbbbbbbbb, and this run's aaaaaaaaaaaa lies in its history");
        assertThat(result.returned()).containsEntry("outcome", "refused");
        assertThat(rig.cluster.writes()).containsExactly("upgrade api");
        assertNothingIsLocked();
    }

    @Test
    public void withoutAHistoryTheEarlierRunOfTheSameJobIsOlder() throws Exception {
        rig.run = 9;
        rig.commit = "b".repeat(40);
        rig.deploy(Rig.api());
        rig.run = 8;
        rig.commit = "a".repeat(40);
        assertThat(Rig.reason(rig.deploy(Rig.api()))).contains("OLDER_THAN_DEPLOYED");
        rig.history = List.of("b".repeat(40), "a".repeat(40));
        assertThat(rig.deploy(Rig.api()).status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    public void goingBackIsNotRefusedForItsAge() throws Exception {
        rig.commit = "a".repeat(40);
        rig.deploy(Rig.api());
        rig.run = 8;
        rig.commit = "b".repeat(40);
        rig.history = List.of("a".repeat(40), "b".repeat(40));
        rig.deploy(Rig.api("image", Rig.API.replace("1111", "3333")));
        rig.run = 9;
        rig.commit = "a".repeat(40);
        StepResult back = rig.deploy(Rig.api("rollbackTo", "previous"));
        assertThat(back.status()).as(back.sentence()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.cluster.writes()).containsExactly("upgrade api", "upgrade api", "rollback api 1");
    }
}
