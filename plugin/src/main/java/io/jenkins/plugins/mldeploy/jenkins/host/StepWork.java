package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.FilePath;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.step.Event;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;

/** Work of a step that is no program, done on the thread that asks. */
final class StepWork {
    private StepWork() {}

    /** On the journal and the gates; whoever waits for what it changed is woken. */
    static Event onController(ControllerTask<?> task, StepScene scene) {
        try {
            Event event = new Event.Returned(task.run(new JenkinsServices(scene.run(), scene::directory)));
            Topics.ringChanged();
            return event;
        } catch (IOException | UncheckedIOException e) {
            return Failures.event(e);
        }
    }

    /** On files, where they lie. */
    static Event onAgent(AgentTask<? extends Serializable> task, StepScene scene, FilePath directory)
            throws InterruptedException {
        try {
            return directory.act(new AgentWork(task, scene.place().root())).event();
        } catch (IOException e) {
            return new Event.Failed("AGENT_LOST", scene.place().node() + " did not answer: " + e.getMessage());
        }
    }
}
