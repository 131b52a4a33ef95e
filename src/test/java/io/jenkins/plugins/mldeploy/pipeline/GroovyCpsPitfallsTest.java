package io.jenkins.plugins.mldeploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Rule;
import org.junit.Test;

/** What groovy-cps 1.31 gets wrong or cannot do by itself; {@code restart()} saves the run and goes on from what was saved. */
public class GroovyCpsPitfallsTest {
    @Rule
    public final Laptop laptop = new Laptop();

    private void survives(String loop, String... said) throws Exception {
        assertThat(laptop.runThroughRestarts(loop)).as(laptop.log()).isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).containsExactly(said);
    }

    private void failsSaying(String script, String... parts) throws Exception {
        assertThat(laptop.run(script)).as(laptop.log()).isEqualTo(RunResult.FAILURE);
        assertThat(laptop.log()).contains(parts);
    }

    @Test
    public void a_step_may_suspend_inside_a_loop_over_a_map() throws Exception {
        survives("for (e in [a: 1, b: 2]) { restart(); echo \"${e.key}${e.value}\" }", "a1", "b2");
    }

    @Test
    public void a_step_may_suspend_inside_each_of_a_map() throws Exception {
        survives("[a: 1, b: 2].each { k, v -> restart(); echo \"${k}${v}\" }", "a1", "b2");
    }

    @Test
    public void a_step_may_suspend_inside_each_entry_of_a_map() throws Exception {
        survives("[a: 1, b: 2].each { e -> restart(); echo \"${e.key}${e.value}\" }", "a1", "b2");
    }

    @Test
    public void a_step_may_suspend_inside_each_with_index() throws Exception {
        survives("['x', 'y'].eachWithIndex { v, i -> restart(); echo \"${i}${v}\" }", "0x", "1y");
    }

    @Test
    public void a_step_may_suspend_inside_each_with_index_of_a_map() throws Exception {
        survives("[a: 1].eachWithIndex { e, i -> restart(); echo \"${i}${e.key}\" }", "0a");
    }

    @Test
    public void a_step_may_suspend_inside_a_loop_over_a_range() throws Exception {
        survives(
                "for (i in 1..2) { restart(); echo \"${i}\" }; def r = 'c'..'a'; restart(); echo r.join('')",
                "1",
                "2",
                "cba");
    }

    @Test
    public void a_step_may_suspend_inside_each_of_a_range_a_set_and_an_array() throws Exception {
        survives(
                "(1..2).each { restart(); echo \"${it}\" }\n"
                        + "(['s'] as Set).each { restart(); echo it }\n"
                        + "for (w in 'p q'.split(' ')) { restart(); echo w }",
                "1",
                "2",
                "s",
                "p",
                "q");
    }

    @Test
    public void a_step_may_suspend_inside_collect_find_all_times_and_inject() throws Exception {
        survives(
                "def c = [1, 2].collect { restart(); it * 2 }\n"
                        + "def f = [1, 2, 3].findAll { restart(); it > 1 }\n"
                        + "2.times { restart() }\n"
                        + "def s = [1, 2].inject(0) { a, b -> restart(); a + b }\n"
                        + "def m = [a: 1, b: 2].collectEntries { k, v -> restart(); [(k): v + 1] }\n"
                        + "echo \"${c} ${f} ${s} ${m}\"",
                "[2, 4] [2, 3] 3 [a:2, b:3]");
    }

    @Test
    public void views_and_entries_of_a_map_may_be_kept_in_variables() throws Exception {
        survives(
                "def m = [a: 1, b: 2]\ndef k = m.keySet(); def v = m.values(); def e = m.find { it.value == 2 }; def sub = [1, 2, 3].subList(0, 2)\n"
                        + "restart(); echo \"${k} ${v} ${e.key} ${sub}\"",
                "[a, b] [1, 2] b [1, 2]");
    }

    @Test
    public void a_map_still_sees_what_is_done_to_its_views() throws Exception {
        survives(
                "def m = [a: 1, b: 2]; m.keySet().remove('a'); m.entrySet().each { it.value = 9 }; echo \"${m}\"",
                "[b:9]");
    }

    @Test
    public void a_step_inside_to_sorted_is_an_error_that_names_it() throws Exception {
        failsSaying(
                "def s = [2, 1].toSorted { a, b -> echo 'x'; a <=> b }\necho \"wrong ${s}\"",
                "was called from inside ArrayList.toSorted, which cannot be suspended",
                "@NonCPS",
                "Jenkinsfile:1");
        assertThat(laptop.log()).doesNotContain("wrong [");
    }

    @Test
    public void a_block_given_to_sort_is_an_error_even_without_a_step() throws Exception {
        failsSaying("def l = [2, 1]\nl.sort { a, b -> a <=> b }", "inside ArrayList.sort, which cannot be suspended");
    }

    @Test
    public void a_block_given_to_each_file_is_an_error() throws Exception {
        failsSaying(
                "new File(env.WORKSPACE).eachFile { f -> sh 'true' }",
                "inside File.eachFile, which cannot be suspended");
    }

    @Test
    public void a_step_inside_noncps_is_an_error_that_names_both() throws Exception {
        failsSaying(
                "@NonCPS def quick() { sh 'echo never'; return 1 }\ndef x = quick()\necho \"wrong ${x}\"",
                "the step 'sh' was called inside Jenkinsfile.quick, which cannot be suspended",
                "Jenkinsfile:2");
        assertThat(laptop.log()).doesNotContain("wrong 1");
    }

    @Test
    public void println_inside_noncps_prints_and_goes_on() throws Exception {
        survives("@NonCPS def quick() { println 'inside'; return 1 }\necho \"${quick()}\"", "inside", "1");
    }

    @Test
    public void what_cannot_be_saved_is_an_error_that_names_the_variable() throws Exception {
        failsSaying(
                "def f() {\n  def version = ('v1.2' =~ /v(.*)/)\n  sh 'echo never'\n}\nf()",
                "before the step 'sh': the variable 'version' is a java.util.regex.Matcher, which cannot be saved",
                "Jenkinsfile:3");
        assertThat(laptop.lines()).doesNotContain("never");
    }

    @Test
    public void what_cannot_be_saved_is_found_inside_other_values() throws Exception {
        failsSaying(
                "def conf = [name: 'x', lock: new Object()]\nsh 'true'",
                "the variable 'conf.lock' is a java.lang.Object");
    }

    @Test
    public void a_pointer_to_a_method_cannot_be_kept_over_a_step() throws Exception {
        failsSaying(
                "def f() { 1 }\ndef p = this.&f\nsh 'true'",
                "the variable 'p' is a org.codehaus.groovy.runtime.MethodClosure");
    }

    @Test
    public void a_matcher_that_is_let_go_of_before_the_next_step_does_no_harm() throws Exception {
        survives("def m = ('v1' =~ /v(.)/); def n = m[0][1]; m = null; restart(); echo n", "1");
    }

    @Test
    public void closures_curried_and_stored_go_on_after_a_restart() throws Exception {
        survives(
                "def steps = [:]\nfor (n in ['a', 'b']) { def name = n; steps[name] = { restart(); \"done ${name}\" } }\n"
                        + "def r = parallel(steps)\necho \"${r.a} ${r.b}\"",
                "done a done b");
    }

    @Test
    public void sleep_and_println_inside_blocks_are_the_steps() throws Exception {
        survives("node { dir('x') { sleep time: 1, unit: 'MILLISECONDS'; sleep 0; println 'hi' } }", "hi");
    }

    @Test
    public void exceptions_pass_through_a_restart() throws Exception {
        survives(
                "try { try { restart(); error 'one' } finally { restart(); echo 'finally' } } catch (e) { restart(); echo e.message }",
                "finally",
                "one");
    }

    @Test
    public void a_class_of_the_script_goes_on_after_a_restart() throws Exception {
        survives(
                "class Box implements Serializable { def script; int n = 1; def up() { script.restart(); n++; return n } }\n"
                        + "def b = new Box(script: this)\nb.up()\necho \"${b.up()}\"",
                "3");
    }

    @Test
    public void an_endless_loop_without_steps_can_be_aborted() throws Exception {
        laptop.start("echo 'looping'\nwhile (true) { }");
        laptop.awaitLine("looping");
        laptop.current().abort("enough");
        assertThat(laptop.result()).isEqualTo(RunResult.ABORTED);
    }
}
