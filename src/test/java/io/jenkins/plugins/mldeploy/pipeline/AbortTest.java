package io.jenkins.plugins.mldeploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;

public class AbortTest {
    @Rule
    public final Laptop laptop = new Laptop();

    /** The process whose number a script has written. */
    private ProcessHandle process(String file) throws Exception {
        String number = Laptop.awaitFile(laptop.workspace().resolve(file), "\n");
        return ProcessHandle.of(Long.parseLong(number.strip())).orElseThrow();
    }

    private static void isGone(ProcessHandle process) throws Exception {
        process.onExit().get(30, TimeUnit.SECONDS);
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    public void an_abort_ends_processes_runs_post_and_the_result_is_aborted() throws Exception {
        laptop.start(
                "pipeline { agent any",
                "stages { stage('Long') { steps { sh 'echo $$ > pid; sleep 600 & wait' }; post { aborted { echo 'stage aborted' } } }",
                "  stage('Next') { steps { echo 'never' } } }",
                "post { always { echo 'always' }",
                "  aborted { sh 'echo aborted' }",
                "  cleanup { echo 'cleanup' } } }");
        ProcessHandle shell = process("pid");
        laptop.current().abort("Aborted by a test");
        assertThat(laptop.result()).isEqualTo(RunResult.ABORTED);
        isGone(shell);
        assertThat(laptop.said())
                .containsSubsequence("Aborted by a test", "always", "aborted", "cleanup")
                .doesNotContain("never");
    }

    @Test
    public void a_time_out_ends_the_whole_tree_also_what_has_left_its_parent() throws Exception {
        laptop.file("daemon.sh", "trap '' TERM HUP", "echo $$ > pid2", "while :; do sleep 1; done");
        laptop.start("timeout(time: 3, unit: 'SECONDS') { sh '(setsid sh daemon.sh &) ; echo $$ > pid1; sleep 600' }");
        ProcessHandle shell = process("pid1");
        ProcessHandle orphan = process("pid2");
        assertThat(laptop.result()).isEqualTo(RunResult.ABORTED);
        isGone(shell);
        isGone(orphan);
    }

    @Test
    public void what_a_step_leaves_in_the_background_works_for_later_steps_and_ends_with_the_run() throws Exception {
        laptop.file(
                "server.sh",
                "echo $$ > pid",
                "while [ ! -e ask ]; do sleep 0.05; done",
                "echo answer > reply",
                "sleep 600");
        laptop.start(
                "sh 'sh server.sh & echo started'",
                "sh 'touch ask; while [ ! -e reply ]; do sleep 0.05; done; cat reply; while [ ! -e seen ]; do sleep 0.05; done'");
        ProcessHandle server = process("pid");
        laptop.file("seen", "");
        assertThat(laptop.result()).isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).contains("started", "answer");
        isGone(server);
    }

    @Test
    public void ctrl_c_aborts_runs_post_and_exits_with_four() throws Exception {
        laptop.file(
                "Jenkinsfile",
                "pipeline { agent any",
                "  stages { stage('Long') { steps { sh 'echo $$ > pid; sleep 600' } } }",
                "  post { aborted { echo 'post: aborted' }",
                "    cleanup { echo 'post: cleanup' } } }");
        Process child = ChildRun.start(laptop.workspace(), laptop.runDirectory());
        try {
            ProcessHandle shell = process("pid");
            new ProcessBuilder("kill", "-INT", Long.toString(child.pid()))
                    .start()
                    .waitFor();
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(4);
            isGone(shell);
            assertThat(Files.readString(laptop.workspace().resolve("child.log")))
                    .containsSubsequence("Aborted by Ctrl-C", "post: aborted", "post: cleanup", "Finished: ABORTED");
        } finally {
            child.destroyForcibly();
        }
    }

    @Test
    public void a_second_ctrl_c_ends_at_once() throws Exception {
        laptop.file(
                "Jenkinsfile",
                "try { sh 'echo $$ > pid; sleep 600' } finally { sh 'echo $$ > pid2; trap \"\" TERM; sleep 600' }");
        Process child = ChildRun.start(laptop.workspace(), laptop.runDirectory());
        try {
            process("pid");
            new ProcessBuilder("kill", "-INT", Long.toString(child.pid()))
                    .start()
                    .waitFor();
            ProcessHandle stubborn = process("pid2");
            new ProcessBuilder("kill", "-INT", Long.toString(child.pid()))
                    .start()
                    .waitFor();
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(4);
            isGone(stubborn);
        } finally {
            child.destroyForcibly();
        }
    }
}
