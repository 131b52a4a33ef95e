package io.jenkins.plugins.mldeploy.pipeline;

import java.time.Instant;

/** The {@code timeout} blocks that a run is in. A deadline is a point in time, so it also passes while no process is there. */
final class TimeLimits {
    private final Program program;
    private final RunThreads threads;
    private volatile boolean countsActivity;

    TimeLimits(Program program, RunThreads threads) {
        this.program = program;
        this.threads = threads;
    }

    /** @param activity whether any output moves the deadline */
    RunState.TimeLimit begin(Branch branch, long millis, boolean activity) {
        RunState state = program.state();
        RunState.TimeLimit limit =
                new RunState.TimeLimit(state.nextId(), branch, millis, activity, now().plusMillis(millis));
        state.timeLimits.put(limit.id, limit);
        arm(limit);
        return limit;
    }

    /** Sets the timers of a run that was read back. */
    void proceed() {
        program.state().timeLimits.values().forEach(this::arm);
    }

    /** A step of that branch wrote something. */
    void heard(Branch branch) {
        if (!countsActivity) {
            return;
        }
        program.post(() -> program.state().timeLimits.values().stream()
                .filter(limit -> limit.activity && encloses(limit.branch, branch))
                .forEach(limit -> limit.deadline = now().plusMillis(limit.millis)));
    }

    private Instant now() {
        return program.config().clock().instant();
    }

    private static boolean encloses(Branch outer, Branch inner) {
        for (Branch b = inner; b != null; b = b.origin == null ? null : b.origin.parent) {
            if (b == outer) {
                return true;
            }
        }
        return false;
    }

    private void arm(RunState.TimeLimit limit) {
        countsActivity |= limit.activity;
        threads.at(limit.deadline, () -> program.post(() -> reached(limit)));
    }

    private void reached(RunState.TimeLimit limit) {
        if (!program.state().timeLimits.containsKey(limit.id)) {
            return;
        }
        if (now().isBefore(limit.deadline)) {
            arm(limit);
            return;
        }
        program.print(limit.branch.frame.currentPrefix(), false, "Cancelling nested steps due to timeout");
        program.interrupt(limit.branch, new FlowInterrupted(RunResult.ABORTED, "Timeout has been exceeded", limit.id));
    }
}
