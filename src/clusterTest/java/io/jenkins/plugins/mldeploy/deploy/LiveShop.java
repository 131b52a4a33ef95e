package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        rig.close();
    }

    Map<String, Object> api(String tag, Object... more) {
        Map<String, Object> call = cluster.api("registry.example/shop:" + tag);
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
            releases.add(Map.of("release", name, "chart", "charts/" + name, "image", "registry.example/shop:" + tag));
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
                result.returned().get("outcome"),
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
        assertThat(cluster.image(release)).isEqualTo("registry.example/shop:" + tag);
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
}
