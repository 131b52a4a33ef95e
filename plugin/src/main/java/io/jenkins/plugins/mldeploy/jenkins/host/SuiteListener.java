package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.step.StepResult;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Is told what the suite's steps do, on a pool thread; must not throw and should not block for long. */
public interface SuiteListener extends ExtensionPoint {
    /** A step begins to wait for a topic, for example {@code gate/7-prod-1}. Called each time that it looked and waits on, and again after a restart. */
    default void waiting(Run<?, ?> run, String topic) {}

    /**
     * A step is over; whatever it records was recorded.
     *
     * @param step its name, for example {@code mlTest}
     * @param id as the Jenkinsfile named it
     */
    default void ended(Run<?, ?> run, String step, String id, StepResult result) {}

    /** As {@link #ended(Run, String, String, StepResult)}, for those who need what surrounds the step: its node, its agent, its log. */
    default void ended(StepContext context, Run<?, ?> run, String step, StepResult result) {}

    /** Tells all of them; one that fails keeps no other from being told. */
    static void tell(Consumer<SuiteListener> news) {
        for (SuiteListener listener : ExtensionList.lookup(SuiteListener.class)) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                Logger.getLogger(SuiteListener.class.getName()).log(Level.WARNING, "a listener failed", e);
            }
        }
    }
}
