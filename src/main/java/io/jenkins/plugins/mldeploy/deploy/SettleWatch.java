package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.evidence.Deployed;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.Evidence;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.Sha256;
import io.jenkins.plugins.mldeploy.evidence.Subject;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.policy.WatchRules;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Judges an evaluation. A state that changed is appended to the journal, with what follows noted in the memory before any of it is done: whoever is killed after that finds it there. An evaluation that
 * changes nothing leaves nothing in the journal.
 */
record SettleWatch(Request request, WatchTarget target, List<Reading> readings)
        implements ControllerTask<WatchJudgement> {
    SettleWatch {
        readings = List.copyOf(readings);
    }

    @Override
    public WatchJudgement run(Services services) throws IOException {
        WatchFile file = new WatchFile(services.home(), request.environment());
        WatchMemory before = file.read();
        WatchJudgement judgement = WatchJudgement.of(target, before, readings);
        if (judgement.changed()) {
            record(services, before, judgement);
            judgement = new WatchJudgement(
                    following(services, before.about(target.deploymentId()).state(), judgement),
                    true,
                    judgement.reasons());
        }
        file.write(judgement.memory());
        return judgement;
    }

    /** What the environment wants to be done about it. */
    private WatchMemory following(Services services, WatchMemory.State was, WatchJudgement judgement)
            throws IOException {
        WatchRules rules = services.environments()
                .find(request.environment())
                .orElseThrow(() -> new IOException("the environment is gone"))
                .watch();
        WatchMemory memory = judgement.memory().withoutRollback();
        if (rules == null) {
            return memory;
        }
        List<WatchRules.Reaction> reactions =
                switch (memory.state()) {
                    case FAILING -> rules.onFailure();
                    case NO_DATA -> rules.onNoData();
                    default ->
                        was == WatchMemory.State.UNKNOWN
                                        || !rules.onFailure().contains(WatchRules.Reaction.NOTIFY)
                                                && !rules.onNoData().contains(WatchRules.Reaction.NOTIFY)
                                ? List.of()
                                : List.of(WatchRules.Reaction.NOTIFY);
                };
        Map<String, Object> facts = facts(services, was, judgement);
        for (WatchRules.Reaction reaction : reactions) {
            switch (reaction) {
                case NOTIFY -> {
                    for (String hook : rules.tell()) {
                        memory = memory.plus(open(WatchMemory.Open.NOTIFY, hook, memory, facts));
                    }
                }
                case TRIGGER -> memory = memory.plus(open(WatchMemory.Open.TRIGGER, rules.trigger(), memory, facts));
                case ROLLBACK -> {
                    // Going back from what was gone back to would bring the first failure again.
                    if (!target.wentBack()) {
                        memory = memory.plus(
                                new WatchMemory.Open(WatchMemory.Open.ROLLBACK, null, "rollback", Map.of(), 0));
                    }
                }
            }
        }
        return memory;
    }

    private WatchMemory.Open open(String kind, String hook, WatchMemory memory, Map<String, Object> facts) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("kind", kind);
        message.putAll(facts);
        return new WatchMemory.Open(
                kind, hook, id(request, target, memory.changes() + "/" + kind + "/" + hook), message, 0);
    }

    static String id(Request request, WatchTarget target, String what) {
        return "mldeploy-watch-"
                + new Sha256()
                        .add(request.environment())
                        .add(target.deploymentId())
                        .add(what)
                        .hex()
                        .substring(0, 32);
    }

    private Map<String, Object> facts(Services services, WatchMemory.State was, WatchJudgement judgement) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("environment", request.environment());
        facts.put("state", judgement.memory().state().word());
        facts.put("was", was.word());
        facts.put("deployment", target.deploymentId());
        facts.put("releases", target.releases());
        facts.put("images", target.images());
        facts.put("metrics", metrics());
        facts.put("reasons", judgement.reasons().stream().map(Reason::text).toList());
        facts.put("at", services.clock().instant().toString());
        facts.put("run", services.run().origin().display());
        if (services.run().url() != null) {
            facts.put("runUrl", services.run().url());
        }
        return facts;
    }

    /** The values of this evaluation. */
    private Map<String, Double> metrics() {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (int i = 0; i < readings.size(); i++) {
            if (readings.get(i).value() != null) {
                metrics.put(target.checks().get(i).metric(), readings.get(i).value());
            }
        }
        return metrics;
    }

    private void record(Services services, WatchMemory before, WatchJudgement judgement) throws IOException {
        WatchMemory memory = judgement.memory();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put(Deployed.ENVIRONMENT, request.environment());
        details.put(Deployed.DEPLOYMENT_ID, target.deploymentId());
        details.put("state", memory.state().word());
        details.put("was", before.about(target.deploymentId()).state().word());
        details.put("change", memory.changes());
        details.put(PlanFacts.UNIT, String.join(",", target.releases()));
        details.put("samples", samples(memory));
        if (target.wentBack()) {
            details.put("wentBack", true);
        }
        for (String subject : target.subjects()) {
            if (!isRecorded(services, subject, memory.changes())) {
                services.evidence()
                        .append(new Evidence(
                                new Subject(subject),
                                Deployed.WATCH,
                                request.id(),
                                verdict(memory.state()),
                                metrics(),
                                judgement.reasons(),
                                details,
                                Map.of(),
                                services.run().origin(),
                                services.clock().instant()));
            }
        }
    }

    /** Values that are missing as texts: a record holds no null. */
    private static Map<String, Object> samples(WatchMemory memory) {
        Map<String, Object> samples = new LinkedHashMap<>();
        memory.values().forEach((metric, values) -> {
            List<Object> list = new ArrayList<>();
            values.forEach(value -> list.add(value == null ? "none" : value));
            samples.put(metric, list);
        });
        return samples;
    }

    /** Killed between the record and the memory, the same change is found again. */
    private boolean isRecorded(Services services, String subject, int change) {
        EvidenceQuery query = EvidenceQuery.ofStep(Deployed.WATCH)
                .about(new Subject(subject))
                .environment(request.environment())
                .deployment(target.deploymentId());
        try (Stream<Entry> entries = services.evidence().find(query)) {
            return entries.anyMatch(entry ->
                    entry.evidence().details().get("change") instanceof Number number && number.intValue() == change);
        }
    }

    static Verdict verdict(WatchMemory.State state) {
        return switch (state) {
            case HEALTHY -> Verdict.PASS;
            case FAILING -> Verdict.FAIL;
            case NO_DATA, UNKNOWN -> Verdict.NOT_EVALUATED;
        };
    }
}
