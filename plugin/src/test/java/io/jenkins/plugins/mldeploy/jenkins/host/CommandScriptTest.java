package io.jenkins.plugins.mldeploy.jenkins.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.mldeploy.step.Command;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class CommandScriptTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private Path own;

    @Before
    public void makesTheFolderOfTheCommand() throws IOException {
        own = folder.newFolder("it's \"own\" $HOME").toPath();
    }

    @Test
    public void theShellReadsNoWordOfACommand() throws Exception {
        List<String> words =
                List.of("$(touch pwned)", "`touch pwned`", "a'b\"c", "two\nlines", "*", "-n", "", "ä€", "\\");
        String format = "<%s>";
        List<String> argv = new java.util.ArrayList<>(List.of("printf", format));
        argv.addAll(words);

        Ran ran = run(Command.capture(argv, MINUTE), null);

        assertThat(ran.exit).isZero();
        assertThat(Files.readString(own.resolve("stdout"))).isEqualTo("<" + String.join("><", words) + ">");
        assertThat(folder.getRoot().list()).doesNotContain("pwned");
    }

    @Test
    public void standardErrorGoesToTheLogAndIsKept() throws Exception {
        Ran ran = run(Command.capture(List.of("sh", "-c", "echo out; echo err >&2; exit 3"), MINUTE), null);

        assertThat(ran.exit).isEqualTo(3);
        assertThat(ran.log).isEqualTo("err\n");
        assertThat(Files.readString(own.resolve("stderr"))).isEqualTo("err\n");
        assertThat(Files.readString(own.resolve("stdout"))).isEqualTo("out\n");
    }

    @Test
    public void bothGoToTheLogWhenNothingIsCaptured() throws Exception {
        Ran ran = run(Command.of(List.of("sh", "-c", "echo out; sleep 0.2; echo err >&2"), MINUTE), null);

        assertThat(ran.log).isEqualTo("out\nerr\n");
        assertThat(Files.readString(own.resolve("stderr"))).isEqualTo("err\n");
    }

    @Test
    public void aQuestionWhoseFailureIsAnAnswerLeavesNoErrorInTheLog() throws Exception {
        Ran ran = run(
                Command.capture(List.of("sh", "-c", "echo err >&2; exit 1"), MINUTE)
                        .quietly(),
                null);

        assertThat(ran.exit).isEqualTo(1);
        assertThat(ran.log).isEmpty();
        assertThat(Files.readString(own.resolve("stderr"))).isEqualTo("err\n");
    }

    @Test
    public void standardOutputGoesIntoAFileOfAnyName() throws Exception {
        File file = new File(folder.getRoot(), "-o $(id) 'x'.json");

        run(Command.toFile(List.of("echo", "{}"), MINUTE, "ignored here"), file.getPath());

        assertThat(file).hasContent("{}");
    }

    @Test
    public void aMissingProgramIsTold() throws Exception {
        Ran ran = run(Command.of(List.of("no-such-program", "x"), MINUTE), null);

        assertThat(ran.exit).isEqualTo(127);
        assertThat(own.resolve("absent")).exists();
    }

    @Test
    public void aProgramThatSaysItself127IsThere() throws Exception {
        Ran ran = run(Command.of(List.of("sh", "-c", "exit 127"), MINUTE), null);

        assertThat(ran.exit).isEqualTo(127);
        assertThat(own.resolve("absent")).doesNotExist();
    }

    @Test
    public void variablesAreTakenLiterally() throws Exception {
        Command command = Command.capture(List.of("sh", "-c", "printf %s \"$KUBECONFIG\""), MINUTE)
                .with(Map.of("KUBECONFIG", "/a b/$(id)'"));

        run(command, null);

        assertThat(Files.readString(own.resolve("stdout"))).isEqualTo("/a b/$(id)'");
    }

    @Test
    public void whatIsLeftRunningInTheBackgroundDoesNotHoldTheScript() throws Exception {
        long start = System.nanoTime();

        Ran ran = run(Command.of(List.of("sh", "-c", "sleep 60 & echo started"), MINUTE), null);

        assertThat(ran.exit).isZero();
        assertThat(ran.log).isEqualTo("started\n");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    public void everythingThatTheProgramStartsCarriesTheCookie() throws Exception {
        run(Command.capture(List.of("sh", "-c", "printf %s $JENKINS_SERVER_COOKIE"), MINUTE), null);

        assertThat(Files.readString(own.resolve("stdout"))).isEqualTo("cookie-1");
    }

    @Test
    public void refusesWhatNoShellCanSay() {
        assertThatThrownBy(() -> CommandScript.of(
                        Command.of(List.of("echo", "a\0b"), MINUTE), "/d", null, "c", false, List.of()))
                .hasMessageContaining("NUL");
        assertThatThrownBy(() -> CommandScript.of(
                        Command.of(List.of("echo"), MINUTE).with(Map.of("A=1; id #", "x")),
                        "/d",
                        null,
                        "c",
                        false,
                        List.of()))
                .hasMessageContaining("not a name");
    }

    @Test
    public void variablesOfTheAgentThatTurnToolsElsewhereAreGoneWhereItIsControlled() throws Exception {
        scrubbed = true;

        run(
                Command.capture(List.of("sh", "-c", "env | grep -e HELM_ -e KUBE; echo $OTHER"), MINUTE)
                        .with(Map.of("KUBECONFIG", "mine")),
                null);

        assertThat(Files.readString(own.resolve("stdout"))).isEqualTo("KUBECONFIG=mine\nstays\n");
    }

    @Test
    public void whatIsSecretGoesWhenTheProgramEndsAlsoWhenItIsKilled() throws Exception {
        secrets = List.of("kubeconfig");
        Files.writeString(own.resolve("kubeconfig"), "s3cr3t");

        Ran ran = run(Command.capture(List.of("sh", "-c", "cat \"$1\"", "sh", own + "/kubeconfig"), MINUTE), null);

        assertThat(ran.exit).isZero();
        assertThat(Files.readString(own.resolve("stdout"))).isEqualTo("s3cr3t");
        assertThat(own.resolve("kubeconfig")).doesNotExist();

        Files.writeString(own.resolve("kubeconfig"), "s3cr3t");
        Files.delete(own.resolve("pipe"));
        // As Jenkins ends a command: the program and its script together.
        Ran killed = run(Command.of(List.of("sh", "-c", "kill $PPID; kill $$"), MINUTE), null);

        assertThat(killed.exit).isEqualTo(143);
        assertThat(own.resolve("kubeconfig")).doesNotExist();
    }

    private List<String> secrets = List.of();
    private boolean scrubbed;

    private record Ran(int exit, String log) {}

    private Ran run(Command command, String outputFile) throws IOException, InterruptedException {
        Path script = folder.getRoot().toPath().resolve("script.sh");
        Files.writeString(script, CommandScript.of(command, own.toString(), outputFile, "cookie-1", scrubbed, secrets));
        Path log = folder.getRoot().toPath().resolve("log");
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString());
        if (scrubbed) {
            builder.environment().putAll(Map.of("HELM_DEBUG", "x", "KUBECONFIG", "elsewhere", "OTHER", "stays"));
        }
        Process process = builder.directory(folder.getRoot())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
    }
}
