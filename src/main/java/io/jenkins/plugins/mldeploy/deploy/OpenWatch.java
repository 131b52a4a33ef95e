package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.policy.WatchRules;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Takes the lock of an environment's watch, and finds out what there is to watch. */
record OpenWatch(Request request) implements ControllerTask<OpenWatch.Answer> {
    /** Of a release no name has a slash. */
    private static final String LOCK = "watch/";

    /**
     * @param target what is watched, null when there is a problem
     * @param problem why nothing is
     * @param status of the run, when there is a problem
     */
    record Answer(WatchTarget target, Reason problem, RunStatus status) {
        static Answer wrong(String code, String text) {
            return wrong(new Reason(code, text));
        }

        static Answer wrong(Reason reason) {
            return new Answer(null, reason, RunStatus.FAILURE);
        }

        static Answer notNow(String code, String text) {
            return new Answer(null, new Reason(code, text), RunStatus.UNSTABLE);
        }
    }

    static ReleaseLocks lock(Services services, Request request) {
        return new ReleaseLocks(services.home(), request.environment(), List.of(LOCK));
    }

    static ReleaseLocks.Holder holder(Services services) {
        return ReleaseLocks.Holder.of(services.run().origin(), "watch", null);
    }

    @Override
    public Answer run(Services services) throws IOException {
        Environments environments = services.environments();
        Environment environment = environments.find(request.environment()).orElse(null);
        if (environment == null) {
            return Answer.wrong(environments.unknown(request.environment()));
        }
        WatchRules rules = environment.watch();
        if (rules == null) {
            return Answer.wrong(
                    "WATCH_MISSING",
                    "environment '" + environment.name()
                            + "' says nothing about a watch; give it 'watch:' with 'analysis:'");
        }
        ReleaseLocks.Answer locked =
                lock(services, request).take(holder(services), other -> services.isGone(other.job(), other.number()));
        if (locked.holder() != null) {
            return Answer.notNow(
                    "WATCHED_ALREADY",
                    locked.holder().display() + " evaluates '" + environment.name()
                            + "' at the moment; one at a time does");
        }
        Running running = running(services);
        Set<String> units = new LinkedHashSet<>(running.owners().values());
        units.retainAll(running.entries().keySet());
        if (rules.release() != null) {
            units.retainAll(Set.of(running.owners().getOrDefault(rules.release(), "")));
        }
        if (units.isEmpty()) {
            return Answer.notNow(
                    "NOTHING_DEPLOYED",
                    running.entries().isEmpty()
                            ? "the journal knows nothing that runs in '" + environment.name() + "'"
                            : "release '" + rules.release() + "' does not run in '" + environment.name()
                                    + "'; there are: "
                                    + String.join(", ", running.entries().keySet()));
        }
        if (units.size() > 1) {
            return Answer.wrong(
                    "WATCH_AMBIGUOUS",
                    "in '" + environment.name() + "' run " + String.join(" and ", units)
                            + "; say with 'release' in 'watch:' which of them is meant");
        }
        WatchTarget target = target(
                environment, rules, running.entries().get(units.iterator().next()));
        Optional<ReleaseLocks.Holder> deploying = new ReleaseLocks(
                        services.home(), environment.name(), target.releases())
                .holder()
                .filter(other -> !services.isGone(other.job(), other.number()));
        return deploying.isPresent()
                ? Answer.notNow(
                        "DEPLOYMENT_AT_WORK",
                        deploying.get().display() + " deploys to '" + environment.name()
                                + "' at the moment, and judges that itself")
                : new Answer(target, null, null);
    }

    /**
     * What runs.
     *
     * @param entries of each unit those of its newest deployment
     * @param owners of each release the unit that changed it last
     */
    private record Running(Map<String, List<Entry>> entries, Map<String, String> owners) {}

    private Running running(Services services) {
        Map<String, List<Entry>> units = new LinkedHashMap<>();
        Map<String, String> owners = new LinkedHashMap<>();
        Map<String, Object> newest = new LinkedHashMap<>();
        try (Stream<Entry> entries =
                services.evidence().find(EvidenceQuery.ofStep(HelmDeploy.STEP).environment(request.environment()))) {
            entries.forEach(entry -> {
                Map<String, Object> details = entry.evidence().details();
                boolean there = Deployed.isThere(entry);
                if (!there && !Deployed.UNINSTALLED.equals(details.get(Deployed.OUTCOME))
                        || !(details.get(PlanFacts.UNIT) instanceof String unit)) {
                    return;
                }
                Object id = details.get(Deployed.DEPLOYMENT_ID);
                if (newest.putIfAbsent(unit, id) == null) {
                    List.of(unit.split(",")).forEach(release -> owners.putIfAbsent(release, unit));
                }
                if (there && id != null && id.equals(newest.get(unit))) {
                    units.computeIfAbsent(unit, any -> new ArrayList<>()).add(entry);
                }
            });
        }
        return new Running(units, owners);
    }

    private WatchTarget target(Environment environment, WatchRules rules, List<Entry> entries) {
        Map<String, Object> details = entries.get(0).evidence().details();
        return new WatchTarget(
                String.valueOf(details.get(Deployed.DEPLOYMENT_ID)),
                List.of(String.valueOf(details.get(PlanFacts.UNIT)).split(",")),
                details.get(PlanFacts.IMAGES) instanceof List<?> images
                        ? images.stream().map(String::valueOf).toList()
                        : List.of(),
                entries.stream()
                        .map(entry -> entry.evidence().subject().value())
                        .distinct()
                        .toList(),
                Objects.toString(details.get("namespace"), "default"),
                details.get("context") instanceof String context ? context : null,
                environment.isProtected(),
                details.containsKey("rollbackTo"),
                rules.samples(),
                rules.analysis().stream().map(OpenWatch::check).toList());
    }

    private static Check check(WatchRules.Metric metric) {
        return new Check(
                metric.metric(),
                metric.prometheus(),
                metric.query(),
                metric.url(),
                metric.pointer(),
                metric.command(),
                metric.evidence(),
                metric.min(),
                metric.max(),
                false,
                false,
                0.98,
                0,
                2,
                metric.mustHaveData(),
                metric.failureLimit());
    }
}
