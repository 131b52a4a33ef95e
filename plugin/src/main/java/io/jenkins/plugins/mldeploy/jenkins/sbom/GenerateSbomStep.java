package io.jenkins.plugins.mldeploy.jenkins.sbom;

import hudson.Extension;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteStep;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteStepDescriptor;
import io.jenkins.plugins.mldeploy.sbom.GenerateSbom;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The step {@code generateSbom} in a Pipeline; what it does is the engine's {@link GenerateSbom}. */
public final class GenerateSbomStep extends SuiteStep {
    @DataBoundConstructor
    public GenerateSbomStep() {}

    @DataBoundSetter
    public void setId(String id) {
        set("id", id);
    }

    @DataBoundSetter
    public void setName(String name) {
        set("name", name);
    }

    @DataBoundSetter
    public void setTargets(List<Map<String, Object>> targets) {
        set("targets", targets);
    }

    @DataBoundSetter
    public void setGenerator(String generator) {
        set("generator", generator);
    }

    @DataBoundSetter
    public void setFormat(String format) {
        set("format", format);
    }

    @DataBoundSetter
    public void setSpecVersion(Double specVersion) {
        set("specVersion", specVersion);
    }

    @DataBoundSetter
    public void setOutputFile(String outputFile) {
        set("outputFile", outputFile);
    }

    @DataBoundSetter
    public void setMerge(String merge) {
        set("merge", merge);
    }

    @DataBoundSetter
    public void setModels(List<Map<String, Object>> models) {
        set("models", models);
    }

    @DataBoundSetter
    public void setLicenses(Map<String, Object> licenses) {
        set("licenses", licenses);
    }

    @DataBoundSetter
    public void setBaseline(String baseline) {
        set("baseline", baseline);
    }

    @DataBoundSetter
    public void setValidate(boolean validate) {
        set("validate", validate);
    }

    @DataBoundSetter
    public void setSign(String sign) {
        set("sign", sign);
    }

    @DataBoundSetter
    public void setFailOnEmpty(boolean failOnEmpty) {
        set("failOnEmpty", failOnEmpty);
    }

    @DataBoundSetter
    public void setRegistryCredentialsId(String registryCredentialsId) {
        set("registryCredentialsId", registryCredentialsId);
    }

    @DataBoundSetter
    public void setTimeout(String timeout) {
        set("timeout", timeout);
    }

    @DataBoundSetter
    public void setOnError(String onError) {
        set("onError", onError);
    }

    /** Its descriptor. */
    @Extension
    public static final class DescriptorImpl extends SuiteStepDescriptor {
        private static final StepMachine<?> MACHINE = new GenerateSbom();

        @Override
        public StepMachine<?> machine() {
            return MACHINE;
        }

        @Override
        protected SuiteStep empty() {
            return new GenerateSbomStep();
        }
    }
}
