package io.jenkins.plugins.mldeploy.policy;

import java.util.Optional;

/** Who has to approve, by the environment's own rules and the risk. */
public final class Routing {
    private Routing() {}

    /**
     * The people that are needed.
     *
     * @param risk null where the environment does not route by risk
     * @return empty when nobody has to
     */
    public static Optional<Quorum> people(Environment environment, Risk risk) {
        if (environment.approvers().isEmpty() && environment.minApprovals() == 0) {
            return Optional.empty();
        }
        RiskRouting routing = environment.risk();
        if (routing == null || risk == null) {
            return environment.continuousDeployment() ? Optional.empty() : Optional.of(Quorum.of(environment));
        }
        if (environment.continuousDeployment() && risk.score() < routing.low()) {
            return Optional.empty();
        }
        Quorum own = Quorum.of(environment);
        return Optional.of(
                risk.score() >= routing.high() && !routing.highApprovers().isEmpty()
                        ? own.and(new Quorum(routing.highApprovers(), 0))
                        : own);
    }
}
