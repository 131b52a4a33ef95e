package io.jenkins.plugins.mldeploy.gate;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** When a gate ends, and how; under the lock of its file, so that it ends once. */
final class Settling {
    private Settling() {}

    /** The gate, settled when its votes, checks or deadline say so, and escalated when it is time for that. */
    static Gate whenDue(GateFile.Locked file, Gate gate, Instant now) throws IOException {
        if (!gate.isOpen()) {
            return gate;
        }
        if (gate.bypassed()) {
            Gate.GateEvent bypass = gate.events().stream()
                    .filter(event -> event.kind().equals(GateLine.Op.BYPASS.name()))
                    .findFirst()
                    .orElseThrow();
            return settle(file, Gate.Decision.APPROVED, bypass.user(), bypass.text(), now);
        }
        boolean escalated = gate.escalatedAt() != null;
        Ballot ballot = Ballot.decide(gate.opening(), gate.votes(), escalated);
        if (ballot instanceof Ballot.Rejected rejected) {
            return settle(
                    file,
                    Gate.Decision.REJECTED,
                    rejected.by().user(),
                    rejected.by().reason(),
                    now);
        }
        Optional<Gate.Check> objects = gate.checks().stream()
                .filter(check -> check.state() == Gate.CheckState.FAILED)
                .findFirst();
        if (objects.isPresent()) {
            return settle(
                    file,
                    Gate.Decision.REJECTED,
                    "check " + objects.get().name(),
                    objects.get().text(),
                    now);
        }
        boolean agreed = gate.checks().stream().allMatch(check -> check.state() == Gate.CheckState.PASSED);
        if (ballot instanceof Ballot.Approved && agreed) {
            String last = gate.votes().get(gate.votes().size() - 1).user();
            return settle(file, Gate.Decision.APPROVED, last, null, now);
        }
        Optional<Gate.Check> silent = gate.checks().stream()
                .filter(check -> check.state() != Gate.CheckState.PASSED && !now.isBefore(check.until()))
                .findFirst();
        if (silent.isPresent()) {
            String text = "check '" + silent.get().name() + "' did not answer until "
                    + silent.get().until();
            return settle(file, Gate.Decision.EXPIRED, null, text, now);
        }
        Instant deadline = gate.opening().deadline();
        if (!now.isBefore(deadline)) {
            return settle(file, Gate.Decision.EXPIRED, null, "nobody decided until " + deadline, now);
        }
        // Whoever comes first after the time writes it: the run, or somebody who votes while the run is asleep. People
        // who
        // have all decided and only wait for a check are not joined by others.
        if (!escalated
                && ballot instanceof Ballot.Open
                && gate.opening().terms().escalates(now)) {
            file.append(GateLine.escalate(GateText.escalation(gate.opening()), now));
            return whenDue(file, file.there(), now);
        }
        return gate;
    }

    /** Ends an open gate. */
    static Gate settle(GateFile.Locked file, Gate.Decision decision, String by, String reason, Instant now)
            throws IOException {
        file.append(GateLine.settle(new Gate.Settlement(decision, by, reason, now)));
        return file.there();
    }
}
