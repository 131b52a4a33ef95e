package io.jenkins.plugins.mldeploy.jenkins.mltest;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.jenkins.host.Tools;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.actions.ArgumentsAction;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.nodes.StepAtomNode;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

public class MlTestStepTest {
    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Tools tools;

    @Before
    public void putsTheProgramsOnAPath() throws Exception {
        tools = new Tools(folder.getRoot().toPath().resolve("bin"));
        tools.with(
                "tests",
                """
                mkdir -p out
                echo "<testsuite><testcase classname='a' name='good'/><testcase classname='a' name='bad'>$1</testcase></testsuite>" >out/t.xml
                echo '{"faithfulness": 0.87, "latency": 12}' >out/m.json
                echo "ran $*"
                echo "on stderr" >&2""");
    }

    @Test
    public void testsAndMetricsAreJudgedRecordedAndReturned() throws Exception {
        WorkflowRun run = build(
                Result.SUCCESS,
                """
                def r = mlTest id: 'unit', command: 'tests', testResults: 'out/*.xml', metrics: 'out/m.json',
                  qualityGates: [[metric: 'faithfulness', threshold: 0.85, criticality: 'FAILURE']]
                echo "status=${r.status} total=${r.totalCount} pass=${r.passCount} f=${r.metrics.faithfulness}"
                """);

        JENKINS.assertLogContains("status=SUCCESS total=2 pass=2 f=0.87", run);
        JENKINS.assertLogContains("ran ", run);
        JENKINS.assertLogContains("on stderr", run);
        Entry entry = newest(run);
        assertThat(entry.evidence().verdict()).isEqualTo(Verdict.PASS);
        assertThat(entry.evidence().metrics()).containsEntry("faithfulness", 0.87);
        assertThat(entry.evidence().origin().number()).isEqualTo(run.getNumber());
    }

    @Test
    public void aMissedGateMarksStepAndRunUnstable() throws Exception {
        WorkflowRun run = build(
                Result.UNSTABLE,
                """
                def r = mlTest command: 'tests', metrics: 'out/m.json',
                  qualityGates: [[metric: 'faithfulness', threshold: 0.9, criticality: 'UNSTABLE']]
                echo "went on with ${r.status}"
                """);

        JENKINS.assertLogContains("went on with UNSTABLE", run);
        FlowNode node = step(run);
        assertThat(node.getAction(WarningAction.class).getResult()).isEqualTo(Result.UNSTABLE);
        assertThat(node.getAction(WarningAction.class).getMessage()).contains("faithfulness");
        assertThat(ArgumentsAction.getStepArgumentsAsString(node)).isEqualTo("tests");
    }

    @Test
    public void aFailureIsRecordedBeforeTheStepThrows() throws Exception {
        WorkflowRun run = build(
                Result.FAILURE,
                """
                mlTest command: 'tests "<failure/>"', testResults: 'out/*.xml'
                echo 'never reached'
                """);

        JENKINS.assertLogNotContains("never reached", run);
        JENKINS.assertLogContains("bad", run);
        assertThat(newest(run).evidence().verdict()).isNotEqualTo(Verdict.PASS);
    }

    @Test
    public void aFailureCanBeCaughtAndTheMapIsAPlainOne() throws Exception {
        WorkflowRun run = build(
                Result.SUCCESS,
                """
                try { mlTest command: 'tests', metrics: 'none.json' } catch (hudson.AbortException e) { echo "caught: ${e.message}" }
                def r = mlTest command: 'tests', testResults: 'out/*.xml'
                sleep time: 1, unit: 'MILLISECONDS'
                echo r.keySet().sort().join(',')
                """);

        JENKINS.assertLogContains("caught: ", run);
        JENKINS.assertLogContains("failCount", run);
    }

    @Test
    public void anUnknownParameterIsAnErrorThatNamesTheNearestOne() throws Exception {
        WorkflowRun run = build(Result.FAILURE, "mlTest comand: 'tests'");

        JENKINS.assertLogContains("unknown parameter 'comand'", run);
        JENKINS.assertLogContains("command", run);
    }

    @Test
    public void aNestedUnknownParameterIsAnErrorToo() throws Exception {
        WorkflowRun run = build(Result.FAILURE, "mlTest command: 'tests', qualityGates: [[metric: 'x', treshold: 1]]");

        JENKINS.assertLogContains("qualityGates[0].treshold", run);
        JENKINS.assertLogContains("threshold", run);
    }

    @Test
    public void branchesOfParallelRunBesideEachOther() throws Exception {
        tools.with(
                "meet",
                "touch here.$1; i=0; while [ ! -e here.$2 ]; do sleep 0.1; i=$((i+1)); [ $i -lt 600 ] || exit 1; done; tests");

        WorkflowRun run = build(
                Result.SUCCESS,
                """
                parallel a: { mlTest id: 'a', command: 'meet a b', testResults: 'out/*.xml' },
                         b: { mlTest id: 'b', command: 'meet b a', testResults: 'out/*.xml' }
                """);

        try (Stream<Entry> entries = SuiteHome.journal()
                .find(EvidenceQuery.ofStep("mlTest").job(run.getParent().getFullName()))) {
            assertThat(entries.map(entry -> entry.evidence().id())).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    public void variablesAndTheCurrentDirectoryHold() throws Exception {
        tools.with("shows", "echo \"$NAME in $(basename \"$PWD\")\"; tests");

        WorkflowRun run = build(
                Result.SUCCESS,
                "dir('sub') { withEnv(['NAME=Ada $HOME']) { mlTest command: 'shows', testResults: 'out/*.xml' } }");

        JENKINS.assertLogContains("Ada $HOME in sub", run);
    }

    @Test
    public void aTimeOutEndsTheWholeTreeOfProcesses() throws Exception {
        tools.with("sleeps", "sh -c 'sleep 300 & echo $! >pid; wait' & wait");

        WorkflowRun run = build(
                Result.FAILURE,
                """
                mlTest command: 'sleeps', testResults: 'out/*.xml', budget: [maxDuration: '2s']
                """);

        JENKINS.assertLogContains("its time was up", run);
        long pid = Long.parseLong(JENKINS.jenkins
                .getWorkspaceFor(run.getParent())
                .child("pid")
                .readToString()
                .strip());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    public void declarativePipelineTakesTheSameCall() throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(
                """
                pipeline {
                  agent any
                  environment { PATH = "%s:${env.PATH}" }
                  stages {
                    stage('Test') {
                      steps {
                        mlTest id: 'unit', command: 'tests', testResults: 'out/*.xml', metrics: 'out/m.json',
                          qualityGates: [[metric: 'faithfulness', threshold: 0.95, criticality: 'UNSTABLE']]
                      }
                    }
                  }
                  post { unstable { echo 'post knows' } }
                }
                """
                        .formatted(tools.folder()),
                true));

        WorkflowRun run = JENKINS.buildAndAssertStatus(Result.UNSTABLE, job);

        JENKINS.assertLogContains("post knows", run);
    }

    private WorkflowRun build(Result expected, String body) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(tools.pipeline(body), true));
        return JENKINS.buildAndAssertStatus(expected, job);
    }

    private static Entry newest(WorkflowRun run) throws Exception {
        return SuiteHome.journal()
                .latest(EvidenceQuery.ofStep("mlTest").job(run.getParent().getFullName()))
                .orElseThrow();
    }

    private static FlowNode step(WorkflowRun run) {
        List<FlowNode> nodes = new DepthFirstScanner()
                .filteredNodes(
                        run.getExecution(),
                        node -> node instanceof StepAtomNode atom
                                && atom.getDescriptor().getFunctionName().equals("mlTest"));
        assertThat(nodes).hasSize(1);
        return nodes.get(0);
    }
}
