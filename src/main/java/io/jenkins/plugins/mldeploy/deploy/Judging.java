package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.ArrayList;
import java.util.List;

/** Asks the environment whether this plan may enter. Nothing has reached a cluster until it has answered. */
record Judging(Deployment deployment) implements DeployState {
    @Override
    public Action action() {
        return new Action.OnController(
                deployment.request().adopt() ? new MayLook(deployment) : new JudgePlan(deployment));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (!(event instanceof Event.Returned returned) || !(returned.value() instanceof Judged judged)) {
            return failed(event);
        }
        if (deployment.request().adopt()) {
            return look(deployment.with(judged));
        }
        Deployment plan = deployment.with(judged);
        List<String> log = new ArrayList<>(describe(plan));
        judged.warnings().forEach(warning -> log.add("warning, missing and let in: " + warning.text()));
        if (plan.request().dryRun()) {
            // A plan asks for its approval; only what else is missing is worth a line.
            judged.missing().stream()
                    .filter(reason -> !isAboutPeople(reason))
                    .forEach(reason -> log.add("would be missing: " + reason.text()));
            return turn(DeployState.ending(plan, Ending.planned()), log);
        }
        if (!judged.missing().isEmpty()) {
            log.add("REFUSED by environment '" + plan.request().environment()
                    + "'; nothing reached the cluster. Missing:");
            judged.missing().forEach(reason -> log.add("  " + reason.text()));
            return turn(DeployState.ending(plan, Ending.refused(judged.missing())), log);
        }
        if (!plan.reachable() && !plan.request().isForward()) {
            return turn(
                    DeployState.ending(
                            plan,
                            Ending.notJudged(new Reason(
                                    "CLUSTER_UNREACHABLE", "no cluster answers, so there is nothing to go back in"))),
                    log);
        }
        if (!plan.reachable()) {
            log.add(
                    "REHEARSAL: no cluster is reachable; renders and checks, applies nothing, and does not count as a deployment");
            return turn(new Linting(plan, 0), log);
        }
        return Locking.begin(plan, log.toArray(String[]::new));
    }

    private static Turn<DeployState> look(Deployment looking) {
        List<String> log = new ArrayList<>();
        looking.judged().warnings().forEach(warning -> log.add("warning, missing and let in: " + warning.text()));
        if (!looking.judged().missing().isEmpty()) {
            log.add("REFUSED by environment '" + looking.request().environment()
                    + "'; nothing in the cluster was looked at. Missing:");
            looking.judged().missing().forEach(reason -> log.add("  " + reason.text()));
            return turn(
                    DeployState.ending(looking, Ending.refused(looking.judged().missing())), log);
        }
        if (!looking.reachable()) {
            return turn(
                    DeployState.ending(
                            looking,
                            Ending.notJudged(new Reason(
                                    "CLUSTER_UNREACHABLE", "no cluster answers, so there is nothing to adopt"))),
                    log);
        }
        return looking.request().releases().isEmpty()
                ? turn(new Listing(looking), log)
                : Locking.begin(looking, log.toArray(String[]::new));
    }

    private static List<String> describe(Deployment plan) {
        List<String> lines = new ArrayList<>();
        lines.add("plan " + plan.judged().planHash().substring(0, 12) + " of "
                + plan.request().unit() + " for '" + plan.request().environment() + "', namespace "
                + plan.opened().namespace());
        plan.images()
                .forEach(image -> lines.add("  image " + image.reference()
                        + (image.revision() == null
                                ? ""
                                : ", built from " + image.revision().substring(0, 12))));
        if (plan.judged().difference() != null) {
            lines.add("  " + plan.judged().changedLines() + " lines differ from what runs");
        }
        Strategy strategy = plan.request().strategy();
        if (strategy.kind() == Strategy.Kind.CANARY && !strategy.exact()) {
            for (int i = 0; i < plan.rendered().size(); i++) {
                lines.add("  release " + plan.release(i).release()
                        + ": real weights with the pods that the chart asks for: "
                        + String.join(
                                "; ",
                                strategy.realShares(Math.max(
                                                1, plan.rendered().get(i).pods()))
                                        .values()));
            }
        }
        int samples = strategy.rounds() * Math.max(1, strategy.shares().size());
        plan.request().analysis().stream()
                .filter(check -> check.compare() && check.minSamples() > samples)
                .forEach(check -> lines.add("  warning: " + check.metric() + " is compared by " + check.minSamples()
                        + " values of each version, and the steps give time for " + samples
                        + ", so it will be inconclusive; make 'interval' longer or 'window' shorter"));
        return lines;
    }

    private static boolean isAboutPeople(Reason reason) {
        return reason.code().startsWith("APPROVAL_") || reason.code().equals("WAIT_TIMER");
    }

    private static Turn<DeployState> turn(DeployState next, List<String> log) {
        return next.enter(log.toArray(String[]::new));
    }
}
