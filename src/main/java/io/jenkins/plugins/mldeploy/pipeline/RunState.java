package io.jenkins.plugins.mldeploy.pipeline;

import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything of a run that is saved: one object graph, changed on the program's thread only. */
final class RunState implements Serializable {
    private static final long serialVersionUID = 1L;

    final Instant startedAt;
    final Map<String, Object> parameters = new LinkedHashMap<>();
    /** What {@code env.X = …} has set. */
    final Map<String, String> overrides = new LinkedHashMap<>();
    /** Ids of the credentials that were bound so far: their values are masked until the run ends. */
    final Set<String> credentials = new LinkedHashSet<>();

    final List<StageRecord> stages = new ArrayList<>();
    final List<Branch> branches = new ArrayList<>();
    final Map<String, TimeLimit> timeLimits = new LinkedHashMap<>();

    PipelineScript script;
    int nextId;
    /** Null until something sets it, as {@code currentBuild.result} shows. */
    RunResult result;

    String displayName;
    String description;

    RunState(Instant startedAt, String displayName) {
        this.startedAt = startedAt;
        this.displayName = displayName;
    }

    /** A {@code timeout} block that a branch is in. */
    static final class TimeLimit implements Serializable {
        private static final long serialVersionUID = 1L;

        final String id;
        final Branch branch;
        final long millis;
        /** With {@code activity: true}, every line of output moves it. */
        final boolean activity;

        Instant deadline;

        TimeLimit(String id, Branch branch, long millis, boolean activity, Instant deadline) {
            this.id = id;
            this.branch = branch;
            this.millis = millis;
            this.activity = activity;
            this.deadline = deadline;
        }
    }

    String nextId() {
        return "%05d".formatted(++nextId);
    }

    RunResult currentResult() {
        return result == null ? RunResult.SUCCESS : result;
    }

    void worsen(RunResult other) {
        result = currentResult().worse(other);
    }
}
