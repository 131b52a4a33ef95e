package io.jenkins.plugins.mldeploy.jenkins.scan;

import hudson.Extension;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteStep;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteStepDescriptor;
import io.jenkins.plugins.mldeploy.scan.ContainerScan;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The step {@code containerScan} in a Pipeline; what it does is the engine's {@link ContainerScan}. */
public final class ContainerScanStep extends SuiteStep {
    @DataBoundConstructor
    public ContainerScanStep() {}

    @DataBoundSetter
    public void setId(String id) {
        set("id", id);
    }

    @DataBoundSetter
    public void setImage(String image) {
        set("image", image);
    }

    @DataBoundSetter
    public void setSbom(String sbom) {
        set("sbom", sbom);
    }

    @DataBoundSetter
    public void setDir(String dir) {
        set("dir", dir);
    }

    @DataBoundSetter
    public void setInput(String[] input) {
        set("input", input);
    }

    @DataBoundSetter
    public void setScanner(String scanner) {
        set("scanner", scanner);
    }

    @DataBoundSetter
    public void setSeverity(String[] severity) {
        set("severity", severity);
    }

    @DataBoundSetter
    public void setIgnoreUnfixed(boolean ignoreUnfixed) {
        set("ignoreUnfixed", ignoreUnfixed);
    }

    @DataBoundSetter
    public void setIgnoreFile(String ignoreFile) {
        set("ignoreFile", ignoreFile);
    }

    @DataBoundSetter
    public void setVex(String[] vex) {
        set("vex", vex);
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
    public void setMaxDbAge(String maxDbAge) {
        set("maxDbAge", maxDbAge);
    }

    @DataBoundSetter
    public void setOffline(boolean offline) {
        set("offline", offline);
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
        private static final StepMachine<?> MACHINE = new ContainerScan();

        @Override
        public StepMachine<?> machine() {
            return MACHINE;
        }

        @Override
        protected SuiteStep empty() {
            return new ContainerScanStep();
        }
    }
}
