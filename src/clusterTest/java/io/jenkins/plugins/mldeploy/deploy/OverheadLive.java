package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
        return deploy(cluster.api("registry.example/shop:" + tag, "timeout", "180s"));
    }

    private double deploy(Map<String, Object> call) throws IOException {
        rig.run++;
        rig.states.clear();
        rig.log.clear();
        long began = System.nanoTime();
        StepResult result = rig.deploy(call);
        assertThat(result.status()).as(result.sentence()).isEqualTo(RunStatus.SUCCESS);
        return (System.nanoTime() - began) / 1e9;
    }

    /** What each program of a deployment took, in the order of their start. */
    private void trace(Map<String, List<Double>> took) {
        Rig.Programs inner = rig.programs;
        rig.programs = command -> {
            long began = System.nanoTime();
            Event.Ran ran = inner.run(command);
            List<String> argv = command.argv();
            String what = argv.stream()
                    .limit(argv.get(0).equals("kubectl") && argv.get(1).equals("get") ? 3 : 2)
                    .collect(Collectors.joining(" "));
            if (argv.contains("--dry-run=server")) {
                what += " --dry-run=server";
            }
            if (argv.stream().anyMatch(word -> word.contains("watch=true"))) {
                what += " watch";
            }
            took.computeIfAbsent(what, each -> new ArrayList<>()).add((System.nanoTime() - began) / 1e9);
            return ran;
        };
    }

    private double bare(int tag, String release) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Process helm = cluster.upgrade(
                rig,
                release,
                "--wait",
                "--timeout",
                "180s",
                "--set-string",
                "image.repository=registry.example/shop",
                "--set-string",
                "image.tag=" + tag);
        assertThat(helm.waitFor()).isZero();
        return (System.nanoTime() - began) / 1e9;
    }

    private interface Timed {
        double run(int tag) throws Exception;
    }

    /** Interleaved, and each first in turn. */
    private double[] medians(int pairs, Timed ours, Timed bare, List<Double> oursAll, List<Double> bareAll)
            throws Exception {
        for (int i = 0; i < pairs; i++) {
            if (i % 2 == 0) {
                oursAll.add(ours.run(1000 + i));
                bareAll.add(bare.run(2000 + i));
            } else {
                bareAll.add(bare.run(2000 + i));
                oursAll.add(ours.run(1000 + i));
            }
        }
        return new double[] {median(oursAll), median(bareAll)};
    }

    @Test
    public void whatItAdds() throws Exception {
        int pairs = Integer.getInteger("cluster.pairs", 20);
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        deploy(1);
        bare(1, "bare");
        Map<String, List<Double>> took = new LinkedHashMap<>();
        trace(took);
        medians(pairs, this::deploy, tag -> bare(tag, "bare"), ours, bare);
        System.out.printf(
                "TABLE | overhead, %d interleaved pairs | helm %s | helmDeploy %.2f s, bare %.2f s, adds %.2f s (medians) | ours %s | bare %s |%n",
                pairs, rig.detail("helm"), median(ours), median(bare), median(ours) - median(bare), ours, bare);
        // The bare upgrade of helm 4 scatters by seconds; what is around the one inside a deployment does not.
        List<Double> around = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            around.add(ours.get(i) - took.get("helm upgrade").get(i));
        }
        System.out.printf(
                "TABLE | around its own helm upgrade | median %.2f s, %.2f to %.2f s |%n",
                median(around), Collections.min(around), Collections.max(around));
        double programs = 0;
        for (Map.Entry<String, List<Double>> each : took.entrySet()) {
            double inOne =
                    each.getValue().stream().mapToDouble(Double::doubleValue).sum() / pairs;
            programs += inOne;
            System.out.printf(
                    "TABLE | %s | %.1f calls in a deployment | median %.3f s |%n",
                    each.getKey(), each.getValue().size() / (double) pairs, median(each.getValue()));
        }
        System.out.printf(
                "TABLE | between the calls | mean %.3f s |%n",
                ours.stream().mapToDouble(Double::doubleValue).sum() / pairs - programs);
    }

    private Map<String, Object> unit(int releases, int tag) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (int i = 0; i < releases; i++) {
            all.add(Map.of("release", "r" + i, "chart", "charts/api", "image", "registry.example/shop:" + tag));
        }
        return Map.of("environment", "staging", "createNamespace", true, "timeout", "180s", "releases", all);
    }

    /** Units of one and of five releases. */
    @Test
    public void whatAFurtherReleaseAdds() throws Exception {
        int pairs = Integer.getInteger("cluster.pairs", 20);
        deploy(unit(5, 1));
        for (int i = 0; i < 5; i++) {
            bare(1, "bare" + i);
        }
        Map<String, List<Double>> took = new LinkedHashMap<>();
        trace(took);
        double adds = 0;
        double around = 0;
        for (int releases : List.of(1, 5)) {
            List<Double> arounds = new ArrayList<>();
            double[] medians = medians(
                    pairs,
                    tag -> {
                        took.clear();
                        double all = deploy(unit(releases, tag));
                        arounds.add(all
                                - took.get("helm upgrade").stream()
                                        .mapToDouble(Double::doubleValue)
                                        .sum());
                        return all;
                    },
                    tag -> {
                        double sum = 0;
                        for (int i = 0; i < releases; i++) {
                            sum += bare(tag, "bare" + i);
                        }
                        return sum;
                    },
                    new ArrayList<>(),
                    new ArrayList<>());
            double addsNow = medians[0] - medians[1];
            System.out.printf(
                    "TABLE | unit of %d, %d interleaved pairs | helm %s | helmDeploy %.2f s, bare %.2f s, adds %.2f s | around its own helm upgrades %.2f s, %.2f to %.2f s (medians) |%n",
                    releases,
                    pairs,
                    rig.detail("helm"),
                    medians[0],
                    medians[1],
                    addsNow,
                    median(arounds),
                    Collections.min(arounds),
                    Collections.max(arounds));
            if (releases > 1) {
                System.out.printf(
                        "TABLE | a further release | adds %.2f s | around its own helm upgrade %.2f s | %s |%n",
                        (addsNow - adds) / (releases - 1), (median(arounds) - around) / (releases - 1), took);
            }
            adds = addsNow;
            around = median(arounds);
        }
    }

    /** Many pods, replaced one after the other: more than 40 s for the bare upgrade. */
    @Test
    public void whatItAddsWhereTheUpgradeTakesLong() throws Exception {
        int pairs = Integer.getInteger("cluster.pairs", 20);
        Path deployment = rig.workspace.resolve("charts/api/templates/deployment.yaml");
        String text = Files.readString(deployment);
        String slow = text.replace(
                "  replicas: {{ .Values.replicas }}\n",
                "  replicas: 38\n  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}\n");
        assertThat(slow).isNotEqualTo(text);
        Files.writeString(deployment, slow);
        deploy(1);
        bare(1, "bare");
        Map<String, List<Double>> took = new LinkedHashMap<>();
        trace(took);
        List<Double> ours = new ArrayList<>();
        List<Double> bare = new ArrayList<>();
        double[] medians = medians(pairs, this::deploy, tag -> bare(tag, "bare"), ours, bare);
        System.out.printf(
                "TABLE | long, %d interleaved pairs | helm %s | helmDeploy %.2f s, bare %.2f s, adds %.2f s, %.1f %% (medians) | ours %s, of it helm upgrade %s, watch %s | bare %s | %s |%n",
                pairs,
                rig.detail("helm"),
                medians[0],
                medians[1],
                medians[0] - medians[1],
                100 * (medians[0] / medians[1] - 1),
                ours,
                took.get("helm upgrade"),
                took.get("kubectl get --raw watch"),
                bare,
                rig.log.stream().filter(line -> line.startsWith("service")).toList());
        assertThat(medians[1]).isGreaterThan(40);
    }

    @Test
    public void manyInARow() throws Exception {
        int many = Integer.getInteger("cluster.many", 200);
        int part = Math.max(1, many / 10);
        List<Double> times = new ArrayList<>();
        String first = null;
        for (int i = 1; i <= many; i++) {
            times.add(deploy(i));
            if (i == 1 + part) {
                first = left();
            }
            if (i % 20 == 0) {
                System.out.printf("%d of %d, %.2f s%n", i, many, median(times.subList(i - Math.min(i, 20), i)));
            }
        }
        System.out.printf(
                "TABLE | %d deployments in a row | helm %s | first tenth %.2f s, last tenth %.2f s (medians), all %.2f to %.2f s | left after the first tenth: %s | in the end: %s |%n",
                many,
                rig.detail("helm"),
                median(times.subList(1, 1 + part)),
                median(times.subList(many - part, many)),
                Collections.min(times),
                Collections.max(times),
                first,
                left());
        assertThat(filesIn(rig.workspace.resolveSibling(rig.workspace.getFileName() + "@tmp")))
                .isZero();
        try (Stream<Path> locks = Files.list(rig.home().resolve("locks"))) {
            assertThat(locks.filter(file -> file.toString().endsWith(".json"))).isEmpty();
        }
        assertThat(cluster.ask(
                        "kubectl", "get", "lease", "--output", "jsonpath={range .items[*]}{.spec.holderIdentity}{end}"))
                .isEmpty();
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    /** What there is at the moment of what a deployment might forget. */
    private String left() throws IOException {
        long descriptors = filesIn(Path.of("/proc/self/fd"));
        return "%d child processes, %d threads, %d open descriptors, %d files beside the workspace, %d files of locks, %d files of the journal, %s Leases, %s revisions of helm"
                .formatted(
                        ProcessHandle.current().children().count(),
                        Thread.activeCount(),
                        descriptors,
                        filesIn(rig.workspace.resolveSibling(rig.workspace.getFileName() + "@tmp")),
                        filesIn(rig.home().resolve("locks")),
                        filesIn(rig.home()) - filesIn(rig.home().resolve("locks")),
                        cluster.ask("kubectl", "get", "lease", "--output", "name")
                                .lines()
                                .count(),
                        cluster.ask("kubectl", "get", "secret", "--selector", "owner=helm", "--output", "name")
                                .lines()
                                .count());
    }

    private static long filesIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !Files.isDirectory(file)).count();
        }
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
