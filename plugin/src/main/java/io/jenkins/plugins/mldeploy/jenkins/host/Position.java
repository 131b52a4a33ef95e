package io.jenkins.plugins.mldeploy.jenkins.host;

import java.io.Serializable;

/** Where a step is. One value, so that a save never holds one state with another state's command, nor a stop as told to a state that does not know of it. */
final class Position implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String state;
    private final boolean tidying;
    private final RunningCommand command;

    private Position(String state, boolean tidying, RunningCommand command) {
        this.state = state;
        this.tidying = tidying;
        this.command = command;
    }

    /**
     * @param state text of the engine's {@code StateCodec}, whose action has not begun, or its outcome is not known
     * @param tidying true when the machine was told, by this state at the latest, that it is stopped
     */
    static Position of(String state, boolean tidying) {
        return new Position(state, tidying, null);
    }

    /** The same state, with its command at work. */
    Position running(RunningCommand started) {
        return new Position(state, tidying, started);
    }

    /** The same state, without a command. */
    Position idle() {
        return new Position(state, tidying, null);
    }

    String state() {
        return state;
    }

    boolean tidying() {
        return tidying;
    }

    /** Null when no command is at work. */
    RunningCommand command() {
        return command;
    }
}
