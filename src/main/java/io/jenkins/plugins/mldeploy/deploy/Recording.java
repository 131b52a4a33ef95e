package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Writes the outcome into the journal. Repeated after a restart; what is there already is not written again. */
record Recording(Deployment deployment, Ending ending) implements DeployState {
    @Override
    public Action action() {
        return new Action.OnController(new RecordOutcome(deployment, ending));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Returned returned && returned.value() instanceof Long duration) {
            Ended ended = ended(ending.verdict(), ending.status(), ending.reasons(), duration);
            if (deployment.request().adopt()) {
                return ended.enter();
            }
            return ended.enter("recorded as " + ending.outcome() + ", deployment "
                    + deployment.opened().deploymentId());
        }
        if (event instanceof Event.Failed failed) {
            List<Reason> reasons = new ArrayList<>();
            reasons.add(new Reason(
                    "NOT_RECORDED",
                    "the outcome '" + ending.outcome() + "' of "
                            + deployment.request().unit() + " could not be written to the journal: " + failed.text()));
            reasons.addAll(ending.reasons());
            return ended(
                            ending.verdict().and(Verdict.NOT_EVALUATED),
                            ending.status().and(RunStatus.FAILURE),
                            reasons,
                            0)
                    .enter();
        }
        return failed(event);
    }

    private Ended ended(Verdict verdict, RunStatus status, List<Reason> reasons, long durationMillis) {
        return new Ended(deployment, ending.outcome(), verdict, status, reasons, durationMillis);
    }

    /** The outcome stands already; it is still written. */
    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return new Recording(deployment, ending.aborted()).enter(event.why() + "; records what happened first");
    }

    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return enter("resumed: records what happened");
    }
}
