package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;

/** What helmDeploy adds to the bare {@code helm upgrade --install --wait}, and whether the hundredth deployment is as quick as the first. Prints figures; on a busy machine they say little. Takes
 * half an hour, and is not among the tests: {@code mvn -Pcluster test -Dtest=OverheadLive …}.
 */
public class OverheadLive {
    private static final Path CHART = Path.of("src/test/resources/io/jenkins/plugins/mldeploy/deploy/shop");

    private final TemporaryFolder folder = new TemporaryFolder();
    private final LiveCluster cluster = new LiveCluster(folder);

    @Rule
    public final RuleChain rules = RuleChain.outerRule(folder).around(cluster);

    private Rig rig;

    @Before
    public void prepare() throws IOException {
        rig = cluster.rig();
        rig.realTime = true;
        Files.delete(rig.workspace.resolve("charts/api/templates/deployment.yaml"));
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                rig.file("charts/api/" + CHART.relativize(file), Files.readString(file));
            }
        }
    }

    @After
    public void close() throws IOException {
        rig.close();
    }

    private double deploy(int tag) throws IOException {
        rig.run++;
        rig.states.clear();
        rig.log.clear();
        long began = System.nanoTime();
        StepResult result = rig.deploy(cluster.api("registry.example/shop:" + tag));
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        return (System.nanoTime() - began) / 1e9;
    }

    private double bare(int tag) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Process helm = cluster.begin(
                rig,
                "--wait",
                "--timeout",
                "60s",
                "--set-string",
                "image.repository=registry.example/shop",
                "--set-string",
                "image.tag=" + tag);
        assertThat(helm.waitFor()).isZero();
        return (System.nanoTime() - began) / 1e9;
    }

    @Test
    public void whatItAdds() throws Exception {
        int pairs = Integer.getInteger("cluster.pairs", 20);
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        deploy(1);
        for (int i = 0; i < pairs; i++) {
            // Interleaved, and each first in turn.
            if (i % 2 == 0) {
                ours.add(deploy(1000 + i));
                bare.add(bare(2000 + i));
            } else {
                bare.add(bare(2000 + i));
                ours.add(deploy(1000 + i));
            }
        }
        System.out.printf(
                "TABLE | overhead, %d interleaved pairs | helm %s | helmDeploy %.2f s, bare %.2f s, adds %.2f s (medians) | ours %s | bare %s |%n",
                pairs, rig.detail("helm"), median(ours), median(bare), median(ours) - median(bare), ours, bare);
    }

    @Test
    public void manyInARow() throws Exception {
        int many = Integer.getInteger("cluster.many", 200);
        List<Double> times = new ArrayList<>();
        for (int i = 1; i <= many; i++) {
            times.add(deploy(i));
        }
        int part = Math.max(1, many / 10);
        System.out.printf(
                "TABLE | %d deployments in a row | helm %s | first tenth %.2f s, last tenth %.2f s (medians) |%n",
                many, rig.detail("helm"), median(times.subList(1, 1 + part)), median(times.subList(many - part, many)));
        try (Stream<Path> left = Files.walk(rig.workspace.resolveSibling(rig.workspace.getFileName() + "@tmp"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
        try (Stream<Path> locks = Files.list(rig.home().resolve("locks"))) {
            assertThat(locks.filter(file -> file.toString().endsWith(".json"))).isEmpty();
        }
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    /** Fifty releases as one unit. */
    @Test
    public void manyReleasesInAUnit() throws Exception {
        int many = Integer.getInteger("cluster.releases", 50);
        for (String tag : List.of("1", "2")) {
            List<Map<String, Object>> releases = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                releases.add(Map.of(
                        "release",
                        "r" + i,
                        "chart",
                        "charts/api",
                        "image",
                        "registry.example/shop:" + tag,
                        "set",
                        Map.of("replicas", 1)));
            }
            rig.run++;
            rig.states.clear();
            long began = System.nanoTime();
            StepResult result = rig.deploy(
                    Map.of("environment", "staging", "createNamespace", true, "timeout", "120s", "releases", releases));
            assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
            System.out.printf(
                    "TABLE | %d releases in a unit, version %s | helm %s | %.1f s |%n",
                    many, tag, rig.detail("helm"), (System.nanoTime() - began) / 1e9);
        }
    }
}
