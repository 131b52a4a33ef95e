package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.policy.Condition;
import io.jenkins.plugins.mldeploy.policy.Quorum;
import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Folds the lines of a gate's file into the gate as it stands. */
final class GateFold {
    private final String id;
    private final Map<String, Gate.Vote> votes = new LinkedHashMap<>();
    private final List<Gate.Comment> comments = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final List<Gate.GateEvent> events = new ArrayList<>();
    private final Map<String, Gate.CheckState> checks = new LinkedHashMap<>();
    private final Map<String, String> said = new LinkedHashMap<>();
    private Opening opening;
    private Gate.Settlement settlement;
    private boolean bypassed;
    private Instant escalatedAt;

    GateFold(String id) {
        this.id = id;
    }

    void take(GateLine line, int number) throws UnreadableReport {
        if ((line.op() == GateLine.Op.OPEN) != (number == 1)) {
            throw new UnreadableReport("GATE_UNREADABLE", id, number, 1, "a gate opens once, with its first line");
        }
        if (settlement != null) {
            // The first settlement stands, whatever comes after it.
            return;
        }
        int before = log.size();
        switch (line.op()) {
            case OPEN -> opening = line.opening();
            case VOTE -> vote(line);
            case WITHDRAW -> {
                votes.remove(Ballot.person(line.user()));
                log.add(line.user() + " withdrew the vote");
            }
            case COMMENT -> {
                comments.add(new Gate.Comment(line.user(), line.text(), line.at()));
                log.add(GateText.printable(line.user() + " says: " + line.text()));
            }
            case BYPASS -> {
                bypassed = true;
                log.add(GateText.printable("BYPASSED by " + line.user() + ": " + line.text()));
            }
            case ASK -> {
                checks.putIfAbsent(line.check(), Gate.CheckState.ASKED);
                log.add("check '" + line.check() + "' was asked");
            }
            case CHECK -> {
                checks.put(line.check(), line.approves() ? Gate.CheckState.PASSED : Gate.CheckState.FAILED);
                said.put(line.check(), line.text());
                log.add(GateText.printable("check '" + line.check() + "' " + (line.approves() ? "agrees" : "objects")
                        + (line.text() == null ? "" : ": " + line.text())));
            }
            case NOTICE -> log.add(GateText.printable(line.check() + ": " + line.text()));
            case ESCALATE -> {
                escalatedAt = line.at();
                log.add(GateText.printable("escalated: " + line.text()));
            }
            case SETTLE -> settlement = new Gate.Settlement(line.decision(), line.user(), line.text(), line.at());
        }
        if (line.op() != GateLine.Op.OPEN) {
            events.add(new Gate.GateEvent(
                    number,
                    line.op().name(),
                    line.at(),
                    line.user(),
                    line.authenticatedBy(),
                    line.from(),
                    log.size() > before ? log.get(log.size() - 1) : settled()));
        }
    }

    private String settled() {
        return settlement.decision()
                + (settlement.by() == null ? "" : " by " + settlement.by())
                + (settlement.reason() == null ? "" : ": " + GateText.printable(settlement.reason()));
    }

    private void vote(GateLine line) {
        // Not put over the old one: the order of votes is the order in which people made up their mind.
        votes.remove(Ballot.person(line.user()));
        Gate.Vote vote = new Gate.Vote(
                line.user(),
                Set.copyOf(line.groups()),
                line.approves(),
                line.text(),
                line.authenticatedBy(),
                line.from(),
                line.at(),
                line.actingFor(),
                line.condition(),
                line.values());
        votes.put(Ballot.person(line.user()), vote);
        log.add(GateText.of(vote));
    }

    /** Empty while there is no first line. */
    Optional<Gate> gate() {
        if (opening == null) {
            return Optional.empty();
        }
        Ballot ballot = Ballot.decide(opening, votes.values(), escalatedAt != null);
        Quorum.Count count = ballot instanceof Ballot.Open open
                ? open.count()
                : ballot instanceof Ballot.Approved approved
                        ? approved.count()
                        : opening.awaited(escalatedAt != null).count(Map.of());
        Condition condition = votes.values().stream()
                .filter(Gate.Vote::approves)
                .map(Gate.Vote::condition)
                .reduce(Condition.NONE, Condition::and);
        return Optional.of(new Gate(
                id,
                opening,
                List.copyOf(votes.values()),
                comments,
                settlement,
                count,
                log,
                checks(),
                events,
                bypassed,
                condition,
                escalatedAt));
    }

    private List<Gate.Check> checks() {
        Instant ended = settlement == null ? null : settlement.at();
        Set<Gate.Check> all = new LinkedHashSet<>();
        for (Terms.Asked asked : opening.terms().checks()) {
            Gate.CheckState state = checks.getOrDefault(asked.name(), Gate.CheckState.WAITING);
            boolean open = state == Gate.CheckState.WAITING || state == Gate.CheckState.ASKED;
            if (open && ended != null && !ended.isBefore(asked.until())) {
                state = Gate.CheckState.TIMED_OUT;
            }
            all.add(new Gate.Check(asked.name(), asked.webHook(), state, said.get(asked.name()), asked.until()));
        }
        return List.copyOf(all);
    }
}
