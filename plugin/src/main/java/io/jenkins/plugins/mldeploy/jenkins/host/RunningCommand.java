package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jenkinsci.plugins.durabletask.BourneShellScript;
import org.jenkinsci.plugins.durabletask.Controller;

/**
 * A program that runs as a durable task: it goes on while the controller is down or the agent is not connected, and is found again by what is kept here.
 */
final class RunningCommand implements Serializable {
    private static final long serialVersionUID = 1L;
    /** A killed program may take that long to be gone; then its step goes on without it. */
    private static final long LAST_WAIT_MILLIS = 60_000;
    /** So long after its time-out nobody comes back for a program. */
    private static final long LEFT_OVER_MILLIS = 3_600_000;

    /** What a program is run for. */
    enum Purpose {
        /** The step's machine asked for it. */
        STEP,
        /** It prints a token, with which the step's own program is run. */
        TOKEN
    }

    private final Controller controller;
    private final String folder;
    private final String cookie;
    private final long startedAt;
    private final long deadline;
    /** True when it runs with the agent's own tools and variables, whatever surrounds the step. */
    private final boolean controlled;

    private final Purpose purpose;

    private boolean timedOut;
    private transient long killedAt;

    private RunningCommand(
            Controller controller,
            String folder,
            String cookie,
            long startedAt,
            long deadline,
            boolean controlled,
            Purpose purpose) {
        this.controller = controller;
        this.folder = folder;
        this.cookie = cookie;
        this.startedAt = startedAt;
        this.deadline = deadline;
        this.controlled = controlled;
        this.purpose = purpose;
    }

    Purpose purpose() {
        return purpose;
    }

    boolean controlled() {
        return controlled;
    }

    /**
     * @param own what the program gets for itself alone
     * @param purpose what it is run for
     * @param surroundings launcher and variables of the step, or those of the agent alone
     */
    static RunningCommand launch(
            Command command,
            Purpose purpose,
            PrivateFiles own,
            AgentPlace place,
            FilePath directory,
            Surroundings surroundings)
            throws IOException, InterruptedException {
        String name = CommandFolder.PREFIX + UUID.randomUUID();
        String folder = place.beside(name);
        long deadline = System.currentTimeMillis() + command.timeout().toMillis();
        String outputFile = directory.act(new CommandFolder.Prepare(
                folder, place.root(), command.stdoutFile(), own.files(), deadline + LEFT_OVER_MILLIS));
        Command given = command.with(surroundings.ownFolders(folder)).with(own.in(folder));
        BourneShellScript script = new BourneShellScript(CommandScript.of(
                given,
                folder,
                outputFile,
                name,
                surroundings.controlled(),
                own.files().keySet()));
        script.charset(StandardCharsets.UTF_8);
        Controller controller =
                script.launch(surroundings.variables(), directory, surroundings.launcher(), surroundings.log());
        return new RunningCommand(
                controller, folder, name, System.currentTimeMillis(), deadline, surroundings.controlled(), purpose);
    }

    /** Copies what the program printed into the log; true when there was something. */
    boolean copyLog(FilePath directory, TaskListener log) throws IOException, InterruptedException {
        return controller.writeLog(directory, log.getLogger());
    }

    /**
     * Looks whether the program ended, and ends it when its time is up.
     *
     * @param stop true when the step was stopped
     * @return null while it runs
     */
    Event look(FilePath directory, Run<?, ?> run, Surroundings surroundings, boolean stop)
            throws IOException, InterruptedException {
        Launcher launcher = surroundings.launcher();
        TaskListener log = surroundings.log();
        Integer exit = controller.exitStatus(directory, launcher, log);
        long now = System.currentTimeMillis();
        if (exit == null) {
            if (killedAt == 0 && (stop || now >= deadline)) {
                timedOut = !stop;
                killedAt = now;
                launcher.kill(Map.of(CommandScript.COOKIE, cookie));
            }
            if (killedAt == 0 || now - killedAt < LAST_WAIT_MILLIS) {
                return null;
            }
            log.getLogger().println("the program was killed and does not end; goes on without it");
            exit = 137;
        }
        copyLog(directory, log);
        CommandFolder.Left left = directory.child(folder).act(new CommandFolder.Collect());
        if (exit < 0) {
            return new Event.Failed(
                    "COMMAND_LOST", "the program is gone and left no exit code; was its machine restarted?");
        }
        if (left.tooMuch()) {
            return new Event.Failed(
                    "IO_FAILED", "the program printed more than " + (Command.CAPTURE_LIMIT >> 20) + " MiB");
        }
        return new Event.Ran(
                exit,
                !left.absent(),
                left.stdout(),
                left.absent() ? "no such program on PATH" : Masking.apply(surroundings.filter(), run, left.stderr()),
                timedOut,
                Duration.ofMillis(now - startedAt));
    }

    /** Removes what it left on the agent. */
    void remove(FilePath directory) throws IOException, InterruptedException {
        controller.cleanup(directory);
        directory.child(folder).deleteRecursive();
    }
}
