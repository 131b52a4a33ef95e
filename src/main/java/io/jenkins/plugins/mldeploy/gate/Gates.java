package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * All gates of a home folder, each in {@code gates/<id>/gate.jsonl}. Every method may be called by many threads and processes at once: a person has one vote, and a
 * gate is settled once. What was acknowledged is on disk. Ids are made here; one that has not their form is the id of no gate, and never becomes a path.
 */
public final class Gates {
    /** Characters that a reason or a comment may have. */
    public static final int TEXT_LIMIT = 4_000;

    private final GateFolder folder;
    private final Answering answering;
    private final Clock clock;

    /** @param home the suite's folder on the controller */
    public Gates(Path home, Clock clock) {
        this(home, clock, GateFile.Disk.REAL);
    }

    Gates(Path home, Clock clock, GateFile.Disk disk) {
        this.folder = new GateFolder(home.resolve("gates"), disk);
        this.answering = new Answering(folder, clock);
        this.clock = clock;
    }

    /** The topic that the step waits on: {@code gate/<id>}. */
    public static String topic(String id) {
        return "gate/" + id;
    }

    /**
     * A number that grows with every change of a gate, whichever process made it; 0 for a gate that is not there. Cheap enough to be asked five times a second.
     *
     * @param topic {@link #topic} or an id
     */
    public long version(String topic) {
        return folder.size(topic.startsWith("gate/") ? topic.substring("gate/".length()) : topic);
    }

    /** A gate as it stands, empty when there is none of that id. */
    public Optional<Gate> find(String id) throws IOException {
        return folder.exists(id) ? folder.file(id).read() : Optional.empty();
    }

    /**
     * All gates, the oldest first. Reads every file; for the ones that wait there is {@link #open(Consumer)}.
     *
     * @param unreadable told of each gate whose file can't be read; the others are listed all the same
     */
    public List<Gate> list(Consumer<String> unreadable) throws IOException {
        return folder.list(unreadable, GateFile::read);
    }

    /** The gates that wait for an answer, the oldest first. Of those that ended only the end is read. */
    public List<Gate> open(Consumer<String> unreadable) throws IOException {
        Instant now = clock.instant();
        return unsettled(unreadable).stream()
                .filter(gate -> now.isBefore(gate.opening().deadline()))
                .toList();
    }

    /** The gates that nobody settled, also those whose time is up, the oldest first. */
    public List<Gate> unsettled(Consumer<String> unreadable) throws IOException {
        return folder.list(unreadable, GateFile::readUnsettled);
    }

    /**
     * The ids of the gates that nobody settled, the oldest first: cheap also where there are ten thousand, because of each file only both ends are read.
     */
    public List<String> unsettledIds() throws IOException {
        return folder.unsettled();
    }

    /**
     * The gates that were settled last, the newest first.
     *
     * @param limit how many, at most; among the {@code files} gates that changed last
     */
    public List<Gate> settled(int limit, int files, Predicate<Gate> wanted) throws IOException {
        return folder.settledLast(limit, files, wanted);
    }

    /**
     * Opens a gate, or finds the one that the same call opened before it was interrupted. Ends older gates of the same job and step, where the opening says so; where
     * a later run was faster, this one is ended at once.
     */
    Gate open(Opening opening) throws IOException {
        String stem = (opening.number() + "-" + opening.step());
        stem = stem.substring(0, Math.min(32, stem.length())).replaceAll("-+$", "");
        for (int n = 1; n < 100_000; n++) {
            String id = stem + "-" + n;
            Gate gate = folder.make(id).change(file -> {
                Optional<Gate> there = file.gate();
                if (there.isEmpty()) {
                    file.append(GateLine.open(opening));
                    return file.there();
                }
                return there.get().opening().nonce().equals(opening.nonce()) ? there.get() : null;
            });
            if (gate != null) {
                folder.sync(id);
                supersede(gate);
                return find(id).orElseThrow();
            }
        }
        throw new IOException("there are too many gates " + stem + "-…; remove old ones from " + folder.path());
    }

    private void supersede(Gate gate) throws IOException {
        Opening mine = gate.opening();
        if (!mine.supersede()) {
            return;
        }
        List<Gate> others = folder.list(
                unreadable -> {}, file -> file.mayHave("job", mine.job()) ? file.readUnsettled() : Optional.empty());
        for (Gate other : others) {
            Opening theirs = other.opening();
            if (!theirs.job().equals(mine.job()) || !theirs.step().equals(mine.step())) {
                continue;
            }
            if (theirs.number() < mine.number()) {
                end(other.id(), Gate.Decision.SUPERSEDED, null, reason(gate));
            } else if (theirs.number() > mine.number()) {
                end(gate.id(), Gate.Decision.SUPERSEDED, null, reason(other));
            }
        }
    }

    private static String reason(Gate by) {
        String url = by.opening().url();
        return "%s opened the same gate, %s%s"
                .formatted(by.opening().run(), by.id(), url == null ? "" : " (" + url + ")");
    }

    /** The gate that a call with this nonce opened. */
    Optional<Gate> opened(String nonce) throws IOException {
        return folder
                .list(unreadable -> {}, file -> file.mayHave("nonce", nonce) ? file.read() : Optional.empty())
                .stream()
                .filter(gate -> gate.opening().nonce().equals(nonce))
                .findFirst();
    }

    /**
     * Approves or rejects.
     *
     * @param reason may be blank where the gate does not ask for one; a rejection always needs one
     * @param environments for the teams, as they are now
     */
    public Answer vote(String id, Voter voter, boolean approve, String reason, Environments environments)
            throws IOException {
        return vote(id, voter, new VoteRequest(approve, reason), environments);
    }

    /**
     * Approves, perhaps on a condition and with values for the gate's parameters, or rejects.
     *
     * @param environments for the teams and delegations, as they are now
     */
    public Answer vote(String id, Voter voter, VoteRequest said, Environments environments) throws IOException {
        return answering.vote(id, voter, said, environments);
    }

    /** True when this person's approval is awaited: the gate is open, has a place for it, and the person may vote and did not yet. */
    public boolean awaits(Gate gate, Voter voter, Environments environments) {
        Instant now = clock.instant();
        return VotingRights.of(gate, voter, environments, now).isAwaited(now);
    }

    /**
     * Ids of the people who are asked by name, so that a host can write to them: whom teams, delegations and {@code submitter} name, as the environments are now, without who may not approve.
     * Members of a group of the security realm can't be listed.
     *
     * @param escalated true for those who are asked after an escalation, whether or not it has happened
     */
    public Set<String> asked(Gate gate, boolean escalated, Environments environments) {
        return VotingRights.people(gate, escalated, environments, clock.instant());
    }

    /**
     * Decides past the rules, in an emergency: the gate is approved, and its record says so for ever. The host checks that the person has the permission to do this at all; the environment names the groups
     * that may.
     */
    public Answer bypass(String id, Voter voter, String reason, Environments environments) throws IOException {
        return answering.bypass(id, voter, reason, environments);
    }

    /**
     * Takes the answer of another system to a check of a gate.
     *
     * @param check its name
     * @param headers of the message, names in lower case
     * @param body {@code {"gate": …, "check": …, "question": …, "passed": true, "text": …}}
     * @param secret shared with the web hook that was asked
     * @param from where it came from, for the record
     */
    public Answer answerCheck(
            String id, String check, Map<String, String> headers, String body, String secret, String from)
            throws IOException {
        return answering.check(id, check, headers, body, secret, from);
    }

    /** Takes a vote back while the gate is open. */
    public Answer withdraw(String id, Voter voter) throws IOException {
        return answering.withdraw(id, voter);
    }

    /** Says something without a vote. Who may see the gate may comment; the host checks that. */
    public Answer comment(String id, Voter voter, String text) throws IOException {
        return answering.comment(id, voter, text);
    }

    /** Notes that another system was asked, or that people were told; nothing once the gate was settled. */
    void sent(String id, GateLine.Op op, String what, String text) throws IOException {
        folder.file(id).change(file -> {
            if (file.there().isOpen()) {
                file.append(GateLine.sent(op, what, text, clock.instant()));
            }
            return null;
        });
    }

    /** Settles a gate whose votes suffice or whose deadline passed, and says how it stands. */
    Gate look(String id) throws IOException {
        if (!folder.exists(id)) {
            throw new IOException("gate " + id + " is gone from " + folder.path() + "; it can't be answered any more");
        }
        return folder.file(id).change(file -> Settling.whenDue(file, file.there(), clock.instant()));
    }

    /** Ends an open gate; one that was settled stays as it is. */
    Gate end(String id, Gate.Decision decision, String by, String reason) throws IOException {
        return folder.file(id).change(file -> {
            Instant now = clock.instant();
            Gate gate = Settling.whenDue(file, file.there(), now);
            return gate.isOpen() ? Settling.settle(file, decision, by, reason, now) : gate;
        });
    }
}
