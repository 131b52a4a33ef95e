package io.jenkins.plugins.mldeploy.deploy;

import io.jenkins.plugins.mldeploy.report.UnreadableReport;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.Event;
import io.jenkins.plugins.mldeploy.step.Turn;
import io.jenkins.plugins.mldeploy.verdict.Reason;

/**
 * After a restart, or a lost agent, in the middle of an upgrade: what became of it decides whether to go on or to roll back.
 *
 * @param lost how often the upgrade was lost sight of
 */
record Looking(Deployment deployment, int index, int lost) implements DeployState {
    /** An agent that is lost at every upgrade, and answers in between, would be tried without end. */
    private static final int LOSSES = 3;

    @Override
    public Action action() {
        return new Action.Run(deployment.cli().history(deployment.release(index)));
    }

    @Override
    public Turn<DeployState> after(Event event) {
        if (event instanceof Event.Failed failed) {
            return Reverting.because(deployment, index, new Reason(failed.code(), failed.text()));
        }
        if (!(event instanceof Event.Ran ran)) {
            return failed(event);
        }
        HelmHistory history;
        if (HelmErrors.isNotFound(ran)) {
            history = HelmHistory.none();
        } else if (!ran.succeeded()) {
            return Reverting.because(deployment, index, HelmErrors.reason("helm history", ran));
        } else {
            try {
                history = HelmHistory.read(ran.stdout());
            } catch (UnreadableReport e) {
                return Reverting.because(deployment, index, new Reason(e.code(), e.getMessage()));
            }
        }
        String release = "release " + deployment.release(index).release();
        int base = deployment.progress().get(index).base();
        HelmHistory.Revision last = history.last().orElse(null);
        if (last == null || last.number() <= base) {
            if (lost >= LOSSES) {
                return Reverting.because(
                        deployment,
                        index,
                        new Reason(
                                "AGENT_UNSTABLE",
                                release + ": the agent was lost " + lost
                                        + " times at its upgrade, each time before helm had written anything; rolls back. Look why the agent goes away when helm starts (memory, disk, network), then run again"));
            }
            String line = release + ": helm had written nothing: goes on, and starts it";
            return new Upgrading(deployment.noting(line), index, lost).begin(line);
        }
        if (last.isDeployed()) {
            String line = release + ": helm finished revision " + last.number() + " meanwhile: goes on";
            return new ReadingBack(deployment.noting(line), index, 0).enter(line);
        }
        return Reverting.because(
                deployment,
                index,
                new Reason(
                        "INTERRUPTED",
                        release + " was left " + last.status() + " at revision " + last.number()
                                + " when this run was interrupted: rolls back"));
    }

    @Override
    public Turn<DeployState> stopped(Event.Stopped event) {
        return Reverting.stopped(deployment, index, new Reason("STOPPED", event.why()));
    }

    @Override
    public boolean holdsLocks() {
        return true;
    }
}
