package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.FilePath;
import io.jenkins.plugins.mldeploy.step.ClusterAccess;
import io.jenkins.plugins.mldeploy.step.Command;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.RegistryAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.support.concurrent.Timeout;

/** Starts the programs of one step, one after the other, and looks at each now and then until it ended; no thread is held meanwhile. */
final class ProgramWatch {
    private static final Logger LOGGER = Logger.getLogger(ProgramWatch.class.getName());
    private static final int REMOTE_CALL_SECONDS = 60;

    private final StepDrive drive;
    private final StepScene scene;
    private final StepProgress progress;
    private final ShortLivedToken token = new ShortLivedToken();
    private RunningCommand ended;
    private StepDrive.Work afterToken;
    private long pause;

    ProgramWatch(StepDrive drive, StepScene scene, StepProgress progress) {
        this.drive = drive;
        this.scene = scene;
        this.progress = progress;
    }

    /**
     * @param access whose cluster the program may reach, empty when it is about no environment
     * @param registry which registry it logs in to, empty for none
     */
    void launch(Command command, FilePath directory, Optional<ClusterAccess> access, Optional<RegistryAccess> registry)
            throws Exception {
        try {
            EnvironmentTerms.Terms terms =
                    access.isEmpty() ? EnvironmentTerms.Terms.NONE : EnvironmentTerms.find(scene.run(), access.get());
            boolean controlled = terms.runsOn() != null;
            Optional<String> wrong = controlled ? scene.place().isNot(terms.runsOn()) : Optional.empty();
            if (wrong.isPresent()) {
                drive.feed(new Event.Failed(
                        "AGENT_NOT_ALLOWED",
                        "the tools of environment '" + access.get().environment() + "' run on '" + terms.runsOn()
                                + "' only, and " + wrong.get() + "; use node('" + terms.runsOn() + "')"));
                return;
            }
            PrivateFiles own = PrivateFiles.NONE;
            // A command that says itself where its kubeconfig is needs none: /dev/null for what only renders.
            if (terms.kubeconfig() != null && !command.environment().containsKey("KUBECONFIG")) {
                Optional<Command> request = token.request(terms, access.get().admitted(), command);
                if (request.isPresent()) {
                    afterToken = () -> relaunch(command, access, registry);
                    start(
                            request.get(),
                            RunningCommand.Purpose.TOKEN,
                            own.withKubeconfig(terms.kubeconfig()),
                            directory,
                            controlled);
                    return;
                }
                own = own.withKubeconfig(token.kubeconfig(terms));
            }
            if (registry.isPresent()) {
                own = own.withDockerConfig(
                        registry.get().dockerConfig(RegistryLogins.find(scene.run(), registry.get())));
            }
            start(command, RunningCommand.Purpose.STEP, own, directory, controlled);
        } catch (IOException | IllegalArgumentException e) {
            drive.feed(new Event.Failed(
                    "IO_FAILED", "can't start " + command.argv().get(0) + ": " + e.getMessage()));
        }
    }

    private void start(
            Command command, RunningCommand.Purpose purpose, PrivateFiles own, FilePath directory, boolean controlled)
            throws IOException, InterruptedException {
        RunningCommand running =
                RunningCommand.launch(command, purpose, own, scene.place(), directory, scene.surroundings(controlled));
        progress.at(progress.position().running(running));
        drive.whenSaved(() -> {
            pause = 100;
            look();
        });
    }

    private void relaunch(Command command, Optional<ClusterAccess> access, Optional<RegistryAccess> registry)
            throws Exception {
        FilePath directory = scene.directory();
        if (directory == null) {
            drive.whenConnected(() -> relaunch(command, access, registry));
        } else {
            launch(command, directory, access, registry);
        }
    }

    /** The step's own program has not begun. */
    private void tokenEnded(RunningCommand command, Event event) throws Exception {
        progress.at(progress.position().idle());
        ended = command;
        removeEnded();
        String line = token.answered(event);
        StepDrive.Work next = afterToken;
        afterToken = null;
        if (progress.mustTellStop()) {
            drive.feed(null);
        } else if (next == null) {
            // The controller was restarted meanwhile, and does not know what the token was for.
            drive.feed(new Event.Resumed(SuiteClock.now()));
        } else {
            scene.log(line);
            next.run();
        }
    }

    /** Looks at the running program now, and again later while it runs. */
    void look() throws Exception {
        RunningCommand command = progress.position().command();
        if (StepPool.isStopping()) {
            return;
        }
        FilePath directory = scene.directory();
        Event event = null;
        boolean news = false;
        if (directory != null) {
            try (Timeout limit = Timeout.limit(REMOTE_CALL_SECONDS, TimeUnit.SECONDS)) {
                Surroundings surroundings = scene.surroundings(command.controlled());
                news = command.copyLog(directory, surroundings.log());
                event = command.look(directory, scene.run(), surroundings, progress.mustTellStop());
                drive.connected();
            } catch (IOException | InterruptedException e) {
                LOGGER.log(
                        Level.FINE,
                        "could not look at a program on " + scene.place().node(),
                        e);
                directory = null;
            } finally {
                Thread.interrupted();
            }
        }
        if (StepPool.isStopping()) {
            return;
        }
        if (directory == null) {
            drive.whenConnected(this::look);
        } else if (event == null) {
            pause = news ? 250 : Math.min(5_000, Math.max(100, pause * 6 / 5));
            if (news) {
                // The controller's position in the log.
                scene.context().saveState();
            }
            StepPool.later(Duration.ofMillis(pause), () -> drive.guarded(this::look));
        } else {
            ended(command, event);
        }
    }

    private void ended(RunningCommand command, Event event) throws Exception {
        if (command.purpose() == RunningCommand.Purpose.TOKEN) {
            tokenEnded(command, event);
        } else {
            ended = command;
            drive.feed(event);
        }
    }

    /** What a program left is kept until what came of it is saved: a controller that is killed before that reads it once more. */
    void removeEnded() throws InterruptedException {
        RunningCommand command = ended;
        ended = null;
        FilePath directory = command == null ? null : scene.directory();
        if (directory != null) {
            try {
                command.remove(directory);
            } catch (IOException e) {
                LOGGER.log(Level.FINE, "what a program left is swept later", e);
            }
        }
    }
}
