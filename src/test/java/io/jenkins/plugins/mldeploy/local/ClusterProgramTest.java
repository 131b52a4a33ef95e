package io.jenkins.plugins.mldeploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The cluster's program is built when needed, and called; with a Go that only pretends. */
public class ClusterProgramTest {
    /** Answers as Go does; what it "builds" prints its own arguments. */
    private static final String GO =
            """
            #!/bin/sh
            case $1 in
                version) echo "go version go%s linux/amd64" ;;
                mod) exit 0 ;;
                list) printf 'a\\nb\\nc\\n' ;;
                build)
                    echo k8s.io/some/package
                    %s
                    while [ "$1" != -o ]; do shift; done
                    printf '#!/bin/sh\\necho called: "$@"\\n' >"$2"
                    chmod 755 "$2"
                    ;;
            esac
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Path checkout;
    private Path tools;

    @Before
    public void makeSources() throws IOException {
        checkout = folder.newFolder("checkout").toPath();
        Path sources = Files.createDirectories(checkout.resolve("dev/cluster"));
        Files.writeString(
                sources.resolve("go.mod"), "module m\n\ngo 1.26.0\n\nrequire (\n\tk8s.io/kubernetes v1.34.4\n)\n");
        tools = folder.newFolder("tools").toPath();
        environment.put("PATH", tools.toString());
        environment.put("MLDEPLOY_TOOLS", tools.toString());
        environment.put(
                "MLDEPLOY_CLUSTER", folder.getRoot().toPath().resolve("cluster").toString());
    }

    @Test
    public void itIsBuiltOnceAndAgainWhenTheSourcesChanged() throws Exception {
        go("1.26.1", "");
        assertThat(program().up(false)).isZero();
        assertThat(output()).contains("Builds the cluster with Go 1.26.1", "built in", "called: up --state ");
        said.reset();
        assertThat(program().up(true)).isZero();
        assertThat(output()).doesNotContain("Builds").contains(" --gateway-api");
        said.reset();
        Files.writeString(checkout.resolve("dev/cluster/main.go"), "package main\n");
        program().up(false);
        assertThat(output()).contains("Builds");
        try (var programs = Files.list(folder.getRoot().toPath().resolve("cluster/bin"))) {
            assertThat(programs).hasSize(1);
        }
    }

    @Test
    public void withoutGoItSaysWhatToDo() {
        assertThatThrownBy(() -> program().up(false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Go is not on PATH")
                .hasMessageContaining("install Go 1.26.0 or newer");
    }

    @Test
    public void anOldGoIsNamed() throws IOException {
        go("1.24.9", "");
        assertThatThrownBy(() -> program().up(false))
                .hasMessageContaining("Go 1.24.9")
                .hasMessageContaining("too old")
                .hasMessageContaining("1.26.0");
    }

    @Test
    public void whatTheCompilerSaidIsShown() throws IOException {
        go("1.26.0", "echo main.go:3: undefined: x; exit 1");
        assertThatThrownBy(() -> program().up(false))
                .hasMessageContaining("go build failed")
                .hasMessageContaining("main.go:3: undefined: x");
        assertThat(folder.getRoot().toPath().resolve("cluster/bin")).isEmptyDirectory();
    }

    @Test
    public void beforeTheFirstStartThereIsNothingToStop() throws Exception {
        assertThat(program().down(true)).isZero();
        assertThat(program().status()).isEqualTo(1);
        assertThat(output()).contains("no cluster was ever started here");
    }

    private ClusterProgram program() {
        return new ClusterProgram(checkout, environment, new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private String output() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private void go(String version, String duringBuild) throws IOException {
        Path go = Files.writeString(tools.resolve("go"), GO.formatted(version, duringBuild));
        assertThat(go.toFile().setExecutable(true)).isTrue();
    }
}
