package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.policy.Condition;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** An approval that covers a share of the traffic, on a real cluster: what is held there, how it goes on, and how it goes. */
public class HeldLiveTest extends LiveShop {
    private static Condition upTo(int percent) {
        return new Condition(percent, null, null);
    }

    private Map<String, Object> canary(int version, Object... more) {
        Map<String, Object> call =
                production(version, "strategy", "canary", "steps", List.of(25, 50, 100), "interval", "1s");
        for (int i = 0; i < more.length; i += 2) {
            call.put((String) more[i], more[i + 1]);
        }
        return call;
    }

    private static Map<String, Object> rolling(Map<String, Object> call, Object... more) {
        Map<String, Object> other = new LinkedHashMap<>(call);
        List.of("strategy", "steps", "weights", "mirrorPercent", "interval").forEach(other::remove);
        for (int i = 0; i < more.length; i += 2) {
            other.put((String) more[i], more[i + 1]);
        }
        return other;
    }

    private void assertHeld(StepResult result, String says) {
        assertThat(result.returned())
                .as(result.sentence() + "\n" + rig.logged())
                .containsEntry("outcome", "held");
        assertThat(result.status()).isEqualTo(RunStatus.UNSTABLE);
        assertThat(result.verdict()).isEqualTo(Verdict.UNSTABLE);
        assertThat(Rig.reason(result)).contains("HELD");
        assertThat(result.sentence()).contains(says);
    }

    /** The named release as it was, and beside it the temporary one with so many pods that are ready. */
    private void assertBeside(String guest, int version, int revision, String named, int pods) throws IOException {
        assertServed("api", named, revision);
        assertThat(cluster.ask("helm", "list", "--short").split("\\s+")).containsExactly("api", guest);
        assertThat(cluster.image(guest)).isEqualTo(image(digest(version)));
        assertThat(cluster.ask("kubectl", "get", "deployment", guest, "--output", "jsonpath={.status.readyReplicas}"))
                .isEqualTo(String.valueOf(pods));
    }

    private String pods() throws IOException {
        return cluster.ask("kubectl", "get", "pods", "--output", "jsonpath={.items[*].metadata.uid}");
    }

    private static List<JsonNode> mirrors(JsonNode route) {
        return route.path("spec").path("rules").get(0).path("filters").findValues("requestMirror");
    }

    private void assertConfirmed() throws IOException {
        RouteStatus status = RouteStatus.of(route("api"));
        assertThat(status.answer()).as(status.why()).isEqualTo(RouteStatus.Answer.CONFIRMED);
    }

    @Test
    public void aCanaryByPodsStaysAtItsShareAndGoesOnAfterAFurtherApproval() throws Exception {
        install("api");
        guard();
        Decisions.approve(rig, canary(2), upTo(50));
        assertHeld(deploy("canary by pods, approved up to 50 %", canary(2)), "held at 50 % of the traffic");
        assertBeside("api-canary", 2, 1, "1", 3);
        String pods = pods();
        int guest = cluster.last("api-canary").number();
        assertHeld(deploy("the same without a further approval", canary(2)), "held at 50 % of the traffic");
        assertThat(pods()).isEqualTo(pods);
        assertThat(cluster.last("api-canary").number()).isEqualTo(guest);
        Decisions.approve(rig, canary(2), null);
        StepResult all = deploy("goes on after a further approval", canary(2));
        assertThat(all.status()).as(all.sentence() + "\n" + rig.logged()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", digest(2), 2);
        assertOnly("api");
        assertThat((Integer) endpoints().get("fewestReady")).isGreaterThanOrEqualTo(3);
    }

    @Test
    public void aRejectionStopsItThereAndTheWayBackGivesAllTrafficToWhatRanBefore() throws Exception {
        install("api");
        guard();
        Map<String, Object> first = rolling(canary(1));
        Decisions.approve(rig, first, null);
        assertThat(deploy("rolling to production", first).status()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", digest(1), 2);
        Decisions.approve(rig, canary(2), upTo(25));
        assertHeld(deploy("canary by pods, approved up to 25 %", canary(2)), "held at 25 % of the traffic");
        assertBeside("api-canary", 2, 2, digest(1), 1);
        Decisions.reject(rig, canary(2));
        StepResult rejected = deploy("a further share is rejected", canary(2));
        assertThat(Rig.reason(rejected)).as(rejected.sentence()).contains("APPROVAL_REJECTED");
        assertThat(rejected.returned()).containsEntry("outcome", "refused");
        assertBeside("api-canary", 2, 2, digest(1), 1);
        Map<String, Object> back = rolling(canary(2), "rollbackTo", "previous");
        Decisions.approve(rig, back, null);
        StepResult gone = deploy("rollbackTo previous while it is held", back);
        assertThat(gone.status()).as(gone.sentence() + "\n" + rig.logged()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", digest(1), 3);
        assertOnly("api");
    }

    @Test
    public void exactWeightsStayInTheRouteAndGoWithIt() throws Exception {
        withRoute();
        install("api");
        openDoor();
        guard();
        JsonNode before = route("api");
        Map<String, Object> call = canary(2, "weights", "exact", "steps", List.of(5, 50, 100));
        Decisions.approve(rig, call, upTo(5));
        assertHeld(deploy("canary by a router, approved up to 5 %", call), "held at 5 % of the traffic");
        assertBeside("api-canary", 2, 1, "1", 3);
        assertThat(weights(route("api"))).isEqualTo("api 95, api-canary 5");
        assertConfirmed();
        Decisions.approve(rig, call, upTo(60));
        assertHeld(deploy("the same, approved up to 60 %", call), "held at 50 % of the traffic");
        assertThat(weights(route("api"))).isEqualTo("api 50, api-canary 50");
        assertConfirmed();
        Decisions.approve(rig, call, null);
        StepResult all = deploy("the same, approved", call);
        assertThat(all.status()).as(all.sentence() + "\n" + rig.logged()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", digest(2), 2);
        assertOnly("api");
        assertThat(route("api").path("spec")).isEqualTo(before.path("spec"));
        Map<String, Object> third = canary(3, "weights", "exact", "steps", List.of(5, 50, 100));
        Decisions.approve(rig, third, upTo(5));
        assertHeld(deploy("canary by a router, held again", third), "held at 5 % of the traffic");
        Map<String, Object> other = rolling(canary(4));
        Decisions.approve(rig, other, null);
        StepResult replaced = deploy("another version while it is held", other);
        assertThat(replaced.status())
                .as(replaced.sentence() + "\n" + rig.logged())
                .isEqualTo(RunStatus.SUCCESS);
        assertServed("api", digest(4), 3);
        assertOnly("api");
        assertThat(route("api").path("spec")).isEqualTo(before.path("spec"));
    }

    @Test
    public void aShadowStaysAShadow() throws Exception {
        withRoute();
        install("api");
        openDoor();
        guard();
        JsonNode before = route("api");
        Map<String, Object> call = production(2, "strategy", "shadow", "mirrorPercent", 20, "interval", "1s");
        Decisions.approve(rig, call, upTo(10));
        for (String name : List.of("shadow, approved up to 10 % of the traffic", "the same without more")) {
            assertHeld(deploy(name, call), "held as it is beside the old one");
            assertBeside("api-shadow", 2, 1, "1", 3);
            assertThat(mirrors(route("api"))).as("copied once").hasSize(1);
            assertThat(mirrors(route("api"))
                            .get(0)
                            .path("backendRef")
                            .path("name")
                            .asText())
                    .isEqualTo("api-shadow");
            assertConfirmed();
        }
        Decisions.approve(rig, call, null);
        StepResult all = deploy("the same, approved", call);
        assertThat(all.status()).as(all.sentence() + "\n" + rig.logged()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", digest(2), 2);
        assertOnly("api");
        assertThat(route("api").path("spec")).isEqualTo(before.path("spec"));
        Map<String, Object> third = production(3, "strategy", "shadow", "interval", "1s");
        Decisions.approve(rig, third, upTo(10));
        assertHeld(deploy("shadow, held again", third), "held as it is beside the old one");
        Map<String, Object> back = rolling(third, "rollbackTo", "previous");
        Decisions.approve(rig, back, null);
        StepResult gone = deploy("rollbackTo previous while a shadow is held", back);
        assertThat(gone.status()).as(gone.sentence() + "\n" + rig.logged()).isEqualTo(RunStatus.SUCCESS);
        assertServed("api", digest(2), 3);
        assertOnly("api");
        assertThat(route("api").path("spec")).isEqualTo(before.path("spec"));
    }
}
