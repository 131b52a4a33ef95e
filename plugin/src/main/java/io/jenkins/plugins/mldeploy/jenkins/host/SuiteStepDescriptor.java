package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.ExtensionList;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.mldeploy.step.Arguments;
import io.jenkins.plugins.mldeploy.step.BadArguments;
import io.jenkins.plugins.mldeploy.step.Parameter;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * What the five steps' descriptors share: everything comes from the engine's description of the step. A call is checked against it, nested maps included, before
 * anything runs; Jenkins itself would only print a warning about a name that it does not know.
 */
public abstract class SuiteStepDescriptor extends StepDescriptor {
    /** The engine's step. */
    public abstract StepMachine<?> machine();

    /** An empty call, whose arguments are set afterwards. */
    protected abstract SuiteStep empty();

    /** Whether the step works on files or runs programs, so that it needs an agent. */
    public boolean needsAgent() {
        return true;
    }

    static SuiteStepDescriptor named(String step) throws AbortException {
        return ExtensionList.lookup(SuiteStepDescriptor.class).stream()
                .filter(descriptor -> descriptor.getFunctionName().equals(step))
                .findFirst()
                .orElseThrow(
                        () -> new AbortException("there is no step " + step + " any more; was the plugin changed?"));
    }

    /** The engine's description, for forms and help too. */
    public final StepDescription getDescription() {
        return machine().description();
    }

    @Override
    public final String getFunctionName() {
        return getDescription().step();
    }

    @Override
    public String getDisplayName() {
        return getDescription().summary();
    }

    @Override
    public final Set<? extends Class<?>> getRequiredContext() {
        return needsAgent()
                ? Set.of(Run.class, TaskListener.class, FlowNode.class, FilePath.class, Launcher.class, EnvVars.class)
                : Set.of(Run.class, TaskListener.class, FlowNode.class);
    }

    @Override
    @SuppressWarnings("deprecation")
    public final Step newInstance(Map<String, Object> given) throws AbortException {
        try {
            Arguments.check(getDescription(), given);
        } catch (BadArguments e) {
            throw new AbortException(e.getMessage());
        }
        return with(given);
    }

    /** From the snippet generator's form. */
    @Override
    public final Step newInstance(StaplerRequest2 request, JSONObject form) {
        return with(new CallForm(getDescription()).read(form));
    }

    @Override
    @SuppressWarnings("deprecation")
    public final UninstantiatedDescribable uninstantiate(Step step) {
        UninstantiatedDescribable call = new UninstantiatedDescribable(
                getFunctionName(), null, new LinkedHashMap<>(((SuiteStep) step).arguments()));
        return call;
    }

    @Override
    public String argumentsToString(Map<String, Object> given) {
        for (String telling : new String[] {"id", "release", "image", "message", "command", "dir", "input"}) {
            Object value = given.get(telling);
            if (value instanceof CharSequence) {
                return value.toString();
            }
        }
        return null;
    }

    private SuiteStep with(Map<String, Object> given) {
        SuiteStep step = empty();
        // In the order of the documentation, so that a generated snippet reads like it.
        getDescription().parameters().forEach(parameter -> step.set(parameter.name(), given.get(parameter.name())));
        return step;
    }

    /** The default of a parameter, null when it has none. */
    Object byDefault(String parameter) {
        return getDescription().parameters().stream()
                .filter(each -> each.name().equals(parameter))
                .map(Parameter::defaultValue)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** For the form: what a call says about a parameter, as the form shows it. */
    public final CallForm getForm() {
        return new CallForm(getDescription());
    }
}
