package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Fetches the charts that lie in a repository or a registry, once; from then on the packed chart is what is hashed, rendered and recorded, so that a range of versions means
 * one version.
 *
 * @param phase what is done for the release in hand
 */
record Pulling(Deployment deployment, int index, Phase phase) implements DeployState {
    enum Phase {
        FOLDER,
        PULL,
        FIND
    }

    /** The one packed chart in a folder. */
    record Find(String folder) implements AgentTask<String> {
        @Override
        public String run(Workspace workspace) throws IOException {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                List<Path> charts =
                        files.filter(file -> file.toString().endsWith(".tgz")).toList();
                if (charts.size() != 1) {
                    throw new IOException("helm pull left " + charts.size() + " charts instead of one");
                }
                return charts.get(0).toString();
            }
        }
    }

    /** The first release from there on whose chart lies elsewhere; without one, the next state. */
    static Turn<DeployState> from(Deployment deployment, int index, String... log) {
        int next = index;
        while (next <= deployment.last() && !deployment.request().isRemote(next)) {
            next++;
        }
        return next > deployment.last()
                ? new Hashing(deployment).enter(log)
                : new Pulling(deployment, next, Phase.FOLDER).enter(log);
    }

    private String folder() {
        return deployment.rollout().folder() + "/chart-" + index;
    }

    @Override
    public Action action() {
        Opened opened = deployment.opened();
        return switch (phase) {
            case FOLDER ->
                new Action.OnAgent(new PrivateFiles(
                        opened.run(), opened.deploymentId(), new TreeMap<>(Map.of("chart-" + index + "/.keep", ""))));
            case PULL -> new Action.Run(deployment.cli().pull(deployment.release(index), folder()));
            case FIND -> new Action.OnAgent(new Find(folder()));
        };
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (phase == Phase.PULL) {
            if (!(event instanceof Event.Ran ran)) {
                return failed(event);
            }
            return ran.succeeded()
                    ? new Pulling(deployment, index, Phase.FIND).enter()
                    : notJudged(notPulled(HelmErrors.reason(
                            "helm pull " + deployment.release(index).chart(), ran)));
        }
        if (!(event instanceof Event.Returned returned) || !(returned.value() instanceof String path)) {
            return failed(event);
        }
        if (phase == Phase.FOLDER) {
            return new Pulling(deployment.with(deployment.rollout().in(path)), index, Phase.PULL).enter();
        }
        return from(
                deployment.asking(deployment.request().pulled(index, path)),
                index + 1,
                "pulled " + Path.of(path).getFileName());
    }

    private static Reason notPulled(Reason reason) {
        return reason.code().equals("HELM_MISSING")
                ? reason
                : new Reason(
                        "CHART_NOT_PULLED",
                        reason.text() + "; is the version there, and is helm logged in to the registry?");
    }

    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return new Pulling(deployment, index, Phase.FOLDER).enter("resumed: pulls again");
    }
}
