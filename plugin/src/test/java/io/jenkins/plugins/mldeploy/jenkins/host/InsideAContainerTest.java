package io.jenkins.plugins.mldeploy.jenkins.host;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.Launcher;
import hudson.LauncherDecorator;
import hudson.model.Node;
import hudson.model.Result;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Steps where another step changed the launcher, as {@code container(…)} and {@code docker.image(…).inside} do. */
public class InsideAContainerTest {
    private static final String IMAGE = "registry.example/api@sha256:" + "a".repeat(64);

    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @ClassRule
    public static final BuildWatcher WATCHER = new BuildWatcher();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @After
    public void forgetsEnvironments() {
        TestEnvironments.set("");
    }

    @Test
    public void programsRunThroughTheLauncherInTheDirectoryAndWithTheVariablesOfTheStep() throws Exception {
        Path seen = folder.newFolder("seen").toPath();
        Tools tools = new Tools(folder.getRoot().toPath().resolve("bin"))
                .with(
                        "tests",
                        """
                        pwd >%1$s/directory
                        echo "$INSIDE $GREETING" >%1$s/variables
                        mkdir -p out
                        echo "<testsuite><testcase classname='a' name='b'/></testsuite>" >out/t.xml
                        echo to the log
                        echo to the error >&2"""
                                .formatted(seen));

        WorkflowRun run = build(
                tools,
                """
                dir('sub dir') { withEnv(["GREETING=it's \\"here\\""]) { boxed { node_free = mlTest command: 'tests', testResults: 'out/*.xml'
                  echo "total ${node_free.totalCount}" } } }""");

        assertThat(Files.readString(seen.resolve("directory")).strip()).endsWith("/sub dir");
        assertThat(seen.resolve("variables")).hasContent("the box it's \"here\"");
        JENKINS.assertLogContains("total 1", run);
        JENKINS.assertLogContains("to the log", run);
        JENKINS.assertLogContains("to the error", run);
        assertThat(BoxedStep.LAUNCHES).isNotEmpty();
    }

    @Test
    public void noShellReadsTheWordsOfACommand() throws Exception {
        TestEnvironments.set("environments: [{name: staging}]\n");
        Path seen = folder.newFolder("seen").toPath();
        Tools tools = new Tools(folder.getRoot().toPath().resolve("bin")).withHelm(IMAGE);
        Path helm = tools.folder().resolve("helm");
        Files.writeString(
                helm,
                Files.readString(helm)
                        .replaceFirst(
                                "\n",
                                "\necho \"\\$INSIDE\" >>" + seen
                                        + "/inside\n[ \"\\$1\" = template ] && printf '<%s>' \"\\$@\" >>" + seen
                                        + "/argv\n"));

        build(
                tools,
                """
                writeFile file: 'chart/Chart.yaml', text: 'apiVersion: v2\\nname: api\\nversion: 1.0.0\\n'
                boxed { helmDeploy id: 'st', release: 'api', chart: 'chart', environment: 'staging',
                  setString: [a: '$(touch pwned) `touch pwned`; "x" \\'y\\' $HOME * \\\\ end'] }""");

        assertThat(seen.resolve("argv"))
                .content(StandardCharsets.UTF_8)
                .contains("<a=$(touch pwned) `touch pwned`; \"x\" 'y' $HOME * \\\\ end>");
        assertThat(Files.readAllLines(seen.resolve("inside"))).isNotEmpty().containsOnly("the box");
        assertThat(FilesInUse.below(JENKINS.jenkins.getRootDir().toPath())).noneMatch(file -> file.endsWith("pwned"));
    }

    private WorkflowRun build(Tools tools, String body) throws Exception {
        WorkflowJob job = JENKINS.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition(tools.pipeline(body), true));
        return JENKINS.buildAndAssertStatus(Result.SUCCESS, job);
    }

    /** Runs whatever its body launches with a prefix, as another container would. */
    public static final class BoxedStep extends Step {
        static final java.util.Queue<String> LAUNCHES = new java.util.concurrent.ConcurrentLinkedQueue<>();

        @DataBoundConstructor
        public BoxedStep() {}

        @Override
        public StepExecution start(StepContext context) {
            return new Execution(context);
        }

        private static final class Execution extends StepExecution {
            private static final long serialVersionUID = 1L;

            Execution(StepContext context) {
                super(context);
            }

            @Override
            public boolean start() throws Exception {
                getContext()
                        .newBodyInvoker()
                        .withContext(BodyInvoker.mergeLauncherDecorators(
                                getContext().get(LauncherDecorator.class), new Box()))
                        .withCallback(BodyExecutionCallback.wrap(getContext()))
                        .start();
                return false;
            }
        }

        private static final class Box extends LauncherDecorator implements Serializable {
            private static final long serialVersionUID = 1L;

            @Override
            public Launcher decorate(Launcher launcher, Node node) {
                LAUNCHES.add(node.getDisplayName());
                return launcher.decorateByPrefix("env", "INSIDE=the box");
            }
        }

        /** Its descriptor. */
        @TestExtension
        public static final class DescriptorImpl extends StepDescriptor {
            @Override
            public String getFunctionName() {
                return "boxed";
            }

            @Override
            public boolean takesImplicitBlockArgument() {
                return true;
            }

            @Override
            public Set<? extends Class<?>> getRequiredContext() {
                return Set.of();
            }
        }
    }
}
