package io.jenkins.plugins.mldeploy.step;

import java.io.Serializable;
import java.time.Instant;

/** What the host does next for a step. */
public sealed interface Action {
    /** Run a program; answered by {@link Event.Ran}. */
    record Run(Command command) implements Action {}

    /** Work on files where they lie; answered by {@link Event.Returned} or {@link Event.Failed}. */
    record OnAgent(AgentTask<? extends Serializable> task) implements Action {}

    /** Work on the suite's own state; answered by {@link Event.Returned} or {@link Event.Failed}. */
    record OnController(ControllerTask<?> task) implements Action {}

    /**
     * Wait, without holding a thread or an executor; answered by {@link Event.Woken}, at {@code until} at the latest, or earlier when somebody
     * rings the topic.
     *
     * @param topic what may ring, for example {@code gate/7-prod-1}
     * @param until the absolute deadline
     */
    record Wait(String topic, Instant until) implements Action {}

    /** The step is over. */
    record Done(StepResult result) implements Action {}
}
