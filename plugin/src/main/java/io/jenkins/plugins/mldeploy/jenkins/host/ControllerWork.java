package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.model.Run;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Work on the journal and the gates for a run, outside of its steps. */
public final class ControllerWork {
    private static final Logger LOGGER = Logger.getLogger(ControllerWork.class.getName());

    private ControllerWork() {}

    /** Begins it on a thread of the suite, and wakes whoever waits for what it changed. A failure is logged. */
    public static void start(Run<?, ?> run, ControllerTask<?> task, String what) {
        StepPool.run(() -> {
            if (StepPool.isStopping()) {
                return;
            }
            try {
                task.run(new JenkinsServices(run, () -> null));
                Topics.ringChanged();
            } catch (IOException | UncheckedIOException e) {
                LOGGER.log(Level.WARNING, e, () -> what + " failed");
            }
        });
    }
}
