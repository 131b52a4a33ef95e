package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.host.HookMessage;
import io.jenkins.plugins.mldeploy.host.Services;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells people and asks other systems about one gate. What was told is noted in the gate, so that a restart doesn't tell it again; a message has an id of its own, so that its receiver knows one that
 * came twice. That a message can't be sent is noted, too, and holds nobody up; a check that can't be asked is asked again.
 */
final class GateMessages {
    /** Between two tries to ask. */
    static final Duration AGAIN = Duration.ofMinutes(1);

    private final Services services;
    private final Gates gates;
    private final Gate gate;
    private final Opening asked;

    GateMessages(Services services, Gates gates, Gate gate) {
        this.services = services;
        this.gates = gates;
        this.gate = gate;
        this.asked = gate.opening();
    }

    /** Sends what is due, and says how the gate stands afterwards. */
    Gate send() throws IOException {
        Terms terms = asked.terms();
        if (!terms.active()) {
            return gate;
        }
        Instant now = services.clock().instant();
        for (Gate.Check check : gate.checks()) {
            if (check.state() == Gate.CheckState.WAITING) {
                ask(check);
            }
        }
        if (!terms.tell().isEmpty() && !noticed("opened")) {
            tell("opened", terms.tell());
        }
        long due = due(now);
        if (due > 0 && !noticed("reminder " + due)) {
            tell("reminder " + due, terms.tell());
        }
        if (terms.escalateAt() != null
                && !terms.escalateTo().isEmpty()
                && !now.isBefore(terms.escalateAt())
                && !noticed("escalation")) {
            tell("escalation", terms.escalateTo());
        }
        return gates.look(gate.id());
    }

    /** When there is something to do next, at the deadline at the latest. */
    static Instant next(Gate gate, Instant now) {
        Terms terms = gate.opening().terms();
        Instant next = gate.opening().deadline();
        List<Instant> all = new ArrayList<>();
        for (Gate.Check check : gate.checks()) {
            if (check.state() == Gate.CheckState.WAITING) {
                all.add(now.plus(AGAIN));
            }
            if (check.state() == Gate.CheckState.WAITING || check.state() == Gate.CheckState.ASKED) {
                all.add(check.until());
            }
        }
        if (terms.remindEvery() != null) {
            long done = Math.max(
                            0,
                            Duration.between(gate.opening().requestedAt(), now).toMillis())
                    / terms.remindEvery().toMillis();
            all.add(gate.opening().requestedAt().plus(terms.remindEvery().multipliedBy(done + 1)));
        }
        if (terms.escalateAt() != null) {
            all.add(terms.escalateAt());
        }
        for (Instant each : all) {
            if (each.isAfter(now) && each.isBefore(next)) {
                next = each;
            }
        }
        return next;
    }

    /** The number of the reminder that is due last; those that a sleeping machine missed are not made up for. */
    private long due(Instant now) {
        Duration every = asked.terms().remindEvery();
        return every == null
                ? 0
                : Math.max(0, Duration.between(asked.requestedAt(), now).toMillis()) / every.toMillis();
    }

    private boolean noticed(String what) {
        return gate.events().stream()
                .anyMatch(event -> event.kind().equals(GateLine.Op.NOTICE.name())
                        && event.text().startsWith(what + ": "));
    }

    private void ask(Gate.Check check) throws IOException {
        Map<String, Object> question = facts("check");
        question.put("check", check.name());
        question.put("question", CheckAnswer.question(asked, check.name()));
        question.put("until", check.until().toString());
        question.put("evidenceHash", asked.evidenceHash());
        question.put("images", asked.plan().getOrDefault("images", List.of()));
        if (post(check.webHook(), "check-" + check.name(), question).isEmpty()) {
            gates.sent(gate.id(), GateLine.Op.ASK, check.name(), null);
        }
    }

    private void tell(String what, List<String> hooks) throws IOException {
        Map<String, Object> notice = facts(what);
        List<String> went = new ArrayList<>();
        for (String hook : hooks) {
            Optional<String> problem = post(hook, what.replace(' ', '-'), notice);
            went.add(problem.map(text -> hook + " could not be told: " + text).orElse(hook + " was told"));
        }
        String awaited = "approvals " + gate.count();
        gates.sent(
                gate.id(),
                GateLine.Op.NOTICE,
                what,
                went.isEmpty() ? awaited : awaited + "; " + String.join("; ", went));
    }

    private Map<String, Object> facts(String kind) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", kind);
        facts.put("gate", gate.id());
        facts.put("url", services.gateUrl(gate.id()));
        facts.put("run", asked.run());
        facts.put("runUrl", asked.url());
        facts.put("environment", asked.environment());
        facts.put("message", asked.message());
        facts.put("planHash", asked.planHash());
        facts.put("subjects", asked.subjects());
        facts.put("awaited", gate.count().missing());
        if (gate.escalatedAt() != null) {
            facts.put("mayStandIn", asked.terms().escalation().standIns());
        }
        facts.put("deadline", asked.deadline().toString());
        facts.put("onTimeout", asked.onTimeout());
        facts.values().removeIf(value -> value == null);
        return facts;
    }

    private Optional<String> post(String name, String kind, Map<String, Object> body) throws IOException {
        return HookMessage.send(services, name, "mldeploy-" + CheckAnswer.question(asked, kind), body);
    }
}
