package io.jenkins.plugins.mldeploy.jenkins.redeploy;

import hudson.model.Action;
import hudson.model.InvisibleAction;
import hudson.model.Queue;
import hudson.model.Run;
import io.jenkins.plugins.mldeploy.deploy.Redeployment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jenkinsci.plugins.workflow.cps.CpsFlowExecution;
import org.jenkinsci.plugins.workflow.cps.CpsFlowFactoryAction2;
import org.jenkinsci.plugins.workflow.flow.DurabilityHintProvider;
import org.jenkinsci.plugins.workflow.flow.FlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowDurabilityHint;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.flow.GlobalDefaultFlowDurabilityLevel;

/**
 * Makes a run do what somebody asked for, in place of its Jenkinsfile: plan the deployment, ask people where the environment wants that, deploy. The program is the plugin's own and the same for everybody ({@code
 * program.groovy}); nothing that anybody wrote becomes part of it. Kept with the run is only what was asked for, not the arguments: those are looked up again when they are needed.
 */
public final class RequestedDeployment extends InvisibleAction implements CpsFlowFactoryAction2, Queue.QueueAction {
    private final Redeployment.Verb verb;
    private final String deployment;
    private final String to;

    RequestedDeployment(Redeployment asked) {
        this.verb = asked.verb();
        this.deployment = asked.deployment();
        this.to = asked.to();
    }

    Redeployment.Verb verb() {
        return verb;
    }

    String deployment() {
        return deployment;
    }

    String to() {
        return to;
    }

    /** Whether both ask for the same. */
    boolean isSame(RequestedDeployment other) {
        return other != null
                && verb == other.verb
                && deployment.equals(other.deployment)
                && Objects.equals(to, other.to);
    }

    /** Never melts into another run that waits in the queue, but for one that was asked the same. */
    @Override
    public boolean shouldSchedule(List<Action> actions) {
        return actions.stream().noneMatch(action -> action instanceof RequestedDeployment other && isSame(other));
    }

    @Override
    public CpsFlowExecution create(FlowDefinition definition, FlowExecutionOwner owner, List<? extends Action> actions)
            throws IOException {
        FlowDurabilityHint hint = owner.getExecutable() instanceof Run<?, ?> run
                ? DurabilityHintProvider.suggestedFor(run.getParent())
                : GlobalDefaultFlowDurabilityLevel.getDefaultDurabilityHint();
        return new CpsFlowExecution(program(), true, owner, hint);
    }

    private static String program() throws IOException {
        try (InputStream in = RequestedDeployment.class.getResourceAsStream("program.groovy")) {
            return new String(Objects.requireNonNull(in, "program.groovy").readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
