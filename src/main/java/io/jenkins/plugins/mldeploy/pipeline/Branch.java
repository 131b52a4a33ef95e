package io.jenkins.plugins.mldeploy.pipeline;

import com.cloudbees.groovy.cps.Continuable;
import com.cloudbees.groovy.cps.Outcome;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line of execution: the script itself, or a branch of a {@code parallel}. Owned by the program's thread. */
final class Branch implements Serializable {
    private static final long serialVersionUID = 1L;

    final int id;
    final String name;
    final Fork origin;
    final Continuable continuable;
    Frame frame;
    /** The leaf step that it is suspended in, or null. */
    Pending pending;
    /** The parallel that it waits for, or null. */
    Fork fork;

    Branch(int id, String name, Fork origin, Continuable continuable, Frame frame) {
        this.id = id;
        this.name = name;
        this.origin = origin;
        this.continuable = continuable;
        this.frame = frame;
    }

    /** A leaf step under way. */
    static final class Pending implements Serializable {
        private static final long serialVersionUID = 1L;

        final String id;
        final StepCall call;
        final Frame frame;
        /** Set while the step waits for something outside. */
        Waiting waiting;

        transient StepRun run;

        Pending(String id, StepCall call, Frame frame) {
            this.id = id;
            this.call = call;
            this.frame = frame;
        }
    }

    /** A {@code parallel} under way: what its branches came to. */
    static final class Fork implements Serializable {
        private static final long serialVersionUID = 1L;

        final Branch parent;
        final boolean failFast;
        final List<Branch> children = new ArrayList<>();
        final Map<String, Object> values = new LinkedHashMap<>();
        int running;
        Throwable failure;

        Fork(Branch parent, boolean failFast) {
            this.parent = parent;
            this.failFast = failFast;
        }

        Outcome outcome() {
            return failure == null ? new Outcome(values, null) : new Outcome(null, failure);
        }
    }
}
