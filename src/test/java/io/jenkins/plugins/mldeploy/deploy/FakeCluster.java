package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Helm, kubectl and a cluster in memory: what they print and what they leave behind, as the recorded outputs show it. */
final class FakeCluster {
    record Revision(int number, String status, Instant updated, String manifest) {}

    final Map<String, List<Revision>> releases = new LinkedHashMap<>();
    /** Every command, joined by blanks. */
    final List<String> commands = new ArrayList<>();
    /** Beginning of a command to the standard error that it fails with, before it has any effect. */
    final Map<String, String> refusing = new LinkedHashMap<>();
    /** Releases whose upgrade leaves a failed revision, with the standard error of it. */
    final Map<String, String> failing = new LinkedHashMap<>();
    /** Programs that are not there. */
    final Set<String> absent = new LinkedHashSet<>(Set.of("podman", "docker", "skopeo"));
    /** Chart to its manifest, with {@code IMAGE} and {@code RELEASE} in it. */
    final Map<String, String> charts = new LinkedHashMap<>();
    /** What a script of the Jenkinsfile's author does. */
    Function<Command, Event.Ran> scripts = command -> ok("");
    /** Selector of each Service that was patched. */
    final Map<String, String> selectors = new LinkedHashMap<>();
    /** Pods of each Deployment that were asked for. */
    final Map<String, Integer> scaled = new LinkedHashMap<>();
    /** HTTPRoutes as they were applied, with what a router says about them. */
    private final Map<String, String> routes = new LinkedHashMap<>();
    /** The same with what was changed since. */
    private final Map<String, ObjectNode> changed = new LinkedHashMap<>();
    /** Generation up to which the router sees changes of routes. */
    int routerSees = Integer.MAX_VALUE;
    /** What a look at ReplicaSets and pods prints. */
    String pods = "{\"items\":[]}";
    /** What a look at pods alone prints. */
    String live = "{\"items\":[]}";
    /** Release to its hooks. */
    final Map<String, String> hooks = new LinkedHashMap<>();
    /** Release and revision, joined by a blank, to what helm says about how it came about. */
    final Map<String, String> described = new LinkedHashMap<>();
    /** Leases by name; null when the credential may not see them. */
    Map<String, Lease> leases = new LinkedHashMap<>();

    /** As the cluster keeps it; no holder is nobody. */
    record Lease(long version, String holder, String renewed, long seconds) {}

    private long leaseVersion;
    /** What a kubectl diff ends with. */
    int difference;
    /** What happens to EndpointSlices during an upgrade, as a watch prints it, one change a line. */
    String watched = "";
    /** What there was of them before. */
    String slicesBefore = "";
    /** How many of the changes a watch tells before it is hung up. */
    int toldAtOnce = Integer.MAX_VALUE;
    /** How a watch ends that the cluster ends, null for well. */
    String watchEnds;

    private boolean changing;
    /** GatewayClasses that the cluster has, null when it knows no Gateway API. */
    String gatewayClasses;
    /** What an image inspection prints. */
    String inspection = "[]";
    /** Appended to what the server renders, but not to what is rendered without it. */
    String onlyOnServer = "";
    /** Whether helm prints the release that it stored when it is asked to. */
    boolean printsReleases = true;
    /** Appended to what is read back. */
    String onlyReadBack = "";

    String helmVersion = "v3.19.0";
    /** EndpointSlices of the Services that are asked for, null when that is forbidden. */
    String endpoints;
    /** Pods that are asked for by name. */
    String podsByName = "";

    boolean reachable = true;
    String unreachable =
            "The connection to the server localhost:8080 was refused - did you specify the right host or port?";
    Instant now = Instant.parse("2026-11-25T10:00:00Z");

    static final String DEPLOYMENT =
            """
            ---
            # Source: chart/templates/deployment.yaml
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: RELEASE
            spec:
              template:
                metadata:
                  labels: {app: RELEASE}
                spec:
                  containers:
                    - name: main
                      image: "IMAGE"
            """;

    void had(String release, String... statuses) {
        for (String status : statuses) {
            add(release, status, "apiVersion: v1\nkind: Service\nmetadata: {name: old}\n");
        }
    }

    void add(String release, String status, String manifest) {
        List<Revision> revisions = releases.computeIfAbsent(release, name -> new ArrayList<>());
        int number =
                revisions.isEmpty() ? 1 : revisions.get(revisions.size() - 1).number() + 1;
        if (status.equals("deployed")) {
            revisions.replaceAll(revision -> revision.status().equals("deployed")
                    ? new Revision(revision.number(), "superseded", revision.updated(), revision.manifest())
                    : revision);
        }
        revisions.add(new Revision(number, status, now, manifest));
    }

    String statusOf(String release) {
        List<Revision> revisions = releases.get(release);
        if (revisions == null) {
            return "none";
        }
        Revision last = revisions.get(revisions.size() - 1);
        return last.number() + " " + last.status();
    }

    List<String> writes() {
        return commands.stream()
                .filter(command -> command.matches("helm (upgrade|rollback|uninstall) .*"))
                .filter(command -> !command.contains("--ignore-not-found"))
                .filter(command -> !command.contains("--dry-run"))
                .map(command -> String.join(" ", List.of(command.split(" ")).subList(1, 3))
                        + (command.startsWith("helm rollback") ? " " + command.split(" ")[3] : ""))
                .toList();
    }

    Event.Ran run(Command command) {
        List<String> argv = command.argv();
        String line = String.join(" ", argv);
        commands.add(line);
        if (absent.contains(argv.get(0))) {
            return new Event.Ran(127, false, "", "", false, Duration.ZERO);
        }
        for (Map.Entry<String, String> each : refusing.entrySet()) {
            if (line.startsWith(each.getKey())) {
                return failed(each.getValue());
            }
        }
        if (argv.get(0).equals("kubectl")) {
            return reachable ? kubectl(argv) : failed(unreachable);
        }
        if (argv.get(0).equals("sh")) {
            return scripts.apply(command);
        }
        if (!argv.get(0).equals("helm")) {
            return ok(inspection);
        }
        return switch (argv.get(1)) {
            case "version" -> ok(helmVersion);
            case "template" -> ok(render(argv));
            case "lint" -> ok("");
            case "list" -> reachable ? list(argv) : failed("Error: Kubernetes cluster unreachable: " + unreachable);
            case "history" -> history(argv.get(2));
            case "get" ->
                argv.get(2).equals("all")
                        ? latest(argv.get(3))
                        : argv.get(2).equals("hooks")
                                ? ok(hooks.getOrDefault(argv.get(3), ""))
                                : ok(releases.get(argv.get(3)).stream()
                                                .filter(revision -> revision.number()
                                                        == Integer.parseInt(after(argv, "--revision")))
                                                .findFirst()
                                                .orElseThrow()
                                                .manifest()
                                        + onlyReadBack);
            case "upgrade" -> upgrade(argv);
            case "rollback" -> {
                String manifest = releases.get(argv.get(2)).stream()
                        .filter(revision -> revision.number() == Integer.parseInt(argv.get(3)))
                        .findFirst()
                        .orElseThrow()
                        .manifest();
                settlePending(argv.get(2));
                add(argv.get(2), "deployed", manifest);
                yield ok("Rollback was a success! Happy Helming!");
            }
            case "uninstall" -> {
                if (releases.remove(argv.get(2)) == null && !argv.contains("--ignore-not-found")) {
                    yield failed("Error: uninstall: Release not loaded: " + argv.get(2) + ": release: not found");
                }
                yield ok("release \"" + argv.get(2) + "\" uninstalled");
            }
            default -> throw new AssertionError(line);
        };
    }

    /** The temporary releases beside one, when those are asked for; anything else only asks whether the cluster answers. */
    private Event.Ran list(List<String> argv) {
        if (argv.contains("--filter")) {
            return ok(releases.keySet().stream()
                    .filter(name -> name.matches(after(argv, "--filter")))
                    .map(name -> "{\"name\":\"%s\",\"revision\":\"%s\",\"status\":\"%s\"}"
                            .formatted((Object[]) (name + " " + statusOf(name)).split(" ")))
                    .collect(Collectors.joining(",", "[", "]")));
        }
        if (!argv.contains("--selector")) {
            return ok("[]");
        }
        if (after(argv, "--selector").startsWith("!")) {
            return ok(listed());
        }
        String release = after(argv, "--selector").replaceFirst(HelmCli.GUEST_OF + "=", "");
        return ok(releases.keySet().stream()
                .filter(name -> name.matches(release + "-(green|canary|b|shadow)"))
                .map(name -> "{\"name\":\"" + name + "\",\"status\":\"deployed\"}")
                .collect(Collectors.joining(",", "[", "]")));
    }

    private Event.Ran kubectl(List<String> argv) {
        String verb = argv.get(1);
        if (argv.contains("lease") || argv.stream().anyMatch(word -> word.contains("/leases"))) {
            return leases == null
                    ? failed("Error from server (Forbidden): leases.coordination.k8s.io is forbidden")
                    : lease(argv);
        }
        for (int i = 0; i < argv.size(); i++) {
            if (argv.get(i).equals("--filename") && !Files.exists(Path.of(argv.get(i + 1)))) {
                return failed("error: the path \"" + argv.get(i + 1) + "\" does not exist");
            }
        }
        return switch (verb) {
            case "version" -> ok("{\"clientVersion\":{},\"serverVersion\":{\"gitVersion\":\"v1.34.4\"}}");
            case "diff" ->
                new Event.Ran(difference, true, "", difference > 1 ? "error: broken" : "", false, Duration.ZERO);
            case "patch" -> {
                selectors.put(argv.get(3), argv.get(argv.indexOf("--patch") + 1));
                if (argv.get(2).equals("httproute")) {
                    patch(route(argv.get(3)), ToolJson.read(argv.get(argv.indexOf("--patch") + 1)));
                }
                yield ok("patched");
            }
            case "scale" -> {
                scaled.put(argv.get(3), Integer.valueOf(after(argv, "--replicas")));
                yield ok("scaled");
            }
            case "get" -> get(argv);
            case "apply" -> {
                if (after(argv, "--filename").endsWith(Preparing.OLD_TRAFFIC + ".yaml")) {
                    changed.replaceAll((name, route) -> {
                        ObjectNode restored = (ObjectNode) ToolJson.read(routes.get(name));
                        generation(restored, generation(route) + 1);
                        return restored;
                    });
                }
                yield ok("");
            }
            default -> ok("");
        };
    }

    /** Puts a route there as it is given. */
    void route(String name, String json) {
        routes.put(name, json);
        changed.remove(name);
    }

    private ObjectNode route(String name) {
        return changed.computeIfAbsent(name, each -> (ObjectNode) ToolJson.read(routes.get(each)));
    }

    private static int generation(ObjectNode route) {
        return route.path("metadata").path("generation").asInt();
    }

    private static void generation(ObjectNode route, int generation) {
        ((ObjectNode) route.get("metadata")).put("generation", generation);
    }

    /** Replaces fields of rules, which is all that is patched. */
    private static void patch(ObjectNode route, JsonNode patch) {
        for (JsonNode change : patch) {
            String path = change.path("path").asText();
            ((ObjectNode) route.at(path.substring(0, path.lastIndexOf('/'))))
                    .set(path.substring(path.lastIndexOf('/') + 1), change.get("value"));
        }
        generation(route, generation(route) + 1);
    }

    /** What rules of a route the cluster holds now. */
    String rules(String name) {
        return route(name).path("spec").path("rules").toString();
    }

    /** As the cluster shows it: the router has seen it, if it sees anything. */
    private String shown(String name) {
        ObjectNode route = route(name);
        int seen = Math.min(generation(route), routerSees);
        for (JsonNode parent : route.path("status").path("parents")) {
            for (JsonNode condition : parent.path("conditions")) {
                ((ObjectNode) condition).put("observedGeneration", seen);
            }
        }
        return route.toString();
    }

    private Event.Ran lease(List<String> argv) {
        if (argv.get(1).equals("get")) {
            List<String> items = new ArrayList<>();
            leases.forEach((name, lease) -> {
                if (argv.contains(name)) {
                    items.add("{\"metadata\":{\"name\":\"" + name + "\",\"resourceVersion\":\"" + lease.version()
                            + "\"},\"spec\":{"
                            + (lease.holder() == null ? "" : "\"holderIdentity\":" + quoted(lease.holder()) + ",")
                            + "\"renewTime\":\"" + lease.renewed() + "\",\"leaseDurationSeconds\":" + lease.seconds()
                            + "}}");
                }
            });
            return items.isEmpty()
                    ? ok("")
                    : ok(items.size() == 1 ? items.get(0) : "{\"items\":[" + String.join(",", items) + "]}");
        }
        String said = "";
        for (String document : read(after(argv, "--filename")).split("---")) {
            if (document.isBlank()) {
                continue;
            }
            JsonNode wanted = ToolJson.read(document.strip());
            String name = wanted.path("metadata").path("name").asText();
            Lease there = leases.get(name);
            Lease made = new Lease(
                    ++leaseVersion,
                    wanted.path("spec").path("holderIdentity").asText(),
                    wanted.path("spec").path("renewTime").asText(),
                    wanted.path("spec").path("leaseDurationSeconds").asLong());
            switch (argv.get(1)) {
                case "create" -> {
                    if (there != null) {
                        said = "Error from server (AlreadyExists): leases \"" + name + "\" already exists";
                    } else {
                        leases.put(name, made);
                    }
                }
                case "replace" -> {
                    if (there == null) {
                        said = "Error from server (NotFound): leases \"" + name + "\" not found";
                    } else if (!String.valueOf(there.version())
                            .equals(wanted.path("metadata")
                                    .path("resourceVersion")
                                    .asText())) {
                        said = "Error from server (Conflict): the object has been modified";
                    } else {
                        leases.put(name, made);
                    }
                }
                case "patch" -> {
                    JsonNode patch = ToolJson.read(after(argv, "--patch"));
                    if (there == null || !patch.path(0).path("value").asText().equals(there.holder())) {
                        said = "The request is invalid: the server rejected our request due to an error in our request";
                    } else if (patch.path(1).path("op").asText().equals("remove")) {
                        leases.put(name, new Lease(leaseVersion, null, there.renewed(), there.seconds()));
                    } else {
                        leases.put(
                                name,
                                new Lease(
                                        leaseVersion,
                                        there.holder(),
                                        patch.path(1).path("value").asText(),
                                        there.seconds()));
                    }
                }
                default -> throw new AssertionError(argv);
            }
        }
        return said.isEmpty() ? ok("") : failed(said);
    }

    private Event.Ran get(List<String> argv) {
        if (argv.get(2).equals("--raw")) {
            return argv.get(3).contains("watch=true") ? watch(argv) : ok(slices());
        }
        if (argv.get(2).startsWith("endpointslices")) {
            return endpoints == null
                    ? failed("Error from server (Forbidden): endpointslices is forbidden")
                    : ok(endpoints);
        }
        if (argv.get(2).equals("pods")) {
            return ok(argv.contains("--selector") ? live : podsByName);
        }
        if (argv.get(2).startsWith("gatewayclasses")) {
            return gatewayClasses == null
                    ? failed("error: the server doesn't have a resource type \"gatewayclasses\"")
                    : ok(gatewayClasses);
        }
        String name = argv.get(3);
        return switch (argv.get(2)) {
            case "deployment" ->
                ok("{\"metadata\":{\"name\":\"" + name + "\"},\"spec\":{\"replicas\":" + scaled.getOrDefault(name, 4)
                        + "}}");
            case "httproute" ->
                routes.containsKey(name)
                        ? ok(shown(name))
                        : failed(
                                gatewayClasses == null
                                        ? "error: the server doesn't have a resource type \"httproute\""
                                        : "Error from server (NotFound): httproutes \"" + name + "\" not found");
            case "replicasets.apps,pods" -> ok(pods);
            case "service" -> ok(selectors.getOrDefault(name, "{}"));
            default -> failed("Error from server (NotFound): " + name);
        };
    }

    /** Changes after the version that it goes on from. One that is hung up ends with an error, in the middle of a line. */
    private Event.Ran watch(List<String> argv) {
        long from = Long.parseLong(argv.get(3).replaceAll(".*resourceVersion=", ""));
        List<String> changes =
                changing ? watched.lines().filter(line -> version(line) > from).toList() : List.of();
        if (!argv.contains("--request-timeout")) {
            return watchEnds == null ? ok(lines(changes)) : failed(watchEnds);
        }
        int told = Math.min(toldAtOnce, changes.size());
        String half = told < changes.size() ? changes.get(told).substring(0, 9) : "";
        return new Event.Ran(
                1,
                true,
                lines(changes.subList(0, told)) + half,
                "error: context deadline exceeded",
                false,
                Duration.ZERO);
    }

    private static String lines(List<String> changes) {
        return changes.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static long version(String change) {
        return ToolJson.read(change)
                .path("object")
                .path("metadata")
                .path("resourceVersion")
                .asLong();
    }

    /** A list as the changes left it. */
    private String slices() {
        Map<String, String> slices = new LinkedHashMap<>();
        long version = 1;
        for (JsonNode each : ToolJson.read("[" + slicesBefore + "]")) {
            slices.put(each.path("metadata").path("name").asText(), each.toString());
        }
        for (String line : changing ? watched.lines().toList() : List.<String>of()) {
            JsonNode change = ToolJson.read(line);
            String name = change.path("object").path("metadata").path("name").asText();
            version = Math.max(version, version(line));
            if (change.path("type").asText().equals("DELETED")) {
                slices.remove(name);
            } else {
                slices.put(name, change.path("object").toString());
            }
        }
        return "{\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"items\":[" + String.join(",", slices.values())
                + "]}";
    }

    private Event.Ran latest(String release) {
        List<Revision> revisions = releases.get(release);
        if (revisions == null) {
            return failed("Error: release: not found");
        }
        Revision last = revisions.get(revisions.size() - 1);
        return ok(last.number() + " " + last.status() + "\n" + last.manifest() + onlyReadBack);
    }

    private void settlePending(String release) {
        releases.get(release)
                .replaceAll(revision -> revision.status().startsWith("pending-")
                        ? new Revision(revision.number(), "failed", revision.updated(), revision.manifest())
                        : revision);
    }

    private Event.Ran upgrade(List<String> argv) {
        String release = argv.get(2);
        String manifest = render(argv);
        if (argv.contains("--dry-run=server")) {
            return ok("{\"name\":\"" + release + "\",\"chart\":{\"values\":{}},\"manifest\":"
                    + quoted(manifest + onlyOnServer) + ",\"hooks\":[]}");
        }
        changing = true;
        // What is applied is the file, whatever helm renders.
        manifest = read(after(argv, "--post-renderer-args"));
        String failure = failing.get(release);
        if (failure == null) {
            add(release, "deployed", manifest);
            return ok(
                    argv.contains("json") && printsReleases
                            ? "{\"name\":\"" + release
                                    + "\",\"info\":{\"status\":\"deployed\",\"notes\":\"the password is hunter2\"},\"manifest\":"
                                    + quoted(manifest + onlyReadBack) + ",\"version\":"
                                    + statusOf(release).split(" ")[0] + "}"
                            : "Release \"" + release
                                    + "\" has been upgraded. Happy Helming!\nNOTES: the password is hunter2");
        }
        add(release, "failed", manifest);
        return failed(failure);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String listed() {
        return "["
                + String.join(
                        ",",
                        releases.keySet().stream()
                                .map(name -> "{\"name\":" + quoted(name) + ",\"namespace\":\"shop\"}")
                                .toList())
                + "]";
    }

    private Event.Ran history(String release) {
        List<Revision> revisions = releases.get(release);
        if (revisions == null) {
            return failed("Error: release: not found");
        }
        return ok("["
                + String.join(
                        ",",
                        revisions.stream()
                                .map(revision ->
                                        "{\"revision\":%d,\"updated\":\"%s\",\"status\":\"%s\",\"chart\":\"shop-api-0.3.0\",\"app_version\":\"1.9.0\",\"description\":%s}"
                                                .formatted(
                                                        revision.number(),
                                                        revision.updated(),
                                                        revision.status(),
                                                        quoted(described.getOrDefault(
                                                                release + " " + revision.number(),
                                                                "Upgrade complete"))))
                                .toList())
                + "]");
    }

    private String render(List<String> argv) {
        String image = value(argv, "image.repository=");
        String digest = value(argv, "image.digest=");
        String tag = value(argv, "image.tag=");
        String reference = image == null
                ? "chart-default:1"
                : digest != null && !digest.isEmpty() ? image + "@" + digest : image + ":" + (tag == null ? "1" : tag);
        return charts.getOrDefault(argv.get(3), DEPLOYMENT)
                .replace("IMAGE", reference)
                .replace("RELEASE", argv.get(2));
    }

    private static String value(List<String> argv, String name) {
        return argv.stream()
                .filter(word -> word.startsWith(name))
                .map(word -> word.substring(name.length()))
                .findFirst()
                .orElse(null);
    }

    private static String after(List<String> argv, String option) {
        return argv.get(argv.indexOf(option) + 1);
    }

    private static String quoted(String text) {
        return com.fasterxml.jackson.databind.node.TextNode.valueOf(text).toString();
    }

    static Event.Ran ok(String stdout) {
        return new Event.Ran(0, true, stdout, "", false, Duration.ZERO);
    }

    static Event.Ran failed(String stderr) {
        return new Event.Ran(1, true, "", stderr, false, Duration.ZERO);
    }
}
