package io.jenkins.plugins.mldeploy.pipeline;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/** A stage of a run: when it began and ended, and how. Changes only on the thread that owns the program. */
public final class StageRecord implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int id;
    private final StageRecord parent;
    private final String name;
    private final Instant startedAt;
    private volatile Instant endedAt;
    private volatile RunResult result = RunResult.SUCCESS;
    private volatile String skipped;

    StageRecord(int id, StageRecord parent, String name, Instant startedAt) {
        this.id = id;
        this.parent = parent;
        this.name = name;
        this.startedAt = startedAt;
    }

    public int id() {
        return id;
    }

    /** The stage that this one is part of, or null. */
    public StageRecord parent() {
        return parent;
    }

    public String name() {
        return name;
    }

    /** How many stages enclose it. */
    public int depth() {
        return parent == null ? 0 : parent.depth() + 1;
    }

    public Instant startedAt() {
        return startedAt;
    }

    /** Null while it runs. */
    public Instant endedAt() {
        return endedAt;
    }

    /** Time taken; while it runs, zero. */
    public Duration duration() {
        return endedAt == null ? Duration.ZERO : Duration.between(startedAt, endedAt);
    }

    /** The verdict so far; NOT_BUILT when it was skipped. */
    public RunResult result() {
        return result;
    }

    /** Why its steps did not run, or null when they did. */
    public String skipped() {
        return skipped;
    }

    void worsen(RunResult other) {
        result = result.worse(other);
    }

    void skip(String why) {
        skipped = why;
        result = RunResult.NOT_BUILT;
    }

    void end(Instant now) {
        endedAt = now;
    }
}
