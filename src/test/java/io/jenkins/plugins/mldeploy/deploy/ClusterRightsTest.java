package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.StepResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The rights that the documentation tells an administrator to grant are those that the commands of a deployment need, as they are recorded for every strategy; no more. */
public class ClusterRightsTest {
    private static final Path PAGE = Path.of("docs/jenkins-administration.md");
    private static final String CHART =
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
    private static final String ROUTE =
            """
            ---
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: RELEASE}
            spec:
              rules:
                - backendRefs: [{name: RELEASE, port: 80}]
            """;
    /** What helm needs for what it manages and waits for, beyond the kinds of a chart. */
    private static final Map<String, Set<String>> HELM = Map.of(
            "/secrets",
            Set.of("get", "list", "create", "update", "delete"),
            "/pods",
            Set.of("get", "list", "watch"),
            "apps/replicasets",
            Set.of("get", "list", "watch"));
    /** What helm does with an object of a chart. */
    private static final Set<String> OF_A_CHART = Set.of("get", "list", "watch", "create", "update", "patch", "delete");
    /** Kinds by the words of kubectl and of manifests. */
    private static final Map<String, String> RESOURCES = Map.of(
            "deployment", "apps/deployments",
            "lease", "coordination.k8s.io/leases",
            "service", "/services",
            "httproute", "gateway.networking.k8s.io/httproutes",
            "gatewayclasses.gateway.networking.k8s.io", "gateway.networking.k8s.io/gatewayclasses",
            "configmap", "/configmaps",
            "serviceaccount", "/serviceaccounts",
            "ingress", "networking.k8s.io/ingresses",
            "poddisruptionbudget", "policy/poddisruptionbudgets");

    private static final Pattern KIND = Pattern.compile("(?m)^kind: (\\S+)");

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** Resource with its group to verbs. */
    private final Map<String, Set<String>> needed = new TreeMap<>();

    @Before
    public void recordsEveryStrategy() throws IOException {
        needs("rolling");
        needs("recreate");
        needs("blueGreen");
        needs("canary", "steps", List.of(50, 100));
        needs("canary", "steps", List.of(50, 100), "weights", "exact");
        needs("shadow", "smokeTest", "true");
        try (Rig rig = rig("")) {
            StepResult result =
                    rig.deploy(Map.of("release", "api", "environment", "staging", "rollbackTo", "previous"));
            assertThat(result.sentence()).isNotEmpty();
            add(rig.cluster.commands);
        }
        HELM.forEach((resource, verbs) -> verbs.forEach(verb -> need(resource, verb)));
        chartsOfTheExample().forEach(resource -> OF_A_CHART.forEach(verb -> need(resource, verb)));
        token();
    }

    private Rig rig(String more) throws IOException {
        Rig rig = new Rig(folder.newFolder().toPath(), new MemoryStore());
        rig.cluster.charts.put("charts/api", CHART + more);
        rig.cluster.add(
                "api", "deployed", (CHART + more).replace("RELEASE", "api").replace("IMAGE", "older:1"));
        rig.cluster.add(
                "api", "deployed", (CHART + more).replace("RELEASE", "api").replace("IMAGE", "old:1"));
        rig.cluster.gatewayClasses =
                """
                {"items":[{"spec":{"controllerName":"example.org/router"},
                           "status":{"conditions":[{"type":"Accepted","status":"True"}],
                                     "supportedFeatures":[{"name":"HTTPRoute"},{"name":"HTTPRouteRequestMirror"},
                                                          {"name":"HTTPRouteRequestPercentageMirror"}]}}]}
                """;
        rig.cluster.route(
                "api",
                """
                {"metadata":{"generation":2,"namespace":"shop"},
                 "spec":{"parentRefs":[{"name":"door"}],"rules":[{"backendRefs":[{"name":"api","port":80}]}]},
                 "status":{"parents":[{"parentRef":{"name":"door"},"controllerName":"example.org/router",
                                       "conditions":[{"type":"Accepted","status":"True","observedGeneration":2},
                                                     {"type":"ResolvedRefs","status":"True","observedGeneration":2}]}]}}
                """);
        return rig;
    }

    private void needs(String strategy, Object... more) throws IOException {
        for (String helm : List.of("v3.19.0", "v4.1.4")) {
            boolean routed = strategy.equals("shadow") || List.of(more).contains("exact");
            try (Rig rig = rig(routed ? ROUTE : "")) {
                rig.cluster.helmVersion = helm;
                if (strategy.equals("recreate")) {
                    rig.cluster.leases.put("mldeploy-api", new FakeCluster.Lease(1, null, "", 0));
                }
                List<Object> call = new ArrayList<>(List.of("strategy", strategy));
                call.addAll(List.of(more));
                rig.deploy(Rig.api(call.toArray()));
                assertThat(rig.cluster.commands).as(strategy).anyMatch(line -> line.startsWith("helm upgrade api "));
                add(rig.cluster.commands);
            }
        }
    }

    private void add(List<String> commands) {
        for (String line : commands) {
            List<String> words = List.of(line.split(" "));
            if (words.get(0).equals("kubectl")) {
                kubectl(line, words);
            }
        }
    }

    private void kubectl(String line, List<String> words) {
        switch (words.get(1)) {
            case "version" -> {}
            case "get" -> {
                if (words.get(2).equals("--raw")) {
                    Matcher path = Pattern.compile("/apis/([^/]+)/v1/namespaces/[^/]+/([a-z]+)(\\?.*watch=true.*)?.*")
                            .matcher(words.get(3));
                    assertThat(path.matches()).as(line).isTrue();
                    need(path.group(1) + "/" + path.group(2), path.group(3) == null ? "list" : "watch");
                } else {
                    need(resource(line, words.get(2)), words.get(3).startsWith("--") ? "list" : "get");
                }
            }
            case "create", "replace" -> {
                need(resource(line, leases(line)), words.get(1).equals("create") ? "create" : "update");
                need(resource(line, leases(line)), "get");
            }
            case "patch" -> {
                if (words.get(2).equals("--filename")) {
                    need(resource(line, leases(line)), "get");
                    need(resource(line, leases(line)), "patch");
                    return;
                }
                need(resource(line, words.get(2)), "get");
                need(resource(line, words.get(2)), "patch");
            }
            case "scale" -> {
                need(resource(line, words.get(2)), "get");
                need(resource(line, words.get(2)) + "/scale", "patch");
            }
            case "rollout" -> List.of("get", "list", "watch").forEach(verb -> need(resource(line, words.get(3)), verb));
            case "apply", "diff" ->
                // Of whatever the chart has.
                List.of("get", "create", "patch").forEach(verb -> {
                    need("apps/deployments", verb);
                    need("/services", verb);
                });
            default -> throw new AssertionError("nobody knows which rights this needs: " + line);
        }
    }

    /** The only files that are made, replaced and patched by name of the file. */
    private static String leases(String line) {
        assertThat(line).contains("/leases");
        return "lease";
    }

    private static String resource(String line, String kind) {
        if (kind.equals("pods")) {
            return "/pods";
        }
        assertThat(RESOURCES).as(line).containsKey(kind);
        return RESOURCES.get(kind);
    }

    private void need(String resource, String verb) {
        needed.computeIfAbsent(resource, any -> new TreeSet<>()).add(verb);
    }

    private static Set<String> chartsOfTheExample() throws IOException {
        Set<String> resources = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("examples/llm-app/charts"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher kind = KIND.matcher(Files.readString(file));
                while (kind.find()) {
                    resources.add(resource(file.toString(), kind.group(1).toLowerCase(java.util.Locale.ROOT)));
                }
            }
        }
        assertThat(resources).contains("apps/deployments", "/configmaps");
        return resources;
    }

    private void token() throws IOException {
        String jwt = "e30."
                + Base64.getUrlEncoder().encodeToString("{\"sub\":\"system:serviceaccount:shop:mldeploy\"}".getBytes())
                + ".c2ln";
        String kubeconfig =
                "{clusters: [], current-context: c, contexts: [{name: c, context: {user: u}}], users: [{name: u, user: {token: "
                        + jwt + "}}]}";
        assertThat(ClusterToken.request(kubeconfig, null, Duration.ofMinutes(10)))
                .isPresent();
        need("/serviceaccounts/token", "create");
    }

    @Test
    public void theRolesOfTheDocumentationGrantWhatTheCommandsNeedAndNoMore() throws IOException {
        Map<String, Set<String>> granted = granted();

        assertThat(needed).containsKeys("discovery.k8s.io/endpointslices", "apps/deployments/scale");
        needed.forEach((resource, verbs) -> {
            assertThat(granted).as("granted").containsKey(resource);
            assertThat(granted.get(resource)).as(resource).containsAll(verbs);
        });
        granted.forEach((resource, verbs) -> {
            assertThat(needed).as("needed").containsKey(resource);
            assertThat(needed.get(resource)).as(resource).containsAll(verbs);
        });
    }

    @Test
    public void theDocumentsBelongTogether() throws IOException {
        List<Map<String, Object>> documents = documents();
        assertThat(documents)
                .extracting(each -> each.get("kind"))
                .containsExactly("ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding");
        for (Map<String, Object> binding : List.of(documents.get(2), documents.get(4))) {
            assertThat(((Map<?, ?>) binding.get("roleRef")).get("name")).isEqualTo("mldeploy");
            assertThat((List<?>) binding.get("subjects"))
                    .first()
                    .isEqualTo(Map.of("kind", "ServiceAccount", "name", "mldeploy", "namespace", "shop"));
        }
        // Only its own tokens.
        assertThat(rules(documents.get(1)))
                .filteredOn(rule -> ((List<?>) rule.get("resources")).contains("serviceaccounts/token"))
                .singleElement()
                .satisfies(rule -> assertThat(rule.get("resourceNames")).isEqualTo(List.of("mldeploy")));
        // What is not of one namespace may only be read.
        assertThat(rules(documents.get(3)))
                .allSatisfy(rule -> assertThat(rule.get("verbs")).isEqualTo(List.of("list")));
    }

    private static Map<String, Set<String>> granted() throws IOException {
        Map<String, Set<String>> granted = new TreeMap<>();
        for (Map<String, Object> document : documents()) {
            for (Map<?, ?> rule : rules(document)) {
                for (Object group : (List<?>) rule.get("apiGroups")) {
                    for (Object resource : (List<?>) rule.get("resources")) {
                        for (Object verb : (List<?>) rule.get("verbs")) {
                            assertThat(verb).asString().matches("get|list|watch|create|update|patch|delete");
                            granted.computeIfAbsent(group + "/" + resource, any -> new TreeSet<>())
                                    .add(String.valueOf(verb));
                        }
                    }
                }
            }
        }
        return granted;
    }

    private static List<Map<?, ?>> rules(Map<String, Object> document) {
        List<Map<?, ?>> rules = new ArrayList<>();
        if (document.get("rules") instanceof List<?> list) {
            list.forEach(rule -> rules.add((Map<?, ?>) rule));
        }
        return rules;
    }

    private static List<Map<String, Object>> documents() throws IOException {
        String page = Files.readString(PAGE);
        String section = page.substring(page.indexOf("### Minimal rights in the cluster"));
        String yaml = section.substring(
                section.indexOf("```yaml") + 7, section.indexOf("```", section.indexOf("```yaml") + 7));
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Object each : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(yaml)) {
            @SuppressWarnings("unchecked")
            Map<String, Object> document = (Map<String, Object>) each;
            documents.add(document);
        }
        return documents;
    }
}
