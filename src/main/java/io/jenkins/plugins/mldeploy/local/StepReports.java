package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.pipeline.StepContext;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.StepResult;

/** Is told what the suite's steps do; called on worker threads. */
public interface StepReports {
    /** A step waits for a topic; called before each look at it, so an answer given in here is seen at once. */
    void waiting(StepContext context, Action.Wait wait);

    /** A step is over. */
    void ended(StepContext context, String step, StepResult result);
}
