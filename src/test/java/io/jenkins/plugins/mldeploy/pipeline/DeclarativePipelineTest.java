package io.jenkins.plugins.mldeploy.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

public class DeclarativePipelineTest {
    @Rule
    public final Laptop laptop = new Laptop();

    private RunResult run(String... inside) throws Exception {
        return laptop.run("pipeline { agent any", String.join("\n", inside), "}");
    }

    private RunResult stages(String... stages) throws Exception {
        return run("stages {", String.join("\n", stages), "}");
    }

    @Test
    public void stages_run_one_after_another() throws Exception {
        assertThat(stages(
                        "stage('Build') { steps { sh 'echo built'; echo \"in ${STAGE_NAME}\" } }",
                        "stage('Test') { steps { script { def n = 1 + 1; echo \"tested ${n}\" } } }"))
                .isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).containsExactly("built", "in Build", "tested 2");
        assertThat(laptop.stages()).containsExactly("Build=SUCCESS", "Test=SUCCESS");
    }

    @Test
    public void after_a_failure_the_other_stages_are_skipped_and_post_runs() throws Exception {
        assertThat(run(
                        "stages {",
                        "  stage('A') { steps { sh 'exit 2' }; post { failure { echo 'A failed' }; success { echo 'never' } } }",
                        "  stage('B') { steps { echo 'never' } }",
                        "}",
                        "post { cleanup { echo 'cleanup' }; failure { echo 'failure' }; always { echo 'always' }; success { echo 'never' }",
                        "  unsuccessful { echo \"unsuccessful ${currentBuild.currentResult}\" } }"))
                .isEqualTo(RunResult.FAILURE);
        assertThat(laptop.said())
                .containsSubsequence(
                        "ERROR: script returned exit code 2",
                        "A failed",
                        "Stage \"B\" skipped due to earlier failure(s)",
                        "always",
                        "failure",
                        "unsuccessful FAILURE",
                        "cleanup")
                .doesNotContain("never");
        assertThat(laptop.stages()).containsExactly("A=FAILURE", "B=NOT_BUILT", "Declarative: Post Actions=SUCCESS");
        assertThat(laptop.log().split("exit code 2", -1)).hasSize(2);
    }

    @Test
    public void post_conditions_that_compare_look_at_the_run_before() throws Exception {
        laptop.previous(RunResult.FAILURE);
        run(
                "stages { stage('A') { steps { echo 'fine' } } }",
                "post { changed { echo 'changed' }; fixed { echo 'fixed' }; regression { echo 'never' }; success { echo 'success' } }");
        assertThat(laptop.said()).containsExactly("fine", "changed", "fixed", "success");
    }

    @Test
    public void an_unstable_stage_makes_the_run_unstable_and_others_go_on() throws Exception {
        assertThat(stages(
                        "stage('A') { steps { unstable 'shaky' }; post { unstable { echo 'A is unstable' } } }",
                        "stage('B') { steps { echo 'B runs' } }"))
                .isEqualTo(RunResult.UNSTABLE);
        assertThat(laptop.said()).containsExactly("WARNING: shaky", "A is unstable", "B runs");
    }

    @Test
    public void skip_stages_after_unstable_skips_them() throws Exception {
        assertThat(run(
                        "options { skipStagesAfterUnstable() }",
                        "stages { stage('A') { steps { unstable 'shaky' } }; stage('B') { steps { echo 'never' } } }"))
                .isEqualTo(RunResult.UNSTABLE);
        assertThat(laptop.said()).doesNotContain("never");
        assertThat(laptop.stages()).containsExactly("A=UNSTABLE", "B=NOT_BUILT");
    }

    @Test
    public void the_environment_is_layered_and_can_call_steps() throws Exception {
        run(
                "environment { APP = 'shop'; IMAGE = \"reg/${APP}:${BUILD_NUMBER}\"; SHA = sh(script: 'printf abc', returnStdout: true) }",
                "stages { stage('A') { environment { APP = 'inner'; MORE = \"${APP}-${SHA}\" }",
                "  steps { sh 'echo $APP $IMAGE $MORE' } }",
                "  stage('B') { steps { sh 'echo $APP ${MORE-unset}' } } }");
        assertThat(laptop.said()).containsExactly("inner reg/shop:7 inner-abc", "shop unset");
    }

    @Test
    public void credentials_are_bound_and_masked() throws Exception {
        laptop.credential("token", Map.of("secret", "s3cr3t-value"))
                .credential("user", Map.of("username", "ada", "password", "pa55word"));
        run(
                "environment { TOKEN = credentials('token'); LOGIN = credentials('user') }",
                "stages { stage('A') { steps { sh 'set +x; printf s3cr; sleep 0.05; printf \"3t-value\\\\n\"; echo $TOKEN $LOGIN $LOGIN_USR $LOGIN_PSW ${#TOKEN}'",
                "  echo \"${TOKEN} ${env.LOGIN_PSW}\" } } }");
        assertThat(laptop.said()).contains("****", "**** ada:**** ada **** 12", "**** ****");
        assertThat(laptop.log()).doesNotContain("s3cr3t-value", "pa55word");
    }

    @Test
    public void a_missing_credential_fails_and_says_where_to_put_it() throws Exception {
        assertThat(run(
                        "environment { T = credentials('no-such') }",
                        "stages { stage('A') { steps { echo 'never' } } }"))
                .isEqualTo(RunResult.FAILURE);
        assertThat(laptop.log()).contains("no credential 'no-such' here", "MLDEPLOY_CREDENTIAL_NO_SUCH");
    }

    @Test
    public void parameters_have_defaults_and_take_the_users_choice() throws Exception {
        laptop.parameters(Map.of("WHERE", "production", "DRY", "true"));
        run(
                "parameters { string(name: 'WHO', defaultValue: 'world'); choice(name: 'WHERE', choices: ['staging', 'production'])",
                "  booleanParam(name: 'DRY', defaultValue: false) }",
                "stages { stage('A') { when { expression { params.DRY } }; steps { echo \"${params.WHO} ${WHERE} ${params.DRY.getClass().simpleName}\" } } }");
        assertThat(laptop.said()).containsExactly("world production Boolean");
    }

    @Test
    public void a_choice_that_is_none_and_an_unknown_parameter_are_errors() throws Exception {
        laptop.parameters(Map.of("WHERE", "moon", "WHOO", "x"));
        assertThat(run(
                        "parameters { string(name: 'WHO'); choice(name: 'WHERE', choices: ['staging', 'production']) }",
                        "stages { stage('A') { steps { echo 'never' } } }"))
                .isEqualTo(RunResult.FAILURE);
        assertThat(laptop.log())
                .contains(
                        "no parameter 'WHOO'; did you mean 'WHO'?", "'WHERE' is one of staging, production, not 'moon'")
                .doesNotContain("never");
    }

    @Test
    public void when_conditions_decide_whether_a_stage_runs() throws Exception {
        laptop.branch("release/1.4");
        stages(
                "stage('branch') { when { branch 'release/*' }; steps { echo 'branch' } }",
                "stage('branch no') { when { branch 'main' }; steps { echo 'never' } }",
                "stage('regexp') { when { branch pattern: 'release/\\\\d.*', comparator: 'REGEXP' }; steps { echo 'regexp' } }",
                "stage('expression') { when { expression { return 1 < 2 } }; steps { echo 'expression' } }",
                "stage('not') { when { not { branch 'main' } }; steps { echo 'not' } }",
                "stage('all') { when { allOf { branch 'release/*'; expression { false } } }; steps { echo 'never' } }",
                "stage('any') { when { anyOf { branch 'x'; equals expected: 2, actual: 1 + 1 } }; steps { echo 'any' } }",
                "stage('environment') { environment { E = 'on' }; when { environment name: 'E', value: 'on' }; steps { echo 'environment' } }",
                "stage('before') { when { beforeAgent true; expression { false } }; steps { echo 'never' } }",
                "stage('tag') { when { buildingTag() }; steps { echo 'never' } }",
                "stage('step') { when { expression { sh(script: 'exit 0', returnStatus: true) == 0 } }; steps { echo 'step' } }");
        assertThat(laptop.said().stream().filter(line -> !line.startsWith("Stage ")))
                .containsExactly("branch", "regexp", "expression", "not", "any", "environment", "step");
        assertThat(laptop.said()).contains("Stage \"tag\" skipped due to when conditional");
    }

    @Test
    public void parallel_stages_run_together_and_fail_fast_stops_them() throws Exception {
        assertThat(stages(
                        "stage('Tests') { failFast true;",
                        "  parallel {",
                        "    stage('api') { steps { sh 'while [ ! -e up ]; do sleep 0.01; done; exit 1' } }",
                        "    stage('front') { steps { sh 'touch up; sleep 300' }; post { aborted { echo 'front stopped' } } }",
                        "  }; post { failure { echo 'Tests failed' } } }"))
                .isEqualTo(RunResult.FAILURE);
        assertThat(laptop.lines()).contains("[front] front stopped", "Tests failed");
        assertThat(laptop.stages()).containsExactlyInAnyOrder("api=FAILURE", "front=ABORTED", "Tests=FAILURE");
    }

    @Test
    public void a_matrix_runs_each_cell_but_the_excluded() throws Exception {
        assertThat(stages(
                        "stage('All') { matrix {",
                        "  axes { axis { name 'OS'; values 'linux', 'mac' }; axis { name 'PY'; values '3.11', '3.12' } }",
                        "  excludes { exclude { axis { name 'OS'; values 'mac' }; axis { name 'PY'; values '3.11' } } }",
                        "  environment { TAG = \"${OS}-${PY}\" }",
                        "  stages { stage('Test') { steps { echo \"testing ${TAG}\" } }; stage('Report') { when { environment name: 'OS', value: 'mac' }; steps { echo 'report' } } }",
                        "} }"))
                .isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.lines())
                .contains(
                        "[Matrix - OS = 'linux', PY = '3.11'] testing linux-3.11",
                        "[Matrix - OS = 'linux', PY = '3.12'] testing linux-3.12",
                        "[Matrix - OS = 'mac', PY = '3.12'] testing mac-3.12",
                        "[Matrix - OS = 'mac', PY = '3.12'] report")
                .noneMatch(line -> line.contains("testing mac-3.11"));
    }

    @Test
    public void options_go_round_stages_and_the_pipeline() throws Exception {
        assertThat(run(
                        "options { timestamps(); timeout(time: 1, unit: 'HOURS'); buildDiscarder(logRotator(numToKeepStr: '5')) }",
                        "stages {",
                        "  stage('Flaky') { options { retry(2) }; steps { sh 'test -e again || { touch again; exit 1; }' } }",
                        "  stage('Slow') { options { timeout(time: 50, unit: 'MILLISECONDS') }; steps { sh 'sleep 300' } }",
                        "}"))
                .isEqualTo(RunResult.ABORTED);
        assertThat(laptop.log())
                .contains("Retrying", "Timeout has been exceeded")
                .containsPattern("\\d\\d:\\d\\d:\\d\\d  ");
        assertThat(laptop.stages()).containsExactly("Flaky=SUCCESS", "Slow=ABORTED");
    }

    @Test
    public void nested_stages_and_script_level_variables_work() throws Exception {
        assertThat(
                        laptop.run(
                                "def greeting = 'hi'",
                                "String who(n) { \"number ${n}\" }",
                                "pipeline { agent none",
                                " stages { stage('Outer') { stages { stage('Inner') { steps { echo \"${greeting} ${who(3)}\" } } } } } }"))
                .isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).containsExactly("hi number 3");
        assertThat(laptop.stages()).containsExactly("Inner=SUCCESS", "Outer=SUCCESS");
    }

    @Test
    public void every_error_is_reported_before_anything_runs() {
        assertThatThrownBy(() -> run(
                        "stages {",
                        "  stage('A') { steps { ehco 'x'; sh skript: 'y' } }",
                        "  stage('B') { stepps { echo 'z' } }",
                        "}"))
                .isInstanceOfSatisfying(JenkinsfileRejected.class, rejected -> assertThat(
                                rejected.problems().toString())
                        .contains("3:24: unknown step \"ehco\"; did you mean \"echo\"?", "skript", "stepps"));
        assertThat(laptop.lines()).isEmpty();
    }

    @Test
    public void what_a_laptop_cannot_do_is_refused_before_anything_runs() {
        assertThatThrownBy(() -> laptop.run(
                        "pipeline { agent { docker 'python:3' }", "stages { stage('A') { steps { echo 'never' } } } }"))
                .isInstanceOfSatisfying(JenkinsfileRejected.class, rejected -> assertThat(
                                rejected.problems().toString())
                        .contains("1:12: agent { docker } cannot be run by the local host"));
    }

    @Test
    public void tools_are_this_machines_or_the_run_fails() throws Exception {
        assertThat(run(
                        "tools { maven 'no-such-tool' }",
                        "stages { stage('A') { tools { jdk '17' }; steps { echo 'runs' } } }"))
                .isIn(RunResult.SUCCESS, RunResult.FAILURE);
        assertThat(laptop.log()).contains("tools: maven [no-such-tool] is ");
    }

    @Test
    public void three_hundred_stages_run_though_a_method_may_have_64_kilobytes() throws Exception {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            all.append("stage('Stage ")
                    .append(i)
                    .append("') { environment { N = '")
                    .append(i)
                    .append("' }\n")
                    .append("  when { expression { return N.toInteger() >= 0 } }\n")
                    .append(
                            "  steps { echo \"this is number ${N} of ${env.JOB_NAME}\"; script { def x = [1, 2, 3].collect { it * 2 }; if (x.size() != 3) { error 'no' } } }\n")
                    .append("  post { failure { echo 'never' } } }\n");
        }
        assertThat(stages(all.toString())).isEqualTo(RunResult.SUCCESS);
        assertThat(laptop.said()).hasSize(300).endsWith("this is number 299 of shop/app");
    }
}
