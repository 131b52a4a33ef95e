package io.jenkins.plugins.mldeploy.jenkins.host;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.JenkinsRule;

/** What people get wrong in a Jenkinsfile, and what they are told: what is wrong, where, and what to write instead. */
public class MistakesTest {
    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final TemporaryFolder FOLDER = new TemporaryFolder();

    private static final String IMAGE = "registry.example/api@sha256:" + "a".repeat(64);
    private static Tools tools;

    /**
     * A mistake.
     *
     * @param says parts of the run's log
     */
    private record Mistake(String name, String jenkinsfile, Result result, List<String> says) {
        /** Names of the mistakes that are found only while the step works; what came of it until then is recorded. */
        private static final Set<String> RECORDED = Set.of(
                "a gate inside of a node",
                "the same id twice at once",
                "a credential that there is not",
                "a credential of another type",
                "a credential of the wrong scope",
                "a credential for a protected environment",
                "reports that are not there",
                "a chart that is not there");

        boolean isRecorded() {
            return RECORDED.contains(name);
        }
    }

    private static Mistake mistake(String name, String jenkinsfile, Result result, String... says) {
        return new Mistake(name, jenkinsfile, result, List.of(says));
    }

    private static String node(String body) {
        return tools.pipeline(body);
    }

    private static List<Mistake> mistakes() {
        String deploy =
                "helmDeploy id: 'd', release: 'api', chart: 'chart', environment: 'staging', image: '" + IMAGE + "'";
        return List.of(
                mistake(
                        "a parameter that there is not",
                        node("mlTest id: 'a', testResult: '*.xml'"),
                        Result.FAILURE,
                        "mlTest",
                        "testResult",
                        "did you mean 'testResults'"),
                mistake(
                        "a nested one",
                        node("mlTest id: 'a', testResults: 't.xml', qualityGates: [[metric: 'line', treshold: 0.8]]"),
                        Result.FAILURE,
                        "qualityGates[0]",
                        "treshold",
                        "did you mean 'threshold'"),
                mistake(
                        "a wrong type",
                        node("mlTest id: 'a', testResults: 't.xml', repeat: 'many'"),
                        Result.FAILURE,
                        "mlTest",
                        "parameter 'repeat' must be a whole number, not 'many'; write it without quotes"),
                mistake(
                        "a map for a list",
                        node("generateSbom targets: 'api'"),
                        Result.FAILURE,
                        "generateSbom",
                        "targets"),
                mistake(
                        "a required one is missing",
                        node("generateSbom id: 'a'"),
                        Result.FAILURE,
                        "generateSbom",
                        "parameter 'targets' is missing"),
                mistake(
                        "an environment that there is not",
                        node("helmDeploy release: 'api', chart: 'chart', environment: 'stagin', image: '" + IMAGE
                                + "'"),
                        Result.FAILURE,
                        "stagin",
                        "did you mean 'staging'"),
                mistake(
                        "nobody may approve",
                        "approveGate id: 'g', approvers: []",
                        Result.FAILURE,
                        "approveGate",
                        "an empty list of approvers is nobody"),
                mistake(
                        "a negative number",
                        "approveGate id: 'g', submitter: 'bob', minApprovals: -1",
                        Result.FAILURE,
                        "approveGate",
                        "minApprovals must be from 1 to 999"),
                mistake(
                        "a duration without a unit",
                        "approveGate id: 'g', submitter: 'bob', timeout: 30",
                        Result.FAILURE,
                        "approveGate",
                        "timeout",
                        "'30m'"),
                mistake(
                        "a unit that there is not",
                        "approveGate id: 'g', submitter: 'bob', timeout: '2 weeks'",
                        Result.FAILURE,
                        "approveGate",
                        "timeout",
                        "2 weeks"),
                mistake(
                        "null for a text",
                        node("containerScan image: env.NO_SUCH_VARIABLE"),
                        Result.FAILURE,
                        "containerScan",
                        "give exactly one of image, sbom, dir, input; none is given"),
                mistake(
                        "a text of a null",
                        node("containerScan image: \"${env.NO_SUCH_VARIABLE}\""),
                        Result.FAILURE,
                        "containerScan",
                        "parameter 'image' is the text 'null': a variable in it has no value here"),
                mistake(
                        "a block for a text",
                        node("mlTest id: 'a', command: { sh 'make' }"),
                        Result.FAILURE,
                        "mlTest",
                        "parameter 'command' must be a string, not a block"),
                mistake(
                        "a step outside of a node",
                        "mlTest id: 'a', testResults: 't.xml'",
                        Result.FAILURE,
                        "mlTest",
                        "node"),
                mistake(
                        "a gate inside of a node",
                        node("approveGate id: 'g', submitter: 'bob', timeout: '1s'"),
                        Result.FAILURE,
                        "approveGate is inside a node, and so the run holds an executor while it waits",
                        "timed out"),
                mistake(
                        "an id with blanks",
                        node("mlTest id: 'my tests', testResults: 't.xml'"),
                        Result.FAILURE,
                        "mlTest",
                        "id",
                        "my tests"),
                mistake(
                        "the same id twice at once",
                        node(
                                "writeFile file: 't.xml', text: \"<testsuite><testcase classname='a' name='b'/></testsuite>\"\n"
                                        + "parallel(x: { mlTest id: 'same', testResults: 't.xml' }, y: { mlTest id: 'same', testResults: 't.xml' })"),
                        Result.SUCCESS,
                        "mlTest"),
                mistake(
                        "a credential that there is not",
                        node(deploy + ", credentialsId: 'nothing'"),
                        Result.FAILURE,
                        "there is no credential 'nothing' that this job may use"),
                mistake(
                        "a credential of another type",
                        node(deploy + ", credentialsId: 'login'"),
                        Result.FAILURE,
                        "login",
                        "secret file or a secret text"),
                mistake(
                        "a credential of the wrong scope",
                        node(deploy + ", credentialsId: 'system'"),
                        Result.FAILURE,
                        "there is no credential 'system' that this job may use"),
                mistake(
                        "a credential for a protected environment",
                        node("helmDeploy release: 'api', chart: 'chart', environment: 'pinned', image: '" + IMAGE
                                + "', credentialsId: 'login'"),
                        Result.FAILURE,
                        "credentialsId",
                        "pinned"),
                mistake(
                        "a strategy that there is not",
                        node(deploy + ", strategy: 'cannary'"),
                        Result.FAILURE,
                        "strategy",
                        "did you mean 'canary'"),
                mistake(
                        "steps that go back",
                        node(deploy + ", strategy: 'canary', steps: [50, 10, 100]"),
                        Result.FAILURE,
                        "steps"),
                mistake(
                        "reports that are not there",
                        node("mlTest id: 'a', testResults: 'nowhere/*.xml'"),
                        Result.FAILURE,
                        "mlTest",
                        "nowhere/*.xml"),
                mistake(
                        "a chart that is not there",
                        node(deploy.replace("'chart'", "'no-such-chart'")),
                        Result.FAILURE,
                        "no-such-chart"),
                mistake(
                        "a plan that nobody made",
                        "approveGate id: 'g', deployment: 'never', submitter: 'bob', environment: 'staging', timeout: '1s'",
                        Result.FAILURE,
                        "never",
                        "dryRun: true"),
                mistake(
                        "several at once",
                        "approveGate id: 'G 1', approver: [[group: 'sre']], minApprovals: 0, timeout: '5'",
                        Result.FAILURE,
                        "id",
                        "did you mean 'approvers'",
                        "timeout"),
                mistake(
                        "a wrong step in Declarative",
                        "pipeline { agent none\n stages { stage('a') { steps {\n approveGate id: 'g', approvrs: [[group: 'sre']]\n} } } }",
                        Result.FAILURE,
                        "line 3, column 23",
                        "Invalid parameter \"approvrs\", did you mean \"approvers\"?"));
    }

    @BeforeClass
    public static void world() throws Exception {
        tools = new Tools(FOLDER.getRoot().toPath().resolve("bin")).withHelm(IMAGE);
        TestEnvironments.set(
                """
                teams: [{name: sre, users: [bob]}]
                environments:
                  - {name: staging}
                  - {name: pinned, approvers: [{group: sre}]}
                """);
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .addAll(List.of(
                        new UsernamePasswordCredentialsImpl(
                                CredentialsScope.GLOBAL, "login", null, "robot", "p4ss-of-a-robot"),
                        new StringCredentialsImpl(
                                CredentialsScope.SYSTEM, "system", null, Secret.fromString("p4ss-of-a-robot"))));
    }

    @Test
    public void eachIsSaidWithWhatAndWhereAndWhatToDo() throws Exception {
        SoftAssertions all = new SoftAssertions();
        for (Mistake mistake : mistakes()) {
            WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
            job.setDefinition(new CpsFlowDefinition(mistake.jenkinsfile(), true));
            WorkflowRun run = JENKINS.waitForCompletion(job.scheduleBuild2(0).waitForStart());
            String log = JenkinsRule.getLog(run);
            all.assertThat(run.getResult()).as(mistake.name()).isEqualTo(mistake.result());
            for (String part : mistake.says()) {
                all.assertThat(log).as(mistake.name()).contains(part);
            }
            all.assertThat(log)
                    .as(mistake.name())
                    .doesNotContain("p4ss-of-a-robot")
                    .doesNotContain("NullPointer")
                    .as("where in the suite's code it was found helps nobody")
                    .doesNotContain("\tat io.jenkins.plugins.mldeploy");
            all.assertThat(records(run) > 0).as(mistake.name() + ": recorded").isEqualTo(mistake.isRecorded());
        }
        all.assertAll();
    }

    private static long records(WorkflowRun run) throws Exception {
        try (Stream<?> entries =
                SuiteHome.journal().find(EvidenceQuery.all().job(run.getParent().getFullName()))) {
            return entries.count();
        }
    }
}
