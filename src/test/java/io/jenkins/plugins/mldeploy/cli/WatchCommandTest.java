package io.jenkins.plugins.mldeploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.JournalFileStore;
import io.jenkins.plugins.mldeploy.evidence.Origin;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import picocli.CommandLine;

/** {@code mldeploy watch}, as its users type it. */
public class WatchCommandTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PrintStream console = System.out;
    private Path project;

    @Before
    public void makeProject() throws IOException {
        project = folder.newFolder("shop").toPath();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        Files.writeString(
                project.resolve("environments.yaml"),
                """
                environments:
                  - name: production
                    watch: {every: 5s, samples: 1, analysis: [{metric: error-rate, command: cat rate, max: 0.01}]}
                  - name: staging
                """);
        rate("0.001");
    }

    @After
    public void giveTheConsoleBack() {
        System.setOut(console);
    }

    private void rate(String value) throws IOException {
        Files.writeString(project.resolve("rate"), value);
    }

    private void deployed() throws IOException {
        try (JournalFileStore journal =
                JournalFileStore.open(ProjectHome.of(project, null).journal(), warning -> {})) {
            journal.append(new Evidence(
                    Subject.image("sha256:" + "1".repeat(64)),
                    Deployed.STEP,
                    "prod",
                    Verdict.PASS,
                    Map.of(),
                    List.of(),
                    Map.of(
                            Deployed.ENVIRONMENT,
                            "production",
                            Deployed.OUTCOME,
                            Deployed.DEPLOYED,
                            Deployed.DEPLOYMENT_ID,
                            "prod-1-x",
                            "unit",
                            "api",
                            "namespace",
                            "shop",
                            "releases",
                            List.of(Map.of("release", "api"))),
                    Map.of(),
                    new Origin("shop", 1, null, null, true, List.of("alice")),
                    Instant.now()));
        }
    }

    private long records() throws IOException {
        try (Stream<?> entries = JournalFileStore.readOnly(
                        ProjectHome.of(project, null).journal())
                .find(EvidenceQuery.ofStep(Deployed.WATCH))) {
            return entries.count();
        }
    }

    private int execute(String... arguments) {
        output.reset();
        CommandLine commandLine = MlDeploy.commandLine();
        commandLine.setErr(new PrintWriter(System.out, true));
        return commandLine.execute(arguments);
    }

    private int once() {
        return execute("watch", "production", "--once", "-C", project.toString());
    }

    private String said() {
        return output.toString(StandardCharsets.UTF_8);
    }

    @Test(timeout = 60_000)
    public void onceEndsWithTheResultAndOnlyAChangeLeavesARecordAndARun() throws Exception {
        assertThat(once()).isEqualTo(3);
        assertThat(said()).contains("the journal knows nothing that runs in 'production'");
        deployed();
        assertThat(once()).isZero();
        assertThat(said()).contains("production, api: healthy now; error-rate 0.001");
        assertThat(once()).isZero();
        assertThat(said()).contains("production, api: healthy; error-rate 0.001");
        assertThat(records()).isEqualTo(1);
        assertThat(ProjectHome.of(project, null).lastRun()).contains(2);
        rate("0.05");
        assertThat(once()).isEqualTo(1);
        assertThat(said()).contains("failing now").contains("0.05 > 0.01");
        assertThat(once()).isEqualTo(1);
        assertThat(records()).isEqualTo(2);
        rate("nothing");
        assertThat(once()).isEqualTo(1);
        rate("0.001");
        assertThat(once()).isZero();
        assertThat(records()).isEqualTo(3);
        rate("nothing");
        assertThat(once()).isEqualTo(3);
        assertThat(said()).contains("without a value: the command printed no number");
        try (Stream<Path> runs = Files.list(project.resolve(".mldeploy/runs"))) {
            assertThat(runs).hasSize(5);
        }
    }

    @Test(timeout = 60_000)
    public void aSecondWatcherOfTheSameEnvironmentIsRefused() throws Exception {
        deployed();
        Path lock = Files.createDirectories(project.resolve(".mldeploy/watch")).resolve("production.lock");
        Files.writeString(lock, "4711");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThat(once()).isEqualTo(3);
            assertThat(said()).contains("Another mldeploy watch is at 'production', process 4711");
        }
        assertThat(once()).isZero();
    }

    @Test(timeout = 60_000)
    public void whileARunIsAtWorkNothingIsEvaluated() throws Exception {
        deployed();
        try (JournalFileStore journal =
                JournalFileStore.open(ProjectHome.of(project, null).journal(), warning -> {})) {
            assertThat(journal.head()).isNotEmpty();
            assertThat(once()).isEqualTo(3);
            assertThat(said()).contains("not evaluated: another run of this project is at work");
        }
        assertThat(ProjectHome.of(project, null).lastRun()).isEmpty();
    }

    @Test(timeout = 60_000)
    public void whatCantBeWatchedIsWrongUse() {
        assertThat(execute("watch", "prodution", "-C", project.toString())).isEqualTo(2);
        assertThat(said()).contains("did you mean 'production'?");
        assertThat(execute("watch", "staging", "-C", project.toString())).isEqualTo(2);
        assertThat(said()).contains("environment 'staging' says nothing about a watch");
    }

    /** In a process of its own, which gets a Ctrl-C. */
    @Test(timeout = 300_000)
    public void itGoesOnUntilCtrlCAndThenEndsCleanly() throws Exception {
        deployed();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        MlDeploy.class.getName(),
                        "watch",
                        "production",
                        "-C",
                        project.toString())
                .redirectErrorStream(true)
                .start();
        try {
            StringBuilder text = new StringBuilder();
            var lines = process.inputReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                text.append(line).append('\n');
                if (line.contains("healthy;")) {
                    new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                            .start()
                            .waitFor();
                }
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(text).contains("Watches 'production' every 5.0 s", "healthy now;", "healthy;", "The watch ends");
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
        assertThat(records()).isEqualTo(1);
        assertThat(once()).isZero();
    }
}
