package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

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
        return services(deployment, service -> true);
    }

    /** @param isThere whether the cluster has it already, asked where only the new version is known */
    private static List<String> services(Deployment deployment, Predicate<String> isThere) {
        List<String> names = new ArrayList<>();
        for (Progress each : deployment.progress()) {
            if (each.old() != null) {
                each.old().serving().forEach(service -> names.add(service.name()));
            } else if (each.base() > 0 && each.fresh() != null) {
                each.fresh().serving().stream()
                        .map(Shape.Service::name)
                        .filter(isThere)
                        .forEach(names::add);
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
            if (!(event instanceof Event.Ran ran) || !ran.succeeded()) {
                String why = Operation.why("kubectl get endpointslices", event).text();
                return Result.next(deployment.with(deployment.rollout().watching(null, Observed.nothing(why))));
            }
            JsonNode list = ToolJson.readLarge(ran.stdout());
            String version = list.path("metadata").path("resourceVersion").asText(null);
            Set<String> there = Observed.services(list);
            Observed seen = version == null
                    ? Observed.nothing("the cluster did not list its endpoints")
                    : Observed.of(list, services(deployment, there::contains));
            return Result.next(deployment.with(deployment.rollout().watching(version, seen)));
        }
    }

    /**
     * What happened since. The cluster tells at once what it knows already, and then keeps the line open; so it is hung up soon, and a list says whether that was all. Where it was not, or cannot be told, the stretch is
     * read once more until the cluster ends it, which takes a second.
     */
    record GoOn(boolean last) implements Operation {
        /** Enough for a connection and an answer that is there; a tenth of it does on the same machine. */
        private static final Duration SOON = Duration.ofMillis(300);

        @Override
        public Result now(Deployment deployment) {
            return deployment.rollout().watchedFrom() == null ? report(deployment) : null;
        }

        private static Observed.Reading reading(Deployment deployment) {
            Observed.Reading reading = deployment.rollout().observed().reading();
            return reading == null ? Observed.Reading.AT_ONCE : reading;
        }

        @Override
        public Action action(Deployment deployment) {
            KubeCli kube = deployment.kube();
            String watch = path(deployment) + "?watch=true&timeoutSeconds=1&resourceVersion="
                    + deployment.rollout().watchedFrom();
            return new Action.Run(
                    switch (reading(deployment)) {
                        case AT_ONCE -> kube.raw(watch, PATIENCE, SOON);
                        case COMPARE -> kube.raw(path(deployment), PATIENCE).quietly();
                        case TO_ITS_END -> kube.raw(watch, PATIENCE);
                    });
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            boolean good = event instanceof Event.Ran ran && ran.succeeded();
            return switch (reading(deployment)) {
                case AT_ONCE ->
                    event instanceof Event.Ran ran
                            ? more(told(deployment, whole(ran.stdout())), Observed.Reading.COMPARE)
                            : more(deployment, Observed.Reading.TO_ITS_END);
                case COMPARE ->
                    good
                            ? compared(deployment, ToolJson.readLarge(((Event.Ran) event).stdout()))
                            : more(deployment, Observed.Reading.TO_ITS_END);
                case TO_ITS_END ->
                    good
                            ? report(told(deployment, ((Event.Ran) event).stdout()))
                            : report(broken(
                                    deployment,
                                    Operation.why("kubectl get --raw watch of endpointslices", event)
                                            .text()));
            };
        }

        /** Hung up, the last line may be half a line. */
        private static String whole(String stdout) {
            return stdout.substring(0, stdout.lastIndexOf('\n') + 1);
        }

        private static Deployment told(Deployment deployment, String changes) {
            Rollout rollout = deployment.rollout();
            Observed seen = rollout.observed();
            String version = rollout.watchedFrom();
            for (String line : (Iterable<String>) changes.lines()::iterator) {
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
            return deployment.with(rollout.watching(seen.gap() == null ? version : null, seen));
        }

        private static Deployment broken(Deployment deployment, String why) {
            Rollout rollout = deployment.rollout();
            return deployment.with(rollout.watching(null, rollout.observed().broken(why)));
        }

        private Result more(Deployment deployment, Observed.Reading next) {
            Rollout rollout = deployment.rollout();
            return rollout.watchedFrom() == null
                    ? report(deployment)
                    : new Result.More(deployment.with(rollout.watching(
                            rollout.watchedFrom(), rollout.observed().reading(next))));
        }

        private Result compared(Deployment deployment, JsonNode list) {
            Rollout rollout = deployment.rollout();
            Observed seen = rollout.observed();
            String version = list.path("metadata").path("resourceVersion").asText(null);
            return version != null && seen.isAll(list) && !(last && seen.isDown())
                    ? report(deployment.with(rollout.watching(version, seen)))
                    : more(deployment, Observed.Reading.TO_ITS_END);
        }

        private Result report(Deployment deployment) {
            Rollout rollout = deployment.rollout();
            Observed seen = rollout.observed();
            if (seen == null) {
                return Result.next(deployment);
            }
            Deployment read = deployment.with(rollout.watching(rollout.watchedFrom(), seen.reading(null)));
            if (!last) {
                return Result.next(read);
            }
            List<String> lines =
                    seen.services().keySet().stream().map(seen::line).toList();
            return Result.next(
                    read,
                    lines.isEmpty()
                            ? new String[] {"NOT_EVALUATED whether there always was a ready endpoint: " + seen.gap()}
                            : lines.toArray(String[]::new));
        }
    }
}
