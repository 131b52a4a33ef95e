package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.SavedStates;
import io.jenkins.plugins.mldeploy.step.StateCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * A deployment that an earlier build saved in any of its states goes on in this one. The files in {@code saved-1} were written by the build of 26 November 2026 and are never written again; a state that is
 * added later gets its file then ({@link #main}).
 */
public class SavedStatesTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/jenkins/plugins/mldeploy/deploy/saved-1");
    private static final HelmDeploy STEP = new HelmDeploy();
    private static final SavedStates<DeployState> SAVED = new SavedStates<>(STEP, "deploy", "at");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void everyStateHasAFile() throws IOException {
        assertThat(SAVED.texts().keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(DeployState.class
                                .getAnnotation(JsonSubTypes.class)
                                .value())
                        .map(JsonSubTypes.Type::name)
                        // The end is told at once, and not saved.
                        .filter(name -> !name.equals("ended"))
                        .toList());
    }

    @Test
    public void eachIsReadAndGoesOnAfterARestartAndAfterAStop() throws IOException {
        SAVED.assertThatEachGoesOn();
        for (Map.Entry<String, String> each : SAVED.texts().entrySet()) {
            assertThat(STEP.access(StateCodec.read(STEP, each.getValue())))
                    .as(each.getKey())
                    .isPresent();
        }
    }

    @Test
    public void aDeploymentThatWasSavedBeforeItsUpgradeIsFinishedByThisBuild() throws IOException {
        DeployState state = StateCodec.read(STEP, SAVED.texts().get("surveying"));
        try (Rig rig = new Rig(folder.newFolder().toPath(), new MemoryStore())) {
            rig.cluster.had("api", "deployed");
            rig.intruder =
                    (reached, action, carryOut) -> reached instanceof Rejoining ? new Event.Returned(true) : null;

            assertThat(rig.resume(state).returned()).containsEntry("outcome", "deployed");
            assertThat(rig.cluster.statusOf("api")).isEqualTo("2 deployed");
        }
    }

    /** Writes the files that are not there yet. */
    public static void main(String[] arguments) throws IOException {
        Map<String, String> states = new LinkedHashMap<>();
        collect(states, rig -> rig.cluster.had("api", "deployed"), Rig.api());
        collect(states, rig -> rig.cluster.had("api", "deployed"), Rig.api("dryRun", true));
        collect(
                states,
                rig -> {
                    rig.cluster.had("api", "deployed");
                    rig.cluster.failing.put("api", "Error: UPGRADE FAILED: context deadline exceeded");
                },
                Rig.api());
        collect(
                states,
                rig -> rig.cluster.had("api", "deployed", "deployed"),
                Map.of("release", "api", "environment", "staging", "rollbackTo", "previous"));
        collect(
                states,
                rig -> rig.cluster.had("api", "deployed"),
                Map.of("release", "api", "environment", "staging", "uninstall", true));
        collect(states, rig -> rig.cluster.had("api", "deployed", "pending-upgrade"), Rig.api());
        collect(
                states,
                rig -> {
                    rig.cluster.charts.put("charts/api", StrategiesTest.CHART);
                    rig.cluster.add(
                            "api",
                            "deployed",
                            StrategiesTest.CHART.replace("RELEASE", "api").replace("IMAGE", "old:1"));
                    rig.cluster.failing.put("api", "Error: UPGRADE FAILED: context deadline exceeded");
                    rig.cluster.refusing.put("helm rollback api", "Error: context deadline exceeded");
                },
                Rig.api());
        collect(states, rig -> rig.cluster.reachable = false, Rig.api());
        collect(
                states,
                rig -> rig.intruder = (state, action, carryOut) ->
                        state instanceof Pulling ? new Event.Failed("IO_FAILED", "no such host") : null,
                Rig.api("chart", "api", "repo", "https://charts.example", "version", "1.2.3"));
        collect(
                states,
                rig -> {
                    rig.cluster.had("api", "deployed");
                    boolean[] once = {false};
                    rig.intruder = (state, action, carryOut) -> {
                        if (state instanceof Upgrading && !once[0]) {
                            once[0] = true;
                            return new Event.Failed("AGENT_LOST", "the agent is gone");
                        }
                        return null;
                    };
                },
                Rig.api());
        collect(
                states,
                rig -> {
                    rig.cluster.had("api", "deployed");
                    boolean[] once = {false};
                    rig.intruder = (state, action, carryOut) -> {
                        if (state instanceof Carrying && !once[0]) {
                            once[0] = true;
                            return new Event.Resumed(Instant.parse("2026-11-25T10:00:00Z"));
                        }
                        return null;
                    };
                },
                Rig.api());
        collect(
                states,
                rig -> {
                    rig.cluster.charts.put("charts/api", BESIDE);
                    rig.cluster.add(
                            "api", "deployed", BESIDE.replace("RELEASE", "api").replace("IMAGE", "old:1"));
                    rig.cluster.refusing.put("kubectl scale", "error: no");
                },
                Rig.api("strategy", "canary", "steps", List.of(50, 100)));
        collect(states, rig -> {}, Rig.unit());
        collect(
                states,
                rig -> {
                    rig.cluster.had("api", "deployed", "pending-upgrade");
                    new ReleaseLocks(rig.home(), "staging", List.of("api"))
                            .take(
                                    new ReleaseLocks.Holder("shop/llm-app", 6, "deploy-6-x", new Machine().run(null)),
                                    holder -> false);
                    rig.gone.add(6L);
                },
                Rig.api());
        collect(
                states,
                rig -> {
                    rig.deploy(Rig.api());
                    rig.run++;
                    rig.deploy(Rig.api("image", Rig.API.replace("1111", "3333")));
                    rig.run++;
                    rig.cluster.scripts = command -> FakeCluster.ok("0.05");
                    rig.environments.removeIf(each -> each.name().equals("staging"));
                    rig.environments.add(WatchTest.watched());
                },
                Map.of("environment", "staging", "watch", true));
        collect(states, rig -> rig.cluster.had("api", "deployed"), Map.of("environment", "staging", "adopt", true));
        collect(
                states,
                rig -> rig.cluster.leases.put(
                        "mldeploy-api",
                        new FakeCluster.Lease(
                                41,
                                "jenkins-2|shop/llm-app #12|prod-12-x",
                                Leases.time(rig.cluster.now.toEpochMilli()),
                                60)),
                Rig.api());
        collect(
                states,
                rig -> {
                    Files.createDirectories(rig.home());
                    rig.cluster.leases.put(
                            "mldeploy-api",
                            new FakeCluster.Lease(
                                    41,
                                    LeaseIdentity.of(rig, "prod-6-x").text(),
                                    Leases.time(rig.cluster.now.toEpochMilli()),
                                    60));
                },
                Rig.api());
        for (Map.Entry<String, String> state : states.entrySet()) {
            Path file = FOLDER.resolve(state.getKey() + ".json");
            if (!Files.exists(file)) {
                Files.writeString(file, state.getValue() + "\n");
            }
        }
    }

    private static final String BESIDE =
            """
            apiVersion: v1
            kind: Service
            metadata: {name: RELEASE}
            spec: {type: ClusterIP, selector: {app: shop, release: RELEASE}}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: RELEASE}
            spec:
              replicas: 4
              selector: {matchLabels: {app: shop, release: RELEASE}}
              template:
                metadata: {labels: {app: shop, release: RELEASE}}
                spec: {containers: [{name: main, image: "IMAGE"}]}
            """;

    private interface Scene {
        void set(Rig rig) throws IOException;
    }

    private static void collect(Map<String, String> states, Scene scene, Map<String, Object> call) throws IOException {
        Path folder = Files.createTempDirectory("saved");
        try (Rig rig = new Rig(folder, new MemoryStore())) {
            scene.set(rig);
            Rig.Intruder inner = rig.intruder;
            rig.intruder = (state, action, carryOut) -> {
                String text = StateCodec.write(STEP, state).replace(folder.toString(), "/agent");
                states.putIfAbsent(text.replaceFirst("(?s).*?\"state\":\\{\"at\":\"(\\w+)\".*", "$1"), text);
                return inner.at(state, action, carryOut);
            };
            rig.deploy(call);
        }
    }
}
