package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.StepResult;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import io.jenkins.plugins.mldeploy.verdict.RunStatus;
import io.jenkins.plugins.mldeploy.verdict.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The step is over, and recorded where there was anything to record. */
record Ended(
        Deployment deployment,
        String outcome,
        Verdict verdict,
        RunStatus status,
        List<Reason> reasons,
        long durationMillis)
        implements DeployState {
    Ended {
        reasons = List.copyOf(reasons);
    }

    /** Without a record: there is no environment that it could be about. */
    static Turn<DeployState> without(Deployment deployment, Verdict verdict, RunStatus status, Reason reason) {
        return new Ended(
                        deployment,
                        io.jenkins.plugins.mldeploy.evidence.Deployed.NOT_APPLIED,
                        verdict,
                        status,
                        List.of(reason),
                        0)
                .enter();
    }

    @Override
    public Action action() {
        Map<String, Object> returned = new LinkedHashMap<>();
        Opened opened = deployment.opened();
        Progress first =
                deployment.progress().isEmpty() ? null : deployment.progress().get(0);
        returned.put("outcome", outcome);
        returned.put("deploymentId", opened == null ? "" : opened.deploymentId());
        returned.put(
                "planHash",
                deployment.judged() == null ? "" : deployment.judged().planHash());
        returned.put("release", deployment.request().unit());
        returned.put("revision", first == null ? 0 : first.revision());
        returned.put("previousRevision", first == null ? 0 : first.lastGood());
        returned.put("images", deployment.references());
        returned.put("strategy", deployment.request().strategy().name());
        returned.put("rolledBack", outcome.equals(io.jenkins.plugins.mldeploy.evidence.Deployed.ROLLED_BACK));
        returned.put("watched", "");
        returned.put("reason", reasons.isEmpty() ? "" : reasons.get(0).toString());
        returned.put(
                "needsApproval",
                deployment.judged() != null && deployment.judged().lacksPeopleOnly());
        returned.put("durationMillis", durationMillis);
        return new Action.Done(new StepResult(verdict, status, reasons, returned));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        throw new IllegalStateException(event + " after the end");
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return enter();
    }

    @Override
    public Turn<DeployState> resumed(Event.Resumed event) {
        return enter();
    }
}
