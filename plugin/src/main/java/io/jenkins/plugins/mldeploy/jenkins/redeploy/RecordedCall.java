package io.jenkins.plugins.mldeploy.jenkins.redeploy;

import hudson.model.Run;
import io.jenkins.plugins.mldeploy.deploy.Redeployment;
import io.jenkins.plugins.mldeploy.evidence.Deployed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.actions.ArgumentsAction;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.jenkinsci.plugins.workflow.graph.BlockStartNode;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graph.StepNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/**
 * A call of {@code helmDeploy} as Pipeline itself recorded it with the run: evaluated arguments, and where it was made. Secrets are not in it, Pipeline leaves them out; then the call is not known.
 *
 * @param arguments by name
 */
record RecordedCall(Map<String, Object> arguments, Place place) {
    /** What gives a call another machine or another credential, and is not made again. */
    private static final Set<String> INSIDE =
            Set.of("container", "withDockerContainer", "podTemplate", "withCredentials", "withKubeConfig", "sshagent");

    /**
     * Where a call is made.
     *
     * @param label of the agent, empty for any
     * @param directory in the workspace, empty for the workspace itself
     * @param variables each as {@code NAME=value}, outermost first
     */
    record Place(String label, String directory, List<String> variables) {}

    /**
     * @param run that made the deployment, null when it is gone
     * @param controlledLabel label of the agents whose tools the administrator controls, null when any will do
     * @throws CallUnknown when it can't be made again
     */
    static RecordedCall of(Run<?, ?> run, Redeployment asked, String controlledLabel) throws CallUnknown {
        if (run == null) {
            throw new CallUnknown(
                    asked.origin().display() + " was deleted, and with it how it called helmDeploy; run the job again");
        }
        RecordedCall found = null;
        for (FlowNode node : new DepthFirstScanner().allNodes(execution(run))) {
            if (!isStep(node, Deployed.STEP)) {
                continue;
            }
            if (!asked.isCall(ArgumentsAction.getArguments(node))) {
                continue;
            }
            RecordedCall call = new RecordedCall(arguments(node, run), place(node, run, controlledLabel));
            if (found != null && !found.equals(call)) {
                throw new CallUnknown(run.getFullDisplayName() + " calls helmDeploy with id '" + asked.id()
                        + "' several times and differently; give each call its own id, or run the job again");
            }
            found = call;
        }
        if (found == null) {
            throw new CallUnknown(
                    "the call of helmDeploy is not recorded with " + run.getFullDisplayName() + "; run the job again");
        }
        return found;
    }

    private static FlowExecution execution(Run<?, ?> run) throws CallUnknown {
        FlowExecutionOwner owner =
                run instanceof FlowExecutionOwner.Executable executable ? executable.asFlowExecutionOwner() : null;
        if (owner == null) {
            throw new CallUnknown(run.getFullDisplayName() + " is no Pipeline run");
        }
        try {
            return owner.get();
        } catch (IOException e) {
            throw new CallUnknown("the steps of " + run.getFullDisplayName() + " can't be read: " + e.getMessage());
        }
    }

    private static boolean isStep(FlowNode node, String name) {
        return name.equals(nameOf(node));
    }

    /** Empty for what is no step, and for a step whose plugin is gone. */
    private static String nameOf(FlowNode node) {
        StepDescriptor descriptor = node instanceof StepNode step ? step.getDescriptor() : null;
        return descriptor == null ? "" : descriptor.getFunctionName();
    }

    private static Place place(FlowNode call, Run<?, ?> run, String controlledLabel) throws CallUnknown {
        String label = "";
        String directory = "";
        LinkedList<String> variables = new LinkedList<>();
        for (BlockStartNode block : call.iterateEnclosingBlocks()) {
            Map<String, Object> around = ArgumentsAction.getArguments(block);
            if (around.isEmpty() && !isStep(block, "node")) {
                continue;
            }
            if (isStep(block, "node")) {
                label = label.isEmpty() && around.get("label") instanceof String given ? given : label;
            } else if (isStep(block, "dir") && around.get("path") instanceof String path) {
                // One that is absolute leaves out what is around it.
                directory =
                        directory.isEmpty() || directory.startsWith("/") ? or(directory, path) : path + "/" + directory;
            } else if (controlledLabel == null && isStep(block, "withEnv")) {
                if (arguments(block, run).get("overrides") instanceof List<?> overrides) {
                    variables.addAll(0, overrides.stream().map(String::valueOf).toList());
                }
            } else if (controlledLabel == null && INSIDE.stream().anyMatch(name -> isStep(block, name))) {
                throw new CallUnknown(
                        "the call was made inside "
                                + nameOf(block)
                                + ", which is not made again for a request; give the environment 'runsOn', or run the job again");
            }
        }
        return new Place(controlledLabel == null ? label : controlledLabel, directory, List.copyOf(variables));
    }

    private static String or(String directory, String path) {
        return directory.isEmpty() ? path : directory;
    }

    private static Map<String, Object> arguments(FlowNode node, Run<?, ?> run) throws CallUnknown {
        ArgumentsAction recorded = node.getPersistentAction(ArgumentsAction.class);
        if (recorded != null && !recorded.isUnmodifiedArguments()) {
            throw new CallUnknown("the arguments of " + nameOf(node)
                    + " are not recorded in full with " + run.getFullDisplayName()
                    + ", because they hold a secret or are too long; run the job again");
        }
        return plain(ArgumentsAction.getArguments(node), run);
    }

    private static Map<String, Object> plain(Map<?, ?> arguments, Run<?, ?> run) throws CallUnknown {
        Map<String, Object> copy = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : arguments.entrySet()) {
            copy.put(String.valueOf(entry.getKey()), plain(entry.getKey(), entry.getValue(), run));
        }
        return copy;
    }

    private static Object plain(Object name, Object value, Run<?, ?> run) throws CallUnknown {
        if (value instanceof ArgumentsAction.NotStoredReason) {
            throw new CallUnknown("parameter '" + name + "' of the call is not recorded with "
                    + run.getFullDisplayName()
                    + ", because it holds a secret or is too long; run the job again");
        }
        if (value instanceof Map<?, ?> map) {
            return plain(map, run);
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            for (Object element : list) {
                copy.add(plain(name, element, run));
            }
            return copy;
        }
        return value instanceof CharSequence ? value.toString() : value;
    }
}
