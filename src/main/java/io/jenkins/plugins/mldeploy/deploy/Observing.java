package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches the endpoints of a unit's Services while it changes. A watch is read in stretches that each go on from the last version seen, so that no program has to run beside
 * another, and nothing is lost between two stretches as long as the cluster keeps its history (five minutes). Never a reason to stop: what can't be seen is said.
 */
final class Observing {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Well below the five minutes that etcd keeps its history. */
    static final long LONGEST_PAUSE_MILLIS = 120_000;

    private Observing() {}

    /** Names of the Services whose endpoints are watched. */
    static List<String> services(Deployment deployment) {
        List<String> names = new ArrayList<>();
        for (Progress each : deployment.progress()) {
            if (each.old() != null) {
                each.old().serving().forEach(service -> names.add(service.name()));
            }
        }
        return names;
    }

    static boolean isOn(Deployment deployment) {
        return !services(deployment).isEmpty();
    }

    private static String path(Deployment deployment) {
        return "/apis/discovery.k8s.io/v1/namespaces/" + deployment.opened().namespace() + "/endpointslices";
    }

    /** What there is, and from where on to watch. */
    record Start() implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().raw(path(deployment), PATIENCE));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            if (!(event instanceof Event.Ran ran) || !ran.found() || ran.timedOut() || ran.exitCode() != 0) {
                String why = Operation.why("kubectl get endpointslices", event).text();
                return Result.next(deployment.with(deployment.rollout().watching(null, Observed.nothing(why))));
            }
            JsonNode list = ToolJson.readLarge(ran.stdout());
            String version = list.path("metadata").path("resourceVersion").asText(null);
            Observed seen = version == null
                    ? Observed.nothing("the cluster did not list its endpoints")
                    : Observed.of(list, services(deployment));
            return Result.next(deployment.with(deployment.rollout().watching(version, seen)));
        }
    }

    /** What happened since. */
    record GoOn(boolean last) implements Operation {
        @Override
        public Result now(Deployment deployment) {
            return deployment.rollout().watchedFrom() == null ? report(deployment) : null;
        }

        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment
                    .kube()
                    .raw(
                            path(deployment) + "?watch=true&timeoutSeconds=1&resourceVersion="
                                    + deployment.rollout().watchedFrom(),
                            PATIENCE));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            Rollout rollout = deployment.rollout();
            if (!(event instanceof Event.Ran ran) || !ran.found() || ran.timedOut() || ran.exitCode() != 0) {
                String why = Operation.why("kubectl get --raw watch of endpointslices", event)
                        .text();
                return report(deployment.with(
                        rollout.watching(null, rollout.observed().broken(why))));
            }
            Observed seen = rollout.observed();
            String version = rollout.watchedFrom();
            for (String line : (Iterable<String>) ran.stdout().lines()::iterator) {
                JsonNode change = ToolJson.readLarge(line);
                if (!change.isObject()) {
                    seen = seen.broken("a change can't be read");
                    continue;
                }
                seen = seen.after(change);
                version = change.path("object")
                        .path("metadata")
                        .path("resourceVersion")
                        .asText(version);
            }
            return report(deployment.with(rollout.watching(seen.gap() == null ? version : null, seen)));
        }

        private Result report(Deployment deployment) {
            Observed seen = deployment.rollout().observed();
            if (!last || seen == null) {
                return Result.next(deployment);
            }
            List<String> lines =
                    seen.services().keySet().stream().map(seen::line).toList();
            return Result.next(
                    deployment,
                    lines.isEmpty()
                            ? new String[] {"NOT_EVALUATED whether there always was a ready endpoint: " + seen.gap()}
                            : lines.toArray(String[]::new));
        }
    }
}
