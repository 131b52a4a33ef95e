package io.jenkins.plugins.mldeploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;

public class ResumeTest {
    @Rule
    public final Laptop laptop = new Laptop();

    private String state() throws Exception {
        return Files.readString(laptop.runDirectory().resolve("state.json"));
    }

    @Test
    public void a_run_that_waits_for_a_person_goes_on_in_another_process() throws Exception {
        laptop.start(
                "def seen = []",
                "node { withEnv(['COLOUR=blue']) { dir('deep') { stage('Gate') {",
                "  for (n in ['a', 'b']) { seen << n; if (n == 'b') { input message: 'Go on?', id: 'go' } }",
                "  sh 'echo $COLOUR; basename $PWD'",
                "} } } }",
                "echo \"${seen} ${env.COLOUR}\"");
        laptop.awaitParked();
        assertThat(state()).contains("\"WAITING\"", "\"go\"", "Go on?", "\"Gate\"");
        laptop.detach().resume();
        laptop.current().answer("go", new InputAnswer(true, "ada", Map.of()));
        assertThat(laptop.result()).isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said())
                .containsExactly(
                        "Go on?", "Proceed or Abort? (input 'go')", "Approved by ada", "blue", "deep", "[a, b] null");
        assertThat(state()).contains("\"ENDED\"", "\"SUCCESS\"");
        assertThat(laptop.stages()).containsExactly("Gate=SUCCESS");
    }

    @Test
    public void parallel_branches_wait_and_go_on_each_for_itself() throws Exception {
        laptop.start(
                "pipeline { agent any; stages { stage('Both') { parallel {",
                "  stage('one') { input { message 'One?' }; steps { echo 'one goes on' } }",
                "  stage('two') { steps { echo 'two at once' } }",
                "  stage('three') { steps { script { def who = input(message: 'Three?', submitterParameter: 'WHO'); echo \"three by ${who}\" } } }",
                "} } } }");
        laptop.awaitParked();
        laptop.detach().resume();
        laptop.current().answer("three", new InputAnswer(true, "carol", Map.of()));
        laptop.awaitLine("three by carol");
        laptop.awaitParked();
        laptop.detach().resume();
        laptop.current().answer("one", new InputAnswer(true, "sam", Map.of()));
        assertThat(laptop.result()).isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.lines()).contains("[one] one goes on", "[two] two at once", "[three] three by carol");
        assertThat(laptop.lines().stream().filter(line -> line.contains("at once")))
                .hasSize(1);
    }

    @Test
    public void a_rejected_question_aborts_and_post_runs() throws Exception {
        laptop.start(
                "pipeline { agent any; stages { stage('Gate') { input { message 'Go?' }; steps { echo 'never' } } }",
                "post { aborted { echo 'it was aborted' } } }");
        laptop.awaitParked();
        laptop.detach().resume();
        laptop.current().answer("go", new InputAnswer(false, "ada", Map.of()));
        assertThat(laptop.result()).isEqualTo(RunResult.ABORTED);
        assertThat(laptop.said()).contains("Rejected by ada", "it was aborted").doesNotContain("never");
    }

    @Test
    public void a_question_has_parameters_with_defaults_and_choices() throws Exception {
        laptop.start(
                "pipeline { agent any; stages { stage('Gate') {",
                "  input { message 'Where?'; id 'where'; submitter 'ada,bob'; parameters { choice(name: 'TO', choices: ['staging', 'production'])",
                "    string(name: 'WHY', defaultValue: 'because') } }",
                "  steps { sh 'echo $TO $WHY' } } } }");
        laptop.current().answer("where", new InputAnswer(true, "bob", Map.of("TO", "production")));
        assertThat(laptop.result()).isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).contains("production because");
    }

    @Test
    public void a_question_that_nobody_can_answer_fails_at_once() throws Exception {
        laptop.unattended();
        assertThat(laptop.run("input 'Ship it?'")).isEqualTo(RunResult.FAILURE);
        assertThat(laptop.log())
                .contains("input 'ship-it' (Ship it?) needs a person, and nobody can answer in this run");
    }

    @Test
    public void a_killed_process_leaves_a_run_that_goes_on_and_a_step_that_was_running_is_not_run_again()
            throws Exception {
        laptop.file(
                "Jenkinsfile",
                "parallel(",
                "  gate: { input message: 'Go?', id: 'go'; echo 'through the gate' },",
                "  work: { sh 'echo ran >> times; sleep 600' })");
        Process child = ChildRun.start(laptop.workspace(), laptop.runDirectory());
        try {
            Laptop.awaitFile(laptop.runDirectory().resolve("state.json"), "\"go\"");
            Laptop.awaitFile(laptop.workspace().resolve("times"), "ran");
        } finally {
            child.descendants().forEach(ProcessHandle::destroyForcibly);
            child.destroyForcibly();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        laptop.resume();
        laptop.current().answer("go", new InputAnswer(true, "ada", Map.of()));
        assertThat(laptop.result()).isEqualTo(RunResult.FAILURE);
        assertThat(laptop.lines())
                .contains(
                        "[gate] through the gate",
                        "ERROR: the step 'sh' was interrupted by the end of the process; not run again");
        assertThat(Files.readString(laptop.workspace().resolve("times"))).isEqualTo("ran\n");
    }

    @Test
    public void a_step_with_saved_progress_goes_on_from_it() throws Exception {
        laptop.step(StepSpec.leaf("machine", new LeafStep() {
            @Override
            public Object run(StepCall call, StepContext in) {
                if (in.resumed()) {
                    return in.savedState().orElse("nothing");
                }
                in.saveState("{\"at\":2}");
                return new Waiting("the world", null);
            }

            @Override
            public boolean survivesRestart() {
                return true;
            }
        }));
        laptop.start("def value = machine()", "echo \"came back with ${value}\"");
        laptop.awaitParked();
        laptop.detach().resume();
        assertThat(laptop.result()).isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).containsExactly("came back with {\"at\":2}");
    }

    @Test
    public void a_waiting_step_is_called_again_when_it_is_woken_and_holds_no_thread() throws Exception {
        BlockingQueue<Runnable> wakers = new LinkedBlockingQueue<>();
        AtomicInteger calls = new AtomicInteger();
        laptop.step(StepSpec.leaf("door", (call, in) -> {
            wakers.add(in.waker());
            return calls.incrementAndGet() < 3 ? new Waiting("the door", null) : "open";
        }));
        laptop.start("echo \"it is ${door()}\"");
        laptop.awaitParked();
        assertThat(Thread.getAllStackTraces().values().stream()
                        .flatMap(Stream::of)
                        .filter(frame -> frame.getMethodName().equals("carryOut")))
                .isEmpty();
        wakers.poll(60, TimeUnit.SECONDS).run();
        wakers.poll(60, TimeUnit.SECONDS).run();
        assertThat(laptop.result()).isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).containsExactly("it is open");
    }

    @Test
    public void a_time_limit_counts_on_over_the_end_of_the_process() throws Exception {
        laptop.start("timeout(time: 1500, unit: 'MILLISECONDS') { input 'Go?' }");
        laptop.awaitParked();
        laptop.detach().resume();
        assertThat(laptop.result()).isEqualTo(RunResult.ABORTED);
        assertThat(laptop.log()).contains("Timeout has been exceeded");
    }

    @Test
    public void sleep_lasts_until_its_time_over_the_end_of_the_process() throws Exception {
        laptop.start("sleep time: 1500, unit: 'MILLISECONDS'", "echo 'awake'");
        laptop.awaitParked();
        laptop.detach().resume();
        assertThat(laptop.result()).isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).endsWith("awake");
    }

    @Test
    public void no_secret_is_in_what_is_saved_and_it_is_there_again_after_a_restart() throws Exception {
        laptop.credential("token", Map.of("secret", "s3cr3t-value"))
                .credential("user", Map.of("username", "u", "password", "pa55word"));
        laptop.start(
                "withCredentials([string(credentialsId: 'token', variable: 'TOKEN'), usernamePassword(credentialsId: 'user', usernameVariable: 'U', passwordVariable: 'P')]) {",
                "  def header = \"Authorization: ${TOKEN}\"; def copy = env.P; def list = [copy + '!']",
                "  input message: \"use ${copy}?\", id: 'go'",
                "  writeFile file: 'out', text: header + list[0]",
                "  sh 'echo $TOKEN ${#P}'",
                "}");
        laptop.awaitParked();
        try (Stream<Path> files = Files.walk(laptop.runDirectory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("s3cr3t-value", "pa55word");
            }
        }
        laptop.detach().resume();
        laptop.current().answer("go", new InputAnswer(true, "ada", Map.of()));
        assertThat(laptop.result()).isEqualTo(RunResult.SUCCESS);
        assertThat(Files.readString(laptop.workspace().resolve("out")))
                .isEqualTo("Authorization: s3cr3t-valuepa55word!");
        assertThat(laptop.said()).contains("use ****?", "**** 8");
    }

    @Test
    public void a_run_that_has_ended_cannot_be_resumed_and_says_so() throws Exception {
        laptop.run("echo 'x'");
        assertThatThrownBy(laptop::resume).hasMessageContaining("cannot be resumed: it has ended");
    }

    @Test
    public void what_is_no_run_is_refused() {
        assertThatThrownBy(laptop::resume).hasMessageContaining("there is no run in");
    }

    @Test
    public void a_saved_run_with_a_class_that_no_program_has_is_refused() throws Exception {
        laptop.start("input 'Go?'");
        laptop.awaitParked();
        laptop.detach();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new java.util.LinkedHashSet<>(List.of(new java.net.InetSocketAddress("127.0.0.1", 1))));
        }
        Files.write(laptop.runDirectory().resolve("program.dat"), bytes.toByteArray());
        assertThatThrownBy(laptop::resume)
                .hasMessageContaining("cannot be resumed")
                .hasMessageContaining("java.net.InetSocketAddress; a saved run does not hold this class");
    }

    @Test
    public void a_damaged_saved_run_is_refused() throws Exception {
        laptop.start("input 'Go?'");
        laptop.awaitParked();
        laptop.detach();
        Path program = laptop.runDirectory().resolve("program.dat");
        byte[] whole = Files.readAllBytes(program);
        for (int length : new int[] {0, 1, 10, whole.length / 3, whole.length / 2, whole.length - 1}) {
            Files.write(program, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(laptop::resume).as("%d bytes", length).isInstanceOf(java.io.IOException.class);
        }
    }

    @Test
    public void a_run_that_is_going_on_is_not_taken_up_a_second_time() throws Exception {
        laptop.start("input 'Go?'");
        laptop.awaitParked();
        PipelineRun first = laptop.current();
        assertThatThrownBy(laptop::resume).hasMessageContaining("is going on in another process");
        first.answer("go", new InputAnswer(true, "ada", Map.of()));
        assertThat(first.await()).isEqualTo(RunResult.SUCCESS);
    }
}
