package io.jenkins.plugins.mldeploy.deploy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;

/**
 * Where a deployment is. In order: open the environment, probe helm, hash, render, inspect images, reach the cluster, judge; then record the plan, or lint for a
 * rehearsal, or take the locks, survey the releases, prepare what is applied, run the new version beside the old where the strategy says so, upgrade and read back one
 * after the other, finish; tidy up and record. What does not become ready leads to {@link Diagnosing}. Whatever goes wrong beside the named releases leads to {@link Undoing}, and from their first upgrade on to {@link
 * Reverting}; what can't be taken back, to {@link Serving}.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "at")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Opening.class, name = "opening"),
    @JsonSubTypes.Type(value = Probing.class, name = "probing"),
    @JsonSubTypes.Type(value = Pulling.class, name = "pulling"),
    @JsonSubTypes.Type(value = Hashing.class, name = "hashing"),
    @JsonSubTypes.Type(value = Rendering.class, name = "rendering"),
    @JsonSubTypes.Type(value = Storing.class, name = "storing"),
    @JsonSubTypes.Type(value = Inspecting.class, name = "inspecting"),
    @JsonSubTypes.Type(value = Reaching.class, name = "reaching"),
    @JsonSubTypes.Type(value = Judging.class, name = "judging"),
    @JsonSubTypes.Type(value = Linting.class, name = "linting"),
    @JsonSubTypes.Type(value = Surveying.class, name = "surveying"),
    @JsonSubTypes.Type(value = SurveyingUnit.class, name = "surveyingUnit"),
    @JsonSubTypes.Type(value = AwaitingHolder.class, name = "awaitingHolder"),
    @JsonSubTypes.Type(value = SeekingHolder.class, name = "seekingHolder"),
    @JsonSubTypes.Type(value = Recovering.class, name = "recovering"),
    @JsonSubTypes.Type(value = Locking.class, name = "locking"),
    @JsonSubTypes.Type(value = Leasing.class, name = "leasing"),
    @JsonSubTypes.Type(value = SeekingOwn.class, name = "seekingOwn"),
    @JsonSubTypes.Type(value = AwaitingLease.class, name = "awaitingLease"),
    @JsonSubTypes.Type(value = Unleasing.class, name = "unleasing"),
    @JsonSubTypes.Type(value = Renewing.class, name = "renewing"),
    @JsonSubTypes.Type(value = Rejoining.class, name = "rejoining"),
    @JsonSubTypes.Type(value = Carrying.class, name = "carrying"),
    @JsonSubTypes.Type(value = Undoing.class, name = "undoing"),
    @JsonSubTypes.Type(value = Targeting.class, name = "targeting"),
    @JsonSubTypes.Type(value = Returning.class, name = "returning"),
    @JsonSubTypes.Type(value = Tidying.class, name = "tidying"),
    @JsonSubTypes.Type(value = Upgrading.class, name = "upgrading"),
    @JsonSubTypes.Type(value = SeekingHelm.class, name = "seekingHelm"),
    @JsonSubTypes.Type(value = Looking.class, name = "looking"),
    @JsonSubTypes.Type(value = ReadingBack.class, name = "readingBack"),
    @JsonSubTypes.Type(value = Diagnosing.class, name = "diagnosing"),
    @JsonSubTypes.Type(value = Reverting.class, name = "reverting"),
    @JsonSubTypes.Type(value = Serving.class, name = "serving"),
    @JsonSubTypes.Type(value = Recording.class, name = "recording"),
    @JsonSubTypes.Type(value = Watching.class, name = "watching"),
    @JsonSubTypes.Type(value = GoingBack.class, name = "goingBack"),
    @JsonSubTypes.Type(value = Listing.class, name = "listing"),
    @JsonSubTypes.Type(value = Adopting.class, name = "adopting"),
    @JsonSubTypes.Type(value = Ended.class, name = "ended")
})
sealed interface DeployState
        permits Opening,
                Probing,
                Pulling,
                Hashing,
                Rendering,
                Storing,
                Inspecting,
                Reaching,
                Judging,
                Linting,
                SurveyingUnit,
                AwaitingHolder,
                SeekingHolder,
                Locking,
                Leasing,
                SeekingOwn,
                AwaitingLease,
                Unleasing,
                Renewing,
                Rejoining,
                Targeting,
                Tidying,
                SeekingHelm,
                Looking,
                ReadingBack,
                Diagnosing,
                Serving,
                Recording,
                Watching,
                GoingBack,
                Leased,
                Listing,
                Adopting,
                Ended {

    /** What is known so far. */
    Deployment deployment();

    /** What this state waits for the host to do; the same action again after a restart. */
    Action action();

    /** The turn after the answer to the action. */
    Turn<DeployState> after(Event event);

    /** The turn after somebody stopped the run; as it stands, before anything was applied. */
    default Turn<DeployState> stopped(Event.Stopped event) {
        return end(Ending.stopped(event.why()));
    }

    /** The turn after a restart; as it stands, the action may be repeated without harm. */
    default Turn<DeployState> resumed(Event.Resumed event) {
        return enter("resumed: repeats what it was at, which changes nothing");
    }

    /** The turn that begins this state. */
    default Turn<DeployState> enter(String... log) {
        return Turn.of(this, action(), log);
    }

    /** The turn that records an ending. */
    default Turn<DeployState> end(Ending ending, String... log) {
        return ending(deployment(), ending).enter(log);
    }

    /** The state that ends a deployment: what it wrote on the agent goes first. */
    static DeployState ending(Deployment deployment, Ending ending) {
        if (deployment.rollout().lease() != null) {
            return new Unleasing(deployment, ending);
        }
        return deployment.rollout().folder() == null
                ? new Recording(deployment, ending)
                : new Tidying(deployment, ending);
    }

    /** Whether this state may only be gone on with while the deployment holds its locks. */
    default boolean holdsLocks() {
        return false;
    }

    /** The turn that records that it could not be judged. */
    default Turn<DeployState> notJudged(Reason reason) {
        return end(Ending.notJudged(reason));
    }

    /** The same for a task that failed; any other event is a defect of the host. */
    default Turn<DeployState> failed(Event event) {
        if (event instanceof Event.Failed failed) {
            return notJudged(new Reason(failed.code(), failed.text()));
        }
        throw new IllegalStateException(
                event + " makes no sense while " + getClass().getSimpleName());
    }
}
