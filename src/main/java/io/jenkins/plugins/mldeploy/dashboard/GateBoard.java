package io.jenkins.plugins.mldeploy.dashboard;

import io.jenkins.plugins.mldeploy.evidence.EvidenceStore;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.policy.Approval;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Answers the page's questions about gates, each with what its reviewers need to know. */
public final class GateBoard {
    private static final int SETTLED = 5;
    private static final int DIFFERENCE_LIMIT = 2 << 20;

    private final Gates gates;
    private final EvidenceStore store;
    private final Clock clock;

    public GateBoard(Gates gates, EvidenceStore store, Clock clock) {
        this.gates = gates;
        this.store = store;
        this.clock = clock;
    }

    /** A gate with the journal's records that its reviewers see, in full. */
    public record Waiting(Gate gate, List<Finding> evidence) {}

    /**
     * All that a page needs about gates.
     *
     * @param open the oldest first
     * @param settled the newest first
     * @param unreadable one sentence a gate that can't be read
     */
    public record Board(List<Waiting> open, List<Gate> settled, List<String> unreadable) {}

    /** @param wanted which gates; those that can't be read are told to everybody who may see all */
    public Board board(Predicate<Gate> wanted) throws IOException {
        List<String> unreadable = new ArrayList<>();
        Instant now = clock.instant();
        List<Waiting> open = new ArrayList<>();
        List<Gate> settled = new ArrayList<>();
        Dashboard records = Dashboard.ofRecords(store);
        for (Gate gate : gates.list(unreadable::add)) {
            if (!wanted.test(gate)) {
                continue;
            }
            if (gate.isOpen() && now.isBefore(gate.opening().deadline())) {
                Set<Long> shown =
                        gate.opening().shown().stream().map(Approval.Shown::seq).collect(Collectors.toSet());
                open.add(new Waiting(gate, records.findings(shown)));
            } else {
                settled.add(gate);
            }
        }
        Collections.reverse(settled);
        return new Board(open, settled.stream().limit(SETTLED).toList(), unreadable);
    }

    /** The difference to what runs now, as it was recorded with the plan; at most 2 MiB of it. Empty when none was recorded, or there is no such gate. */
    public Optional<String> difference(String id) throws IOException {
        Optional<String> hash = gates.find(id).map(gate -> gate.opening().difference());
        Optional<InputStream> payload = hash.isPresent() ? store.payload(hash.get()) : Optional.empty();
        if (payload.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = payload.get()) {
            String text = new String(in.readNBytes(DIFFERENCE_LIMIT), StandardCharsets.UTF_8);
            return Optional.of(in.read() < 0 ? text : text + "\n… more in payload " + hash.get() + "\n");
        }
    }
}
