package io.jenkins.plugins.mldeploy.jenkins.gate;

import hudson.Extension;
import io.jenkins.plugins.mldeploy.gate.ApproveGate;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteStep;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteStepDescriptor;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The step {@code approveGate} in a Pipeline; what it does is the engine's {@link ApproveGate}. */
public final class ApproveGateStep extends SuiteStep {
    @DataBoundConstructor
    public ApproveGateStep() {}

    @DataBoundSetter
    public void setId(String id) {
        set("id", id);
    }

    @DataBoundSetter
    public void setMessage(String message) {
        set("message", message);
    }

    @DataBoundSetter
    public void setEnvironment(String environment) {
        set("environment", environment);
    }

    @DataBoundSetter
    public void setDeployment(String deployment) {
        set("deployment", deployment);
    }

    @DataBoundSetter
    public void setApprovers(List<Map<String, Object>> approvers) {
        set("approvers", approvers);
    }

    @DataBoundSetter
    public void setSubmitter(String submitter) {
        set("submitter", submitter);
    }

    @DataBoundSetter
    public void setMinApprovals(Integer minApprovals) {
        set("minApprovals", minApprovals);
    }

    @DataBoundSetter
    public void setAllowSelfApproval(boolean allowSelfApproval) {
        set("allowSelfApproval", allowSelfApproval);
    }

    @DataBoundSetter
    public void setRequireReason(boolean requireReason) {
        set("requireReason", requireReason);
    }

    @DataBoundSetter
    public void setTimeout(String timeout) {
        set("timeout", timeout);
    }

    @DataBoundSetter
    public void setOnTimeout(String onTimeout) {
        set("onTimeout", onTimeout);
    }

    @DataBoundSetter
    public void setWaitTimer(String waitTimer) {
        set("waitTimer", waitTimer);
    }

    @DataBoundSetter
    public void setSupersedeOlder(boolean supersedeOlder) {
        set("supersedeOlder", supersedeOlder);
    }

    @DataBoundSetter
    public void setNotify(String[] notify) {
        set("notify", notify);
    }

    @DataBoundSetter
    public void setRemindEvery(String remindEvery) {
        set("remindEvery", remindEvery);
    }

    @DataBoundSetter
    public void setParameters(Map<String, Object> parameters) {
        set("parameters", parameters);
    }

    @DataBoundSetter
    public void setPropagate(boolean propagate) {
        set("propagate", propagate);
    }

    /** Its descriptor. */
    @Extension
    public static final class DescriptorImpl extends SuiteStepDescriptor {
        private static final StepMachine<?> MACHINE = new ApproveGate();

        @Override
        public StepMachine<?> machine() {
            return MACHINE;
        }

        @Override
        protected SuiteStep empty() {
            return new ApproveGateStep();
        }

        @Override
        public boolean needsAgent() {
            return false;
        }
    }
}
