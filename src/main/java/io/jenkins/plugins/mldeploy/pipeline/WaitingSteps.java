package io.jenkins.plugins.mldeploy.pipeline;

import io.jenkins.plugins.mldeploy.pipeline.RunListener.WaitingStep;
import java.util.ArrayList;
import java.util.List;

/** The steps of a run that wait for a person or a time; tells the listener of them once, not after every event. */
final class WaitingSteps {
    private static final int NOT_TOLD = -1;

    private final RunState state;
    private final RunListener listener;
    private int told = NOT_TOLD;

    WaitingSteps(RunState state, RunListener listener) {
        this.state = state;
        this.listener = listener;
    }

    List<WaitingStep> now() {
        List<WaitingStep> waiting = new ArrayList<>();
        for (Branch branch : state.branches) {
            if (branch.pending != null && branch.pending.waiting != null) {
                StageRecord stage = branch.frame.currentStage();
                waiting.add(new WaitingStep(
                        branch.pending.id,
                        branch.pending.call,
                        branch.pending.waiting,
                        stage == null ? "" : stage.name(),
                        branch.frame.currentPrefix()));
            }
        }
        return waiting;
    }

    /** Something ran since they were told of. */
    void changed() {
        told = NOT_TOLD;
    }

    /** Tells what waits, and when nothing else goes on in the run that it is parked. */
    void tell() {
        List<WaitingStep> waiting = now();
        int telling = state.nextId * 1000 + waiting.size();
        if (waiting.isEmpty() || told == telling) {
            return;
        }
        told = telling;
        listener.waiting(waiting);
        boolean allWait =
                state.branches.stream().allMatch(b -> b.fork != null || b.pending != null && b.pending.waiting != null);
        if (allWait) {
            listener.parked(waiting);
        }
    }
}
