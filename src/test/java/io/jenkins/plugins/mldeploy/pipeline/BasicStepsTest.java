package io.jenkins.plugins.mldeploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

public class BasicStepsTest {
    @Rule
    public final Laptop laptop = new Laptop();

    private void says(String script, String... said) throws Exception {
        assertThat(laptop.run(script)).as(laptop.log()).isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).containsExactly(said);
    }

    private void fails(String script, String... parts) throws Exception {
        assertThat(laptop.run(script)).as(laptop.log()).isEqualTo(RunResult.FAILURE);
        assertThat(laptop.log()).contains(parts);
    }

    @Test
    public void files_are_written_read_and_found() throws Exception {
        says(
                "dir('a/b') { writeFile file: 'x.txt', text: 'grüße'; echo readFile('x.txt'); echo \"${fileExists 'x.txt'} ${fileExists 'y'}\" }\n"
                        + "echo \"${isUnix()} ${pwd().endsWith('work')}\"",
                "grüße",
                "true false",
                "true true");
    }

    @Test
    public void a_file_that_is_not_there_fails_with_its_name() throws Exception {
        fails("readFile 'nope.txt'", "ERROR: there is no file", "nope.txt");
    }

    @Test
    public void json_is_read_as_plain_values_that_live_over_steps() throws Exception {
        laptop.file("m.json", "{\"score\": 0.9, \"tags\": [\"a\", \"b\"]}");
        says(
                "def m = readJSON file: 'm.json'\nsh 'true'\necho \"${m.score} ${m.tags.join('+')} ${readJSON(text: '[1]')[0]}\"",
                "0.9 a+b 1");
    }

    @Test
    public void json_that_is_none_fails_and_says_where() throws Exception {
        fails("readJSON text: '{\"a\": '", "ERROR: the text");
    }

    @Test
    public void what_is_stashed_comes_back_elsewhere() throws Exception {
        laptop.file("out/app.txt", "app");
        laptop.file("out/skip.log", "log");
        says(
                "stash name: 'built', includes: 'out/**', excludes: '**/*.log'\ndir('copy') { unstash 'built'; sh 'find . -type f' }",
                "Stashed 1 file(s)",
                "./out/app.txt");
    }

    @Test
    public void a_stash_of_nothing_or_under_a_path_fails() throws Exception {
        fails("stash name: 'none', includes: '*.nope'", "stash 'none': no file matches '*.nope'");
    }

    @Test
    public void a_stash_cannot_leave_its_folder() throws Exception {
        laptop.file("x", "x");
        fails("stash name: '../../x', includes: 'x'", "cannot be the name of a stash");
    }

    @Test
    public void artifacts_are_kept_with_the_run() throws Exception {
        laptop.file("dist/app.jar", "bytes");
        assertThat(laptop.run("archiveArtifacts artifacts: 'dist/*.jar', fingerprint: true"))
                .isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.runDirectory().resolve("archive/dist/app.jar")).hasContent("bytes");
    }

    @Test
    public void no_artifact_at_all_fails_unless_that_is_allowed() throws Exception {
        fails(
                "archiveArtifacts artifacts: '*.nope', allowEmptyArchive: true\narchiveArtifacts '*.nope'",
                "ERROR: archiveArtifacts: no file matches '*.nope'",
                "Jenkinsfile:2");
    }

    @Test
    public void junit_counts_tests_and_makes_the_run_unstable() throws Exception {
        laptop.file(
                "r/TEST-a.xml",
                "<testsuite><testcase classname='A' name='ok'/><testcase classname='A' name='bad'><failure>x</failure></testcase>",
                "<testcase classname='A' name='off'><skipped/></testcase></testsuite>");
        assertThat(laptop.run(
                        "def r = junit 'r/*.xml'",
                        "echo \"${r.totalCount} ${r.passCount} ${r.failCount} ${r.skipCount}\""))
                .isEqualTo(RunResult.UNSTABLE);
        assertThat(laptop.said()).contains("junit: 3 tests, 1 failed, 1 skipped", "junit: failed: A.bad", "3 1 1 1");
    }

    @Test
    public void a_report_that_is_missing_or_none_never_passes() throws Exception {
        laptop.file("bad.xml", "<html></html>");
        laptop.file("cut.xml", "<testsuite><testcase name='a'/>");
        laptop.file("empty.xml", "<testsuite tests='0'/>");
        fails(
                "for (f in ['nope.xml', 'bad.xml', 'cut.xml', 'empty.xml']) { try { junit f; echo \"passed ${f}\" } catch (e) { echo \"no: ${e.message}\" } }\nerror 'end'",
                "no: junit: no test report matches 'nope.xml'",
                "it has no testsuite",
                "cut.xml",
                "no: junit: the test reports hold no test");
        assertThat(laptop.log()).doesNotContain("passed ");
    }

    @Test
    public void the_project_itself_is_never_deleted_but_a_folder_in_it_is() throws Exception {
        laptop.file("keep.txt", "x");
        laptop.file("build/old.txt", "x");
        assertThat(laptop.run("dir('build') { deleteDir() }", "deleteDir()", "dir('..') { deleteDir() }"))
                .isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.workspace().resolve("keep.txt")).exists();
        assertThat(Files.exists(laptop.workspace().resolve("build"))).isFalse();
        assertThat(laptop.log()).contains("deleteDir: nothing is deleted");
    }

    @Test
    public void warn_error_and_wait_until_do_as_on_jenkins() throws Exception {
        assertThat(laptop.run(
                        "stage('W') { warnError('that went wrong') { error 'why' } }",
                        "def n = 0",
                        "waitUntil(initialRecurrencePeriod: 1, quiet: true) { n++; n == 3 }",
                        "echo \"after ${n}\""))
                .isEqualTo(RunResult.UNSTABLE);
        assertThat(laptop.stages()).containsExactly("W=UNSTABLE");
        assertThat(laptop.said())
                .containsExactly("WARNING: that went wrong", "ERROR: why", "    at Jenkinsfile:1 (run)", "after 3");
    }

    @Test
    public void the_script_of_sh_is_neither_in_the_process_list_nor_left_behind() throws Exception {
        assertThat(
                        laptop.run(
                                "sh 'tr \"\\\\0\" \" \" < /proc/$PPID/cmdline > /dev/null; tr \"\\\\0\" \" \" < /proc/$$/cmdline; echo; echo visible-only-here > /dev/null'"))
                .isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said().get(0)).startsWith("sh -xe ").doesNotContain("visible-only-here");
        try (var left = Files.list(laptop.runDirectory().resolve("tmp"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    public void a_script_may_bring_its_own_interpreter() throws Exception {
        says("sh '''#!/usr/bin/env python3\nprint(6 * 7)\n'''", "42");
    }

    @Test
    public void bat_says_that_this_is_not_windows() throws Exception {
        fails("bat 'dir'", "bat runs on Windows only");
    }

    @Test
    public void credentials_of_other_kinds_and_the_users_own_variables_stay_where_they_belong() throws Exception {
        laptop.credential("login", Map.of("username", "ada", "password", "pa55word"))
                .credential("config", Map.of("file", "/tmp/some.conf"));
        assertThat(laptop.run(
                        "withCredentials([usernameColonPassword(credentialsId: 'login', variable: 'BOTH'), file(credentialsId: 'config', variable: 'CONF')]) { sh 'echo $BOTH $CONF' }",
                        "sh 'echo ${BOTH-unset}'"))
                .isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).containsExactly("ada:**** /tmp/some.conf", "unset");
    }

    @Test
    public void properties_of_a_scripted_pipeline_define_its_parameters() throws Exception {
        laptop.parameters(Map.of("WHO", "ada"));
        says(
                "properties([parameters([string(name: 'WHO', defaultValue: 'x'), booleanParam(name: 'DRY', defaultValue: true)])])\necho \"${params.WHO} ${params.DRY}\"",
                "ada true");
    }

    @Test
    public void a_parameter_of_a_run_can_not_be_changed_and_the_message_says_what_can() throws Exception {
        laptop.parameters(Map.of("WHO", "ada"));
        says(
                "properties([parameters([string(name: 'WHO', defaultValue: 'x')])])\ntry { params.WHO = 'bob' } catch (UnsupportedOperationException e) { echo e.message }\necho params.WHO",
                "params cannot be changed; use env.WHO or a variable of your own",
                "ada");
    }
}
