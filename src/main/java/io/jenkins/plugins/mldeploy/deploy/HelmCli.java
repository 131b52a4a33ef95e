package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.ImageReference;
import io.jenkins.plugins.mldeploy.step.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The commands that a deployment runs, as argv. Helm has no {@code --} before operands, so every name is checked by its grammar before it comes here.
 *
 * <p>Flags by version: helm 4 gives {@code --wait} a value, and renamed {@code --atomic} to {@code --rollback-on-failure} and {@code --force} to {@code
 * --force-replace}. Neither of the renamed ones is used: Helm's own rollback may go back to a revision that failed itself, ours names a good one.
 */
final class HelmCli {
    /** For commands that only read. */
    private static final Duration SHORT = Duration.ofSeconds(30);
    /** Beyond helm's own time-out, so that helm ends by itself and says why. */
    private static final Duration GRACE = Duration.ofSeconds(60);
    /** Context, server and token come from the environment's configuration, never from variables that a Jenkinsfile may set. */
    private static final Map<String, String> NO_OVERRIDES =
            Map.of("HELM_KUBECONTEXT", "", "HELM_KUBETOKEN", "", "HELM_KUBEAPISERVER", "", "HELM_NAMESPACE", "");
    /** An empty KUBECONFIG would mean ~/.kube/config. */
    private static final Map<String, String> NO_CLUSTER = Map.of("KUBECONFIG", "/dev/null");

    /** Label of a temporary release: the release that it stands beside. */
    static final String GUEST_OF = "mldeploy.io/guest-of";
    /** The post-renderer of helm 4, and where it lies in the private folder. */
    private static final String PLUGIN = "mldeploy-apply";

    private static final String PLUGINS = "plugins";

    private final Deployment deployment;

    HelmCli(Deployment deployment) {
        this.deployment = deployment;
    }

    /** Files of the private folder that helm 4 needs to apply a file. */
    static Map<String, String> plugin() {
        return Map.of(
                PLUGINS + "/" + PLUGIN + "/plugin.yaml",
                """
                apiVersion: v1
                name: %s
                version: 1.0.0
                type: postrenderer/v1
                runtime: subprocess
                runtimeConfig:
                  platformCommand:
                    - command: cat
                """
                        .formatted(PLUGIN));
    }

    static Command version() {
        return Command.capture(List.of("helm", "version", "--template", "{{.Version}}"), SHORT)
                .with(NO_OVERRIDES)
                .with(NO_CLUSTER);
    }

    /** Fetches a chart, without cluster and credential of one; who may read the repository, helm knows by its own login. */
    Command pull(ReleaseRequest release, String folder) {
        List<String> argv = new ArrayList<>(List.of("helm", "pull", release.chart(), "--destination", folder));
        if (deployment.request().repo() != null) {
            argv.addAll(List.of("--repo", deployment.request().repo()));
        }
        if (deployment.request().version() != null) {
            argv.addAll(List.of("--version", deployment.request().version()));
        }
        return Command.capture(argv, Duration.ofSeconds(120)).with(NO_OVERRIDES).with(NO_CLUSTER);
    }

    /** Rendered without cluster and credential. */
    Command template(ReleaseRequest release) {
        List<String> argv = start("template", release.release(), release.chart());
        addValues(argv, release);
        return Command.capture(argv, Duration.ofSeconds(120)).with(NO_OVERRIDES).with(NO_CLUSTER);
    }

    Command lint(ReleaseRequest release) {
        List<String> argv = start("lint", release.chart());
        addValues(argv, release);
        return Command.of(argv, Duration.ofSeconds(120)).with(NO_OVERRIDES).with(NO_CLUSTER);
    }

    Command list() {
        List<String> argv = start("list", "--max", "1", "--output", "json");
        addContext(argv);
        return Command.capture(argv, Duration.ofSeconds(15)).with(NO_OVERRIDES).quietly();
    }

    Command kubectlVersion() {
        List<String> argv =
                new ArrayList<>(List.of("kubectl", "version", "--output", "json", "--request-timeout", "5s"));
        if (deployment.context() != null) {
            argv.add("--context");
            argv.add(deployment.context());
        }
        return Command.capture(argv, Duration.ofSeconds(15)).quietly();
    }

    Command history(ReleaseRequest release) {
        List<String> argv = start("history", release.release(), "--output", "json", "--max", "256");
        addContext(argv);
        // "release: not found" is an answer.
        return Command.capture(argv, SHORT).with(NO_OVERRIDES).quietly();
    }

    /** The last revision, as {@link LatestRevision} reads it. */
    Command latest(ReleaseRequest release) {
        List<String> argv = start("get", "all", release.release(), "--template", LatestRevision.TEMPLATE);
        addContext(argv);
        // "release: not found" is an answer.
        return Command.capture(argv, SHORT).with(NO_OVERRIDES).quietly();
    }

    /** Those of the namespace, whatever their state. Helm 4 lists all states by itself, and does not know the flag any more. */
    Command releases() {
        List<String> argv = start("list", "--output", "json", "--max", "256", "--selector", "!" + GUEST_OF);
        if (deployment.helm().major() == 3) {
            argv.add("--all");
        }
        addContext(argv);
        return Command.capture(argv, SHORT).with(NO_OVERRIDES);
    }

    /** The last revision of each release of the unit that is there. */
    Command unit() {
        String names = deployment.request().releases().stream()
                .map(ReleaseRequest::release)
                .collect(Collectors.joining("|", "^(", ")$"));
        List<String> argv =
                start("list", "--output", "json", "--max", String.valueOf(SurveyingUnit.MOST), "--filter", names);
        if (deployment.helm().major() == 3) {
            argv.add("--all");
        }
        addContext(argv);
        return Command.capture(argv, SHORT).with(NO_OVERRIDES).quietly();
    }

    Command hooks(ReleaseRequest release, int revision) {
        List<String> argv = start("get", "hooks", release.release(), "--revision", String.valueOf(revision));
        addContext(argv);
        return Command.capture(argv, SHORT).with(NO_OVERRIDES);
    }

    Command manifest(ReleaseRequest release, int revision) {
        List<String> argv = start("get", "manifest", release.release(), "--revision", String.valueOf(revision));
        addContext(argv);
        return Command.capture(argv, SHORT).with(NO_OVERRIDES);
    }

    /**
     * What the upgrade would apply, rendered with what the cluster knows, and nothing written.
     *
     * @param name of the release, or another one for the same chart
     * @param checkedNext whether the API server itself is asked next what it thinks of every field; helm downloads its whole schema for that
     */
    Command serverRender(ReleaseRequest release, String name, boolean checkedNext) {
        List<String> argv = upgradeArguments(release, name);
        if (checkedNext) {
            argv.add("--disable-openapi-validation");
        }
        argv.addAll(List.of("--dry-run=server", "--output", "json"));
        return Command.capture(argv, Duration.ofSeconds(120)).with(NO_OVERRIDES);
    }

    /** Applies exactly what lies in the file, and prints what was stored. Nothing of it is logged: a chart's notes and values may hold passwords. */
    Command upgrade(ReleaseRequest release, String file) {
        List<String> argv = upgradeArguments(release, release.release());
        argv.add("--history-max");
        argv.add(String.valueOf(deployment.request().historyMax()));
        addWait(argv);
        argv.addAll(List.of("--output", "json"));
        return applying(argv, file);
    }

    /** Applies what lies in the file as a temporary release beside another, marked so that what is left of it can be found. */
    Command upgradeGuest(ReleaseRequest release, String name, String file) {
        List<String> argv = upgradeArguments(release, name);
        argv.addAll(List.of(
                "--labels", GUEST_OF + "=" + release.release(), "--no-hooks", "--skip-crds", "--history-max", "2"));
        addWait(argv);
        return applying(argv, file);
    }

    /** The temporary releases beside a release, whatever became of them. */
    Command guests(ReleaseRequest release) {
        List<String> argv = start("list", "--selector", GUEST_OF + "=" + release.release(), "--output", "json");
        if (deployment.helm().major() == 3) {
            // Without it only those that are deployed or failed.
            argv.add("--all");
        }
        addContext(argv);
        return Command.capture(argv, SHORT).with(NO_OVERRIDES).quietly();
    }

    /** Removes a temporary release, if there is one. */
    Command removeGuest(String name) {
        List<String> argv = start("uninstall", name, "--ignore-not-found", "--no-hooks");
        addContext(argv);
        addWait(argv);
        return Command.capture(argv, untilHelmGivesUp()).with(NO_OVERRIDES);
    }

    /** The chart's own tests. */
    Command test(String name) {
        List<String> argv = start("test", name);
        addContext(argv);
        argv.add("--timeout");
        argv.add(deployment.request().timeoutSeconds() + "s");
        return Command.of(argv, untilHelmGivesUp()).with(NO_OVERRIDES);
    }

    /**
     * Helm 3 runs a program as post-renderer, helm 4 only a plugin; either way what comes out is the file, whatever helm rendered. Helm 4 loads no plugin where it can't write its cache, and the user of a
     * container may have no home.
     */
    private Command applying(List<String> argv, String file) {
        argv.add("--post-renderer");
        argv.add(deployment.helm().major() == 3 ? "cat" : PLUGIN);
        argv.add("--post-renderer-args");
        argv.add(file);
        Command command = Command.capture(argv, untilHelmGivesUp()).with(NO_OVERRIDES);
        return deployment.helm().major() == 3
                ? command
                : command.with(Map.of(
                        "HELM_PLUGINS", deployment.rollout().folder() + "/" + PLUGINS,
                        "HELM_CACHE_HOME", deployment.rollout().folder() + "/cache"));
    }

    Command rollback(ReleaseRequest release, int revision) {
        List<String> argv = start("rollback", release.release(), String.valueOf(revision));
        addContext(argv);
        argv.add("--history-max");
        argv.add(String.valueOf(deployment.request().historyMax()));
        addWait(argv);
        return Command.of(argv, untilHelmGivesUp()).with(NO_OVERRIDES);
    }

    Command uninstall(ReleaseRequest release) {
        List<String> argv = start("uninstall", release.release());
        addContext(argv);
        addWait(argv);
        return Command.of(argv, untilHelmGivesUp()).with(NO_OVERRIDES);
    }

    private List<String> upgradeArguments(ReleaseRequest release, String name) {
        List<String> argv = start("upgrade", name, release.chart(), "--install");
        addContext(argv);
        if (deployment.request().createNamespace()) {
            argv.add("--create-namespace");
        }
        addValues(argv, release);
        return argv;
    }

    private List<String> start(String... words) {
        List<String> argv = new ArrayList<>(List.of("helm"));
        argv.addAll(List.of(words));
        argv.add("--namespace");
        argv.add(deployment.opened().namespace());
        return argv;
    }

    private void addContext(List<String> argv) {
        if (deployment.context() != null) {
            argv.add("--kube-context");
            argv.add(deployment.context());
        }
    }

    private void addWait(List<String> argv) {
        argv.add(deployment.helm().waitFlag());
        argv.add("--timeout");
        argv.add(deployment.request().timeoutSeconds() + "s");
    }

    private Duration untilHelmGivesUp() {
        return Duration.ofSeconds(deployment.request().timeoutSeconds()).plus(GRACE);
    }

    private static void addValues(List<String> argv, ReleaseRequest release) {
        release.valuesFiles().forEach(file -> argv.addAll(List.of("--values", file)));
        release.set().forEach((name, value) -> argv.addAll(List.of("--set", name + "=" + literal(value))));
        release.setString().forEach((name, value) -> argv.addAll(List.of("--set-string", name + "=" + literal(value))));
        release.setFile().forEach((name, file) -> argv.addAll(List.of("--set-file", name + "=" + file)));
        ImageReference image = release.image();
        if (image != null) {
            argv.addAll(List.of("--set-string", "image.repository=" + image.repository()));
            if (image.tag() != null) {
                argv.addAll(List.of("--set-string", "image.tag=" + image.tag()));
            }
            // Emptied when there is none: a digest of the chart's own values would win over the tag.
            argv.addAll(List.of("--set-string", "image.digest=" + (image.digest() == null ? "" : image.digest())));
        }
    }

    /** A comma, a brace or a backslash would begin something else in Helm's grammar of values. */
    private static String literal(String value) {
        return value.replaceAll("([\\\\,{}])", "\\\\$1");
    }
}
