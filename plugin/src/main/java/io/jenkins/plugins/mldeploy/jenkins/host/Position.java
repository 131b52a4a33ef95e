package io.jenkins.plugins.mldeploy.jenkins.host;

import java.io.Serializable;

/** Where a step is. One value, so that a save never holds one state with another state's command. */
final class Position implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String state;
    private final RunningCommand command;

    private Position(String state, RunningCommand command) {
        this.state = state;
        this.command = command;
    }

    /** @param state text of the engine's {@code StateCodec}, whose action has not begun, or its outcome is not known */
    static Position of(String state) {
        return new Position(state, null);
    }

    /** The same state, with its command at work. */
    Position running(RunningCommand started) {
        return new Position(state, started);
    }

    String state() {
        return state;
    }

    /** Null when no command is at work. */
    RunningCommand command() {
        return command;
    }
}
