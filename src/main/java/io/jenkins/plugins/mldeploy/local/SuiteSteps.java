package io.jenkins.plugins.mldeploy.local;

import io.jenkins.plugins.mldeploy.deploy.HelmDeploy;
import io.jenkins.plugins.mldeploy.gate.ApproveGate;
import io.jenkins.plugins.mldeploy.mltest.MlTest;
import io.jenkins.plugins.mldeploy.pipeline.LeafStep;
import io.jenkins.plugins.mldeploy.pipeline.StepSpec;
import io.jenkins.plugins.mldeploy.sbom.GenerateSbom;
import io.jenkins.plugins.mldeploy.scan.ContainerScan;
import io.jenkins.plugins.mldeploy.step.StepDescription;
import io.jenkins.plugins.mldeploy.step.StepMachine;
import java.util.List;
import java.util.function.Function;

/** The suite's five steps, as the Pipeline engine of this machine knows steps. */
public final class SuiteSteps {
    private static final List<StepMachine<?>> MACHINES =
            List.of(new MlTest(), new ContainerScan(), new GenerateSbom(), new HelmDeploy(), new ApproveGate());

    private SuiteSteps() {}

    /** Their descriptions, in the order of a pipeline. */
    public static List<StepDescription> descriptions() {
        return MACHINES.stream().<StepDescription>map(StepMachine::description).toList();
    }

    /** For a check that runs nothing. */
    public static List<StepSpec> named() {
        return specs(machine -> (call, context) -> {
            throw new IllegalStateException("only checked, never run");
        });
    }

    static List<StepSpec> specs(Function<StepMachine<?>, LeafStep> action) {
        return MACHINES.stream()
                .map(machine -> StepSpec.of(machine, action.apply(machine)))
                .toList();
    }
}
