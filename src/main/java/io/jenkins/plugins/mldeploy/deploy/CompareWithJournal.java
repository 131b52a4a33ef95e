package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import java.util.ArrayList;
import java.util.List;

/** Does the journal know what was found? */
record CompareWithJournal(Deployment deployment) implements ControllerTask<CompareWithJournal.Answer> {
    /**
     * @param something whether there is anything to record
     * @param wanted indices of the releases about which more has to be found out
     */
    record Answer(boolean something, List<Integer> wanted) {}

    @Override
    public Answer run(Services services) {
        List<Adoption> missing = Adoption.missing(deployment, services.evidence());
        List<Integer> wanted = new ArrayList<>();
        missing.forEach(adoption -> adoption.parts().stream()
                .map(Adoption.Part::index)
                .filter(index -> deployment.rollout().found().get(index).isThere())
                .forEach(wanted::add));
        return new Answer(!missing.isEmpty(), wanted);
    }
}
