package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All gates of a home folder, each in {@code gates/<id>/gate.jsonl}. Every method may be called by many threads and processes at once: a person has one vote, and a
 * gate is settled once. What was acknowledged is on disk. Ids are made here; one that has not their form is the id of no gate, and never becomes a path.
 */
public final class Gates {
    /** Characters that a reason or a comment may have. */
    public static final int TEXT_LIMIT = 4_000;

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    private final Path folder;
    private final Clock clock;
    private final GateFile.Disk disk;

    /** @param home the suite's folder on the controller */
    public Gates(Path home, Clock clock) {
        this(home, clock, GateFile.Disk.REAL);
    }

    Gates(Path home, Clock clock, GateFile.Disk disk) {
        this.folder = home.resolve("gates");
        this.clock = clock;
        this.disk = disk;
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
        String id = topic.startsWith("gate/") ? topic.substring("gate/".length()) : topic;
        try {
            return ID.matcher(id).matches() ? Files.size(path(id)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** A gate as it stands, empty when there is none of that id. */
    public Optional<Gate> find(String id) throws IOException {
        return exists(id) ? file(id).read() : Optional.empty();
    }

    /**
     * All gates, the oldest first.
     *
     * @param unreadable told of each gate whose file can't be read; the others are listed all the same
     */
    public List<Gate> list(Consumer<String> unreadable) throws IOException {
        return list(unreadable, file -> true);
    }

    private interface Wanted {
        boolean test(GateFile file) throws IOException;
    }

    /** Thousands of small files: read by all cores, told of in one thread. */
    private List<Gate> list(Consumer<String> unreadable, Wanted wanted) throws IOException {
        record Found(Gate gate, String problem) {}
        List<Found> found = ids().parallelStream()
                .map(id -> {
                    try {
                        GateFile file = file(id);
                        return new Found(wanted.test(file) ? file.read().orElse(null) : null, null);
                    } catch (NoSuchFileException e) {
                        // A folder whose gate is being opened, or that is none.
                        return new Found(null, null);
                    } catch (IOException e) {
                        return new Found(null, "gate " + id + ": " + e.getMessage());
                    }
                })
                .toList();
        List<Gate> gates = new ArrayList<>();
        for (Found one : found) {
            if (one.problem() != null) {
                unreadable.accept(one.problem());
            } else if (one.gate() != null) {
                gates.add(one.gate());
            }
        }
        gates.sort(Comparator.<Gate, Instant>comparing(gate -> gate.opening().requestedAt())
                .thenComparing(Gate::id));
        return gates;
    }

    /** The gates that wait for an answer, the oldest first. */
    public List<Gate> open(Consumer<String> unreadable) throws IOException {
        Instant now = clock.instant();
        return list(unreadable).stream()
                .filter(gate -> gate.isOpen() && now.isBefore(gate.opening().deadline()))
                .toList();
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
            Files.createDirectories(folder.resolve(id));
            Gate gate = file(id).change(file -> {
                Optional<Gate> there = file.gate();
                if (there.isEmpty()) {
                    file.append(GateLine.open(opening));
                    return file.gate().orElseThrow();
                }
                return there.get().opening().nonce().equals(opening.nonce()) ? there.get() : null;
            });
            if (gate != null) {
                sync(folder.resolve(id));
                sync(folder);
                supersede(gate);
                return find(id).orElseThrow();
            }
        }
        throw new IOException("there are too many gates " + stem + "-…; remove old ones from " + folder);
    }

    /** The gate that a call with this nonce opened. */
    Optional<Gate> opened(String nonce) throws IOException {
        return list(unreadable -> {}, file -> file.mayHave("nonce", nonce)).stream()
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
        boolean approve = said.approve();
        return answer(id, (file, gate) -> {
            Opening asked = gate.opening();
            Map<String, String> actingFor = new LinkedHashMap<>();
            Set<String> groups = groups(voter, asked, environments, actingFor);
            Set<String> voters = asked.voters(gate.escalatedAt() != null);
            if (groups.stream().noneMatch(voters::contains)) {
                return new Answer(
                        Answer.Kind.FORBIDDEN,
                        "%s may not vote on gate %s; members of %s may"
                                .formatted(voter.user(), id, String.join(", ", voters)),
                        gate);
            }
            if (!asked.allowSelfApproval() && asked.requestedBy(voter.user())) {
                return new Answer(
                        Answer.Kind.FORBIDDEN,
                        "requester may not approve: %s asked for %s, so somebody else has to decide; still %s"
                                .formatted(voter.user(), asked.run(), gate.count()),
                        gate);
            }
            Optional<String> inVain = inVain(gate, voter, groups, actingFor);
            if (inVain.isPresent()) {
                return new Answer(Answer.Kind.FORBIDDEN, inVain.get(), gate);
            }
            Optional<String> wrong = ParameterValues.wrong(asked.terms().parameters(), said.parameters());
            if (wrong.isPresent()
                    || !approve
                            && !(said.condition().isEmpty() && said.parameters().isEmpty())) {
                return new Answer(
                        Answer.Kind.BAD, wrong.orElse("a rejection has no condition and sets no parameter"), gate);
            }
            if (said.condition().until() != null && !said.condition().until().isAfter(clock.instant())) {
                return new Answer(Answer.Kind.BAD, "the condition ends in the past", gate);
            }
            String text = said.reason() == null || said.reason().isBlank()
                    ? null
                    : said.reason().strip();
            if (text == null && (!approve || asked.requireReason())) {
                return new Answer(
                        Answer.Kind.BAD,
                        approve ? "this gate asks for a reason" : "a rejection needs a reason: what has to change?",
                        gate);
            }
            if (text != null && text.length() > TEXT_LIMIT) {
                return tooLong(gate);
            }
            Optional<Gate.Vote> before = mine(gate, voter);
            if (before.isPresent()
                    && before.get().approves() == approve
                    && before.get().condition().equals(said.condition())
                    && before.get().parameters().equals(said.parameters())) {
                return new Answer(
                        Answer.Kind.ACCEPTED, "%s voted already; still %s".formatted(voter.user(), gate.count()), gate);
            }
            file.append(GateLine.vote(new Gate.Vote(
                    voter.user(),
                    groups,
                    approve,
                    text,
                    voter.authenticatedBy(),
                    voter.from(),
                    clock.instant(),
                    actingFor,
                    said.condition(),
                    said.parameters())));
            Gate after = settleWhenDue(file, file.gate().orElseThrow());
            return new Answer(
                    Answer.Kind.ACCEPTED,
                    after.isOpen()
                            ? "%s approved gate %s: %s".formatted(voter.user(), id, after.count())
                            : "gate " + id + " is " + after.settlement().decision(),
                    after);
        });
    }

    /** True when this person's approval is awaited: the gate is open, has a place for it, and the person may vote and did not yet. */
    public boolean awaits(Gate gate, Voter voter, Environments environments) {
        Opening asked = gate.opening();
        Instant now = clock.instant();
        // Also between the time and the moment that somebody looks.
        Set<String> voters =
                asked.voters(gate.escalatedAt() != null || asked.terms().escalates(now));
        return gate.isOpen()
                && now.isBefore(asked.deadline())
                && (asked.allowSelfApproval() || !asked.requestedBy(voter.user()))
                && mine(gate, voter).isEmpty()
                && groups(voter, asked, environments, new LinkedHashMap<>()).stream()
                        .anyMatch(voters::contains);
    }

    /**
     * Decides past the rules, in an emergency: the gate is approved, and its record says so for ever. The host checks that the person has the permission to do this at all; the environment names the groups
     * that may.
     */
    public Answer bypass(String id, Voter voter, String reason, Environments environments) throws IOException {
        return answer(id, (file, gate) -> {
            Opening asked = gate.opening();
            List<String> may = asked.terms().bypass();
            // A right of one's own: nobody bypasses in another's place.
            Set<String> groups = new LinkedHashSet<>(voter.groups());
            groups.removeAll(environments.teams().keySet());
            environments.teams().keySet().stream()
                    .filter(team -> environments.isMember(voter.user(), voter.groups(), team))
                    .forEach(groups::add);
            if (may.stream().noneMatch(groups::contains)) {
                return new Answer(
                        Answer.Kind.FORBIDDEN,
                        may.isEmpty()
                                ? "nobody may decide past the rules of this gate"
                                : voter.user() + " may not decide past the rules; members of " + String.join(", ", may)
                                        + " may",
                        gate);
            }
            if (reason == null || reason.isBlank()) {
                return new Answer(Answer.Kind.BAD, "a bypass needs a reason: what is the emergency?", gate);
            }
            if (reason.length() > TEXT_LIMIT) {
                return tooLong(gate);
            }
            file.append(GateLine.said(GateLine.Op.BYPASS, voter, reason.strip(), clock.instant()));
            Gate after = settleWhenDue(file, file.gate().orElseThrow());
            return new Answer(Answer.Kind.ACCEPTED, "gate " + id + " is APPROVED, past its rules", after);
        });
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
        Optional<String> refused = SignedMessage.refused(secret, headers, body, clock.instant());
        if (refused.isPresent()) {
            return new Answer(Answer.Kind.FORBIDDEN, refused.get(), null);
        }
        Optional<CheckAnswer> read = CheckAnswer.read(body);
        if (read.isEmpty()
                || !id.equals(read.get().gate())
                || !check.equals(read.get().check())) {
            return new Answer(
                    Answer.Kind.BAD, "the body is not {gate, check, question, passed, text} of this check", null);
        }
        CheckAnswer said = read.get();
        return answer(id, (file, gate) -> {
            Optional<Gate.Check> asked = gate.checks().stream()
                    .filter(each -> each.name().equals(check))
                    .findFirst();
            if (asked.isEmpty()) {
                return new Answer(Answer.Kind.UNKNOWN, "this gate has no check of that name", gate);
            }
            if (!CheckAnswer.question(gate.opening(), check).equals(said.question())) {
                return new Answer(Answer.Kind.FORBIDDEN, "this answers another question", gate);
            }
            if (asked.get().state() == Gate.CheckState.PASSED || asked.get().state() == Gate.CheckState.FAILED) {
                return new Answer(Answer.Kind.SETTLED, "check '" + check + "' was answered already", gate);
            }
            file.append(GateLine.answered(
                    check, said.passed(), said.text(), headers.get(SignedMessage.ID), from, clock.instant()));
            Gate after = settleWhenDue(file, file.gate().orElseThrow());
            return new Answer(Answer.Kind.ACCEPTED, "noted", after);
        });
    }

    /** Notes that another system was asked, or that people were told; nothing once the gate was settled. */
    void sent(String id, GateLine.Op op, String what, String text) throws IOException {
        file(id).change(file -> {
            Gate gate = file.gate().orElseThrow();
            if (gate.isOpen()) {
                file.append(GateLine.sent(op, what, text, clock.instant()));
            }
            return null;
        });
    }

    /** Takes a vote back while the gate is open. */
    public Answer withdraw(String id, Voter voter) throws IOException {
        return answer(id, (file, gate) -> {
            if (mine(gate, voter).isEmpty()) {
                return new Answer(Answer.Kind.BAD, voter.user() + " has no vote to withdraw", gate);
            }
            file.append(GateLine.said(GateLine.Op.WITHDRAW, voter, null, clock.instant()));
            Gate after = file.gate().orElseThrow();
            return new Answer(Answer.Kind.ACCEPTED, voter.user() + " withdrew the vote: " + after.count(), after);
        });
    }

    /** Says something without a vote. Who may see the gate may comment; the host checks that. */
    public Answer comment(String id, Voter voter, String text) throws IOException {
        return answer(id, (file, gate) -> {
            if (text == null || text.isBlank()) {
                return new Answer(Answer.Kind.BAD, "the comment is empty", gate);
            }
            if (text.length() > TEXT_LIMIT) {
                return tooLong(gate);
            }
            if (file.size() > GateFile.COMMENT_LIMIT) {
                return new Answer(Answer.Kind.BAD, "this gate has no room for more comments; votes are taken", gate);
            }
            file.append(GateLine.said(GateLine.Op.COMMENT, voter, text.strip(), clock.instant()));
            return new Answer(Answer.Kind.ACCEPTED, "noted", file.gate().orElseThrow());
        });
    }

    /** Settles a gate whose votes suffice or whose deadline passed, and says how it stands. */
    Gate look(String id) throws IOException {
        if (!exists(id)) {
            throw new IOException("gate " + id + " is gone from " + folder + "; it can't be answered any more");
        }
        return file(id).change(file -> settleWhenDue(
                file, file.gate().orElseThrow(() -> new IOException("the file of gate " + id + " is empty"))));
    }

    /** Ends an open gate; one that was settled stays as it is. */
    Gate end(String id, Gate.Decision decision, String by, String reason) throws IOException {
        return file(id).change(file -> {
            Gate gate = settleWhenDue(file, file.gate().orElseThrow());
            return gate.isOpen() ? settle(file, decision, by, reason) : gate;
        });
    }

    private interface Reply {
        Answer to(GateFile.Locked file, Gate gate) throws IOException;
    }

    private Answer answer(String id, Reply reply) throws IOException {
        if (!exists(id)) {
            return unknown();
        }
        return file(id).change(file -> {
            Optional<Gate> there = file.gate();
            if (there.isEmpty()) {
                return unknown();
            }
            Gate gate = settleWhenDue(file, there.get());
            return gate.isOpen()
                    ? reply.to(file, gate)
                    : new Answer(
                            Answer.Kind.SETTLED,
                            "gate %s is %s already"
                                    .formatted(gate.id(), gate.settlement().decision()),
                            gate);
        });
    }

    private Gate settleWhenDue(GateFile.Locked file, Gate gate) throws IOException {
        if (!gate.isOpen()) {
            return gate;
        }
        if (gate.bypassed()) {
            Gate.GateEvent bypass = gate.events().stream()
                    .filter(event -> event.kind().equals(GateLine.Op.BYPASS.name()))
                    .findFirst()
                    .orElseThrow();
            return settle(file, Gate.Decision.APPROVED, bypass.user(), bypass.text());
        }
        boolean escalated = gate.escalatedAt() != null;
        Ballot ballot = Ballot.decide(gate.opening(), gate.votes(), escalated);
        if (ballot instanceof Ballot.Rejected rejected) {
            return settle(
                    file,
                    Gate.Decision.REJECTED,
                    rejected.by().user(),
                    rejected.by().reason());
        }
        Optional<Gate.Check> objects = gate.checks().stream()
                .filter(check -> check.state() == Gate.CheckState.FAILED)
                .findFirst();
        if (objects.isPresent()) {
            return settle(
                    file,
                    Gate.Decision.REJECTED,
                    "check " + objects.get().name(),
                    objects.get().text());
        }
        boolean agreed = gate.checks().stream().allMatch(check -> check.state() == Gate.CheckState.PASSED);
        if (ballot instanceof Ballot.Approved && agreed) {
            return settle(
                    file,
                    Gate.Decision.APPROVED,
                    gate.votes().get(gate.votes().size() - 1).user(),
                    null);
        }
        Instant now = clock.instant();
        Optional<Gate.Check> silent = gate.checks().stream()
                .filter(check -> check.state() != Gate.CheckState.PASSED && !now.isBefore(check.until()))
                .findFirst();
        if (silent.isPresent()) {
            return settle(
                    file,
                    Gate.Decision.EXPIRED,
                    null,
                    "check '" + silent.get().name() + "' did not answer until "
                            + silent.get().until());
        }
        if (!now.isBefore(gate.opening().deadline())) {
            return settle(
                    file,
                    Gate.Decision.EXPIRED,
                    null,
                    "nobody decided until " + gate.opening().deadline());
        }
        // Whoever comes first after the time writes it: the run, or somebody who votes while the run is asleep. People who
        // have all decided and only wait for a check are not joined by others.
        if (!escalated && ballot instanceof Ballot.Open && gate.opening().terms().escalates(now)) {
            file.append(GateLine.escalate(GateText.escalation(gate.opening()), now));
            return settleWhenDue(file, file.gate().orElseThrow());
        }
        return gate;
    }

    private Gate settle(GateFile.Locked file, Gate.Decision decision, String by, String reason) throws IOException {
        file.append(GateLine.settle(new Gate.Settlement(decision, by, reason, clock.instant())));
        return file.gate().orElseThrow();
    }

    private void supersede(Gate gate) throws IOException {
        Opening mine = gate.opening();
        if (!mine.supersede()) {
            return;
        }
        for (Gate other : list(unreadable -> {}, file -> file.mayHave("job", mine.job()))) {
            Opening theirs = other.opening();
            if (!theirs.job().equals(mine.job()) || !theirs.step().equals(mine.step()) || !other.isOpen()) {
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

    /** What the voter belongs to now; a group of the realm that has the name of a team is not that team. */
    private Set<String> groups(Voter voter, Opening asked, Environments environments, Map<String, String> actingFor) {
        Set<String> groups = new LinkedHashSet<>();
        voter.groups().stream()
                .filter(group -> !environments.teams().containsKey(group))
                .forEach(groups::add);
        environments.teams().keySet().stream()
                .filter(team -> environments.isMember(voter.user(), voter.groups(), team))
                .forEach(groups::add);
        environments.delegated(voter.user(), clock.instant()).forEach((team, from) -> {
            if (groups.add(team)) {
                actingFor.put(team, from);
            }
        });
        if (asked.submitters().contains(voter.user())
                || asked.submitters().stream()
                        .anyMatch(group -> groups.contains(group) && !actingFor.containsKey(group))) {
            groups.add(Opening.submitterGroup(asked.submitters()));
        }
        return groups;
    }

    /** Why a vote in another's place would count for nothing; empty when it counts for something, or is one's own. */
    private static Optional<String> inVain(Gate gate, Voter voter, Set<String> groups, Map<String, String> actingFor) {
        Opening asked = gate.opening();
        Set<String> voters = asked.voters(gate.escalatedAt() != null);
        List<String> places = groups.stream().filter(voters::contains).toList();
        if (!actingFor.keySet().containsAll(places)) {
            return Optional.empty();
        }
        List<String> barred = places.stream()
                .map(actingFor::get)
                .distinct()
                .filter(from -> !asked.allowSelfApproval() && asked.requestedBy(from))
                .toList();
        if (barred.size() < places.stream().map(actingFor::get).distinct().count()) {
            return Optional.empty();
        }
        return Optional.of("requester may not approve: %s would vote in the place of %s, who asked for %s"
                .formatted(voter.user(), String.join(", ", barred), asked.run()));
    }

    private static Optional<Gate.Vote> mine(Gate gate, Voter voter) {
        String person = Ballot.person(voter.user());
        return gate.votes().stream()
                .filter(vote -> Ballot.person(vote.user()).equals(person))
                .findFirst();
    }

    private static Answer tooLong(Gate gate) {
        return new Answer(Answer.Kind.BAD, "longer than " + TEXT_LIMIT + " characters", gate);
    }

    private static Answer unknown() {
        return new Answer(Answer.Kind.UNKNOWN, "there is no gate of that id", null);
    }

    private List<String> ids() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(path -> path.getFileName().toString())
                    .filter(name -> ID.matcher(name).matches())
                    .sorted()
                    .toList();
        }
    }

    private boolean exists(String id) {
        return id != null && ID.matcher(id).matches() && Files.isRegularFile(path(id));
    }

    private Path path(String id) {
        return folder.resolve(id).resolve("gate.jsonl");
    }

    private GateFile file(String id) {
        return new GateFile(id, path(id), disk);
    }

    /** Makes the name of a new file last, where the file system lets one sync a folder. */
    private static void sync(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows has no such thing; the file's own content was synced.
        }
    }
}
