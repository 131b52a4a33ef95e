package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.cps.GlobalVariable;
import org.jenkinsci.plugins.workflow.flow.StepListener;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Warns, once a run, about a variable of a shared library that has the name of one of the suite's steps: variables come first, so the step is silently not what the
 * Jenkinsfile calls. Looks where libraries were loaded by then: at stages, nodes, and the suite's own steps.
 */
@Extension
public final class ShadowedSteps implements StepListener {
    private static final Logger LOGGER = Logger.getLogger(ShadowedSteps.class.getName());
    private static final Set<String> LOOKS_AT = Set.of("stage", "node", "library");

    private final Map<Run<?, ?>, Set<String>> warned = Collections.synchronizedMap(new WeakHashMap<>());

    @Override
    public void notifyOfNewStep(Step step, StepContext context) {
        if (!(step instanceof SuiteStep)
                && !LOOKS_AT.contains(step.getDescriptor().getFunctionName())) {
            return;
        }
        try {
            Run<?, ?> run = context.get(Run.class);
            Set<String> told = warned.computeIfAbsent(run, each -> ConcurrentHashMap.newKeySet());
            for (SuiteStepDescriptor descriptor : ExtensionList.lookup(SuiteStepDescriptor.class)) {
                String name = descriptor.getFunctionName();
                if (GlobalVariable.byName(name, run) != null && told.add(name)) {
                    context.get(TaskListener.class)
                            .getLogger()
                            .println("WARNING: a variable '" + name + "', probably vars/" + name
                                    + ".groovy of a shared library, stands"
                                    + " before the step of that name; write steps." + name + "(...) to call the step");
                }
            }
        } catch (IOException | InterruptedException e) {
            LOGGER.log(Level.FINE, "could not look for variables that shadow steps", e);
        }
    }
}
