package io.jenkins.plugins.mldeploy.jenkins.host;

import java.io.Serializable;

/** What a save keeps of a step: where it is, and whether somebody stopped it. Plain fields; the engine's state is JSON text in them. */
final class StepProgress implements Serializable {
    private static final long serialVersionUID = 1L;

    private volatile Position position;
    private volatile String stopped;

    /** Null until the step began. */
    Position position() {
        return position;
    }

    void at(Position next) {
        position = next;
    }

    /** @return false when it was stopped before */
    synchronized boolean stop(String why) {
        if (stopped != null) {
            return false;
        }
        stopped = why;
        return true;
    }

    /** Why it was stopped, null when nobody did. */
    String stopped() {
        return stopped;
    }

    boolean tidying() {
        Position here = position;
        return here != null && here.tidying();
    }

    /** True when it was stopped, and its machine does not know yet. */
    boolean mustTellStop() {
        return stopped != null && !tidying();
    }

    /** For people who ask what a run does. */
    String words() {
        Position here = position;
        if (here == null) {
            return "not started";
        }
        return here.command() != null ? "a program runs" : "waits or works on the controller";
    }
}
