package io.jenkins.plugins.mldeploy.gate;

import io.jenkins.plugins.mldeploy.policy.Approval;
import io.jenkins.plugins.mldeploy.policy.ApprovalRules;
import io.jenkins.plugins.mldeploy.verdict.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A gate in plain lines, for terminals and logs: what is asked and why, what is known, who is awaited, what happens if nobody answers. */
public final class GateText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private GateText() {}

    /** The whole gate, as a reviewer reads it. */
    public static List<String> lines(Gate gate, Instant now) {
        Opening asked = gate.opening();
        List<String> lines = new ArrayList<>();
        lines.add("Gate " + gate.id() + (asked.message() == null ? "" : ": " + asked.message()));
        lines.add("  asked by   " + asked.run() + (asked.url() == null ? "" : " (" + asked.url() + ")")
                + requesters(asked));
        if (asked.environment() != null) {
            lines.add("  for        environment " + asked.environment());
        }
        plan(asked, lines);
        if (asked.terms().comparison() != null) {
            ComparisonText.add(asked.terms().comparison(), lines);
        }
        evidence(asked, lines);
        if (asked.terms().risk() != null) {
            lines.add("  risk       " + asked.terms().risk().sentence());
        }
        asked.terms().closed().forEach(why -> lines.add("  closed     " + why));
        for (Gate.Check check : gate.checks()) {
            lines.add("  check      %s: %s%s"
                    .formatted(check.name(), check.state(), check.text() == null ? "" : ", " + check.text()));
        }
        for (Gate.Vote vote : gate.votes()) {
            lines.add("  vote       " + of(vote));
        }
        for (Gate.Comment comment : gate.comments()) {
            lines.add("  comment    " + comment.user() + ": " + comment.text());
        }
        if (gate.isOpen()) {
            waiting(gate, now, lines);
        } else {
            Gate.Settlement end = gate.settlement();
            lines.add("  decided    " + end.decision() + (end.by() == null ? "" : " by " + end.by())
                    + (end.reason() == null ? "" : ": " + end.reason()) + ", " + TIME.format(end.at())
                    + (gate.bypassed() ? ", PAST ITS RULES" : ""));
            if (!gate.condition().isEmpty()) {
                lines.add("  condition  " + gate.condition());
            }
        }
        return lines.stream().map(GateText::printable).toList();
    }

    private static String requesters(Opening asked) {
        return requested(asked)
                + (asked.terms().authors().isEmpty() || asked.allowSelfApproval()
                        ? ""
                        : "; who wrote the new commits may not approve: "
                                + String.join(
                                        ", ",
                                        asked.terms().authors().stream()
                                                .limit(20)
                                                .toList()));
    }

    private static String requested(Opening asked) {
        if (!asked.requestersKnown()) {
            return "; who asked for this run is not known, so self-approval can't be excluded";
        }
        if (asked.requesters().isEmpty()) {
            return "";
        }
        return "; requested by " + String.join(", ", asked.requesters())
                + (asked.allowSelfApproval() ? " (who may approve)" : " (who may not approve)");
    }

    private static void plan(Opening asked, List<String> lines) {
        if (asked.planHash() == null) {
            lines.add("  plan       none: this approval binds no plan, so a protected environment will not take it");
            return;
        }
        lines.add("  plan       " + abbreviated(asked.planHash()));
        if (asked.plan().get("releases") instanceof List<?> releases) {
            for (Object release : releases) {
                if (release instanceof Map<?, ?> map) {
                    lines.add("             %s: chart %s %s, %s"
                            .formatted(
                                    map.get("release"),
                                    map.get("chart"),
                                    map.get("version") == null ? "" : map.get("version"),
                                    abbreviated(String.valueOf(map.get("chartDigest")))));
                }
            }
        }
        if (asked.plan().get("images") instanceof List<?> images) {
            images.forEach(image -> lines.add("             image " + image));
        }
        if (asked.difference() == null) {
            lines.add("  changes    no difference was recorded");
        } else if (asked.changes().isEmpty()) {
            lines.add("  changes    none to what runs there now");
        } else {
            lines.add("  changes    to what runs there now:");
            asked.changes().forEach(change -> lines.add("             " + change));
        }
    }

    private static void evidence(Opening asked, List<String> lines) {
        if (asked.shown().isEmpty()) {
            lines.add("  evidence   none was found");
        }
        for (Approval.Shown shown : asked.shown()) {
            int findings = shown.findings().size();
            lines.add("  evidence   %-13s %s '%s' for %s%s"
                    .formatted(
                            shown.verdict(),
                            shown.step(),
                            shown.id(),
                            abbreviated(shown.subject()),
                            findings == 0
                                    ? ""
                                    : ", " + findings + " finding(s): "
                                            + String.join(
                                                    ", ",
                                                    shown.findings().stream()
                                                            .limit(5)
                                                            .toList())
                                            + (findings > 5 ? ", …" : "")));
        }
    }

    private static void waiting(Gate gate, Instant now, List<String> lines) {
        Opening asked = gate.opening();
        Duration left = Duration.between(now, asked.deadline());
        lines.add("  approvals  " + gate.count());
        lines.add("  until      %s (%s); with no answer the run ends as %s"
                .formatted(
                        TIME.format(asked.deadline()),
                        left.isNegative() ? "time is up" : Durations.display(left) + " left",
                        asked.onTimeout()));
        if (asked.terms().escalation() != null) {
            Instant at = gate.escalatedAt() == null ? asked.terms().escalateAt() : gate.escalatedAt();
            lines.add("  %-10s %s %s: %s"
                    .formatted(
                            gate.escalatedAt() == null ? "escalates" : "escalated",
                            gate.escalatedAt() == null ? "if still open at" : "since",
                            TIME.format(at),
                            escalation(asked)));
        }
        if (!asked.waitTimer().isZero()) {
            lines.add("  not before " + TIME.format(asked.requestedAt().plus(asked.waitTimer())));
        }
        if (!asked.terms().parameters().isEmpty()) {
            lines.add("  parameters " + asked.terms().parameters() + "; set one with --set NAME=VALUE");
        }
        lines.add(
                asked.url() != null
                        ? "  answer     on the page of the run, " + asked.url()
                        : "  answer     mldeploy approve %s --as NAME%s, or mldeploy reject %s --as NAME --reason TEXT"
                                .formatted(gate.id(), asked.requireReason() ? " --reason TEXT" : "", gate.id()));
    }

    /** Who may or must approve as well after an escalation. */
    static String escalation(Opening asked) {
        ApprovalRules.Escalation escalation = asked.terms().escalation();
        List<String> effects = new ArrayList<>();
        if (!escalation.standIns().isEmpty()) {
            effects.add("members of %s may stand in for %s"
                    .formatted(String.join(", ", escalation.standIns()), String.join(", ", escalation.standFor())));
        }
        if (!escalation.approvers().isEmpty()) {
            effects.add("awaited as well: "
                    + escalation.approvers().stream()
                            .map(rule -> rule.count() == 1 ? rule.group() : rule.count() + " of " + rule.group())
                            .collect(Collectors.joining(", ")));
        }
        return String.join("; ", effects);
    }

    static String of(Gate.Vote vote) {
        return printable("%s %s%s%s%s%s"
                .formatted(
                        vote.user(),
                        vote.approves() ? "approved" : "rejected",
                        vote.actingFor().isEmpty()
                                ? ""
                                : " in the place of "
                                        + String.join(
                                                ", ",
                                                new TreeSet<>(vote.actingFor().values())),
                        vote.condition().isEmpty() ? "" : " (" + vote.condition() + ")",
                        vote.parameters().isEmpty() ? "" : " with " + new TreeMap<>(vote.parameters()),
                        vote.reason() == null ? "" : ": " + vote.reason()));
    }

    /** Text of other people must not move the cursor or colour the screen of who reads it. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]+", " ");
    }

    private static String abbreviated(String hash) {
        int start = hash.indexOf(':') + 1;
        return hash.substring(0, Math.min(hash.length(), start + 12));
    }
}
