package io.jenkins.plugins.mldeploy.step;

import io.jenkins.plugins.mldeploy.host.RunInfo;
import java.util.Optional;

/**
 * A step as a state machine without I/O. The host calls {@link #begin} once, carries the action of each turn out, and feeds what came of it to {@link
 * #next} until the action is {@link Action.Done}. Instances hold no state and may be shared.
 *
 * @param <S> the state: records that Jackson writes and reads; a sealed interface of them carries {@code @JsonTypeInfo} by a closed list of
 *     names. Whatever a later turn needs is in it, the arguments included ({@link Arguments#values()}).
 */
public interface StepMachine<S> {
    /** Name, parameters and returned values, from the engine's resources. */
    StepDescription description();

    /** The type of the state, for the host that saves it. */
    Class<S> stateType();

    /**
     * Holds the arguments of a call against each other, as {@link #begin} does; for a check before the run, when nothing is known yet about it.
     *
     * @param arguments checked against the description
     * @throws BadArguments when they contradict each other, with every contradiction
     */
    void check(Arguments arguments);

    /**
     * The first turn.
     *
     * @param arguments checked against the description
     * @throws BadArguments when they contradict each other
     */
    Turn<S> begin(Arguments arguments, RunInfo run);

    /** The turn after an event. An event that makes no sense in a state is an {@link IllegalStateException}: a defect of the host. */
    Turn<S> next(S state, Event event);

    /** Whose cluster the programs that run in this state may reach; empty when they are about no environment. */
    default Optional<ClusterAccess> access(S state) {
        return Optional.empty();
    }

    /** Which registry the programs that run in this state may log in to; empty when they need no login, or nobody named one. */
    default Optional<RegistryAccess> registry(S state) {
        return Optional.empty();
    }
}
