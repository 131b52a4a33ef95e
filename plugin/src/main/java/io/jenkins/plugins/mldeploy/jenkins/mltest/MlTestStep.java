package io.jenkins.plugins.mldeploy.jenkins.mltest;

import hudson.Extension;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteStep;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteStepDescriptor;
import io.jenkins.plugins.mldeploy.mltest.MlTest;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The step {@code mlTest} in a Pipeline; what it does is the engine's {@link MlTest}. */
public final class MlTestStep extends SuiteStep {
    @DataBoundConstructor
    public MlTestStep() {}

    @DataBoundSetter
    public void setId(String id) {
        set("id", id);
    }

    @DataBoundSetter
    public void setName(String name) {
        set("name", name);
    }

    @DataBoundSetter
    public void setCommand(String command) {
        set("command", command);
    }

    @DataBoundSetter
    public void setTestResults(String[] testResults) {
        set("testResults", testResults);
    }

    @DataBoundSetter
    public void setMetrics(String[] metrics) {
        set("metrics", metrics);
    }

    @DataBoundSetter
    public void setFramework(String framework) {
        set("framework", framework);
    }

    @DataBoundSetter
    public void setData(String[] data) {
        set("data", data);
    }

    @DataBoundSetter
    public void setSchema(String schema) {
        set("schema", schema);
    }

    @DataBoundSetter
    public void setReference(String reference) {
        set("reference", reference);
    }

    @DataBoundSetter
    public void setRepeat(Integer repeat) {
        set("repeat", repeat);
    }

    @DataBoundSetter
    public void setPerTestPassRate(Double perTestPassRate) {
        set("perTestPassRate", perTestPassRate);
    }

    @DataBoundSetter
    public void setBaseline(String baseline) {
        set("baseline", baseline);
    }

    @DataBoundSetter
    public void setQualityGates(List<Map<String, Object>> qualityGates) {
        set("qualityGates", qualityGates);
    }

    @DataBoundSetter
    public void setBudget(Map<String, Object> budget) {
        set("budget", budget);
    }

    @DataBoundSetter
    public void setImage(String image) {
        set("image", image);
    }

    @DataBoundSetter
    public void setAllowEmptyResults(boolean allowEmptyResults) {
        set("allowEmptyResults", allowEmptyResults);
    }

    @DataBoundSetter
    public void setJunit(boolean junit) {
        set("junit", junit);
    }

    @DataBoundSetter
    public void setOnError(String onError) {
        set("onError", onError);
    }

    /** Its descriptor. */
    @Extension
    public static final class DescriptorImpl extends SuiteStepDescriptor {
        private static final StepMachine<?> MACHINE = new MlTest();

        @Override
        public StepMachine<?> machine() {
            return MACHINE;
        }

        @Override
        protected SuiteStep empty() {
            return new MlTestStep();
        }
    }
}
