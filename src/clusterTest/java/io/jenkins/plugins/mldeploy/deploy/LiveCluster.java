package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.local.ToolFolder;
import io.jenkins.plugins.mldeploy.policy.Enforcement;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/**
 * A namespace of its own on a real cluster, and a {@link Rig} whose programs are the real helm and kubectl. The profile {@code cluster} says which: {@code
 * -Dcluster.kubeconfig=FILE -Dcluster.helm=PROGRAM}.
 */
final class LiveCluster extends ExternalResource {
    static final String GOOD = "registry:5000/api:1";
    /** kwok leaves a pod with such an image in ImagePullBackOff. */
    static final String MISSING = "registry:5000/api:bad";

    private static final Set<String> LOOKS_AT_IMAGES = Set.of("skopeo", "crane", "docker", "podman", "oras");

    private static final String DEPLOYMENT =
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: {{ .Release.Name }}
            spec:
              replicas: {{ .Values.replicas | default 1 }}
              selector: {matchLabels: {app: {{ .Release.Name }}}}
              template:
                metadata:
                  labels: {app: {{ .Release.Name }}}
                  {{- with .Values.fault }}
                  annotations: {mldeploy.io/fault: {{ . | quote }}}
                  {{- end }}
                spec:
                  containers:
                    - name: main
                      image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: {{ .Release.Name }}
            spec:
              selector: {app: {{ .Release.Name }}}
              ports: [{port: 80}]
            """;

    private final TemporaryFolder folder;
    private final Path kubeconfig = given("cluster.kubeconfig");
    private final Path helm = given("cluster.helm");
    private final String namespace = "t-" + UUID.randomUUID().toString().substring(0, 8);

    LiveCluster(TemporaryFolder folder) {
        this.folder = folder;
    }

    /** Not given is a failure: who asks for these tests must not be told that nothing was wrong. */
    private static Path given(String property) {
        String value = System.getProperty(property, "");
        assertThat(value).as("-D" + property + "=… says what the tests run on").isNotBlank();
        return Path.of(value);
    }

    String namespace() {
        return namespace;
    }

    /** A host whose releases go into this namespace. */
    Rig rig() throws IOException {
        Rig rig = new Rig(folder.newFolder().toPath());
        rig.environments = new ArrayList<>(List.of(Rig.environment(
                "staging", Enforcement.BLOCK, List.of(), new Environment.Cluster(null, null, List.of(namespace)))));
        rig.file("charts/api/templates/deployment.yaml", DEPLOYMENT);
        rig.file("charts/front/templates/deployment.yaml", DEPLOYMENT);
        rig.programs = command -> run(rig.workspace, command);
        // Waiting is played: it moves this clock on, and the cluster's time stamps are of today.
        rig.cluster.now = Instant.now();
        return rig;
    }

    /** A call that deploys release api. */
    Map<String, Object> api(String image, Object... more) {
        Map<String, Object> call = Rig.api(more);
        call.put("image", image);
        call.put("createNamespace", true);
        call.putIfAbsent("timeout", "60s");
        return call;
    }

    /** A call that deploys api and front as one unit. */
    Map<String, Object> unit(String api, String front, String timeout) {
        return Map.of(
                "environment",
                "staging",
                "createNamespace",
                true,
                "timeout",
                timeout,
                "releases",
                List.of(
                        Map.of("release", "api", "chart", "charts/api", "image", api),
                        Map.of("release", "front", "chart", "charts/front", "image", front)));
    }

    Event.Ran run(Path workspace, Command command) throws IOException {
        if (LOOKS_AT_IMAGES.contains(command.argv().get(0))) {
            // The images of these tests are in no registry.
            return new Event.Ran(127, false, "", "", false, Duration.ZERO);
        }
        Path stdout = folder.newFile().toPath();
        Path stderr = folder.newFile().toPath();
        Process process = start(workspace, command.argv(), command.environment(), stdout, stderr);
        try {
            boolean ended = process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            return new Event.Ran(
                    ended ? process.exitValue() : 137,
                    true,
                    Files.readString(stdout),
                    Files.readString(stderr),
                    !ended,
                    Duration.ZERO);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            Files.delete(stdout);
            Files.delete(stderr);
        }
    }

    /** Runs helm or kubectl with the kubeconfig that a host hands out before the environment has let the run in. */
    Event.Ran asNobody(String... argv) throws IOException {
        Path nobody = folder.newFile().toPath();
        Files.writeString(nobody, Kubeconfig.withoutUsers(Files.readString(kubeconfig)));
        return run(
                folder.getRoot().toPath(),
                Command.capture(List.of(argv), Duration.ofSeconds(60)).with(Map.of("KUBECONFIG", nobody.toString())));
    }

    /** Standard output of helm or kubectl in this namespace; they must succeed. */
    String ask(String... argv) throws IOException {
        List<String> command = new ArrayList<>(List.of(argv));
        command.add("--namespace");
        command.add(namespace);
        Event.Ran ran = run(folder.getRoot().toPath(), Command.capture(command, Duration.ofSeconds(60)));
        assertThat(ran.exitCode())
                .as(String.join(" ", command) + ": " + ran.stderrTail())
                .isZero();
        return ran.stdout().strip();
    }

    /** Begins a helm upgrade by hand, as somebody else's pipeline would. */
    Process begin(Rig rig, String... more) throws IOException {
        return upgrade(rig, "api", more);
    }

    /** The same for another release of the same chart. */
    Process upgrade(Rig rig, String release, String... more) throws IOException {
        List<String> argv = new ArrayList<>(List.of(
                "helm", "upgrade", release, "charts/api", "--install", "--namespace", namespace, "--create-namespace"));
        argv.addAll(List.of(more));
        return start(
                rig.workspace,
                argv,
                Map.of(),
                folder.newFile().toPath(),
                folder.newFile().toPath());
    }

    private Process start(Path workspace, List<String> argv, Map<String, String> more, Path stdout, Path stderr)
            throws IOException {
        List<String> command = new ArrayList<>(argv);
        command.set(0, program(argv.get(0)).toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workspace.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().putAll(more);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private Path program(String name) {
        return name.equals("helm")
                ? helm
                : new ToolFolder(new HashMap<>(System.getenv()))
                        .find(name)
                        .orElseThrow(() -> new AssertionError(name + " is needed for these tests"));
    }

    /** The image that a Deployment asks for now. */
    String image(String deployment) throws IOException {
        return ask(
                "kubectl",
                "get",
                "deployment",
                deployment,
                "--output",
                "jsonpath={.spec.template.spec.containers[0].image}");
    }

    /** Revision and status of the last entry in a release's history. */
    HelmHistory.Revision last(String release) throws IOException {
        return HelmHistory.read(ask("helm", "history", release, "--output", "json"))
                .last()
                .orElseThrow();
    }

    @Override
    protected void after() {
        try {
            run(
                    folder.getRoot().toPath(),
                    Command.capture(
                            List.of("kubectl", "delete", "namespace", namespace, "--ignore-not-found", "--wait=false"),
                            Duration.ofSeconds(30)));
        } catch (IOException leftBehind) {
            // The namespace is random; nobody meets it again.
        }
    }
}
