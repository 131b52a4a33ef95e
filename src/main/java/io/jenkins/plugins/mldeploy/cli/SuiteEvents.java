package io.jenkins.plugins.mldeploy.cli;

import io.jenkins.plugins.mldeploy.local.ProjectHome;
import io.jenkins.plugins.mldeploy.local.StepReports;
import io.jenkins.plugins.mldeploy.pipeline.StepContext;
import io.jenkins.plugins.mldeploy.step.Action;
import io.jenkins.plugins.mldeploy.step.StepResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the verdicts of the suite's steps for the table at the end. */
final class SuiteEvents implements StepReports {
    private final Map<String, List<String>> verdicts = new LinkedHashMap<>();

    SuiteEvents(ProjectHome project, List<Identity> approvers, Terminal terminal) {}

    @Override
    public void waiting(StepContext context, Action.Wait wait) {}

    @Override
    public synchronized void ended(StepContext context, String step, StepResult result) {
        verdicts.computeIfAbsent(context.stage(), stage -> new ArrayList<>()).add(step + " " + result.verdict());
    }

    synchronized Map<String, List<String>> verdicts() {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        verdicts.forEach((stage, list) -> copy.put(stage, List.copyOf(list)));
        return copy;
    }
}
