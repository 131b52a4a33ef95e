package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.LocalCluster;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.pipeline.PipelineRun;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.verdict.NearestName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Records what runs in an environment and was not deployed by this suite. */
@Command(
        name = "adopt",
        mixinStandardHelpOptions = true,
        description = {
            "Records what runs in an environment and was not deployed by this suite, or was changed past it since.",
            "Deploys nothing and changes nothing in the cluster. What the journal knows already is not recorded again."
        },
        footer = {
            "",
            "Exit codes: 0 the journal knows what runs, 1 it could not be looked at, or a release is not there,",
            "3 a release is failed or pending, and recorded as that."
        })
final class AdoptCommand implements Callable<Integer> {
    /** The same grammars as those of helmDeploy's parameters; nothing else may become a part of the call. */
    private static final String NAME = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

    @Parameters(index = "0", paramLabel = "ENVIRONMENT", description = "The environment.")
    private String environment;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "RELEASE",
            description = {
                "The releases that are deployed together, as one unit, in their order.",
                "Default: all that Helm knows there, each for itself."
            })
    private List<String> releases = List.of();

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            description = "Where they are; only for an environment that is not protected.")
    private String namespace;

    @Mixin
    private Place place;

    @Mixin
    private RunOptions options;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProjectHome project = place.project();
        Environments environments = project.environments();
        if (environments.find(environment).isEmpty()) {
            throw new IllegalArgumentException("there is no environment '" + environment + "'"
                    + NearestName.hint(environment, environments.names()));
        }
        List<String> names = new ArrayList<>(releases);
        if (namespace != null) {
            names.add(namespace);
        }
        for (String name : names) {
            if (!name.matches(NAME)) {
                throw new IllegalArgumentException("'" + name + "' is no name of a release or a namespace");
            }
        }
        AtomicReference<PipelineRun> running = new AtomicReference<>();
        Terminal terminal = new Terminal(System.out);
        Interruption.install(running, terminal, () -> {});
        terminal.line(LocalCluster.of(System.getenv()).description());
        RunSession session = new RunSession(project, options, Surroundings.ofThisProcess());
        session.installHelm();
        return session.aside(
                        "node { helmDeploy environment: '" + environment + "', adopt: true" + unit() + " }",
                        running,
                        false)
                .exitCode();
    }

    private String unit() {
        String where = namespace == null ? "" : ", namespace: '" + namespace + "'";
        return releases.isEmpty()
                ? where
                : where
                        + releases.stream()
                                .map(release -> "[release: '" + release + "', chart: '.']")
                                .collect(Collectors.joining(", ", ", releases: [", "]"));
    }
}
