package io.jenkins.plugins.mldeploy.jenkins.redeploy;

import hudson.model.Run;
import io.jenkins.plugins.mldeploy.deploy.Redeployment;
import io.jenkins.plugins.mldeploy.jenkins.host.SuiteHome;
import io.jenkins.plugins.mldeploy.policy.Environment;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The call of {@code helmDeploy} that carries a request out, and where it is made.
 *
 * @param arguments by name
 */
record RequestedCall(Map<String, Object> arguments, RecordedCall.Place place) {
    /**
     * @param run that made the deployment, null when it is gone: for a rollback the journal is enough
     * @throws CallUnknown when there is no such call
     */
    static RequestedCall of(Redeployment asked, Run<?, ?> run, Environment environment)
            throws IOException, CallUnknown {
        if (asked.verb() == Redeployment.Verb.ROLLBACK) {
            Map<String, Object> call = asked.rollbackCall(environment, SuiteHome.journal());
            if (!environment.isProtected()) {
                credential(asked, run, environment).ifPresent(id -> call.put("credentialsId", id));
            }
            return new RequestedCall(call, placeOfRollback(asked, run, environment));
        }
        RecordedCall recorded = RecordedCall.of(run, asked, environment.runsOn());
        return new RequestedCall(Redeployment.carriedOut(recorded.arguments()), recorded.place());
    }

    /** Of an environment that owns none: the one that the deployment was made with, as far as that is known. */
    private static Optional<Object> credential(Redeployment asked, Run<?, ?> run, Environment environment) {
        try {
            return Optional.ofNullable(RecordedCall.of(run, asked, environment.runsOn())
                    .arguments()
                    .get("credentialsId"));
        } catch (CallUnknown e) {
            return Optional.empty();
        }
    }

    /** Where the environment says; else where the deployment was made; else, when its run is gone, anywhere. */
    private static RecordedCall.Place placeOfRollback(Redeployment asked, Run<?, ?> run, Environment environment)
            throws CallUnknown {
        if (environment.runsOn() != null || run == null) {
            return new RecordedCall.Place(environment.runsOn() == null ? "" : environment.runsOn(), "", List.of());
        }
        return RecordedCall.of(run, asked, null).place();
    }
}
