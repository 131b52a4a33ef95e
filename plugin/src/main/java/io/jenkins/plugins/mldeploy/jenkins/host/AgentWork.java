package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.mldeploy.host.Workspace;
import io.jenkins.plugins.mldeploy.step.AgentTask;
import io.jenkins.plugins.mldeploy.step.Event;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jenkins.MasterToSlaveFileCallable;

/** Carries a task to the agent on which the files lie; only the controller may send it. Its failure comes back as a value, so that its reason code is kept. */
final class AgentWork extends MasterToSlaveFileCallable<AgentOutcome> {
    private static final long serialVersionUID = 1L;

    private final AgentTask<? extends Serializable> task;
    private final String root;

    /** @param root the workspace, absolute on the agent; the callable itself runs in the current directory of the step */
    AgentWork(AgentTask<? extends Serializable> task, String root) {
        this.task = task;
        this.root = root;
    }

    @Override
    public AgentOutcome invoke(File directory, VirtualChannel channel) {
        try {
            // Nobody may have used the workspace yet.
            Files.createDirectories(directory.toPath());
            return new AgentOutcome(task.run(new Workspace(Path.of(root), directory.toPath())), null, null);
        } catch (IOException | UncheckedIOException e) {
            Event.Failed failed = Failures.event(e);
            return new AgentOutcome(null, failed.code(), failed.text());
        }
    }
}
