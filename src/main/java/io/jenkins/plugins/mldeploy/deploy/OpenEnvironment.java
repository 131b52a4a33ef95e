package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.RunInfo;
import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.policy.Environment;
import io.jenkins.plugins.mldeploy.policy.Environments;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.io.IOException;
import java.util.List;

/** Finds the environment, and takes from it what a call may not choose. */
record OpenEnvironment(Request request) implements ControllerTask<OpenEnvironment.Answer> {
    /**
     * @param opened null when there is no such environment
     * @param problem why it can't go on, null when it can
     */
    record Answer(Opened opened, Reason problem) {}

    @Override
    public Answer run(Services services) throws IOException {
        Environments environments = services.environments();
        Environment environment = environments.find(request.environment()).orElse(null);
        if (environment == null) {
            return new Answer(null, environments.unknown(request.environment()));
        }
        Environment.Cluster cluster = environment.cluster();
        List<String> namespaces = cluster == null ? List.of() : cluster.namespaces();
        boolean guarded = environment.isProtected();
        RunInfo run = services.run();
        long now = services.clock().millis();
        String byDefault = namespaces.isEmpty() ? "default" : namespaces.get(0);
        Opened opened = new Opened(
                request.id() + "-" + run.origin().number() + "-" + Long.toString(now, 36),
                run.origin().number(),
                guarded,
                request.namespace() == null || guarded ? byDefault : request.namespace(),
                request.contextName() == null || guarded
                        ? cluster == null ? null : cluster.context()
                        : request.contextName(),
                guarded && cluster != null && cluster.credentialsId() != null,
                guarded ? namespaces : List.of(),
                now);
        List<String> claims = request.claims();
        return new Answer(
                opened,
                guarded && !claims.isEmpty()
                        ? new Reason(
                                "PARAMETER_PROTECTED",
                                "environment '" + environment.name()
                                        + "' is protected, so it owns cluster, context, credential and namespace itself; leave out: "
                                        + String.join(", ", claims))
                        : null);
    }
}
