package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.policy.Condition;
import io.jenkins.plugins.mldeploy.policy.WatchRules;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** The process is killed at saved states of a deployment on a real cluster, before and after the state's action had its effect, and goes on from what was saved. */
public class InterruptedLiveTest extends LiveShop {
    /** Every so many states; 1 for all of them takes an hour. */
    private static final int EVERY = Integer.getInteger("cluster.every", 7);

    /** Number of the state from which on it is tried; for the rest of a table that was broken off. */
    private static final int FROM = Integer.getInteger("cluster.from", 0);

    /** What is killed, each time with another version. */
    private abstract class Case {
        private final Object[] strategy;

        Case(Object... strategy) {
            this.strategy = strategy;
        }

        final Object[] strategy() {
            return strategy.clone();
        }

        /** What has to be there, without a kill. */
        void before(int version) throws IOException {}

        Map<String, Object> call(int version) {
            return api(String.valueOf(version), strategy);
        }

        /** What has to be true afterwards. */
        abstract void after(String where, StepResult result, int version, int written) throws IOException;
    }

    /** Deploys; in the end only the named release exists, and its route leads nowhere else. */
    private class Promoted extends Case {
        private JsonNode route;

        Promoted(Object... strategy) {
            super(strategy);
        }

        Promoted asBefore(JsonNode of) {
            route = of;
            return this;
        }

        @Override
        void after(String where, StepResult result, int version, int written) throws IOException {
            assertThat(result.returned()).as(where).containsEntry("outcome", "deployed");
            // One upgrade of the named release.
            assertThat(written).as(where).isEqualTo(1);
            serves(where, image(String.valueOf(version)));
        }

        void serves(String where, String image) throws IOException {
            assertThat(cluster.image("api")).as(where).isEqualTo(image);
            assertThat(cluster.ask("helm", "list", "--short")).as(where).isEqualTo("api");
            if (route != null) {
                assertThat(route("api").path("spec")).as(where).isEqualTo(route.path("spec"));
                assertThat(cluster.ask("kubectl", "get", "httproute", "--output", "name"))
                        .as(where)
                        .isEqualTo("httproute.gateway.networking.k8s.io/api");
            }
        }
    }

    /** Is taken back: what ran first runs. */
    private final class TakenBack extends Case {
        TakenBack(Object... strategy) {
            super(strategy);
        }

        @Override
        void after(String where, StepResult result, int version, int written) throws IOException {
            // A first look at a half upgrade may already say that nothing had been applied.
            assertThat(result.returned().get("outcome")).as(where).isIn("rolledBack", "notApplied");
            assertThat(result.reasons()).as(where).isNotEmpty();
            // At most one upgrade and one rollback.
            assertThat(written).as(where).isBetween(0, 2);
            assertThat(cluster.image("api")).as(where).isEqualTo(image("1"));
            assertThat(cluster.ask("helm", "list", "--short")).as(where).isEqualTo("api");
        }
    }

    /** Takes away what is held of the version before, and is held itself; the named release is never touched. */
    private final class Held extends Case {
        private final String guest;
        private final String inTheRoute;

        Held(String guest, String inTheRoute, Object... strategy) {
            super(strategy);
            this.guest = guest;
            this.inTheRoute = inTheRoute;
        }

        @Override
        Map<String, Object> call(int version) {
            return production(version, strategy());
        }

        @Override
        void before(int version) throws IOException {
            Decisions.approve(rig, call(version), new Condition(50, null, null));
        }

        @Override
        void after(String where, StepResult result, int version, int written) throws IOException {
            assertThat(result.returned()).as(where).containsEntry("outcome", "held");
            assertThat(written).as(where).isZero();
            assertThat(cluster.image("api")).as(where).isEqualTo(image("1"));
            assertThat(cluster.image(guest)).as(where).isEqualTo(image(digest(version)));
            assertThat(cluster.ask("helm", "list", "--short")).as(where).isEqualTo("api\n" + guest);
            if (inTheRoute != null) {
                assertThat(route("api").path("spec").path("rules").toString())
                        .as(where)
                        .containsOnlyOnce(inTheRoute);
            }
        }
    }

    /** Goes on with what is held, to the end. */
    private final class GoesOn extends Promoted {
        GoesOn(Object... strategy) {
            super(strategy);
        }

        @Override
        Map<String, Object> call(int version) {
            return production(version, strategy());
        }

        @Override
        void before(int version) throws IOException {
            Decisions.approve(rig, call(version), new Condition(50, null, null));
            assertThat(rig.deploy(call(version)).returned()).as(rig.logged()).containsEntry("outcome", "held");
            rig.run++;
            Decisions.approve(rig, call(version), null);
        }

        @Override
        void after(String where, StepResult result, int version, int written) throws IOException {
            assertThat(result.returned()).as(where).containsEntry("outcome", "deployed");
            assertThat(written).as(where).isEqualTo(1);
            serves(where, image(digest(version)));
        }
    }

    /** A watch finds the new version bad, and brings back the one that ran before. */
    private final class WatchedBack extends Case {
        @Override
        void before(int version) throws IOException {
            rig.file("rate", "0.05");
            assertThat(rig.deploy(api(String.valueOf(version))).status()).isEqualTo(RunStatus.SUCCESS);
        }

        @Override
        Map<String, Object> call(int version) {
            return Map.of("environment", "staging", "watch", true);
        }

        @Override
        void after(String where, StepResult result, int version, int written) throws IOException {
            assertThat(result.returned())
                    .as(where)
                    .containsEntry("watched", "failing")
                    .containsEntry("rolledBack", true);
            assertThat(written).as(where).isEqualTo(1);
            assertThat(cluster.image("api")).as(where).isEqualTo(image("1"));
            assertThat(cluster.ask("helm", "list", "--short")).as(where).isEqualTo("api");
        }
    }

    private void atEveryState(String name, Case what) throws IOException {
        List<String> states = List.of();
        int version = 1;
        // Twice: what the first of them leaves changes the way of the second.
        for (int clean = 0; clean < 2; clean++) {
            version++;
            next();
            what.before(version);
            next();
            int before = cluster.last("api").number();
            StepResult result = rig.deploy(what.call(version));
            what.after(
                    name + ", not killed: " + result.reasons() + "\n" + rig.logged(),
                    result,
                    version,
                    cluster.last("api").number() - before);
            states = new ArrayList<>(rig.states);
        }
        int kills = 0;
        int most = 0;
        Map<String, Integer> went = new LinkedHashMap<>();
        // Every state that is about the cluster; what comes before is the same with every strategy.
        int first = what instanceof WatchedBack ? 0 : states.indexOf("Locking");
        for (int at = Math.max(first, FROM); at < states.size(); at += EVERY) {
            for (boolean effect : new boolean[] {false, true}) {
                version++;
                next();
                what.before(version);
                next();
                int wanted = at;
                boolean[] killed = {false};
                rig.intruder = (state, action, carryOut) -> {
                    if (rig.states.size() - 1 != wanted) {
                        return null;
                    }
                    if (effect) {
                        carryOut.run();
                    }
                    killed[0] = true;
                    return new Event.Resumed(Instant.now());
                };
                int before = cluster.last("api").number();
                StepResult result = rig.deploy(what.call(version));
                rig.intruder = (state, action, carryOut) -> null;
                kills += killed[0] ? 1 : 0;
                int written = cluster.last("api").number() - before;
                String where = name + " " + states.get(at) + "@" + at + (effect ? " after" : " before") + ": "
                        + result.reasons() + "\n" + rig.logged();
                what.after(where, result, version, written);
                assertThat(cluster.last("api").isDeployed()).as(where).isTrue();
                most = Math.max(most, written);
                went.merge(
                        states.get(at) + ": " + result.returned().get("outcome")
                                + (result.reasons().isEmpty()
                                        ? ""
                                        : " " + result.reasons().get(0).code()),
                        1,
                        Integer::sum);
            }
        }
        System.out.printf(
                "TABLE | killed at every %s. saved state, %s | helm %s | %d kills, at most %d revisions written by one | %s |%n",
                EVERY, name, rig.detail("helm"), kills, most, went);
    }

    private void next() {
        rig.run++;
        rig.states.clear();
        rig.log.clear();
    }

    private static Object[] bad(Object... strategy) {
        List<Object> all = new ArrayList<>(List.of(strategy));
        all.addAll(List.of("interval", "1s", "window", "1s"));
        all.addAll(List.of("analysis", List.of(Map.of("metric", "error-rate", "command", "echo 0.05", "max", 0.01))));
        return all.toArray();
    }

    private JsonNode installWithRouter() throws IOException {
        withRoute();
        install("api");
        openDoor();
        return route("api");
    }

    @Test
    public void rolling() throws Exception {
        install("api");
        atEveryState("rolling", new Promoted());
    }

    @Test
    public void recreate() throws Exception {
        install("api");
        atEveryState("recreate", new Promoted("strategy", "recreate"));
    }

    @Test
    public void canary() throws Exception {
        install("api");
        atEveryState("canary", new Promoted("strategy", "canary", "steps", List.of(50), "interval", "1s"));
    }

    @Test
    public void canaryByARouter() throws Exception {
        JsonNode route = installWithRouter();
        atEveryState(
                "canary, exact",
                new Promoted("strategy", "canary", "weights", "exact", "steps", List.of(10), "interval", "1s")
                        .asBefore(route));
    }

    @Test
    public void abTest() throws Exception {
        JsonNode route = installWithRouter();
        atEveryState(
                "abTest",
                new Promoted("strategy", "abTest", "match", Map.of("header", "x-group", "value", "b"), "interval", "1s")
                        .asBefore(route));
    }

    @Test
    public void shadow() throws Exception {
        JsonNode route = installWithRouter();
        atEveryState("shadow", new Promoted("strategy", "shadow", "interval", "1s").asBefore(route));
    }

    @Test
    public void blueGreen() throws Exception {
        install("api");
        atEveryState("blueGreen", new Promoted("strategy", "blueGreen", "scaleDownDelay", "1s"));
    }

    @Test
    public void anUpgradeThatIsTakenBack() throws Exception {
        install("api");
        atEveryState(
                "rolling, never ready",
                new TakenBack("timeout", "4s", "set", Map.of("podAnnotations.mldeploy\\.io/fault", "never-ready")));
    }

    @Test
    public void aCanaryThatIsTakenBack() throws Exception {
        install("api");
        atEveryState("canary, bad at its only step", new TakenBack(bad("strategy", "canary", "steps", List.of(50))));
    }

    @Test
    public void aShadowThatIsTakenBack() throws Exception {
        installWithRouter();
        atEveryState("shadow, bad", new TakenBack(bad("strategy", "shadow")));
    }

    @Test
    public void aCanaryThatIsHeld() throws Exception {
        install("api");
        guard();
        atEveryState(
                "canary, held at 50 %",
                new Held("api-canary", null, "strategy", "canary", "steps", List.of(50, 100), "interval", "1s"));
    }

    @Test
    public void aCanaryThatIsHeldByARouter() throws Exception {
        installWithRouter();
        guard();
        atEveryState(
                "canary, exact, held at 50 %",
                new Held(
                        "api-canary",
                        "api-canary",
                        "strategy",
                        "canary",
                        "weights",
                        "exact",
                        "steps",
                        List.of(50, 100),
                        "interval",
                        "1s"));
    }

    @Test
    public void aShadowThatIsHeld() throws Exception {
        installWithRouter();
        guard();
        atEveryState("shadow, held", new Held("api-shadow", "api-shadow", "strategy", "shadow", "interval", "1s"));
    }

    @Test
    public void goingOnWithACanaryThatIsHeld() throws Exception {
        install("api");
        guard();
        atEveryState(
                "canary, goes on from 50 %",
                new GoesOn("strategy", "canary", "steps", List.of(50, 100), "interval", "1s"));
    }

    @Test
    public void aWatchThatGoesBack() throws Exception {
        install("api");
        watched(List.of(WatchRules.Reaction.ROLLBACK), List.of());
        atEveryState("watch, goes back", new WatchedBack());
    }
}
