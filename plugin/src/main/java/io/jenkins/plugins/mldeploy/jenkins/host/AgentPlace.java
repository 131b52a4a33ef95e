package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Label;
import hudson.model.Node;
import hudson.slaves.WorkspaceList;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.FilePathUtils;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Where a step works: a node and two folders of it, by name, so that it is found again after a restart or a reconnection. */
final class AgentPlace implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String node;
    private final String directory;
    private final String root;

    private AgentPlace(String node, String directory, String root) {
        this.node = node;
        this.directory = directory;
        this.root = root;
    }

    /** @throws AbortException when it is a Windows agent, or there is none */
    static AgentPlace of(StepContext context, String step) throws IOException, InterruptedException {
        FilePath directory = context.get(FilePath.class);
        Launcher launcher = context.get(Launcher.class);
        if (directory == null || launcher == null) {
            throw new AbortException(step + " needs an agent: put it inside node or a stage with an agent");
        }
        if (!launcher.isUnix()) {
            throw new AbortException(
                    step + " runs its tools through a POSIX shell, and this agent is a Windows machine; "
                            + "run the stage on a Linux agent, for example with agent { label 'linux' }");
        }
        EnvVars environment = context.get(EnvVars.class);
        String workspace = environment == null ? null : environment.get("WORKSPACE");
        String here = directory.getRemote();
        boolean inside = workspace != null && (here.equals(workspace) || here.startsWith(workspace + "/"));
        return new AgentPlace(FilePathUtils.getNodeName(directory), here, inside ? workspace : here);
    }

    String node() {
        return node.isEmpty() ? "the built-in node" : node;
    }

    /** The workspace, absolute on the agent. */
    String root() {
        return root;
    }

    /** The current directory of the step; null while the agent is not connected. */
    FilePath find() {
        return FilePathUtils.find(node, directory);
    }

    /** Empty when the node has the label; else a word about it. */
    Optional<String> isNot(String label) {
        Node here = nodeNow();
        Label wanted = Jenkins.get().getLabel(label);
        return here != null && wanted != null && wanted.contains(here)
                ? Optional.empty()
                : Optional.of(node() + " has no such label");
    }

    /** The node; null when it was removed. */
    Node nodeNow() {
        return node.isEmpty() ? Jenkins.get() : Jenkins.get().getNode(node);
    }

    /** A folder of that name beside the workspace: seen by containers of the run, never archived with it. */
    String beside(String name) throws IOException {
        FilePath workspace = FilePathUtils.find(node, root);
        FilePath temporary =
                workspace == null || workspace.getParent() == null ? null : WorkspaceList.tempDir(workspace);
        if (temporary == null) {
            throw new IOException("there is no room beside the workspace " + root + " for temporary files");
        }
        return temporary.child(name).getRemote();
    }
}
