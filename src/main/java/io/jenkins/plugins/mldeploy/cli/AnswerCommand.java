package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.gate.Answer;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.gate.GateText;
import io.jenkins.plugins.mldeploy.gate.Gates;
import io.jenkins.plugins.mldeploy.local.PracticeIdentity;
import io.jenkins.plugins.mldeploy.local.ProjectHome;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
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

    @Mixin
    private Place place;

    private final boolean approve;

    private AnswerCommand(boolean approve) {
        this.approve = approve;
    }

    @Override
    public Integer call() throws IOException {
        ProjectHome project = place.project();
        Gates gates = new Gates(project.state(), Clock.systemUTC());
        if (gate == null) {
            return showOpen(gates);
        }
        if (identity == null) {
            throw new IllegalArgumentException("say who answers: --as NAME[:GROUP]");
        }
        Answer answer = gates.vote(gate, identity.voter("command line"), approve, reason, project.environments());
        System.out.println(answer.text());
        return answer.accepted() ? 0 : 1;
    }

    private static int showOpen(Gates gates) throws IOException {
        List<Gate> open = gates.open(unreadable -> System.err.println("warning: " + unreadable));
        if (open.isEmpty()) {
            System.out.println("No gate waits.");
        }
        for (Gate waiting : open) {
            GateText.lines(waiting, Clock.systemUTC().instant()).forEach(System.out::println);
        }
        return 0;
    }

    @Command(
            name = "approve",
            mixinStandardHelpOptions = true,
            description = "Approves what waits at a gate, or shows the open gates.")
    static final class Approve extends AnswerCommand {
        Approve() {
            super(true);
        }
    }

    @Command(
            name = "reject",
            mixinStandardHelpOptions = true,
            description = "Rejects what waits at a gate; the run ends ABORTED.")
    static final class Reject extends AnswerCommand {
        Reject() {
            super(false);
        }
    }
}
