package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.mldeploy.evidence.Entry;
import io.jenkins.plugins.mldeploy.evidence.EvidenceQuery;
import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One value of a metric, from where the metric says.
 *
 * @param value null when there is none
 * @param problem why there is none, null when there is one
 */
record Reading(Double value, String problem) {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /**
     * What has to be done for it; not for a metric that comes from evidence.
     *
     * @param release that is asked about
     * @param variables that a command is told
     */
    static Action action(Check check, String release, Map<String, String> variables) {
        if (check.command() != null) {
            // As Command.script runs it, with what it prints kept.
            return new Action.Run(Command.capture(List.of("sh", "-xe", "-c", check.command()), PATIENCE)
                    .with(variables));
        }
        String address = check.prometheus() != null
                ? check.prometheus().replaceFirst("/+$", "") + "/api/v1/query?query="
                        + HttpRead.escaped(HttpRead.about(check.query(), release))
                : HttpRead.about(check.url(), release);
        return new Action.OnAgent(new HttpRead(address, 2));
    }

    /** What came of it. */
    static Reading of(Check check, Event event) {
        if (event instanceof Event.Ran ran) {
            Double value = ran.succeeded() ? Values.number(ran.stdout().strip()) : null;
            return of(
                    value,
                    ran.exitCode() == 0 ? "the command printed no number" : "the command ended with " + ran.exitCode());
        }
        if (event instanceof Event.Returned returned && returned.value() instanceof HttpRead.Answer answer) {
            if (answer.problem() != null) {
                return new Reading(null, answer.problem());
            }
            JsonNode json = ToolJson.read(answer.body());
            return check.prometheus() != null
                    ? of(Values.ofPrometheus(json), Values.whyPrometheusHasNone(json))
                    : of(
                            Values.of(json.at(JsonPointer.compile(check.pointer()))),
                            "there is no number at " + check.pointer());
        }
        if (event instanceof Event.Failed failed) {
            return new Reading(null, failed.text());
        }
        throw new IllegalStateException(event + " makes no sense while measuring");
    }

    /** Of a metric that comes from evidence. */
    static Reading ofEvidence(Check check, Double value) {
        return of(
                value, "no mlTest '" + check.evidence() + "' about these images or sources measured " + check.metric());
    }

    private static Reading of(Double value, String problem) {
        return new Reading(value, value == null ? problem : null);
    }

    /** The newest metric of an mlTest about one of these subjects; null when there is none. */
    static Double newest(EvidenceStore store, Check check, Set<String> subjects) {
        EvidenceQuery query = EvidenceQuery.ofStep("mlTest").id(check.evidence());
        try (Stream<Entry> entries = store.find(query)) {
            return entries.filter(entry ->
                            subjects.contains(entry.evidence().subject().value()))
                    .findFirst()
                    .map(entry -> entry.evidence().metrics().get(check.metric()))
                    .orElse(null);
        }
    }
}
