package io.jenkins.plugins.mldeploy.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Real processes: small {@code helm} and {@code kubectl} programs on PATH that answer what helm 3.19.0 and helm 4.1.4 answered to a real API server, and that move on to
 * the next answer with each write.
 */
public class HelmOnPathTest {
    private static final String HELM =
            """
            #!/bin/sh
            printf '%s\\0' "$@" >> "$FAKE/argv"; printf '\\n' >> "$FAKE/argv"
            echo "KUBECONFIG=$KUBECONFIG" >> "$FAKE/$1.env"
            at=$(cat "$FAKE/at")
            next() { echo $((at + 1)) > "$FAKE/at"; }
            case "$1" in
              version) cat "$FAKE/version" ;;
              template) cat "$FAKE/manifest" ;;
              get) if [ "$2" = all ]; then cat "$FAKE/last.$at"; fi; cat "$FAKE/manifest" ;;
              lint) echo '1 chart(s) linted, 0 chart(s) failed' ;;
              history) cat "$FAKE/history.$at" ;;
              upgrade)
                case "$*" in *--dry-run=server*) cat "$FAKE/dry-run"; exit 0 ;; esac
                next
                if [ -f "$FAKE/upgrade.stderr" ]; then cat "$FAKE/upgrade.stderr" >&2; exit 1; fi
                echo 'Happy Helming!' ;;
              rollback) next; echo 'Rollback was a success! Happy Helming!' ;;
              *) echo "Error: unknown command" >&2; exit 1 ;;
            esac
            """;
    private static final String KUBECTL =
            """
            #!/bin/sh
            if [ -f "$FAKE/kubectl-version.json" ]; then cat "$FAKE/kubectl-version.json"; exit 0; fi
            echo 'The connection to the server localhost:8080 was refused - did you specify the right host or port?' >&2
            exit 1
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Path fake;
    private Path bin;

    private Rig rig(String helm) throws IOException {
        Path root = folder.newFolder().toPath();
        fake = Files.createDirectory(root.resolve("fake"));
        bin = Files.createDirectory(root.resolve("bin"));
        program("helm", HELM);
        program("kubectl", KUBECTL);
        put("version", helm.equals("helm3") ? "v3.19.0" : "v4.1.4");
        put("at", "0");
        put("manifest", RecordedOutputsTest.sample(helm + "-get-manifest.yaml"));
        put("dry-run", RecordedOutputsTest.sample(helm + "-dry-run-server.json"));
        put("kubectl-version.json", RecordedOutputsTest.sample("kubectl-version.json"));
        put("last.0", "5 failed\n");
        put("last.1", "6 deployed\n");
        put("history.0", RecordedOutputsTest.sample(helm + "-history-after-failed.json"));
        put("history.1", RecordedOutputsTest.sample(helm + "-history-after-rollback.json"));
        Rig rig = new Rig(folder.newFolder().toPath());
        rig.programs = command -> run(rig.workspace, command);
        return rig;
    }

    private void program(String name, String script) throws IOException {
        Files.writeString(bin.resolve(name), script);
        Files.setPosixFilePermissions(bin.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void put(String name, String content) throws IOException {
        Files.writeString(fake.resolve(name), content);
    }

    private Event.Ran run(Path workspace, Command command) throws IOException {
        Path program = bin.resolve(command.argv().get(0));
        if (!Files.exists(program)) {
            return new Event.Ran(127, false, "", "", false, Duration.ZERO);
        }
        Path stdout = fake.resolve("stdout");
        Path stderr = fake.resolve("stderr");
        List<String> argv = new java.util.ArrayList<>(command.argv());
        argv.set(0, program.toString());
        ProcessBuilder builder = new ProcessBuilder(argv)
                .directory(workspace.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile());
        builder.environment().putAll(Map.of("FAKE", fake.toString(), "KUBECONFIG", "/home/somebody/kubeconfig"));
        builder.environment().putAll(command.environment());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return new Event.Ran(
                process.exitValue(), true, Files.readString(stdout), Files.readString(stderr), false, Duration.ZERO);
    }

    private static Map<String, Object> orders(Object... more) {
        Map<String, Object> call = Rig.api(more);
        call.put("release", "helm3-web");
        call.put("image", "127.0.0.1:5000/orders:1.2.4");
        return call;
    }

    private String argv() throws IOException {
        return Files.readString(fake.resolve("argv"), StandardCharsets.UTF_8);
    }

    @Test
    public void bothHelmsUpgradeAndAreReadBack() throws Exception {
        for (String helm : List.of("helm3", "helm4")) {
            try (Rig rig = rig(helm)) {
                StepResult result = rig.deploy(orders());
                assertThat(result.sentence()).as(helm).isEqualTo("PASS");
                assertThat(result.returned())
                        .containsEntry("outcome", "deployed")
                        .containsEntry("previousRevision", 4)
                        .containsEntry("revision", 6);
                assertThat(argv()).contains(helm.equals("helm3") ? "\0--wait\0" : "\0--wait=watcher\0");
                assertThat(rig.detail("notes")).as("manifest as expected").isNull();
            }
        }
    }

    @Test
    public void bothHelmsFailAndAreTakenBackToTheNumberedRevision() throws Exception {
        for (String helm : List.of("helm3", "helm4")) {
            try (Rig rig = rig(helm)) {
                put("upgrade.stderr", RecordedOutputsTest.sample(helm + "-upgrade-failed-no-atomic.stderr"));
                String after = RecordedOutputsTest.sample(helm + "-history-after-rollback.json");
                put(
                        "history.1",
                        after.replace("\"revision\":6", "\"revision\":6,\"x\":0")
                                .replaceFirst("\"deployed\"", "\"failed\""));
                put("history.2", after.replace("\"revision\":6", "\"revision\":7"));
                StepResult result = rig.deploy(orders());
                assertThat(result.status()).isEqualTo(RunStatus.FAILURE);
                assertThat(result.returned())
                        .containsEntry("outcome", "rolledBack")
                        .containsEntry("revision", 7);
                assertThat(Rig.reason(result)).contains("NOT_READY");
                assertThat(argv()).contains("rollback\0helm3-web\0" + "4\0");
            }
        }
    }

    @Test
    public void withoutAClusterItIsARehearsal() throws Exception {
        try (Rig rig = rig("helm4")) {
            Files.delete(fake.resolve("kubectl-version.json"));
            assertThat(rig.deploy(orders()).returned()).containsEntry("outcome", "rehearsed");
            assertThat(rig.log).contains("no cluster: no kubeconfig names one");
            assertThat(argv()).contains("lint\0charts/api\0").doesNotContain("upgrade\0", "history\0");
        }
    }

    @Test
    public void renderingSeesNoCredentialAndTheUpgradeDoes() throws Exception {
        try (Rig rig = rig("helm3")) {
            rig.deploy(orders());
            assertThat(Files.readString(fake.resolve("template.env"))).isEqualTo("KUBECONFIG=/dev/null\n");
            assertThat(Files.readString(fake.resolve("upgrade.env"))).contains("KUBECONFIG=/home/somebody/kubeconfig");
        }
    }

    @Test
    public void valuesArriveAsTheyAreAndNoShellSeesThem() throws Exception {
        try (Rig rig = rig("helm3")) {
            rig.file("values one.yaml", "a: 1\n");
            rig.deploy(orders(
                    "setString",
                    Map.of("x", "$(touch pwned) `touch pwned`; 'a' \"b\""),
                    "valuesFiles",
                    "values one.yaml"));
            assertThat(argv())
                    .contains(
                            "--set-string\0x=$(touch pwned) `touch pwned`; 'a' \"b\"\0", "--values\0values one.yaml\0");
            assertThat(Files.exists(rig.workspace.resolve("pwned"))).isFalse();
        }
    }

    @Test
    public void withoutHelmOnPathTheWayToGetItIsSaid() throws Exception {
        try (Rig rig = rig("helm3")) {
            Files.delete(bin.resolve("helm"));
            assertThat(Rig.reason(rig.deploy(orders()))).contains("HELM_MISSING");
        }
    }
}
