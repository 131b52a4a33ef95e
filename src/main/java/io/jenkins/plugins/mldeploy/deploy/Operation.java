package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.verdict.Reason;
import java.util.List;

/**
 * One move of a rollout. It may be repeated: after a restart it is carried out again from its beginning, whatever became of it. It is not saved itself; the rollout's
 * position and what it found out are.
 */
interface Operation {
    Action action(Deployment deployment);

    /** What came of the action; never of a stop or a restart, which the rollout handles. */
    Result after(Deployment deployment, Event event);

    /** What people read when it begins, null for nothing. */
    default String line(Deployment deployment) {
        return null;
    }

    /** How long it waits; 0 for an operation that does something. */
    default long waitMillis() {
        return 0;
    }

    /** The result of an operation that only thinks; null for one that has an action. */
    default Result now(Deployment deployment) {
        return null;
    }

    /** How often it is tried, when it asks to be repeated. */
    default int tries(Deployment deployment) {
        return 1;
    }

    /** Whether the Leases are renewed first, where that is due: it changes the cluster, or may take long. */
    default boolean renews() {
        return false;
    }

    /** Whether it goes on when its second action fails. */
    default boolean mayFail() {
        return false;
    }

    /** What came of an operation. */
    sealed interface Result {
        /** It is done. */
        record Next(Deployment deployment, List<String> log) implements Result {
            public Next {
                log = List.copyOf(log);
            }
        }

        /** A second action completes it; the action may hold what must not be saved. */
        record Then(Deployment deployment, Action action, List<String> log) implements Result {
            public Then {
                log = List.copyOf(log);
            }
        }

        /** The same move goes on at once; what is next to do, it finds out from the deployment. */
        record More(Deployment deployment) implements Result {}

        /**
         * Not yet: to be repeated in a moment.
         *
         * @param otherwise what counts when it was tried often enough
         */
        record Again(Deployment deployment, Result otherwise) implements Result {}

        /** It can't go on; the rollout goes back. */
        record Failed(Deployment deployment, Kind kind, List<Reason> reasons) implements Result {
            public Failed {
                reasons = List.copyOf(reasons);
            }
        }

        /** Why a rollout goes back. */
        enum Kind {
            /** It broke. */
            BROKEN,
            /** It is not what was admitted, or can't be done with this chart. */
            REFUSED,
            /** It was judged, and is bad. */
            BAD,
            /** It could not be judged. */
            INCONCLUSIVE,
            /** The approval goes no further: it stays as it is. */
            HELD,
            /** Another deployment took over: nothing more may be touched. */
            LOST
        }

        static Result next(Deployment deployment, String... log) {
            return new Next(deployment, List.of(log));
        }

        static Result broken(Deployment deployment, Reason reason) {
            return new Failed(deployment, Kind.BROKEN, List.of(reason));
        }

        static Result refused(Deployment deployment, List<Reason> reasons) {
            return new Failed(deployment, Kind.REFUSED, reasons);
        }
    }

    /** What only thinks: its result is known from what the deployment knows, and nobody has to do anything. */
    interface Thought extends Operation {
        @Override
        Result now(Deployment deployment);

        @Override
        default Action action(Deployment deployment) {
            throw new IllegalStateException(this + " only thinks");
        }

        @Override
        default Result after(Deployment deployment, Event event) {
            throw new IllegalStateException(this + " only thinks");
        }
    }

    /** A program that must end with 0, and whose output nobody needs. */
    interface Program extends Operation {
        io.jenkins.plugins.mldeploy.step.Command command(Deployment deployment);

        /** For reasons: {@code kubectl scale api-canary}. */
        String what(Deployment deployment);

        @Override
        default boolean renews() {
            return true;
        }

        @Override
        default Action action(Deployment deployment) {
            return new Action.Run(command(deployment));
        }

        @Override
        default Result after(Deployment deployment, Event event) {
            if (event instanceof Event.Ran ran && ran.succeeded()) {
                return Result.next(deployment);
            }
            return Result.broken(deployment, why(what(deployment), event));
        }
    }

    /** Why a program or a task did not succeed. */
    static Reason why(String what, Event event) {
        if (event instanceof Event.Failed failed) {
            return new Reason(failed.code(), what + ": " + failed.text());
        }
        if (event instanceof Event.Ran ran) {
            return !ran.found() && what.startsWith("kubectl") ? KubeCli.missing() : HelmErrors.reason(what, ran);
        }
        throw new IllegalStateException(event + " makes no sense during " + what);
    }
}
