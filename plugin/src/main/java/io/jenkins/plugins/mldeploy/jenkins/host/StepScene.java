package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Where a step plays: its run, its log, and its place on an agent where it has one. */
final class StepScene {
    private static final Logger LOGGER = Logger.getLogger(StepScene.class.getName());

    private final StepContext context;
    private final String step;
    private final String id;
    private final AgentPlace place;
    private volatile Run<?, ?> run;
    private volatile Surroundings surroundings;

    /** @param place null for a step that needs no agent */
    StepScene(StepContext context, String step, String id, AgentPlace place) {
        this.context = context;
        this.step = step;
        this.id = id;
        this.place = place;
    }

    StepContext context() {
        return context;
    }

    String step() {
        return step;
    }

    /** As the Jenkinsfile named the call. */
    String id() {
        return id;
    }

    AgentPlace place() {
        return place;
    }

    /** Kept once it was found: a step that tidies up after its run was killed has no context any more. */
    Run<?, ?> run() {
        Run<?, ?> known = run;
        if (known == null) {
            try {
                known = context.get(Run.class);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            run = known;
        }
        return known;
    }

    /** The current directory; null where the step has none, and while its agent is not connected. */
    FilePath directory() {
        return place == null ? null : place.find();
    }

    /**
     * As they are now. A run that was killed has none any more: then as they were last, so that what was begun can still be ended.
     *
     * @param controlled true for what the administrator gave the agent, whatever the Jenkinsfile put around the step
     */
    Surroundings surroundings(boolean controlled) throws IOException, InterruptedException {
        try {
            surroundings = controlled ? Surroundings.ofAgent(place, context) : Surroundings.ofStep(context);
        } catch (IOException e) {
            if (surroundings == null || surroundings.controlled() != controlled) {
                throw e;
            }
            LOGGER.log(Level.FINE, "a step without its context goes on as it was", e);
        }
        return surroundings;
    }

    void log(String line) {
        try {
            context.get(TaskListener.class).getLogger().println(line);
        } catch (IOException | InterruptedException | RuntimeException e) {
            LOGGER.log(Level.INFO, "{0} (its run has no log any more)", line);
        }
    }
}
