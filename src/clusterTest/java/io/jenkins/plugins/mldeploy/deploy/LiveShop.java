package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.policy.ApproverRule;
import io.jenkins.plugins.mldeploy.policy.Enforcement;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.policy.WatchRules;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;

/** The chart shop in a namespace of its own on a real cluster, in real time; each deployment prints a line of the table that the closing note shows. */
public abstract class LiveShop {
    static final Path CHART = Path.of("src/test/resources/io/jenkins/plugins/mldeploy/deploy/shop");

    final TemporaryFolder folder = new TemporaryFolder();
    final LiveCluster cluster = new LiveCluster(folder);

    @Rule
    public final RuleChain rules = RuleChain.outerRule(folder).around(cluster);

    Rig rig;
    private long began;
    private String gatewayClass;

    @Before
    public void prepare() throws IOException {
        rig = cluster.rig();
        rig.realTime = true;
        for (String chart : List.of("charts/api", "charts/front")) {
            Files.delete(rig.workspace.resolve(chart + "/templates/deployment.yaml"));
            try (Stream<Path> files = Files.walk(CHART)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    rig.file(chart + "/" + CHART.relativize(file), Files.readString(file));
                }
            }
        }
    }

    @After
    public void close() throws IOException {
        if (gatewayClass != null) {
            cluster.run(
                    rig.workspace,
                    Command.capture(
                            List.of("kubectl", "delete", "gatewayclass", gatewayClass, "--ignore-not-found"),
                            Duration.ofSeconds(30)));
        }
        rig.close();
    }

    /** What a protected environment takes: by digest only. */
    static String digest(int version) {
        return "sha256:%064x".formatted(version);
    }

    /** @param tag or digest */
    static String image(String tag) {
        return "registry.example/shop" + (tag.startsWith("sha256:") ? "@" : ":") + tag;
    }

    Map<String, Object> api(String tag, Object... more) {
        Map<String, Object> call = cluster.api(image(tag));
        for (int i = 0; i < more.length; i += 2) {
            call.put((String) more[i], more[i + 1]);
        }
        return call;
    }

    static Map<String, Object> unit(String tag, Object... more) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("environment", "staging");
        call.put("createNamespace", true);
        call.put("timeout", "60s");
        List<Map<String, Object>> releases = new ArrayList<>();
        for (String name : List.of("api", "front")) {
            releases.add(Map.of("release", name, "chart", "charts/" + name, "image", image(tag)));
        }
        call.put("releases", releases);
        for (int i = 0; i < more.length; i += 2) {
            call.put((String) more[i], more[i + 1]);
        }
        return call;
    }

    StepResult deploy(String name, Map<String, Object> call) throws IOException {
        rig.run++;
        rig.log.clear();
        rig.states.clear();
        began = System.nanoTime();
        StepResult result = rig.deploy(call);
        System.out.printf(
                "TABLE | %s | helm %s | %s | %s | %.1f s | %s |%n",
                name,
                rig.detail("helm"),
                result.returned().get("outcome").equals("")
                        ? result.returned().get("watched")
                        : result.returned().get("outcome"),
                result.status(),
                (System.nanoTime() - began) / 1e9,
                result.reasons().isEmpty()
                        ? rig.detail("endpoints")
                        : result.reasons().get(0));
        if (System.getProperty("cluster.log") != null) {
            rig.log.forEach(line -> System.out.println("    " + line));
        }
        return result;
    }

    void install(String... releases) throws IOException {
        StepResult result =
                releases.length == 1 ? deploy("first install", api("1")) : deploy("first install of a unit", unit("1"));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
    }

    void assertServed(String release, String tag, int revision) throws IOException {
        assertThat(cluster.image(release)).isEqualTo(image(tag));
        assertThat(cluster.last(release).number()).isEqualTo(revision);
        assertThat(cluster.last(release).isDeployed()).isTrue();
        assertThat(cluster.ask("kubectl", "get", "service", release, "--output", "jsonpath={.spec.selector}"))
                .isEqualTo("{\"app.kubernetes.io/instance\":\"" + release + "\",\"app.kubernetes.io/name\":\"shop\"}");
    }

    void assertOnly(String... releases) throws IOException {
        assertThat(cluster.ask("helm", "list", "--short").split("\\s+")).containsExactly(releases);
        assertThat(cluster.ask("kubectl", "get", "deployments", "--output", "jsonpath={.items[*].metadata.name}")
                        .split(" "))
                .containsExactlyInAnyOrder(releases);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> endpoints() {
        return ((List<Map<String, Object>>) rig.detail("endpoints")).get(0);
    }

    void apply(String name, String manifest) throws IOException {
        rig.file(name + ".yaml", manifest);
        cluster.ask(
                "kubectl",
                "apply",
                "--filename",
                rig.workspace.resolve(name + ".yaml").toString());
    }

    /** The environment production in the same namespace, which takes what sam approved. */
    void guard() {
        rig.environments.add(Rig.environment(
                "production",
                Enforcement.BLOCK,
                List.of(new ApproverRule("sre", 1)),
                new Environment.Cluster(null, null, List.of(cluster.namespace()))));
    }

    /** A call that deploys release api to production. */
    Map<String, Object> production(int version, Object... more) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("environment", "production");
        call.put("release", "api");
        call.put("chart", "charts/api");
        call.put("image", image(digest(version)));
        call.put("timeout", "60s");
        for (int i = 0; i < more.length; i += 2) {
            call.put((String) more[i], more[i + 1]);
        }
        return call;
    }

    /** Release api has a route from now on, whether somebody serves it or not. */
    void withRoute() throws IOException {
        String values = Files.readString(CHART.resolve("values.yaml"));
        rig.file("charts/api/values.yaml", values.replace("route: false", "route: true"));
    }

    /** A router of its own, which serves the route of release api. */
    void openDoor() throws IOException {
        gatewayClass = "door-" + cluster.namespace();
        apply(
                "door",
                """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: %s}
                spec: {controllerName: mldeploy.io/router/%s}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: door}
                spec:
                  gatewayClassName: %s
                  listeners: [{name: web, port: 80, protocol: HTTP}]
                """
                        .formatted(gatewayClass, gatewayClass, gatewayClass));
        cluster.ask(
                "kubectl",
                "wait",
                "httproute/api",
                "--for=jsonpath={.status.parents[0].conditions[?(@.type==\"Accepted\")].status}=True",
                "--timeout=30s");
        assertThat(RouteStatus.of(route("api")).answer()).isEqualTo(RouteStatus.Answer.CONFIRMED);
    }

    /** A switch of the router; see docs/cluster.md. */
    void router(String key, String value) throws IOException {
        cluster.ask(
                "kubectl",
                "annotate",
                "gatewayclass",
                gatewayClass,
                "--overwrite",
                "router.mldeploy.io/" + key + (value.isEmpty() ? "-" : "=" + value));
    }

    JsonNode route(String name) throws IOException {
        return ToolJson.read(cluster.ask("kubectl", "get", "httproute", name, "--output", "json"));
    }

    /** Backends of all rules of a route, with their weights. */
    static String weights(JsonNode route) {
        List<String> weights = new ArrayList<>();
        route.path("spec").path("rules").forEach(rule -> rule.path("backendRefs")
                .forEach(backend -> weights.add(backend.path("name").asText() + " "
                        + backend.path("weight").asInt())));
        return String.join(", ", weights);
    }

    /** Staging watches release api from now on: what the file {@code rate} holds must not be above 0.01. */
    void watched(List<WatchRules.Reaction> onFailure, List<WatchRules.Reaction> onNoData) {
        Environment staging = rig.environments().find("staging").orElseThrow();
        rig.environments.remove(staging);
        rig.environments.add(Environment.builder("staging")
                .cluster(staging.cluster())
                .watch(new WatchRules(
                        null,
                        Duration.ofMinutes(5),
                        1,
                        List.of(new WatchRules.Metric(
                                "error-rate", null, null, null, "", "cat rate", null, null, 0.01, true, 0)),
                        onFailure,
                        onNoData,
                        List.of("sre-chat"),
                        "retrain"))
                .build());
    }
}
