package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.host.SignedMessage;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How people and other systems answer a gate: each answer is judged and written under the lock of the gate's file. */
final class Answering {
    private final GateFolder folder;
    private final Clock clock;

    Answering(GateFolder folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    private interface Reply {
        Answer to(GateFile.Locked file, Gate gate) throws IOException;
    }

    private Answer answer(String id, Reply reply) throws IOException {
        if (!folder.exists(id)) {
            return unknown();
        }
        return folder.file(id).change(file -> {
            Optional<Gate> there = file.gate();
            if (there.isEmpty()) {
                return unknown();
            }
            Gate gate = Settling.whenDue(file, there.get(), clock.instant());
            return gate.isOpen()
                    ? reply.to(file, gate)
                    : new Answer(
                            Answer.Kind.SETTLED,
                            "gate %s is %s already"
                                    .formatted(gate.id(), gate.settlement().decision()),
                            gate);
        });
    }

    Answer vote(String id, Voter voter, VoteRequest said, Environments environments) throws IOException {
        return answer(id, (file, gate) -> {
            VotingRights rights = VotingRights.of(gate, voter, environments, clock.instant());
            Optional<Answer> refused = refused(gate, rights).or(() -> wrong(gate, said));
            if (refused.isPresent()) {
                return refused.get();
            }
            if (VotingRights.vote(gate, voter)
                    .filter(before -> isSame(before, said))
                    .isPresent()) {
                return new Answer(
                        Answer.Kind.ACCEPTED, "%s voted already; still %s".formatted(voter.user(), gate.count()), gate);
            }
            Instant now = clock.instant();
            file.append(GateLine.vote(new Gate.Vote(
                    voter.user(),
                    rights.groups(),
                    said.approve(),
                    reason(said),
                    voter.authenticatedBy(),
                    voter.from(),
                    now,
                    rights.actingFor(),
                    said.condition(),
                    said.parameters())));
            Gate after = Settling.whenDue(file, file.there(), now);
            return new Answer(
                    Answer.Kind.ACCEPTED,
                    after.isOpen()
                            ? "%s approved gate %s: %s".formatted(voter.user(), id, after.count())
                            : "gate " + id + " is " + after.settlement().decision(),
                    after);
        });
    }

    private static Optional<Answer> refused(Gate gate, VotingRights rights) {
        Opening asked = gate.opening();
        String user = rights.voter().user();
        if (!rights.isAsked()) {
            return forbidden(
                    gate,
                    "%s may not vote on gate %s; members of %s may"
                            .formatted(user, gate.id(), String.join(", ", asked.voters(gate.escalatedAt() != null))));
        }
        if (rights.isRequester()) {
            return forbidden(
                    gate,
                    "requester may not approve: %s asked for %s, so somebody else has to decide; still %s"
                            .formatted(user, asked.run(), gate.count()));
        }
        return rights.inVain().flatMap(why -> forbidden(gate, why));
    }

    private Optional<Answer> wrong(Gate gate, VoteRequest said) {
        Opening asked = gate.opening();
        Optional<String> wrong = ParameterValues.wrong(asked.terms().parameters(), said.parameters());
        if (wrong.isPresent()) {
            return bad(gate, wrong.get());
        }
        if (!said.approve() && !(said.condition().isEmpty() && said.parameters().isEmpty())) {
            return bad(gate, "a rejection has no condition and sets no parameter");
        }
        if (said.condition().until() != null && !said.condition().until().isAfter(clock.instant())) {
            return bad(gate, "the condition ends in the past");
        }
        String text = reason(said);
        if (text == null && (!said.approve() || asked.requireReason())) {
            return bad(
                    gate,
                    said.approve() ? "this gate asks for a reason" : "a rejection needs a reason: what has to change?");
        }
        return text != null && text.length() > Gates.TEXT_LIMIT ? Optional.of(tooLong(gate)) : Optional.empty();
    }

    private static String reason(VoteRequest said) {
        return said.reason() == null || said.reason().isBlank()
                ? null
                : said.reason().strip();
    }

    private static boolean isSame(Gate.Vote before, VoteRequest said) {
        return before.approves() == said.approve()
                && before.condition().equals(said.condition())
                && before.parameters().equals(said.parameters());
    }

    Answer bypass(String id, Voter voter, String reason, Environments environments) throws IOException {
        return answer(id, (file, gate) -> {
            if (!VotingRights.mayBypass(gate, voter, environments)) {
                List<String> may = gate.opening().terms().bypass();
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
            if (reason.length() > Gates.TEXT_LIMIT) {
                return tooLong(gate);
            }
            Instant now = clock.instant();
            file.append(GateLine.said(GateLine.Op.BYPASS, voter, reason.strip(), now));
            Gate after = Settling.whenDue(file, file.there(), now);
            return new Answer(Answer.Kind.ACCEPTED, "gate " + id + " is APPROVED, past its rules", after);
        });
    }

    Answer check(String id, String check, Map<String, String> headers, String body, String secret, String from)
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
            Instant now = clock.instant();
            file.append(GateLine.answered(check, said.passed(), said.text(), headers.get(SignedMessage.ID), from, now));
            return new Answer(Answer.Kind.ACCEPTED, "noted", Settling.whenDue(file, file.there(), now));
        });
    }

    Answer withdraw(String id, Voter voter) throws IOException {
        return answer(id, (file, gate) -> {
            if (VotingRights.vote(gate, voter).isEmpty()) {
                return new Answer(Answer.Kind.BAD, voter.user() + " has no vote to withdraw", gate);
            }
            file.append(GateLine.said(GateLine.Op.WITHDRAW, voter, null, clock.instant()));
            Gate after = file.there();
            return new Answer(Answer.Kind.ACCEPTED, voter.user() + " withdrew the vote: " + after.count(), after);
        });
    }

    Answer comment(String id, Voter voter, String text) throws IOException {
        return answer(id, (file, gate) -> {
            if (text == null || text.isBlank()) {
                return new Answer(Answer.Kind.BAD, "the comment is empty", gate);
            }
            if (text.length() > Gates.TEXT_LIMIT) {
                return tooLong(gate);
            }
            if (file.size() > GateFile.COMMENT_LIMIT) {
                return new Answer(Answer.Kind.BAD, "this gate has no room for more comments; votes are taken", gate);
            }
            file.append(GateLine.said(GateLine.Op.COMMENT, voter, text.strip(), clock.instant()));
            return new Answer(Answer.Kind.ACCEPTED, "noted", file.there());
        });
    }

    private static Optional<Answer> forbidden(Gate gate, String text) {
        return Optional.of(new Answer(Answer.Kind.FORBIDDEN, text, gate));
    }

    private static Optional<Answer> bad(Gate gate, String text) {
        return Optional.of(new Answer(Answer.Kind.BAD, text, gate));
    }

    private static Answer tooLong(Gate gate) {
        return new Answer(Answer.Kind.BAD, "longer than " + Gates.TEXT_LIMIT + " characters", gate);
    }

    private static Answer unknown() {
        return new Answer(Answer.Kind.UNKNOWN, "there is no gate of that id", null);
    }
}
