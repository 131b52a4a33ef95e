package io.jenkins.plugins.mldeploy.jenkins.host;

import hudson.EnvVars;
import hudson.Launcher;
import hudson.console.ConsoleLogFilter;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.slaves.EnvironmentVariablesNodeProperty;
import java.io.IOException;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * What a program of a step finds around it.
 *
 * @param filter what hides secrets in the log, null when nothing does
 * @param controlled true when it is the agent's own, and not what the Jenkinsfile put around the step
 */
record Surroundings(
        EnvVars variables, Launcher launcher, TaskListener log, ConsoleLogFilter filter, boolean controlled) {
    /** What the Jenkinsfile put around the step: its container, its variables. */
    static Surroundings ofStep(StepContext context) throws IOException, InterruptedException {
        return new Surroundings(
                new EnvVars(context.get(EnvVars.class)),
                context.get(Launcher.class),
                context.get(TaskListener.class),
                context.get(ConsoleLogFilter.class),
                false);
    }

    /** What the administrator gave the agent: no container of the Jenkinsfile, none of its variables. */
    static Surroundings ofAgent(AgentPlace place, StepContext context) throws IOException, InterruptedException {
        Node node = place.nodeNow();
        Computer computer = node == null ? null : node.toComputer();
        if (computer == null) {
            throw new IOException(place.node() + " is gone");
        }
        EnvVars variables = new EnvVars(computer.getEnvironment());
        EnvironmentVariablesNodeProperty own = node.getNodeProperties().get(EnvironmentVariablesNodeProperty.class);
        if (own != null) {
            variables.overrideAll(own.getEnvVars());
        }
        TaskListener log = context.get(TaskListener.class);
        return new Surroundings(variables, node.createLauncher(log), log, context.get(ConsoleLogFilter.class), true);
    }

    /** Where helm looks for plugins and settings: nowhere that an earlier build of the same user could have written to. */
    Map<String, String> ownFolders(String folder) {
        return controlled
                ? Map.of(
                        "HELM_CONFIG_HOME", folder + "/helm-config",
                        "HELM_DATA_HOME", folder + "/helm-data",
                        "HELM_CACHE_HOME", folder + "/helm-cache")
                : Map.of();
    }
}
