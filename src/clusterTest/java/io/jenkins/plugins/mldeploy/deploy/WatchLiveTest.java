package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.policy.WatchRules.Reaction;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.Test;

/** An environment that watches what runs there, on a real cluster: healthy, failing, without data; going back, telling, triggering. */
public class WatchLiveTest extends LiveShop {
    private StepResult watch(String name) throws IOException {
        return deploy("watch, " + name, Map.of("environment", "staging", "watch", true));
    }

    private List<String> states() {
        try (Stream<String> states = rig.store
                .find(EvidenceQuery.ofStep(Deployed.WATCH))
                .map(entry -> String.valueOf(entry.evidence().details().get("state")))) {
            return states.distinct().toList();
        }
    }

    @Test
    public void whatGetsBadGoesBackOnceAndEverybodyIsTold() throws Exception {
        watched(List.of(Reaction.NOTIFY, Reaction.ROLLBACK, Reaction.TRIGGER), List.of(Reaction.NOTIFY));
        install("api", "front");
        assertThat(deploy("rolling, unit of 2", unit("2")).status()).isEqualTo(RunStatus.SUCCESS);
        rig.file("rate", "0.001\n");
        StepResult healthy = watch("healthy");
        assertThat(healthy.verdict()).as(healthy.sentence()).isEqualTo(Verdict.PASS);
        assertThat(healthy.returned()).containsEntry("watched", "healthy").containsEntry("rolledBack", false);
        assertThat(rig.posted).isEmpty();
        rig.file("rate", "0.05\n");
        StepResult failing = watch("failing");
        assertThat(failing.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(failing.status()).isEqualTo(RunStatus.FAILURE);
        assertThat(failing.sentence()).contains("0.05 > 0.01");
        assertThat(failing.returned())
                .as(failing.reasons() + "\n" + rig.logged())
                .containsEntry("watched", "failing")
                .containsEntry("outcome", "deployed")
                .containsEntry("rolledBack", true);
        assertServed("api", "1", 3);
        assertServed("front", "1", 3);
        assertThat(rig.detail("cause").toString()).startsWith("rolled back by watch: error-rate");
        assertThat(states()).containsExactly("failing", "healthy");
        // Told that it fails, the retraining triggered, told that it went back.
        assertThat(rig.posted)
                .satisfiesExactlyInAnyOrder(
                        told -> assertThat(told).startsWith("chat.example ").contains("\"state\":\"failing\""),
                        told -> assertThat(told).startsWith("ml.example ").contains("\"kind\":\"trigger\""),
                        told -> assertThat(told).startsWith("chat.example ").contains("\"state\":\"rollback\""));
        StepResult still = watch("what was gone back to fails, too");
        assertThat(still.returned()).containsEntry("watched", "failing").containsEntry("rolledBack", false);
        assertServed("api", "1", 3);
        rig.file("rate", "0.001\n");
        assertThat(watch("healed").returned()).containsEntry("watched", "healthy");
    }

    @Test
    public void withoutDataNothingIsJudgedAndNothingTouched() throws Exception {
        watched(List.of(Reaction.NOTIFY, Reaction.ROLLBACK), List.of(Reaction.NOTIFY));
        install("api");
        deploy("rolling", api("2"));
        StepResult nothing = watch("no data");
        assertThat(nothing.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(nothing.status()).isEqualTo(RunStatus.UNSTABLE);
        assertThat(Rig.reason(nothing)).contains("WATCH_NO_DATA");
        assertThat(nothing.returned()).containsEntry("watched", "noData").containsEntry("rolledBack", false);
        assertServed("api", "2", 2);
        assertThat(rig.posted).hasSize(1);
        assertThat(rig.posted.get(0)).contains("\"state\":\"noData\"");
        rig.file("rate", "not a number");
        assertThat(watch("nothing that can be read").verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertServed("api", "2", 2);
        Files.delete(rig.workspace.resolve("rate"));
        watched(List.of(), List.of(Reaction.ROLLBACK));
        deploy("rolling", api("3"));
        StepResult back = watch("no data, and the environment says rollback");
        assertThat(back.verdict()).isEqualTo(Verdict.NOT_EVALUATED);
        assertThat(back.returned()).as(back.reasons().toString()).containsEntry("rolledBack", true);
        assertServed("api", "2", 4);
    }

    @Test
    public void whatCanNotGoBackIsSaidPlainly() throws Exception {
        watched(List.of(Reaction.NOTIFY, Reaction.ROLLBACK), List.of());
        install("api");
        rig.file("rate", "0.05\n");
        StepResult first = watch("failing, and nothing ran before");
        assertThat(first.reasons()).extracting(reason -> reason.code()).contains("WATCH_FAILING", "NOT_BROUGHT_BACK");
        assertThat(first.returned()).containsEntry("rolledBack", false);
        assertServed("api", "1", 1);
        assertThat(rig.posted.get(1)).contains("\"state\":\"rollback\"", "\"outcome\":\"refused\"");
    }
}
