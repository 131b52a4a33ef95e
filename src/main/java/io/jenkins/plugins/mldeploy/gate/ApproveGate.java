package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.ApproverRule;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The step {@code approveGate}: shows people what is about to be deployed and what is known about it, and waits, without a thread or an executor, until enough of them
 * approved, one rejected, or the time is up. What they said is recorded for every subject of the plan; it binds that plan and the evidence that they saw.
 */
public final class ApproveGate implements StepMachine<GateRun> {
    private static final Duration LONGEST = Duration.ofDays(365);
    private static final StepDescription DESCRIPTION = StepDescription.of(Approval.STEP);

    @Override
    public StepDescription description() {
        return DESCRIPTION;
    }

    @Override
    public Class<GateRun> stateType() {
        return GateRun.class;
    }

    @Override
    public Turn<GateRun> begin(Arguments arguments, RunInfo run) {
        check(arguments);
        return open(new GateRun(
                GateRun.Phase.OPENING, arguments.values(), UUID.randomUUID().toString(), null, null, 0, null));
    }

    @Override
    public Turn<GateRun> next(GateRun run, Event event) {
        if (event instanceof Event.Stopped stopped && run.phase() != GateRun.Phase.CANCELLING) {
            return look(run.stop(stopped.why()));
        }
        if (event instanceof Event.Failed failed) {
            return failed(run, new Reason(failed.code(), failed.text()));
        }
        if (event instanceof Event.Resumed) {
            return run.phase() == GateRun.Phase.OPENING ? open(run) : look(run);
        }
        return switch (run.phase()) {
            case OPENING -> opened(run, (OpenGate.Outcome) ((Event.Returned) event).value());
            case WAITING, HOLDING -> look(run);
            case LOOKING -> seen(run, (LookAtGate.Seen) ((Event.Returned) event).value());
            case CANCELLING ->
                event instanceof Event.Returned returned
                        ? cancelled(run, (LookAtGate.Seen) returned.value())
                        : look(run);
        };
    }

    /**
     * Closes a gate whose run ended without its step: records that it was cancelled, unless it was decided before, and then that decision.
     *
     * @param why for example {@code its run was killed}
     */
    public static ControllerTask<?> closing(Gate gate, String why) {
        return new LookAtGate(gate.id(), gate.opening().nonce(), why);
    }

    @Override
    public void check(Arguments arguments) {
        List<String> problems = new ArrayList<>();
        ParameterValues.wrongDefaults(arguments.map("parameters")).ifPresent(problems::add);
        if (arguments.has("remindEvery") && arguments.duration("remindEvery").toSeconds() < 60) {
            problems.add("remindEvery must be a minute or more");
        }
        for (Arguments rule : arguments.objects("approvers")) {
            try {
                new ApproverRule(rule.string("group"), (int) Math.min(1_000, rule.integer("count")));
                if (rule.integer("count") < 1 || rule.integer("count") > 999) {
                    problems.add("group '" + rule.string("group") + "': count must be from 1 to 999");
                }
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        if (arguments.has("approvers") && arguments.objects("approvers").isEmpty()) {
            problems.add("an empty list of approvers is nobody; name groups, or leave it to the environment");
        }
        if (arguments.has("submitter") && OpenGate.submitters(arguments).isEmpty()) {
            problems.add("an empty submitter is nobody; name users or groups, separated by commas");
        }
        for (String everybody : List.of("authenticated", "anonymous")) {
            if (OpenGate.submitters(arguments).contains(everybody)) {
                problems.add("submitter '" + everybody + "' is everybody; name people or a real group");
            }
        }
        boolean named = arguments.has("approvers") || arguments.has("submitter");
        if (!named
                && arguments.optional("environment").isEmpty()
                && arguments.optional("deployment").isEmpty()) {
            problems.add("nobody may approve: give approvers, submitter, or an environment that names them");
        }
        if (arguments.integer("minApprovals") < 1 || arguments.integer("minApprovals") > 999) {
            problems.add("minApprovals must be from 1 to 999");
        }
        Duration timeout = arguments.duration("timeout");
        if (timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
            problems.add("timeout must be more than nothing and at most 365d");
        }
        if (arguments.has("waitTimer") && arguments.duration("waitTimer").compareTo(LONGEST) > 0) {
            problems.add("waitTimer must be at most 365d");
        }
        if (arguments.optional("message").orElse("").length() > Gates.TEXT_LIMIT) {
            problems.add("message is longer than " + Gates.TEXT_LIMIT + " characters");
        }
        if (!problems.isEmpty()) {
            throw new BadArguments(Approval.STEP, problems);
        }
    }

    private static Turn<GateRun> open(GateRun run) {
        return Turn.of(run, new Action.OnController(new OpenGate(run.arguments(), run.nonce())));
    }

    private static Turn<GateRun> look(GateRun run) {
        GateRun looking = run.phase() == GateRun.Phase.CANCELLING ? run : run.now(GateRun.Phase.LOOKING);
        return Turn.of(looking, new Action.OnController(new LookAtGate(run.gateId(), run.nonce(), run.stopped())));
    }

    private static Turn<GateRun> opened(GateRun run, OpenGate.Outcome outcome) {
        if (outcome instanceof OpenGate.Outcome.Wrong wrong) {
            return failed(run, wrong.reason());
        }
        if (outcome instanceof OpenGate.Outcome.NotNeeded none) {
            Map<String, Object> returned = new LinkedHashMap<>(Map.of("decision", "NOT_NEEDED"));
            returned.putAll(nothing());
            return Turn.of(
                    run,
                    new Action.Done(new StepResult(Verdict.PASS, RunStatus.SUCCESS, List.of(), returned)),
                    "environment '" + none.environment()
                            + "' is deployed continuously: nobody is asked, every automatic check holds"
                            + (none.risk() == null ? "" : "; risk " + none.risk()));
        }
        Gate gate = ((OpenGate.Outcome.Opened) outcome).gate();
        GateRun waiting =
                run.waits(GateRun.Phase.WAITING, gate.id(), gate.opening().deadline());
        List<String> shown = GateText.lines(gate, gate.opening().requestedAt());
        if (gate.opening().terms().active()) {
            Turn<GateRun> look = look(waiting);
            return new Turn<>(look.state(), look.action(), shown);
        }
        return new Turn<>(
                waiting, new Action.Wait(Gates.topic(gate.id()), gate.opening().deadline()), shown);
    }

    private static Turn<GateRun> seen(GateRun run, LookAtGate.Seen seen) {
        Gate gate = seen.gate();
        List<String> log = new ArrayList<>(gate.log()
                .subList(Math.min(run.told(), gate.log().size()), gate.log().size()));
        GateRun told = run.told(gate.log().size());
        if (gate.isOpen()) {
            if (!log.isEmpty()) {
                log.add("approvals " + gate.count());
            }
            Instant deadline = seen.next();
            return new Turn<>(
                    told.waits(GateRun.Phase.WAITING, gate.id(), deadline),
                    new Action.Wait(Gates.topic(gate.id()), deadline),
                    log);
        }
        Instant timer = gate.opening().requestedAt().plus(gate.opening().waitTimer());
        boolean timed = seen.opens() == null || timer.isAfter(seen.opens());
        Instant notBefore = timed ? timer : seen.opens();
        if (gate.settlement().decision() == Gate.Decision.APPROVED
                && !gate.bypassed()
                && seen.now().isBefore(notBefore)) {
            if (run.until() == null || !run.until().equals(notBefore)) {
                log.add("approved by " + String.join(", ", approvers(gate))
                        + (timed ? "; the wait timer runs until " : "; the environment opens at ") + notBefore + ", "
                        + Durations.display(Duration.between(seen.now(), notBefore)) + " to go");
            }
            return new Turn<>(
                    told.waits(GateRun.Phase.HOLDING, gate.id(), notBefore),
                    new Action.Wait(Gates.topic(gate.id()), notBefore),
                    log);
        }
        return end(told, gate, log);
    }

    private static Turn<GateRun> end(GateRun run, Gate gate, List<String> log) {
        Arguments arguments = Arguments.ofChecked(run.arguments());
        Gate.Decision decision = gate.settlement().decision();
        log.add("gate " + gate.id() + " is " + decision + (gate.bypassed() ? ", PAST ITS RULES," : "")
                + (decision == Gate.Decision.APPROVED ? " by " + String.join(", ", approvers(gate)) : ""));
        RunStatus status =
                switch (decision) {
                    case APPROVED -> RunStatus.SUCCESS;
                    case REJECTED, CANCELLED -> RunStatus.ABORTED;
                    case EXPIRED -> arguments.word("onTimeout", RunStatus.class);
                    case SUPERSEDED -> RunStatus.NOT_BUILT;
                };
        return new Turn<>(
                run,
                new Action.Done(new StepResult(
                        LookAtGate.verdict(decision),
                        arguments.is("propagate") ? status : RunStatus.SUCCESS,
                        LookAtGate.reasons(gate),
                        returned(gate))),
                log);
    }

    private static Turn<GateRun> cancelled(GateRun run, LookAtGate.Seen seen) {
        Gate gate = seen.gate();
        Map<String, Object> returned =
                gate == null ? new LinkedHashMap<>(Map.of("decision", "CANCELLED")) : returned(gate);
        if (gate == null) {
            returned.putAll(nothing());
        }
        String was = gate == null || gate.settlement().decision() == Gate.Decision.CANCELLED
                ? ""
                : ", after the gate was " + gate.settlement().decision();
        Reason reason = new Reason("GATE_CANCELLED", "cancelled: " + run.stopped() + was);
        return Turn.of(
                run,
                new Action.Done(new StepResult(Verdict.NOT_EVALUATED, RunStatus.ABORTED, List.of(reason), returned)),
                reason.text());
    }

    private static Turn<GateRun> failed(GateRun run, Reason reason) {
        Map<String, Object> returned = new LinkedHashMap<>(Map.of("decision", "NOT_ASKED"));
        returned.putAll(nothing());
        RunStatus status = run.phase() == GateRun.Phase.CANCELLING ? RunStatus.ABORTED : RunStatus.FAILURE;
        return Turn.of(run, new Action.Done(new StepResult(Verdict.NOT_EVALUATED, status, List.of(reason), returned)));
    }

    private static List<String> approvers(Gate gate) {
        List<String> approvers = new ArrayList<>(gate.votes().stream()
                .filter(Gate.Vote::approves)
                .map(Gate.Vote::user)
                .toList());
        if (gate.bypassed() && !approvers.contains(gate.settlement().by())) {
            approvers.add(gate.settlement().by());
        }
        return approvers;
    }

    private static Map<String, Object> returned(Gate gate) {
        Map<String, Object> returned = new LinkedHashMap<>();
        Gate.Settlement end = gate.settlement();
        returned.put("decision", end.decision().name());
        returned.put("approvers", approvers(gate));
        returned.put("comments", LookAtGate.comments(gate));
        returned.put("gate", gate.id());
        returned.put("requestedAt", gate.opening().requestedAt().toString());
        returned.put("decidedAt", end.at().toString());
        returned.put(
                "waitMillis",
                Duration.between(gate.opening().requestedAt(), end.at()).toMillis());
        returned.put("evidenceHash", gate.opening().evidenceHash());
        returned.put("bypassed", gate.bypassed());
        returned.put("parameters", ParameterValues.settled(gate));
        returned.put(
                "condition", gate.condition().isEmpty() ? "" : gate.condition().toString());
        return returned;
    }

    private static Map<String, Object> nothing() {
        return Map.of(
                "approvers",
                List.of(),
                "comments",
                List.of(),
                "waitMillis",
                0L,
                "bypassed",
                false,
                "parameters",
                Map.of(),
                "condition",
                "");
    }
}
