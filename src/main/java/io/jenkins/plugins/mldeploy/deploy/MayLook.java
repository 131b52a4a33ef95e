package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.policy.Admission;
import io.jenkins.plugins.mldeploy.policy.AdmissionPolicy;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.util.List;

/** May this run look at what runs in the environment? There is no plan: nothing will be applied. */
record MayLook(Deployment deployment) implements ControllerTask<Judged> {
    @Override
    public Judged run(Services services) throws IOException {
        Admission admission = AdmissionPolicy.mayLook(
                services.environments(),
                deployment.request().environment(),
                services.run().origin());
        List<Reason> missing = admission instanceof Admission.Refused refused ? refused.missing() : List.of();
        List<Reason> warnings = admission instanceof Admission.Admitted admitted ? admitted.warnings() : List.of();
        return new Judged(
                "", services.run().source().value(), missing, warnings, List.of(), Allowance.ALL, null, null, 0);
    }
}
