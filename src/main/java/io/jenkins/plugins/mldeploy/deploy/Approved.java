package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.host.Services;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.ControllerTask;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.time.Instant;
import java.util.List;

/** What a conditional approval does to a rollout: it begins only within what was approved, and stops where that ends. */
final class Approved {
    private Approved() {}

    /** Before anything is written, with the pods counted: is there a step that the approval covers? */
    record CanBegin() implements Operation.Thought {
        @Override
        public Result now(Deployment deployment) {
            Reason reason = deployment.judged().allowance().whyNot(deployment);
            return reason == null ? Result.next(deployment) : Result.refused(deployment, List.of(reason));
        }
    }

    /**
     * Does the approval still last, before the new version gets more traffic?
     *
     * @param reached share that it has already, -1 when it has none
     */
    record Still(int reached) implements Operation {
        @Override
        public Action action(Deployment deployment) {
            return new Action.OnController(new Now());
        }

        @Override
        public Result after(Deployment deployment, Event event) {
            if (!(event instanceof Event.Returned returned) || !(returned.value() instanceof Long now)) {
                return Result.broken(deployment, Operation.why("reading the clock", event));
            }
            Allowance allowance = deployment.judged().allowance();
            if (!allowance.isOver(now)) {
                return Result.next(deployment);
            }
            return reached < 0
                    ? Result.refused(deployment, List.of(allowance.over()))
                    : holding(
                            deployment,
                            reached,
                            "the approval ran out at " + Instant.ofEpochMilli(allowance.untilMillis()));
        }
    }

    /** The time, by the clock that approvals are judged by. */
    record Now() implements ControllerTask<Long> {
        @Override
        public Long run(Services services) {
            return services.clock().millis();
        }
    }

    /**
     * Ends the rollout where the approval does.
     *
     * @param share that the new version has by then
     */
    record Hold(int share) implements Operation.Thought {
        @Override
        public Result now(Deployment deployment) {
            return holding(
                    deployment,
                    share,
                    "the approval covers at most "
                            + deployment.judged().allowance().maxTraffic() + " %");
        }
    }

    /** The ending of a rollout that stays at a share of the traffic. */
    static Operation.Result.Failed holding(Deployment deployment, int share, String why) {
        String what = share > 0
                ? "the new version is held at " + share + " % of the traffic"
                : "the new version is held as it is beside the old one";
        return new Operation.Result.Failed(
                deployment.with(deployment.rollout().holdingAt(share)),
                Operation.Result.Kind.HELD,
                List.of(new Reason(
                        "HELD",
                        what + ": " + why
                                + "; ask for more with approveGate, and run the same helmDeploy again, which goes on from"
                                + " there; rollbackTo: 'previous' takes it back")));
    }
}
