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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers the page's questions about gates, each with what its reviewers need to know. */
public final class GateBoard {
    private static final int SETTLED = 5;
    /** Nobody reads more at once, and a browser can't draw ten thousand. */
    private static final int OPEN = 100;
    /** Among so many gates that changed last the settled ones are looked for. */
    private static final int CHANGED = 2_000;

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
     * @param more how many more are open
     */
    public record Board(List<Waiting> open, List<Gate> settled, List<String> unreadable, int more) {
        public Board(List<Waiting> open, List<Gate> settled, List<String> unreadable) {
            this(open, settled, unreadable, 0);
        }
    }

    /** For who may see every gate. Only those that are shown are read. */
    public Board board() throws IOException {
        List<String> unreadable = new ArrayList<>();
        List<Gate> unsettled = new ArrayList<>();
        List<String> ids = gates.unsettledIds();
        int read = 0;
        for (String id : ids) {
            if (unsettled.stream().filter(this::isWaiting).count() == OPEN) {
                break;
            }
            read++;
            try {
                gates.find(id).filter(Gate::isOpen).ifPresent(unsettled::add);
            } catch (IOException e) {
                unreadable.add("gate " + id + ": " + e.getMessage());
            }
        }
        return board(unsettled, ids.size() - read, unreadable, gate -> true);
    }

    private boolean isWaiting(Gate gate) {
        return clock.instant().isBefore(gate.opening().deadline());
    }

    /** @param wanted which gates; those that can't be read are told to everybody who may see all */
    public Board board(Predicate<Gate> wanted) throws IOException {
        List<String> unreadable = new ArrayList<>();
        List<Gate> unsettled =
                gates.unsettled(unreadable::add).stream().filter(wanted).toList();
        return board(unsettled, 0, unreadable, wanted);
    }

    private Board board(List<Gate> unsettled, int unread, List<String> unreadable, Predicate<Gate> wanted)
            throws IOException {
        List<Gate> waiting = unsettled.stream().filter(this::isWaiting).toList();
        List<Waiting> open = new ArrayList<>();
        Dashboard records = Dashboard.ofRecords(store);
        for (Gate gate : waiting.subList(0, Math.min(OPEN, waiting.size()))) {
            Set<Long> shown =
                    gate.opening().shown().stream().map(Approval.Shown::seq).collect(Collectors.toSet());
            open.add(new Waiting(gate, records.findings(shown)));
        }
        // Those whose time is up have ended, too, although nobody came to write it.
        List<Gate> ended = Stream.concat(
                        unsettled.stream().filter(gate -> !isWaiting(gate)),
                        gates.settled(SETTLED, CHANGED, wanted).stream())
                .sorted(Comparator.comparing(GateBoard::endedAt).reversed())
                .limit(SETTLED)
                .toList();
        return new Board(open, ended, unreadable, waiting.size() - open.size() + unread);
    }

    private static Instant endedAt(Gate gate) {
        return gate.isOpen() ? gate.opening().deadline() : gate.settlement().at();
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
