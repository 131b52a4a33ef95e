package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Measures and judges a rollout. */
final class Measuring {
    private Measuring() {}

    /** One measurement of a metric; where it compares, the old version first. */
    static void moves(Deployment deployment, int metric, List<Operation> moves) {
        Check check = deployment.request().analysis().get(metric);
        List<Integer> guests = deployment.guests();
        int index = guests.isEmpty() ? 0 : guests.get(0);
        if (check.evidence() != null) {
            moves.add(new FromEvidence(metric));
            return;
        }
        if (check.compare()) {
            moves.add(new Measure(metric, index, false));
        }
        moves.add(new Measure(metric, index, true));
    }

    /** Adds a value of the new version, or the old one's, and goes back at once when there were too many bad ones. */
    private static Operation.Result add(Deployment deployment, int metric, boolean ofNew, Double value, String why) {
        Check check = deployment.request().analysis().get(metric);
        Rollout rollout = deployment.rollout();
        Series before = rollout.series(metric);
        boolean good = value == null || check.isGood(value);
        Series after = ofNew
                ? before.plus(value, null, good, why)
                : new Series(
                        before.young(),
                        value == null ? before.old() : append(before.old(), value),
                        before.failures(),
                        before.gaps(),
                        before.problem());
        Deployment measured = deployment.with(rollout.with(metric, after));
        if (ofNew && after.failures() > check.failureLimit()) {
            return new Operation.Result.Failed(
                    measured,
                    Operation.Result.Kind.BAD,
                    List.of(new Reason(
                            "ANALYSIS_FAILED",
                            check.metric() + ": " + check.broken(value)
                                    + (check.failureLimit() == 0
                                            ? ""
                                            : ", the " + after.failures() + "th value out of bounds of "
                                                    + after.young().size()))));
        }
        return Operation.Result.next(
                measured,
                check.metric() + " of the " + (ofNew ? "new" : "old") + " version: "
                        + (value == null
                                ? "no value (" + why + ")"
                                : Check.number(value) + (good ? "" : ", out of bounds")));
    }

    private static List<Double> append(List<Double> values, Double value) {
        List<Double> all = new java.util.ArrayList<>(values);
        all.add(value);
        return all;
    }

    /** Asks Prometheus, a JSON document, or the author's command. */
    record Measure(int metric, int index, boolean ofNew) implements Operation {
        @Override
        public Action action(Deployment deployment) {
            Check check = deployment.request().analysis().get(metric);
            String release = ofNew && deployment.guests().contains(index)
                    ? deployment.guest(index)
                    : deployment.release(index).release();
            return Reading.action(check, release, SmokeTest.variables(deployment, release));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            Reading reading = Reading.of(deployment.request().analysis().get(metric), event);
            return add(deployment, metric, ofNew, reading.value(), reading.problem());
        }
    }

    /** Takes what an mlTest found out about what is deployed here. */
    record FromEvidence(int metric) implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.OnController(
                    new Newest(deployment, deployment.request().analysis().get(metric)));
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            if (event instanceof Event.Returned returned) {
                Reading reading = Reading.ofEvidence(
                        deployment.request().analysis().get(metric),
                        returned.value() instanceof Double number ? number : null);
                return add(deployment, metric, true, reading.value(), reading.problem());
            }
            return Result.broken(deployment, Operation.why("reading the journal", event));
        }
    }

    /** The newest metric of an mlTest about an image or the source of this deployment. */
    record Newest(Deployment deployment, Check check) implements ControllerTask<Double> {
        @Override
        public Double run(Services services) throws IOException {
            Set<String> subjects = new LinkedHashSet<>();
            deployment.images().stream()
                    .filter(image -> image.digest() != null)
                    .forEach(image -> subjects.add(image.digest()));
            subjects.add(services.run().source().value());
            return Reading.newest(services.evidence(), check, subjects);
        }
    }

    /**
     * Judges what was measured up to the end of a step.
     *
     * @param last whether nothing more will be measured
     */
    record Judge(int metric, boolean last) implements Operation.Thought {
        @Override
        public Result now(Deployment deployment) {
            Check check = deployment.request().analysis().get(metric);
            Series series = deployment.rollout().series(metric);
            if (series.young().isEmpty()) {
                return !last || !check.mustHaveData()
                        ? Result.next(deployment)
                        : inconclusive(deployment, check.metric() + ": there is no data: " + series.problem());
            }
            if (!check.compare()) {
                return Result.next(deployment);
            }
            Comparison comparison = Comparison.of(check, series);
            return switch (comparison.outcome()) {
                case BETTER_OR_EQUAL -> Result.next(deployment, check.metric() + ": " + comparison.text());
                case WORSE ->
                    new Result.Failed(
                            deployment,
                            Result.Kind.BAD,
                            List.of(new Reason("ANALYSIS_FAILED", check.metric() + ": " + comparison.text())));
                case UNCLEAR ->
                    last
                            ? inconclusive(deployment, check.metric() + ": " + comparison.text())
                            : Result.next(deployment, check.metric() + ": " + comparison.text() + "; goes on");
            };
        }

        private static Result inconclusive(Deployment deployment, String what) {
            return new Result.Failed(
                    deployment,
                    Result.Kind.INCONCLUSIVE,
                    List.of(
                            new Reason(
                                    "INCONCLUSIVE",
                                    what
                                            + "; the old version keeps the traffic, nothing was promoted; look at it, then run again")));
        }
    }
}
