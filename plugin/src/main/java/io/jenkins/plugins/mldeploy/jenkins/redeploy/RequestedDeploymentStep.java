package io.jenkins.plugins.mldeploy.jenkins.redeploy;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.mldeploy.deploy.Redeployment;
import io.jenkins.plugins.mldeploy.jenkins.host.DeploymentAsked;
import io.jenkins.plugins.mldeploy.jenkins.host.EnvironmentsSource;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.policy.Environment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.jenkinsci.plugins.workflow.steps.SynchronousNonBlockingStepExecution;
import org.jenkinsci.plugins.workflow.steps.scm.GenericSCMStep;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Tells the plugin's own program what was asked for, and checks the sources out. Looks each time whether the journal still lets it: between the request and an agent, or an approval, something else may have been
 * deployed. Of no use in a Jenkinsfile: it fails in a run that nobody asked for in this way.
 */
public final class RequestedDeploymentStep extends Step {
    private boolean checkOut;

    @DataBoundConstructor
    public RequestedDeploymentStep() {}

    public boolean isCheckOut() {
        return checkOut;
    }

    @DataBoundSetter
    public void setCheckOut(boolean checkOut) {
        this.checkOut = checkOut;
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, checkOut);
    }

    private static final class Execution extends SynchronousNonBlockingStepExecution<Map<String, Object>> {
        private static final long serialVersionUID = 1L;

        private final boolean checkOut;

        Execution(StepContext context, boolean checkOut) {
            super(context);
            this.checkOut = checkOut;
        }

        @Override
        protected Map<String, Object> run() throws Exception {
            Run<?, ?> run = getContext().get(Run.class);
            RequestedDeployment action = run.getAction(RequestedDeployment.class);
            DeploymentAsked cause = run.getCause(DeploymentAsked.class);
            if (action == null || cause == null) {
                throw new AbortException(
                        "requestedDeployment is the suite's own: this run was not asked for with Roll back, Promote or Retry");
            }
            Redeployment asked = stillPossible(action);
            try {
                if (checkOut) {
                    checkOut(run, cause.commit());
                }
                return told(asked, cause, run);
            } catch (CallUnknown e) {
                throw new AbortException(e.getMessage());
            }
        }

        private static Redeployment stillPossible(RequestedDeployment action) throws IOException {
            Redeployment.Answer answer =
                    Redeployment.of(SuiteHome.journal(), action.verb(), action.deployment(), action.to());
            if (answer instanceof Redeployment.Answer.Possible possible) {
                return possible.redeployment();
            }
            throw new AbortException(
                    ((Redeployment.Answer.Impossible) answer).reason().toString());
        }

        private void checkOut(Run<?, ?> run, String commit) throws Exception {
            GenericSCMStep step = new GenericSCMStep(Sources.of(run, commit));
            // Neither the changes nor the next poll of the job are about this run.
            step.setChangelog(false);
            step.setPoll(false);
            step.checkout(
                    run,
                    getContext().get(FilePath.class),
                    getContext().get(TaskListener.class),
                    getContext().get(Launcher.class));
        }

        private static Map<String, Object> told(Redeployment asked, DeploymentAsked cause, Run<?, ?> run)
                throws IOException, CallUnknown {
            Environment environment = EnvironmentsSource.of(run.getParent())
                    .find(asked.environment())
                    .orElseThrow(
                            () -> new AbortException("there is no environment '" + asked.environment() + "' any more"));
            RequestedCall call = RequestedCall.of(asked, cause.run(), environment);
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("label", call.place().label());
            told.put("directory", call.place().directory());
            told.put("variables", new ArrayList<>(call.place().variables()));
            told.put("arguments", new LinkedHashMap<>(call.arguments()));
            Map<String, Object> gate = new HashMap<>();
            gate.put("id", asked.id());
            gate.put("deployment", asked.id());
            gate.put("environment", asked.environment());
            gate.put("message", asked.sentence() + "?");
            told.put("gate", gate);
            return told;
        }
    }

    /** Its descriptor. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "requestedDeployment";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.RequestedDeploymentStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        /** Nobody writes it. */
        @Override
        public boolean isAdvanced() {
            return true;
        }
    }
}
