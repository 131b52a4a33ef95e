package io.jenkins.plugins.mldeploy.jenkins.host;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A step of the suite as a Jenkinsfile calls it: its arguments by name, as they were given. The engine's description says what they may be; the setters of the steps
 * name them for Jenkins, whose tools look for setters.
 */
public abstract class SuiteStep extends Step {
    private final Map<String, Object> arguments = new LinkedHashMap<>();

    /** Keeps what was given; null is nothing. */
    protected final void set(String name, Object value) {
        if (value == null) {
            arguments.remove(name);
        } else {
            arguments.put(name, value);
        }
    }

    /** A list; as an array, because Declarative then takes one value for a list of one, as scripts do. */
    protected final void set(String name, Object[] values) {
        set(name, values == null ? null : (Object) List.of(values));
    }

    /** What was given, by name. */
    public final Map<String, Object> arguments() {
        return Collections.unmodifiableMap(arguments);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        SuiteStepDescriptor descriptor = (SuiteStepDescriptor) getDescriptor();
        Object id = arguments.getOrDefault("id", descriptor.byDefault("id"));
        return new StepMachineExecution(context, descriptor.getFunctionName(), String.valueOf(id), arguments);
    }
}
