package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The kubectl commands of a deployment, as argv. What helm owns is applied in helm's name ({@code --field-manager=helm}), so that the next helm finds its own fields; what a
 * strategy changes for a while is changed in the name of {@code mldeploy}.
 */
final class KubeCli {
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(30);
    /** In whose name a strategy changes something for a while. */
    static final String MANAGER = "mldeploy";

    private final Deployment deployment;

    KubeCli(Deployment deployment) {
        this.deployment = deployment;
    }

    static Reason missing() {
        return new Reason(
                "KUBECTL_MISSING",
                "kubectl is not on PATH, and this strategy needs it; 'mldeploy doctor --install' gets it, or use rolling");
    }

    /**
     * What an apply would do, and whether it may: nothing is written. The server itself checks every field of what is applied to it, so kubectl need not download its schema to do it before. Helm 3 takes every
     * field as its own, helm 4 respects those of others.
     *
     * @param forced whether fields of others are taken in any case
     */
    Command serverCheck(List<String> files, boolean forced) {
        List<String> words = new ArrayList<>(
                List.of("apply", "--server-side", "--dry-run=server", "--field-manager=helm", "--validate=false"));
        if (forced || deployment.helm().major() == 3) {
            words.add("--force-conflicts");
        }
        files.forEach(file -> words.addAll(List.of("--filename", file)));
        return Command.capture(argv(words.toArray(String[]::new)), SHORT.plusSeconds(5L * files.size()))
                .quietly();
    }

    /** What helm would do for a first installation, and whether it may: helm 3 makes objects, helm 4 applies them. Nothing is written. */
    Command rightsCheck(String file) {
        return deployment.helm().major() == 3
                ? capture(argv("create", "--dry-run=server", "--output", "name", "--filename", file))
                        .quietly()
                : serverCheck(List.of(file), false);
    }

    Command apply(String file) {
        return capture(argv("apply", "--server-side", "--force-conflicts", "--field-manager=helm", "--filename", file));
    }

    /** Ends with 0 when the cluster holds exactly that, with 1 when it does not. */
    Command difference(String file) {
        return capture(argv("diff", "--server-side", "--force-conflicts", "--field-manager=helm", "--filename", file));
    }

    Command get(String kind, List<String> names) {
        List<String> words = new ArrayList<>(List.of("get", kind));
        words.addAll(names);
        words.addAll(List.of("--output", "json"));
        return capture(argv(words.toArray(String[]::new)));
    }

    /** ReplicaSets and pods with all of these labels. */
    Command podsOf(Map<String, String> labels) {
        return capture(argv("get", "replicasets.apps,pods", "--selector", selector(labels), "--output", "json"));
    }

    /** Pods with all of these labels; where they can't be asked for, that is nobody's trouble. */
    Command pods(Map<String, String> labels) {
        return capture(argv("get", "pods", "--selector", selector(labels), "--output", "json"))
                .quietly();
    }

    private static String selector(Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .sorted()
                .collect(Collectors.joining(","));
    }

    /** EndpointSlices of these Services. */
    Command endpointsOf(List<String> services) {
        return capture(argv(
                "get",
                "endpointslices.discovery.k8s.io",
                "--selector",
                "kubernetes.io/service-name in (" + String.join(",", services) + ")",
                "--output",
                "json"));
    }

    /** These pods, as far as they are still there. */
    Command pods(List<String> names) {
        List<String> words = new ArrayList<>(List.of("get", "pods"));
        words.addAll(names);
        words.addAll(List.of("--ignore-not-found", "--output", "json"));
        return capture(argv(words.toArray(String[]::new)));
    }

    /** Ready-made paths of the API; never a name that somebody gave. */
    Command raw(String path, Duration patience) {
        List<String> argv = new ArrayList<>(List.of("kubectl", "get", "--raw", path));
        addContext(argv);
        return Command.capture(argv, patience);
    }

    /** The same, given up by kubectl itself: what came until then is printed, and it ends with an error. */
    Command raw(String path, Duration patience, Duration giveUp) {
        List<String> argv = new ArrayList<>(
                List.of("kubectl", "get", "--raw", path, "--request-timeout", giveUp.toMillis() + "ms"));
        addContext(argv);
        return Command.capture(argv, patience).quietly();
    }

    Command patch(String kind, String name, String type, String patch) {
        return capture(argv("patch", kind, name, "--type", type, "--field-manager=" + MANAGER, "--patch", patch));
    }

    /** None of them is an answer, too. */
    Command leases(List<String> names) {
        List<String> words = new ArrayList<>(List.of("get", "lease"));
        words.addAll(names);
        words.addAll(List.of("--ignore-not-found", "--output", "json"));
        return capture(argv(words.toArray(String[]::new))).quietly();
    }

    /** Makes what is not there; fails where somebody else was faster. */
    Command createLeases() {
        return capture(argv("create", "--filename", deployment.rollout().folder() + "/" + Leases.NEW))
                .quietly();
    }

    /** Takes what is free, in the version that was seen; fails where somebody else was faster. */
    Command replaceLeases() {
        return capture(argv("replace", "--filename", deployment.rollout().folder() + "/" + Leases.FREE))
                .quietly();
    }

    /** All of them at once. */
    Command patchLeases(String patch) {
        return capture(argv(
                        "patch",
                        "--filename",
                        deployment.rollout().folder() + "/" + Leases.ALL,
                        "--type",
                        "json",
                        "--field-manager=" + MANAGER,
                        "--patch",
                        patch))
                .quietly();
    }

    Command scale(String name, int pods) {
        return capture(argv("scale", "deployment", name, "--replicas", String.valueOf(pods)));
    }

    Command rolloutStatus(String name) {
        long seconds = deployment.request().timeoutSeconds();
        return Command.capture(
                argv("rollout", "status", "deployment", name, "--timeout", seconds + "s"),
                Duration.ofSeconds(seconds).plus(GRACE));
    }

    String namespace() {
        return deployment.opened().namespace();
    }

    private List<String> argv(String... words) {
        List<String> argv = new ArrayList<>(List.of("kubectl"));
        argv.addAll(List.of(words));
        argv.add("--namespace");
        argv.add(namespace());
        addContext(argv);
        return argv;
    }

    private void addContext(List<String> argv) {
        if (deployment.context() != null) {
            argv.add("--context");
            argv.add(deployment.context());
        }
    }

    /** Captured and dropped where nobody needs it: what kubectl shows of objects is not for the log. */
    private static Command capture(List<String> argv) {
        return Command.capture(argv, SHORT);
    }
}
