package io.jenkins.plugins.mldeploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Rule;
import org.junit.Test;

public class ScriptedPipelineTest {
    @Rule
    public final Laptop laptop = new Laptop();

    @Test
    public void a_script_says_things_in_order() throws Exception {
        assertThat(laptop.run("echo 'one'", "def x = 2", "echo \"two is ${x}\"", "println 3"))
                .isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).containsExactly("one", "two is 2", "3");
    }

    @Test
    public void sh_runs_a_real_shell_and_shows_its_trace() throws Exception {
        assertThat(laptop.run("sh 'echo hello from $((40 + 2))'")).isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.lines()).contains("+ echo hello from 42", "hello from 42");
    }

    @Test
    public void sh_gives_back_what_it_printed_or_its_exit_code() throws Exception {
        laptop.run(
                "def out = sh(script: 'printf abc', returnStdout: true)",
                "def code = sh(script: 'exit 7', returnStatus: true)",
                "echo \"<${out}> ${code}\"");
        assertThat(laptop.said()).containsExactly("<abc> 7");
    }

    @Test
    public void a_failing_command_fails_the_run_and_tells_where() throws Exception {
        assertThat(laptop.run("echo 'before'", "sh 'exit 3'", "echo 'after'")).isEqualTo(RunResult.FAILURE);
        assertThat(laptop.log())
                .contains("before", "ERROR: script returned exit code 3", "Jenkinsfile:2")
                .doesNotContain("after");
    }

    @Test
    public void exceptions_are_caught_and_finally_runs() throws Exception {
        assertThat(laptop.run(
                        "try { error 'broken' } catch (e) { echo \"caught ${e.message}\" } finally { echo 'tidy' }"))
                .isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).containsExactly("caught broken", "tidy");
    }

    @Test
    public void stages_are_told_with_their_verdicts() throws Exception {
        laptop.run(
                "node {",
                "  stage('Good') { echo env.STAGE_NAME }",
                "  stage('Shaky') { unstable 'hm' }",
                "  stage('Bad') { error 'no' }",
                "}");
        assertThat(laptop.stages()).containsExactly("Good=SUCCESS", "Shaky=UNSTABLE", "Bad=FAILURE");
        assertThat(laptop.said()).startsWith("Good", "WARNING: hm");
    }

    @Test
    public void parallel_branches_run_at_the_same_time_and_their_lines_say_whose_they_are() throws Exception {
        // Each waits for the other's file, so neither could end alone.
        assertThat(laptop.run(
                        "def r = parallel(",
                        "  api: { sh 'touch a; while [ ! -e b ]; do sleep 0.01; done; echo done'; return 1 },",
                        "  front: { sh 'touch b; while [ ! -e a ]; do sleep 0.01; done; echo done'; return 2 })",
                        "echo \"sum ${r.api + r.front}\""))
                .isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.lines()).contains("[api] done", "[front] done", "sum 3");
    }

    @Test
    public void a_failing_branch_fails_parallel_after_the_others_have_ended() throws Exception {
        assertThat(laptop.run("parallel a: { error 'a broke' }, b: { sh 'echo b ran' }"))
                .isEqualTo(RunResult.FAILURE);
        assertThat(laptop.lines()).contains("Failed in branch a", "[b] b ran", "ERROR: a broke");
    }

    @Test
    public void fail_fast_stops_the_other_branches() throws Exception {
        assertThat(laptop.run(
                        "parallel failFast: true,",
                        "  a: { sh 'while [ ! -e started ]; do sleep 0.01; done'; error 'a broke' },",
                        "  b: { sh 'touch started; sleep 300' }"))
                .isEqualTo(RunResult.FAILURE);
        assertThat(laptop.log()).contains("ERROR: a broke");
    }

    @Test
    public void methods_classes_closures_and_noncps_of_the_script_work() throws Exception {
        laptop.run(
                "class Greeter implements Serializable {",
                "  def script; String name",
                "  Greeter(script, name) { this.script = script; this.name = name }",
                "  def greet() { script.echo \"hello ${name}\"; return name.size() }",
                "}",
                "@NonCPS def sorted(list) { list.sort { a, b -> b <=> a } }",
                "def twice(Closure c) { c(); c() }",
                "def n = new Greeter(this, 'ada').greet()",
                "echo \"${n} ${sorted([1, 3, 2])}\"",
                "twice { sh 'echo again' }",
                "def shout = { it.toUpperCase() }",
                "echo shout('x') + ['a', 'b'].collect { shout(it) }.join('')");
        assertThat(laptop.said()).containsExactly("hello ada", "3 [3, 2, 1]", "again", "again", "XAB");
    }

    @Test
    public void the_environment_is_as_on_jenkins() throws Exception {
        laptop.run(
                "env.FLAVOUR = 'vanilla'",
                "withEnv(['FLAVOUR=mint', 'PATH+TOOLS=/opt/tools', 'BOTH=$FLAVOUR-x']) {",
                "  sh 'echo $FLAVOUR $BOTH; echo ${PATH%%:*}'",
                "}",
                "sh 'echo $FLAVOUR $BUILD_NUMBER $JOB_NAME $JOB_BASE_NAME $BUILD_TAG $GIT_COMMIT $BRANCH_NAME'",
                "echo \"${env.FLAVOUR} ${FLAVOUR} ${env.NOPE}\"",
                "dir('sub/deep') { sh 'basename $(pwd)'; echo pwd() - WORKSPACE }");
        assertThat(laptop.said())
                .containsExactly(
                        "mint mint-x",
                        "/opt/tools",
                        "vanilla 7 shop/app app jenkins-shop-app-7 0123456789abcdef0123456789abcdef01234567 main",
                        "vanilla vanilla null",
                        "deep",
                        "/sub/deep");
    }

    @Test
    public void current_build_only_gets_worse() throws Exception {
        assertThat(laptop.run(
                        "echo \"${currentBuild.result} ${currentBuild.currentResult} ${currentBuild.number}\"",
                        "currentBuild.result = 'UNSTABLE'",
                        "currentBuild.result = 'SUCCESS'",
                        "echo currentBuild.currentResult"))
                .isEqualTo(RunResult.UNSTABLE);
        assertThat(laptop.said()).containsExactly("null SUCCESS 7", "UNSTABLE");
    }

    @Test
    public void retry_timeout_and_catch_error_do_as_on_jenkins() throws Exception {
        assertThat(laptop.run(
                        "def n = 0",
                        "retry(3) { n++; if (n < 3) error \"try ${n}\"; echo \"took ${n}\" }",
                        "try { timeout(time: 100, unit: 'MILLISECONDS') { sh 'sleep 300' } }",
                        "catch (e) { echo \"stopped: ${e.message}\" }",
                        "catchError(buildResult: 'UNSTABLE', stageResult: 'FAILURE') { error 'never mind' }",
                        "echo 'on'"))
                .isEqualTo(RunResult.UNSTABLE);
        assertThat(laptop.log()).contains("took 3", "stopped: Timeout has been exceeded", "ERROR: never mind", "\non");
    }

    @Test
    public void an_unknown_step_is_found_before_anything_runs() {
        assertThatThrownBy(() -> laptop.run("echo 'never'", "def f = { echoo 'x' }", "f()"))
                .hasMessageContaining("2:11: unknown step \"echoo\"; did you mean \"echo\"?");
        assertThat(laptop.lines()).isEmpty();
    }

    @Test
    public void a_step_that_only_the_run_can_tell_to_be_unknown_fails_with_the_nearest_name() throws Exception {
        assertThat(laptop.run("def name = 'echoo'", "this.\"${name}\"('x')")).isEqualTo(RunResult.FAILURE);
        assertThat(laptop.log()).contains("no step is called 'echoo'; did you mean 'echo'?", "Jenkinsfile:2");
    }

    @Test
    public void an_unknown_parameter_names_the_nearest() throws Exception {
        assertThatThrownBy(() -> laptop.run("sh scrpt: 'x'"))
                .hasMessageContaining("unknown parameter \"scrpt\" of \"sh\"; did you mean \"script\"?");
        assertThat(laptop.run("def arguments = [scrpt: 'x']", "sh arguments")).isEqualTo(RunResult.FAILURE);
        assertThat(laptop.log()).contains("sh has no parameter 'scrpt'; did you mean 'script'?");
    }

    @Test
    public void a_shared_library_is_refused_before_anything_runs() {
        for (String load : new String[] {"@Library('shared') _", "library 'shared'"}) {
            assertThatThrownBy(() -> laptop.run("echo 'never'", load))
                    .hasMessageContaining("2:1: shared libraries cannot be loaded by the local host");
        }
        assertThat(laptop.lines()).isEmpty();
    }

    @Test
    public void a_step_of_another_plugin_is_told_to_be_one() throws Exception {
        assertThat(laptop.run("steps.httpRequest 'u'")).isEqualTo(RunResult.FAILURE);
        assertThat(laptop.log())
                .contains("no step is called 'httpRequest'", "Steps of further Jenkins plugins run in Jenkins only");
    }
}
