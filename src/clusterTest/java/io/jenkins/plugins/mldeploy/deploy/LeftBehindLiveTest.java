package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.Test;

/** A run dies with its new version beside the old on a real cluster, and is never resumed: what it left goes before the next deployment. */
public class LeftBehindLiveTest extends LiveShop {
    /** Deploys until a move of the rollout is reached, and dies there. */
    private void dies(Map<String, Object> call, Predicate<Operation> at) {
        rig.intruder = (state, action, carryOut) -> {
            if (state instanceof Carrying carrying
                    && carrying.stage() == Program.Stage.RUN
                    && at.test(
                            Program.of(carrying.deployment(), carrying.stage()).get(carrying.position()))) {
                throw new IllegalStateException("killed");
            }
            return null;
        };
        rig.run++;
        assertThatThrownBy(() -> rig.deploy(call)).hasMessage("killed");
        rig.gone.add(rig.run);
        rig.intruder = (state, action, carryOut) -> null;
    }

    private void assertTakenBack(StepResult result, String guest) {
        assertThat(result.status()).as(result.sentence() + "\n" + rig.logged()).isEqualTo(RunStatus.SUCCESS);
        assertThat(rig.detail("notes").toString())
                .contains("took over the lock of release 'api'")
                .contains(guest + " is left of a deployment that ended on its way; it is taken back first");
    }

    @Test
    public void aCanaryWithAShareOfTheTraffic() throws Exception {
        install("api");
        dies(
                api("2", "strategy", "canary", "steps", List.of(50), "interval", "5s"),
                move -> move instanceof Moves.Pause);
        assertThat(cluster.ask("helm", "list", "--short")).contains("api-canary");
        assertTakenBack(deploy("rolling, after a canary that died", api("3")), "api-canary");
        assertServed("api", "3", 2);
        assertOnly("api");
    }

    @Test
    public void aRouterCanaryAndAShadowAndASwitchedService() throws Exception {
        withRoute();
        install("api");
        openDoor();
        JsonNode before = route("api");
        dies(
                api("2", "strategy", "canary", "weights", "exact", "steps", List.of(50), "interval", "5s"),
                move -> move instanceof Moves.Pause);
        assertThat(weights(route("api"))).isEqualTo("api 50, api-canary 50");
        assertTakenBack(deploy("rolling, after a router canary that died", api("3")), "api-canary");
        assertServed("api", "3", 2);
        assertOnly("api");
        assertThat(route("api").path("spec")).isEqualTo(before.path("spec"));
        dies(api("4", "strategy", "shadow", "interval", "5s"), move -> move instanceof Moves.Pause);
        Map<String, Object> back = api("4", "rollbackTo", "previous");
        assertTakenBack(deploy("rollbackTo previous, after a shadow that died", back), "api-shadow");
        assertServed("api", "1", 3);
        assertOnly("api");
        assertThat(route("api").path("spec")).isEqualTo(before.path("spec"));
        dies(api("5", "strategy", "blueGreen", "scaleDownDelay", "5s"), move -> move instanceof Moves.Pause);
        assertThat(cluster.ask("kubectl", "get", "service", "api", "--output", "jsonpath={.spec.selector}"))
                .contains("api-green");
        assertTakenBack(deploy("rolling, after blueGreen that died when it had switched", api("6")), "api-green");
        assertServed("api", "6", 4);
        assertOnly("api");
    }
}
