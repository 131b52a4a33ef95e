package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.Map;

/** The moves of a rollout with a temporary release beside the named one. Each may be repeated. */
final class Moves {
    private Moves() {}

    /** Removes what may be left of a temporary release. */
    record RemoveGuest(int index) implements Operation.Program {
        @Override
        public Command command(Deployment deployment) {
            return deployment.cli().removeGuest(deployment.guest(index));
        }

        @Override
        public String what(Deployment deployment) {
            return "helm uninstall " + deployment.guest(index);
        }
    }

    /** Removes a temporary release that an earlier deployment left at its share of the traffic. */
    record RemoveHeld(int held) implements Operation.Program {
        @Override
        public Command command(Deployment deployment) {
            return deployment.cli().removeGuest(of(deployment).guest());
        }

        @Override
        public String what(Deployment deployment) {
            return "helm uninstall " + of(deployment).guest();
        }

        @Override
        public Result now(Deployment deployment) {
            return of(deployment).guest() == null ? Result.next(deployment) : null;
        }

        @Override
        public String line(Deployment deployment) {
            return "release " + of(deployment).release() + ": removes "
                    + of(deployment).guest() + ", which "
                    + (of(deployment).deploymentId() == null
                            ? "a deployment that ended on its way"
                            : "deployment " + of(deployment).deploymentId())
                    + " had left beside it";
        }

        private Held of(Deployment deployment) {
            return deployment.rollout().held().get(held);
        }
    }

    /** A move that ends when pods are ready. */
    interface UntilReady extends Operation.Program {
        /** The release. */
        int index();

        /** Whether it is about its temporary release. */
        boolean ofGuest();
    }

    /** Installs the temporary release, and waits until it is ready. */
    record InstallGuest(int index) implements UntilReady {
        @Override
        public boolean ofGuest() {
            return true;
        }

        @Override
        public Command command(Deployment deployment) {
            return deployment
                    .cli()
                    .upgradeGuest(
                            deployment.release(index),
                            deployment.guest(index),
                            deployment.file(index, Preparing.GUEST));
        }

        @Override
        public String what(Deployment deployment) {
            return "helm upgrade " + deployment.guest(index);
        }

        @Override
        public String line(Deployment deployment) {
            return "release " + deployment.release(index).release() + ": starts the new version beside it as "
                    + deployment.guest(index);
        }
    }

    /** Gives the temporary release as many pods as make its share of the traffic. */
    record Scale(int index, int workload, int share) implements Operation.Program {
        @Override
        public Command command(Deployment deployment) {
            return deployment.kube().scale(name(deployment), pods(deployment));
        }

        @Override
        public String what(Deployment deployment) {
            return "kubectl scale " + name(deployment);
        }

        @Override
        public String line(Deployment deployment) {
            int old = deployment.progress().get(index).live().get(workload);
            return "%s: %d pods of the new version beside %d of the old, %.1f %% of the traffic"
                    .formatted(name(deployment), pods(deployment), old, Strategy.share(old, pods(deployment)));
        }

        private String name(Deployment deployment) {
            return deployment
                    .progress()
                    .get(index)
                    .guest()
                    .deployments()
                    .get(workload)
                    .name();
        }

        private int pods(Deployment deployment) {
            return Strategy.pods(deployment.progress().get(index).live().get(workload), share);
        }
    }

    /** Waits until a Deployment has what it asks for. */
    record Await(int index, int workload, boolean ofGuest) implements UntilReady {
        @Override
        public Command command(Deployment deployment) {
            return deployment.kube().rolloutStatus(name(deployment));
        }

        @Override
        public String what(Deployment deployment) {
            return "kubectl rollout status " + name(deployment);
        }

        private String name(Deployment deployment) {
            Progress progress = deployment.progress().get(index);
            Shape shape = ofGuest ? progress.guest() : progress.old();
            return shape.deployments().get(workload).name();
        }
    }

    /** The chart's own tests. */
    record HelmTest(int index, boolean ofGuest) implements Operation.Program {
        @Override
        public Command command(Deployment deployment) {
            return deployment
                    .cli()
                    .test(
                            ofGuest
                                    ? deployment.guest(index)
                                    : deployment.release(index).release());
        }

        @Override
        public String what(Deployment deployment) {
            return "helm test " + deployment.release(index).release();
        }
    }

    /** Lets a Service choose the pods of the other release: one change, and all traffic has moved. */
    record Switch(int index, int service, boolean toGuest) implements Operation.Program {
        @Override
        public Command command(Deployment deployment) {
            return deployment.kube().patch("service", name(deployment), "merge", patch(deployment));
        }

        @Override
        public String what(Deployment deployment) {
            return "kubectl patch service " + name(deployment);
        }

        @Override
        public String line(Deployment deployment) {
            return "service " + name(deployment) + ": all traffic to "
                    + (toGuest
                            ? deployment.guest(index)
                            : deployment.release(index).release());
        }

        private String name(Deployment deployment) {
            return old(deployment).name();
        }

        private Shape.Service old(Deployment deployment) {
            return deployment.progress().get(index).old().services().get(service);
        }

        private Map<String, String> selector(Deployment deployment, boolean guest) {
            return guest
                    ? deployment
                            .progress()
                            .get(index)
                            .guest()
                            .services()
                            .get(service)
                            .selector()
                    : old(deployment).selector();
        }

        private String patch(Deployment deployment) {
            ObjectNode selector = JsonNodeFactory.instance.objectNode();
            // A merge patch removes what it names null.
            selector(deployment, !toGuest).keySet().forEach(selector::putNull);
            selector(deployment, toGuest).forEach(selector::put);
            ObjectNode patch = JsonNodeFactory.instance.objectNode();
            patch.putObject("spec").set("selector", selector);
            return patch.toString();
        }
    }

    /** Somebody's plain helm upgrade would have sent the traffic back without a word. */
    record StillSwitched(int index, int service) implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment
                    .kube()
                    .get("service", java.util.List.of(service(deployment).name())));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String name = service(deployment).name();
            if (!(event instanceof Event.Ran ran) || !ran.succeeded()) {
                return Result.broken(deployment, Operation.why("kubectl get service " + name, event));
            }
            JsonNode selector = ToolJson.read(ran.stdout()).path("spec").path("selector");
            boolean same =
                    deployment.progress().get(index).guest().services().get(service).selector().entrySet().stream()
                            .allMatch(label -> label.getValue()
                                    .equals(selector.path(label.getKey()).asText(null)));
            return same
                    ? Result.next(deployment)
                    : Result.broken(
                            deployment,
                            new Reason(
                                    "SWITCH_UNDONE",
                                    "somebody else changed where Service " + name
                                            + " sends its traffic while the new version had it; find out who, then run again"));
        }

        private Shape.Service service(Deployment deployment) {
            return deployment.progress().get(index).old().services().get(service);
        }
    }

    /** Applies one of the prepared files in helm's name. */
    record Apply(int index, String file) implements Operation.Program {
        @Override
        public Command command(Deployment deployment) {
            return deployment.kube().apply(deployment.file(index, file));
        }

        @Override
        public String what(Deployment deployment) {
            return "kubectl apply of release " + deployment.release(index).release();
        }

        @Override
        public String line(Deployment deployment) {
            return "release " + deployment.release(index).release()
                    + switch (file) {
                        case Preparing.QUIET -> ": becomes the new version, without traffic";
                        case Preparing.OLD_QUIET -> ": becomes the old version again, without traffic";
                        case Preparing.OLD_NAMED -> ": names how it replaces its pods, so that helm 4 can change it";
                        default -> ": gets its traffic back";
                    };
        }
    }

    /**
     * Waits, without holding anything.
     *
     * @param line what people read, null for nothing
     */
    record Pause(long millis, String line) implements Operation {
        @Override
        public Action action(Deployment deployment) {
            throw new IllegalStateException("the rollout itself waits");
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            throw new IllegalStateException("the rollout itself waits");
        }

        @Override
        public long waitMillis() {
            return millis;
        }

        @Override
        public String line(Deployment deployment) {
            return line;
        }
    }

    /** Does the cluster hold what ran before? */
    record Compare(int index) implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.Run(deployment.kube().difference(deployment.file(index, Preparing.OLD)));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            String release = deployment.release(index).release();
            if (event instanceof Event.Ran ran
                    && ran.found()
                    && !ran.timedOut()
                    && ran.exitCode() == 1
                    && !ran.stderrTail().contains("error:")) {
                return Result.broken(
                        deployment,
                        new Reason(
                                "NOT_RESTORED",
                                "release " + release
                                        + " is back, but the cluster holds something else than its revision "
                                        + deployment.progress().get(index).lastGood()
                                        + "; kubectl diff of helm get manifest shows what"));
            }
            if (event instanceof Event.Ran ran && ran.succeeded()) {
                return Result.next(
                        deployment,
                        "release " + release + ": the cluster holds what revision "
                                + deployment.progress().get(index).lastGood() + " says");
            }
            String line = "release " + release + ": the live objects could not be compared: "
                    + (event instanceof Event.Ran ran && !ran.found()
                            ? "kubectl is not on PATH"
                            : Operation.why("kubectl diff", event).text());
            return Result.next(deployment.noting(line), line);
        }
    }
}
