package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.FilePath;
import hudson.model.TaskListener;
import java.util.HashMap;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * A step of the suite in a Pipeline. What it does is {@link StepDrive}'s; in here is what a run keeps of it, and how Jenkins starts, resumes and stops it. A step holds no
 * thread, survives a restart of the controller and a reconnection of its agent, and can be stopped: then its machine tidies up, with further actions, before it ends.
 */
final class StepMachineExecution extends StepExecution {
    private static final long serialVersionUID = 1L;

    private final String step;
    private final String id;
    private final StepProgress progress = new StepProgress();
    private AgentPlace place;
    /** Until {@link #start}: from then on the state holds the arguments. */
    private HashMap<String, Object> given;

    private transient StepDrive drive;

    StepMachineExecution(StepContext context, String step, String id, Map<String, Object> given) {
        super(context);
        this.step = step;
        this.id = id;
        this.given = new HashMap<>(given);
    }

    @Override
    public boolean start() throws Exception {
        if (SuiteStepDescriptor.named(step).needsAgent()) {
            runsAt(AgentPlace.of(getContext(), step));
        } else if (getContext().get(FilePath.class) != null) {
            getContext()
                    .get(TaskListener.class)
                    .getLogger()
                    .println(step + " is inside a node, and so the run holds an executor while it waits; put it outside"
                            + " of node, or into a stage with 'agent none'");
        }
        drive().begin(given);
        given = null;
        return false;
    }

    @Override
    public void onResume() {
        drive().resume();
    }

    @Override
    public void stop(Throwable cause) {
        drive().stop(cause);
    }

    @Override
    public String getStatus() {
        return progress.words();
    }

    /** For tests of what a save keeps. */
    StepProgress progress() {
        return progress;
    }

    private synchronized void runsAt(AgentPlace where) {
        place = where;
    }

    private synchronized StepDrive drive() {
        if (drive == null) {
            drive = new StepDrive(new StepScene(getContext(), step, id, place), progress);
        }
        return drive;
    }
}
