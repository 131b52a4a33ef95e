package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.LocalCluster;
import io.jenkins.plugins.mldeploy.local.LocalHost;
import io.jenkins.plugins.mldeploy.local.Processes;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.local.ToolFolder;
import io.jenkins.plugins.mldeploy.pipeline.JenkinsfileRejected;
import io.jenkins.plugins.mldeploy.pipeline.PipelineRun;
import io.jenkins.plugins.mldeploy.pipeline.RunConfig;
import io.jenkins.plugins.mldeploy.pipeline.RunListener;
import io.jenkins.plugins.mldeploy.pipeline.RunResult;
import io.jenkins.plugins.mldeploy.pipeline.StageRecord;
import io.jenkins.plugins.mldeploy.pipeline.declarative.Jenkinsfile;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/** One run in this process, from its first line to the table at its end. */
final class RunSession {
    private final ProjectHome project;
    private final RunOptions options;
    private final Surroundings around;
    private final Terminal terminal;
    private final ToolFolder tools;
    private final LocalCluster cluster;
    private final TerminalAnswers answers;

    RunSession(ProjectHome project, RunOptions options, Surroundings around) {
        this.project = project;
        this.options = options;
        this.around = around;
        this.terminal = new Terminal(around.out());
        this.tools = new ToolFolder(around.environment());
        this.cluster = LocalCluster.of(around.environment());
        this.answers = new TerminalAnswers(project, terminal, around.clock());
    }

    int start(Map<String, String> parameters) throws IOException, InterruptedException {
        String source = Files.readString(project.jenkinsfile());
        String name = project.directory().relativize(project.jenkinsfile()).toString();
        Jenkinsfile checked = LintCommand.check(source, name);
        if (!checked.problems().isEmpty()) {
            checked.problems().forEach(problem -> terminal.error(problem.render(name)));
            terminal.line("Nothing was run.");
            return RunResult.FAILURE.exitCode();
        }
        installMissing(source);
        if (source.contains("helmDeploy")) {
            terminal.line(cluster.description());
        }
        int number = project.claimRun();
        SuiteEvents events = new SuiteEvents(project, options.approvers, around.clock());
        try (LocalHost host = LocalHost.start(project, number, events, terminal::warning, around.clock())) {
            terminal.line("Run %s #%d about %s".formatted(project.job(), number, host.subject()));
            RunConfig config = config(number, host)
                    .jenkinsfile(source)
                    .parameters(parameters)
                    .build();
            return carryOut(() -> PipelineRun.start(config), number, host, events);
        }
    }

    /**
     * Runs a Jenkinsfile of our own beside the project's runs. What left no record leaves no run either: an evaluation every minute would fill the disk.
     *
     * @param running told which run is at work
     * @param stopped whether somebody wants it to end before it began
     * @throws io.jenkins.plugins.mldeploy.evidence.AnotherWriter when another run of the project is at work
     */
    RunResult aside(String source, AtomicReference<PipelineRun> running, boolean stopped)
            throws IOException, InterruptedException {
        if (stopped) {
            return RunResult.ABORTED;
        }
        int number = project.claimRun();
        boolean keep = false;
        SuiteEvents events = new SuiteEvents(project, List.of(), around.clock());
        try (LocalHost host = LocalHost.start(project, number, events, terminal::warning, around.clock())) {
            // Whatever ends it early is worth a look.
            keep = true;
            PipelineRun run =
                    PipelineRun.start(config(number, host).jenkinsfile(source).build());
            running.set(run);
            RunResult result = run.await();
            keep = host.hasRecorded();
            return result;
        } catch (JenkinsfileRejected e) {
            throw new IllegalStateException(e);
        } finally {
            running.set(null);
            if (!keep) {
                project.forgetRun(number);
            }
        }
    }

    void installHelm() throws IOException, InterruptedException {
        installMissing("helmDeploy");
    }

    int resume(int number) throws IOException, InterruptedException {
        if (!Files.isDirectory(project.runDirectory(number))) {
            throw new IllegalArgumentException("there is no run " + number + " in " + project.state());
        }
        SuiteEvents events = new SuiteEvents(project, options.approvers, around.clock());
        try (LocalHost host = LocalHost.resume(project, number, events, terminal::warning, around.clock())) {
            terminal.line("Run %s #%d goes on, about %s".formatted(project.job(), number, host.subject()));
            RunConfig config = config(number, host).build();
            return carryOut(() -> PipelineRun.resume(config), number, host, events);
        }
    }

    /** Only what the Jenkinsfile will ask for. */
    private void installMissing(String source) throws IOException, InterruptedException {
        List<String> wanted = new ArrayList<>();
        if (source.contains("helmDeploy")) {
            wanted.add("helm");
        }
        if (source.contains("generateSbom")
                && tools.missing(List.of("syft", "cdxgen", "trivy")).size() == 3) {
            wanted.add("syft");
        }
        if (source.contains("containerScan")
                && tools.find("go").isPresent()
                && tools.missing(List.of("trivy", "grype", "osv-scanner")).size() == 3) {
            wanted.add("osv-scanner");
        }
        List<String> missing = tools.missing(wanted);
        if (missing.isEmpty()) {
            return;
        }
        if (options.noInstall) {
            terminal.warning("missing: " + String.join(", ", missing) + "; 'mldeploy doctor --install' installs them");
            return;
        }
        terminal.line("Missing tools go into the private folder " + tools.folder()
                + " (once; --no-install leaves them out):");
        tools.install(missing, around.out());
    }

    private RunConfig.Builder config(int number, LocalHost host) {
        Map<String, String> environment = new HashMap<>(around.environment());
        environment.put("PATH", tools.path());
        environment.put("KUBECONFIG", cluster.kubeconfig());
        environment.put("SYFT_CHECK_FOR_APP_UPDATE", "false");
        environment.put("GRYPE_CHECK_FOR_APP_UPDATE", "false");
        return RunConfig.builder(project.job(), number, project.directory(), project.runDirectory(number))
                .environment(environment)
                .revision(host.commit(), host.branch())
                .steps(List.of(host))
                .credentials(project.credentials())
                .processes(new Processes())
                .output((branch, line) -> terminal.line(branch == null ? line : "[" + branch + "] " + line))
                .previous(project.result(number - 1).orElse(null))
                .unattended(!around.attended())
                .clock(around.clock())
                .listener(new RunListener() {
                    @Override
                    public void stageStarted(StageRecord stage) {
                        terminal.heading(stage.name());
                    }

                    @Override
                    public void waiting(List<WaitingStep> steps) {
                        answers.waiting(steps);
                    }
                });
    }

    private interface Beginning {
        PipelineRun begin() throws IOException;
    }

    private int carryOut(Beginning beginning, int number, LocalHost host, SuiteEvents events)
            throws IOException, InterruptedException {
        PipelineRun run;
        try {
            run = beginning.begin();
        } catch (JenkinsfileRejected e) {
            terminal.error(e.getMessage());
            terminal.line("Nothing was run.");
            return RunResult.FAILURE.exitCode();
        }
        around.interruption().begun(run, terminal, number);
        if (around.attended()) {
            answers.listen(System.in, run::answer);
        }
        RunResult result;
        try {
            result = run.await();
        } catch (CancellationException e) {
            terminal.line("The run waits on disk; go on with: mldeploy resume " + number);
            return 0;
        }
        terminal.line("");
        new StageTable(run.stages(), events.verdicts()).lines().forEach(terminal::line);
        if (!host.journalHead().matches("0+")) {
            terminal.line("Journal head " + host.journalHead());
        }
        return result.exitCode();
    }
}
