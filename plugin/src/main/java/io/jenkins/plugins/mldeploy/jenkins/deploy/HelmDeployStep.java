package io.jenkins.plugins.mldeploy.jenkins.deploy;

import hudson.Extension;
import io.jenkins.plugins.mldeploy.deploy.HelmDeploy;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteStep;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteStepDescriptor;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The step {@code helmDeploy} in a Pipeline; what it does is the engine's {@link HelmDeploy}. */
public final class HelmDeployStep extends SuiteStep {
    @DataBoundConstructor
    public HelmDeployStep() {}

    @DataBoundSetter
    public void setId(String id) {
        set("id", id);
    }

    @DataBoundSetter
    public void setEnvironment(String environment) {
        set("environment", environment);
    }

    @DataBoundSetter
    public void setRelease(String release) {
        set("release", release);
    }

    @DataBoundSetter
    public void setChart(String chart) {
        set("chart", chart);
    }

    @DataBoundSetter
    public void setImage(String image) {
        set("image", image);
    }

    @DataBoundSetter
    public void setReleases(List<Map<String, Object>> releases) {
        set("releases", releases);
    }

    @DataBoundSetter
    public void setValuesFiles(String[] valuesFiles) {
        set("valuesFiles", valuesFiles);
    }

    @DataBoundSetter
    public void setSet(Map<String, Object> set) {
        set("set", set);
    }

    @DataBoundSetter
    public void setSetString(Map<String, Object> setString) {
        set("setString", setString);
    }

    @DataBoundSetter
    public void setSetFile(Map<String, Object> setFile) {
        set("setFile", setFile);
    }

    @DataBoundSetter
    public void setVersion(String version) {
        set("version", version);
    }

    @DataBoundSetter
    public void setRepo(String repo) {
        set("repo", repo);
    }

    @DataBoundSetter
    public void setStrategy(String strategy) {
        set("strategy", strategy);
    }

    @DataBoundSetter
    public void setMaxSurge(String maxSurge) {
        set("maxSurge", maxSurge);
    }

    @DataBoundSetter
    public void setMaxUnavailable(String maxUnavailable) {
        set("maxUnavailable", maxUnavailable);
    }

    @DataBoundSetter
    public void setSteps(Integer[] steps) {
        set("steps", steps);
    }

    @DataBoundSetter
    public void setWeights(String weights) {
        set("weights", weights);
    }

    @DataBoundSetter
    public void setMaxWeightError(Integer maxWeightError) {
        set("maxWeightError", maxWeightError);
    }

    @DataBoundSetter
    public void setInterval(String interval) {
        set("interval", interval);
    }

    @DataBoundSetter
    public void setWindow(String window) {
        set("window", window);
    }

    @DataBoundSetter
    public void setScaleDownDelay(String scaleDownDelay) {
        set("scaleDownDelay", scaleDownDelay);
    }

    @DataBoundSetter
    public void setAnalysis(List<Map<String, Object>> analysis) {
        set("analysis", analysis);
    }

    @DataBoundSetter
    public void setMatch(Map<String, Object> match) {
        set("match", match);
    }

    @DataBoundSetter
    public void setMirrorPercent(Integer mirrorPercent) {
        set("mirrorPercent", mirrorPercent);
    }

    @DataBoundSetter
    public void setSmokeTest(String smokeTest) {
        set("smokeTest", smokeTest);
    }

    @DataBoundSetter
    public void setHelmTest(boolean helmTest) {
        set("helmTest", helmTest);
    }

    @DataBoundSetter
    public void setTimeout(String timeout) {
        set("timeout", timeout);
    }

    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        set("dryRun", dryRun);
    }

    @DataBoundSetter
    public void setRollbackTo(String rollbackTo) {
        set("rollbackTo", rollbackTo);
    }

    @DataBoundSetter
    public void setWatch(boolean watch) {
        set("watch", watch);
    }

    @DataBoundSetter
    public void setAdopt(boolean adopt) {
        set("adopt", adopt);
    }

    @DataBoundSetter
    public void setUninstall(boolean uninstall) {
        set("uninstall", uninstall);
    }

    @DataBoundSetter
    public void setRecoverPending(boolean recoverPending) {
        set("recoverPending", recoverPending);
    }

    @DataBoundSetter
    public void setOnFailure(String onFailure) {
        set("onFailure", onFailure);
    }

    @DataBoundSetter
    public void setHistoryMax(Integer historyMax) {
        set("historyMax", historyMax);
    }

    @DataBoundSetter
    public void setNamespace(String namespace) {
        set("namespace", namespace);
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        set("credentialsId", credentialsId);
    }

    @DataBoundSetter
    public void setContextName(String contextName) {
        set("contextName", contextName);
    }

    @DataBoundSetter
    public void setCreateNamespace(boolean createNamespace) {
        set("createNamespace", createNamespace);
    }

    /** Its descriptor. */
    @Extension
    public static final class DescriptorImpl extends SuiteStepDescriptor {
        private static final StepMachine<?> MACHINE = new HelmDeploy();

        @Override
        public StepMachine<?> machine() {
            return MACHINE;
        }

        @Override
        protected SuiteStep empty() {
            return new HelmDeployStep();
        }
    }
}
