package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.dashboard.PageJson;
import io.jenkins.plugins.mldeploy.gate.Answer;
import io.jenkins.plugins.mldeploy.gate.AnswerText;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.GateText;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.gate.Voter;
import io.jenkins.plugins.mldeploy.local.PracticeIdentity;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.policy.Environments;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers a gate that waits, from another terminal than the run's. */
abstract class AnswerCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "GATE",
            description = "Id of the gate. Without it, the open gates are shown.")
    private String gate;

    @Option(
            names = "--as",
            paramLabel = "NAME[:GROUP]",
            converter = IdentityConverter.class,
            description = "The practice identity that answers.")
    private PracticeIdentity identity;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; a rejection always needs one.")
    private String reason;

    @Option(
            names = "--json",
            description = "Shows the gate as JSON, as the dashboard's page has it. Only without --as.")
    private boolean json;

    @Mixin
    private Place place;

    private final boolean approve;
    private final Surroundings around;

    private AnswerCommand(boolean approve, Surroundings around) {
        this.approve = approve;
        this.around = around;
    }

    @Override
    public Integer call() throws IOException {
        ProjectHome project = place.project();
        Gates gates = new Gates(project.state(), around.clock());
        if (gate == null) {
            return showOpen(gates);
        }
        if (identity == null) {
            return show(gates, gate, json);
        }
        Answer answer = answer(gates, gate, identity.voter("command line"), reason, project.environments());
        around.out().println(answer.text());
        return answer.accepted() ? 0 : 1;
    }

    /** How this command answers. */
    Answer answer(Gates gates, String gate, Voter voter, String reason, Environments environments) throws IOException {
        return new AnswerText(reason).give(gates, gate, approve ? "approve" : "reject", voter, environments);
    }

    private int show(Gates gates, String id, boolean json) throws IOException {
        Gate shown = gates.find(id)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no gate '" + id + "'; mldeploy approve shows the open ones"));
        if (json) {
            around.out().println(new String(PageJson.write(shown), StandardCharsets.UTF_8));
            return 0;
        }
        GateText.lines(shown, around.clock().instant()).forEach(around.out()::println);
        return 0;
    }

    private int showOpen(Gates gates) throws IOException {
        List<Gate> open = gates.open(unreadable -> System.err.println("warning: " + unreadable));
        if (open.isEmpty()) {
            around.out().println("No gate waits.");
        }
        for (Gate waiting : open) {
            GateText.lines(waiting, around.clock().instant()).forEach(around.out()::println);
        }
        return 0;
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = "Approves what waits at a gate. Without --as, shows the gate; without GATE, all open ones.")
    static final class Approve extends AnswerCommand {
        @Option(
                names = "--max-traffic",
                paramLabel = "PERCENT",
                description = "Only so much of the traffic; a deployment that gives more is refused.")
        private Integer maxTraffic;

        @Option(
                names = "--until",
                paramLabel = "MOMENT",
                description = "Only until then, for example 2026-12-01T18:00:00Z.")
        private String until;

        @Option(
                names = "--only-if",
                paramLabel = "RULE",
                description = "Only if this rule over the evidence holds when it is deployed.")
        private String when;

        @Option(
                names = "--set",
                paramLabel = "NAME=VALUE",
                description = "Value of a parameter that the gate asks for.")
        private Map<String, String> parameters = new LinkedHashMap<>();

        @Override
        Answer answer(Gates gates, String gate, Voter voter, String reason, Environments environments)
                throws IOException {
            return new AnswerText(reason, maxTraffic, until, when, parameters)
                    .give(gates, gate, "approve", voter, environments);
        }

        Approve(Surroundings around) {
            super(true, around);
        }
    }

    @Command(
            name = "bypass",
            mixinStandardHelpOptions = true,
            description = {
                "Decides past the rules of a gate, in an emergency: needs a reason, and membership in a group that",
                "the environment lets do this. The record says so for ever."
            })
    static final class Bypass extends AnswerCommand {
        Bypass(Surroundings around) {
            super(true, around);
        }

        @Override
        Answer answer(Gates gates, String gate, Voter voter, String reason, Environments environments)
                throws IOException {
            return new AnswerText(reason).give(gates, gate, "bypass", voter, environments);
        }
    }

    @Command(
            name = "reject",
            mixinStandardHelpOptions = true,
            description = "Rejects what waits at a gate; the run ends ABORTED.")
    static final class Reject extends AnswerCommand {
        Reject(Surroundings around) {
            super(false, around);
        }
    }
}
