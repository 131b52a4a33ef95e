package io.jenkins.plugins.mldeploy.jenkins.gate;

import hudson.Extension;
import hudson.model.Computer;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.listeners.ItemListener;
import hudson.model.listeners.RunListener;
import io.jenkins.plugins.mldeploy.gate.ApproveGate;
import io.jenkins.plugins.mldeploy.gate.Gate;
import io.jenkins.plugins.mldeploy.jenkins.host.ControllerWork;
import io.jenkins.plugins.mldeploy.jenkins.host.StepsAtWork;
import java.io.IOException;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;

/**
 * Closes what a run left open: Jenkins can kill a run without telling its steps, also one that it only begins to load, and nobody shall be asked about a run that is over.
 */
@Extension
public final class GatesOfEndedRuns extends RunListener<Run<?, ?>> {
    private static final Logger LOGGER = Logger.getLogger(GatesOfEndedRuns.class.getName());
    private static final String WHY = "its run ended without it";

    @Override
    public void onCompleted(Run<?, ?> run, TaskListener listener) {
        if (run instanceof FlowExecutionOwner.Executable && !StepsAtWork.has(run)) {
            String job = run.getParent().getFullName();
            close(gate -> gate.opening().job().equals(job) && gate.opening().number() == run.getNumber());
        }
    }

    /** What was left when the controller itself was killed. */
    @Extension(ordinal = -100)
    public static final class AtStart extends ItemListener {
        @Override
        public void onLoaded() {
            Computer.threadPoolForRemoting.submit(() -> close(gate -> {
                Run<?, ?> run = runOf(gate);
                return run != null && !run.isBuilding();
            }));
        }
    }

    private static void close(Predicate<Gate> over) {
        try {
            for (Gate gate : OpenGates.now()) {
                Run<?, ?> run = over.test(gate) ? runOf(gate) : null;
                if (run != null) {
                    ControllerWork.start(run, ApproveGate.closing(gate, WHY), "closing gate " + gate.id());
                }
            }
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "the open gates can't be read; those of runs that are over stay open", e);
        }
    }

    /** Null when it was deleted, or its job has another name by now: such a gate ends at its deadline. */
    private static Run<?, ?> runOf(Gate gate) {
        Job<?, ?> job = Jenkins.get().getItemByFullName(gate.opening().job(), Job.class);
        return job == null ? null : job.getBuildByNumber((int) gate.opening().number());
    }
}
